//! From rule files to compiled rules, with every error that one rule can have by itself.

mod operator;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::diagnostic::Diagnostic;
use crate::model::record::Family;
use crate::normalise::shadow::fold;
use crate::rules::check;
use crate::rules::error::whole;
use crate::rules::file::{FamilyTable, Text, VocabularyTable};
use crate::rules::fragment::Fragments;
use crate::rules::lint;
use crate::rules::parsed::Parsed;
use crate::rules::pattern::Pattern;
use crate::rules::reach::reach;
use crate::rules::rule::{About, Evidence, FamilyRules};
use crate::rules::vocabulary::{Term, Vocabulary};

/// What loading gives. Where there are problems, what they are about is left out.
pub struct Compiled {
    /// The families.
    pub families: Vec<FamilyRules>,
    /// The vocabularies.
    pub vocabularies: BTreeMap<String, Vocabulary>,
    /// Where each rule stands and why, by its id.
    pub about: BTreeMap<String, About>,
    /// Every error, in the order in which they are told.
    pub problems: Vec<Diagnostic>,
    /// What is no error and yet not as it should be, as far as the files alone tell.
    pub warnings: Vec<Diagnostic>,
    /// For each folder of a family the files that its documents depend on.
    pub reach: BTreeMap<String, BTreeSet<String>>,
}

/// Compiles all rule files, given as path below the rules folder and text. Without `checked` only
/// what keeps them from being read is told, and expressions are compiled when a text needs them.
pub fn compile(files: &BTreeMap<&str, &str>, checked: bool) -> Compiled {
    let mut problems = Problems::default();
    let mut parsed = Vec::new();
    for (name, text) in files {
        let (file, found) = Parsed::read(name, text);
        problems.0.get_mut().extend(found);
        parsed.push(file);
    }
    let all_read = problems.0.get_mut().is_empty();
    let mut fragments = Fragments::new(checked);
    let vocabularies = vocabularies(&parsed, &mut fragments, &problems);
    let mut families = Vec::new();
    for file in &parsed {
        let Some(table) = &file.file.family else { continue };
        let context = Context {
            file,
            fragments: &fragments,
            vocabularies: &vocabularies,
            problems: &problems,
        };
        families.extend(family(&context, table, &parsed));
    }
    if families.is_empty() && all_read && problems.0.get_mut().is_empty() {
        let message = "no file has a [family] table".to_owned();
        let hint = "a rules folder has one sub-folder for each document family".to_owned();
        problems.note(whole("rules", check::INCOMPLETE, message, Some(hint)));
    }
    let mut problems = problems.0.into_inner();
    let (about, reach) = (about(&parsed), reach(&parsed));
    if !checked {
        return Compiled { about, families, vocabularies, problems, warnings: Vec::new(), reach };
    }
    problems.extend(lint::of_files(&parsed));
    // What rules say of one another is told once each of them can be read.
    if all_read {
        problems.extend(lint::of_families(&parsed, &vocabularies));
    }
    // A shared rule is compiled for each family that uses it.
    let mut told = BTreeSet::new();
    problems.retain(|problem| told.insert(problem.clone()));
    let mut warnings = lint::warnings(&parsed, &families);
    warnings.retain(|warning| told.insert(warning.clone()));
    Compiled { about, families, vocabularies, problems, warnings, reach }
}

/// The files whose rules apply to a family: its own folder's first, because the first claim on a
/// text stays, then those of the folders that it uses.
pub fn files_of<'p, 'a>(
    own: &Parsed<'a>,
    table: &FamilyTable,
    parsed: &'p [Parsed<'a>],
) -> Vec<&'p Parsed<'a>> {
    let uses = table.uses.iter().map(|used| used.get_ref().as_str());
    std::iter::once(own.folder)
        .chain(uses)
        .flat_map(|folder| parsed.iter().filter(move |file| file.folder == folder))
        .collect()
}

/// Where each rule stands, and what it says of itself.
fn about(parsed: &[Parsed<'_>]) -> BTreeMap<String, About> {
    let mut about = BTreeMap::new();
    for file in parsed {
        for (name, why, kind) in file.rules() {
            let place = About {
                kind,
                why: why.to_owned(),
                file: file.source.name.to_owned(),
                line: file.line(name),
            };
            about.insert(file.id(name), place);
        }
    }
    about
}

/// What was found wrong so far; compiling goes on.
#[derive(Default)]
struct Problems(RefCell<Vec<Diagnostic>>);

impl Problems {
    fn note(&self, problem: Diagnostic) {
        self.0.borrow_mut().push(problem);
    }

    /// What came out well; a problem is noted.
    fn keep<T>(&self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|problem| self.note(problem)).ok()
    }
}

/// What compiling a rule of a file needs to know.
struct Context<'a, 'f> {
    file: &'a Parsed<'f>,
    fragments: &'a Fragments,
    vocabularies: &'a BTreeMap<String, Vocabulary>,
    problems: &'a Problems,
}

impl Context<'_, '_> {
    /// Compiles one expression.
    fn pattern(&self, text: &Text, printed: bool) -> Option<Pattern> {
        self.problems.keep(Pattern::compile(&self.file.source, text, self.fragments, printed))
    }

    /// Compiles a list of expressions.
    fn patterns(&self, texts: &[Text], printed: bool) -> Vec<Pattern> {
        texts.iter().filter_map(|text| self.pattern(text, printed)).collect()
    }

    /// One of a closed list by its name; a name that is not on it is told.
    fn one_of<'n>(&self, what: &str, name: &'n Text, known: &[&str]) -> Option<&'n str> {
        if known.contains(&name.get_ref().as_str()) {
            return Some(name.get_ref());
        }
        self.problems.note(self.file.source.unknown(name.span(), what, name.get_ref(), known));
        None
    }

    /// The name of a vocabulary that exists.
    fn vocabulary(&self, name: &Text) -> Option<String> {
        let known: Vec<&str> = self.vocabularies.keys().map(String::as_str).collect();
        self.one_of("vocabulary", name, &known).map(str::to_owned)
    }

    /// Tells that a rule lacks what it needs.
    fn incomplete(&self, bytes: Range<usize>, message: impl Into<String>) {
        self.problems.note(self.file.source.problem(check::INCOMPLETE, bytes, message));
    }
}

/// Compiles vocabularies and named patterns, in file order, so that a pattern can use those before
/// it; all vocabularies come first.
fn vocabularies(
    parsed: &[Parsed<'_>],
    fragments: &mut Fragments,
    problems: &Problems,
) -> BTreeMap<String, Vocabulary> {
    let tables = || {
        parsed.iter().flat_map(|file| file.file.vocabulary.iter().map(move |table| (file, table)))
    };
    let unread = || parsed.iter().flat_map(|file| &file.unread);
    unread().for_each(|name| fragments.add_unread(name));
    for (_, table) in tables() {
        let spellings: Vec<String> = table
            .term
            .iter()
            .flat_map(|term| term.spelled.iter().map(|text| text.get_ref().clone()))
            .collect();
        fragments.add_spellings(table.id.get_ref(), &spellings);
    }
    for file in parsed {
        for table in &file.file.pattern {
            let name = table.id.get_ref();
            if let Err(problem) = fragments.add_pattern(&file.source, name, &table.pattern) {
                problems.note(problem);
                fragments.add_unread(name);
            }
        }
    }
    let mut vocabularies: BTreeMap<String, Vocabulary> =
        unread().map(|name| (name.clone(), Vocabulary::EMPTY)).collect();
    for (file, table) in tables() {
        let context = Context { file, fragments, vocabularies: &BTreeMap::new(), problems };
        vocabularies.insert(table.id.get_ref().clone(), vocabulary(&context, table));
    }
    vocabularies
}

/// Compiles one vocabulary; a spelling that two terms share is a tie.
fn vocabulary(context: &Context<'_, '_>, table: &VocabularyTable) -> Vocabulary {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut terms = Vec::new();
    for term in &table.term {
        let mut spelled = Vec::new();
        for spelling in &term.spelled {
            let folded = fold(spelling.get_ref());
            if let Some(other) = seen.insert(folded.clone(), &term.value)
                && other != term.value
            {
                let message = format!("{:?} spells {other:?} already", spelling.get_ref());
                let source = &context.file.source;
                let mut problem = source.problem(check::SHARED_SPELLING, spelling.span(), message);
                problem.hint = Some("a spelling stands for one value".to_owned());
                context.problems.note(problem);
            }
            spelled.push(folded);
        }
        let headings = context.patterns(&term.headings, false);
        let topics = term.topics.iter().map(|topic| fold(topic.get_ref())).collect();
        terms.push(Term { value: term.value.clone(), spelled, headings, topics });
    }
    Vocabulary::new(terms)
}

/// Collects the rules of a family: its own folder's and those of the folders that it uses.
fn family(
    context: &Context<'_, '_>,
    table: &FamilyTable,
    parsed: &[Parsed<'_>],
) -> Option<FamilyRules> {
    const FAMILIES: [(&str, Family); 4] = [
        ("progress_report", Family::ProgressReport),
        ("press_release", Family::PressRelease),
        ("newsletter", Family::Newsletter),
        ("unknown", Family::Unknown),
    ];
    let name = context.one_of("family", &table.id, &FAMILIES.map(|(name, _)| name));
    let family = FAMILIES.iter().find(|(known, _)| Some(*known) == name);
    let folders: BTreeSet<&str> = parsed.iter().map(|file| file.folder).collect();
    let folders: Vec<&str> = folders.into_iter().collect();
    for used in &table.uses {
        context.one_of("folder of rules", used, &folders);
    }
    let mut rules = FamilyRules {
        family: family.map(|(_, family)| *family)?,
        folder: context.file.folder.to_owned(),
        threshold: table.threshold,
        evidence: Vec::new(),
        records: Vec::new(),
        indexes: Vec::new(),
        sections: Vec::new(),
        fields: Vec::new(),
        lists: Vec::new(),
        tokens: Vec::new(),
        ignores: Vec::new(),
        expects: Vec::new(),
    };
    rules.evidence.extend(table.evidence.iter().filter_map(|piece| {
        Some(Evidence {
            why: piece.why.clone(),
            pattern: context.pattern(&piece.pattern, piece.case)?,
            at_least: piece.at_least,
            place: piece.place,
            weight: piece.weight,
        })
    }));
    for file in files_of(context.file, table, parsed) {
        operator::add(&mut rules, &Context { file, ..*context });
    }
    Some(rules)
}
