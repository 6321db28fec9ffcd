//! From rule files to compiled rules, with every error that one rule can have by itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::gap::GapCode;
use crate::model::record::Family;
use crate::normalise::NORMALISERS;
use crate::normalise::shadow::fold;
use crate::rules::error::RuleError;
use crate::rules::file::{
    ExpectTable, FamilyTable, FieldTable, IgnoreTable, IndexTable, ListTable, RecordTable,
    SectionTable, Text, TokenTable, VocabularyTable,
};
use crate::rules::fragment::Fragments;
use crate::rules::gap_code;
use crate::rules::lint;
use crate::rules::parsed::Parsed;
use crate::rules::pattern::Pattern;
use crate::rules::rule::{
    Evidence, Expect, Expected, FamilyRules, Field, Ignore, IgnoreWhat, Index, List, RecordRule,
    Section, Token,
};
use crate::rules::target::{COUNTS, TARGETS, Target, expectable};
use crate::rules::vocabulary::{Term, Vocabulary};

/// What loading gives.
pub struct Compiled {
    /// The families.
    pub families: Vec<FamilyRules>,
    /// The vocabularies.
    pub vocabularies: BTreeMap<String, Vocabulary>,
}

/// Compiles all rule files, given as path below the rules folder and text.
pub fn compile(files: &BTreeMap<String, String>) -> Result<Compiled, RuleError> {
    let parsed =
        files.iter().map(|(name, text)| Parsed::read(name, text)).collect::<Result<Vec<_>, _>>()?;
    let mut fragments = Fragments::default();
    let vocabularies = compile_vocabularies(&parsed, &mut fragments)?;
    let mut families = Vec::new();
    for file in &parsed {
        if let Some(table) = &file.file.family {
            families.push(compile_family(file, table, &parsed, &fragments, &vocabularies)?);
        }
    }
    if families.is_empty() {
        return Err(RuleError {
            file: "rules".to_owned(),
            line: 0,
            column: 0,
            message: "no file has a [family] table".to_owned(),
            hint: Some("a rules folder has one sub-folder for each document family".to_owned()),
        });
    }
    match lint::errors(&parsed, &vocabularies).into_iter().next() {
        Some(error) => Err(error),
        None => Ok(Compiled { families, vocabularies }),
    }
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

/// Compiles vocabularies and named patterns, in file order, so that a pattern can use those before
/// it; all vocabularies come first.
fn compile_vocabularies(
    parsed: &[Parsed<'_>],
    fragments: &mut Fragments,
) -> Result<BTreeMap<String, Vocabulary>, RuleError> {
    let tables = || {
        parsed.iter().flat_map(|file| file.file.vocabulary.iter().map(move |table| (file, table)))
    };
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
            fragments.add_pattern(&file.source, table.id.get_ref(), &table.pattern)?;
        }
    }
    let mut vocabularies = BTreeMap::new();
    for (file, table) in tables() {
        let vocabulary = compile_vocabulary(file, table, fragments)?;
        vocabularies.insert(table.id.get_ref().clone(), vocabulary);
    }
    Ok(vocabularies)
}

/// Compiles one vocabulary; a spelling that two terms share is a tie.
fn compile_vocabulary(
    file: &Parsed<'_>,
    table: &VocabularyTable,
    fragments: &Fragments,
) -> Result<Vocabulary, RuleError> {
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
                let mut error = file.source.error(spelling.span().start, message);
                error.hint = Some("a spelling stands for one value".to_owned());
                return Err(error);
            }
            spelled.push(folded);
        }
        let headings = compile_all(file, &term.headings, fragments, false)?;
        let topics = term.topics.iter().map(|topic| fold(topic.get_ref())).collect();
        terms.push(Term { value: term.value.clone(), spelled, headings, topics });
    }
    Ok(Vocabulary::new(terms))
}

/// Compiles a list of expressions of one file.
fn compile_all(
    file: &Parsed<'_>,
    texts: &[Text],
    fragments: &Fragments,
    printed: bool,
) -> Result<Vec<Pattern>, RuleError> {
    texts.iter().map(|text| Pattern::compile(&file.source, text, fragments, printed)).collect()
}

/// What compiling a rule needs to know of the others.
struct Context<'a> {
    fragments: &'a Fragments,
    vocabularies: &'a BTreeMap<String, Vocabulary>,
}

/// Collects the rules of a family: its own folder's and those of the folders that it uses.
fn compile_family(
    own: &Parsed<'_>,
    table: &FamilyTable,
    parsed: &[Parsed<'_>],
    fragments: &Fragments,
    vocabularies: &BTreeMap<String, Vocabulary>,
) -> Result<FamilyRules, RuleError> {
    const FAMILIES: [(&str, Family); 4] = [
        ("progress_report", Family::ProgressReport),
        ("press_release", Family::PressRelease),
        ("newsletter", Family::Newsletter),
        ("unknown", Family::Unknown),
    ];
    let family = FAMILIES.iter().find(|(name, _)| name == table.id.get_ref());
    let Some((_, family)) = family else {
        let known = FAMILIES.map(|(name, _)| name);
        let offset = table.id.span().start;
        return Err(own.source.unknown(offset, "family", table.id.get_ref(), &known));
    };
    let folders: BTreeSet<&str> = parsed.iter().map(|file| file.folder).collect();
    for used in &table.uses {
        if !folders.contains(used.get_ref().as_str()) {
            let known: Vec<&str> = folders.iter().copied().collect();
            let offset = used.span().start;
            return Err(own.source.unknown(offset, "folder of rules", used.get_ref(), &known));
        }
    }
    let context = Context { fragments, vocabularies };
    let mut rules = FamilyRules {
        family: *family,
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
    for piece in &table.evidence {
        rules.evidence.push(Evidence {
            why: piece.why.clone(),
            pattern: Pattern::compile(&own.source, &piece.pattern, fragments, piece.case)?,
            at_least: piece.at_least,
            place: piece.place,
            weight: piece.weight,
        });
    }
    for file in files_of(own, table, parsed) {
        add_file(&mut rules, file, &context)?;
    }
    Ok(rules)
}

/// Adds the rules of one file.
fn add_file(
    rules: &mut FamilyRules,
    file: &Parsed<'_>,
    context: &Context<'_>,
) -> Result<(), RuleError> {
    let tables = &file.file;
    for table in &tables.record {
        rules.records.push(record(file, table, context)?);
    }
    for table in &tables.index {
        rules.indexes.push(index(file, table, context)?);
    }
    for table in &tables.section {
        rules.sections.push(section(file, table, context)?);
    }
    for table in &tables.field {
        rules.fields.push(field(file, table, context)?);
    }
    for table in &tables.list {
        rules.lists.push(list(file, table));
    }
    for table in &tables.token {
        rules.tokens.push(token(file, table, context)?);
    }
    for table in &tables.ignore {
        rules.ignores.push(ignore(file, table, context)?);
    }
    for table in &tables.expect {
        rules.expects.push(expect(file, table)?);
    }
    Ok(())
}

fn record(
    file: &Parsed<'_>,
    table: &RecordTable,
    context: &Context<'_>,
) -> Result<RecordRule, RuleError> {
    Ok(RecordRule {
        id: file.id(&table.id),
        begin: compile_all(file, &table.begin, context.fragments, false)?,
        headings: compile_all(file, &table.heading, context.fragments, false)?,
        examples: table.example.clone(),
    })
}

fn index(file: &Parsed<'_>, table: &IndexTable, context: &Context<'_>) -> Result<Index, RuleError> {
    let pattern = Pattern::compile(&file.source, &table.pattern, context.fragments, false)?;
    require_capture(file, &table.pattern, &pattern, "name")?;
    let compile = |text: &Text| Pattern::compile(&file.source, text, context.fragments, false);
    Ok(Index {
        id: file.id(&table.id),
        pattern,
        heading: table.heading.as_ref().map(compile).transpose()?,
        title: table.title.as_ref().map(compile).transpose()?,
        examples: table.example.clone(),
    })
}

fn section(
    file: &Parsed<'_>,
    table: &SectionTable,
    context: &Context<'_>,
) -> Result<Section, RuleError> {
    let label_from = vocabulary_name(file, &table.label_from, context)?;
    let prefix = table.prefix.as_ref();
    let prefix = prefix
        .map(|text| Pattern::compile(&file.source, text, context.fragments, false))
        .transpose()?;
    let unless = compile_all(file, &table.unless, context.fragments, false)?;
    let examples = table.example.clone();
    Ok(Section { id: file.id(&table.id), label_from, prefix, unless, examples })
}

fn field(file: &Parsed<'_>, table: &FieldTable, context: &Context<'_>) -> Result<Field, RuleError> {
    let source = &file.source;
    if Target::named(table.sets.get_ref()).is_none() {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        let offset = table.sets.span().start;
        return Err(source.unknown(offset, "target", table.sets.get_ref(), &known));
    }
    if let Some(name) = &table.normaliser
        && !NORMALISERS.contains(&name.get_ref().as_str())
    {
        let offset = name.span().start;
        return Err(source.unknown(offset, "normaliser", name.get_ref(), NORMALISERS));
    }
    if table.label.is_empty() && table.label_from.is_none() && table.patterns.is_empty() {
        let message = "a field needs `label`, `label_from` or `match`";
        return Err(source.error(table.id.span().start, message));
    }
    let label_from =
        table.label_from.as_ref().map(|name| vocabulary_name(file, name, context)).transpose()?;
    Ok(Field {
        id: file.id(&table.id),
        sets: table.sets.get_ref().clone(),
        normaliser: table.normaliser.as_ref().map(|name| name.get_ref().clone()),
        labels: table.label.iter().map(|label| fold(label.get_ref())).collect(),
        label_from,
        patterns: compile_all(file, &table.patterns, context.fragments, table.case)?,
        unless: compile_all(file, &table.unless, context.fragments, false)?,
        not_after: compile_all(file, &table.not_after, context.fragments, false)?,
        not_before: compile_all(file, &table.not_before, context.fragments, false)?,
        place: table.place,
        with: table
            .with
            .iter()
            .map(|(key, value)| (key.get_ref().clone(), value.clone()))
            .collect(),
        examples: table.example.clone(),
    })
}

fn list(file: &Parsed<'_>, table: &ListTable) -> List {
    List { id: file.id(&table.id), section: table.section.get_ref().clone() }
}

fn token(file: &Parsed<'_>, table: &TokenTable, context: &Context<'_>) -> Result<Token, RuleError> {
    let Some(gap) = gap_code(table.gap.get_ref()) else {
        let known = GapCode::ALL.map(GapCode::name);
        let offset = table.gap.span().start;
        return Err(file.source.unknown(offset, "gap code", table.gap.get_ref(), &known));
    };
    Ok(Token {
        id: file.id(&table.id),
        pattern: Pattern::compile(&file.source, &table.pattern, context.fragments, false)?,
        gap,
        on: table.on.clone(),
        examples: table.example.clone(),
    })
}

fn ignore(
    file: &Parsed<'_>,
    table: &IgnoreTable,
    context: &Context<'_>,
) -> Result<Ignore, RuleError> {
    let what = match (&table.pattern, table.region.as_slice(), table.outside_records) {
        (Some(text), [], false) => {
            IgnoreWhat::Blocks(Pattern::compile(&file.source, text, context.fragments, false)?)
        }
        (None, regions @ [_, ..], false) => IgnoreWhat::Regions(regions.to_vec()),
        (None, [], true) => IgnoreWhat::OutsideRecords,
        _ => {
            let message = "an ignore rule has one of `match`, `region` and `outside_records`";
            return Err(file.source.error(table.id.span().start, message));
        }
    };
    Ok(Ignore { id: file.id(&table.id), what, examples: table.example.clone() })
}

fn expect(file: &Parsed<'_>, table: &ExpectTable) -> Result<Expect, RuleError> {
    let what = match (&table.field, &table.figure, &table.counts) {
        (Some(field), None, None) => {
            let fields = expectable();
            let Some((_, expected)) = fields.iter().find(|(key, _)| key == field.get_ref()) else {
                let known: Vec<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
                let offset = field.span().start;
                return Err(file.source.unknown(offset, "field", field.get_ref(), &known));
            };
            Expected::Field(*expected)
        }
        (None, Some(figure), Some(counts)) => {
            if !COUNTS.contains(&counts.get_ref().as_str()) {
                let offset = counts.span().start;
                return Err(file.source.unknown(offset, "count", counts.get_ref(), COUNTS));
            }
            let (figure, counts) = (figure.get_ref().clone(), counts.get_ref().clone());
            Expected::Count { figure, counts }
        }
        _ => {
            let message = "an expectation has `field`, or `figure` and `counts`";
            return Err(file.source.error(table.id.span().start, message));
        }
    };
    Ok(Expect { id: file.id(&table.id), what })
}

/// The name of a vocabulary that exists.
fn vocabulary_name(
    file: &Parsed<'_>,
    name: &Text,
    context: &Context<'_>,
) -> Result<String, RuleError> {
    if context.vocabularies.contains_key(name.get_ref()) {
        return Ok(name.get_ref().clone());
    }
    let known: Vec<&str> = context.vocabularies.keys().map(String::as_str).collect();
    Err(file.source.unknown(name.span().start, "vocabulary", name.get_ref(), &known))
}

/// An error where a pattern lacks a capture that its operator needs.
fn require_capture(
    file: &Parsed<'_>,
    text: &Text,
    pattern: &Pattern,
    name: &str,
) -> Result<(), RuleError> {
    if pattern.names().contains(&name) {
        return Ok(());
    }
    let message = format!("the expression has no capture (?P<{name}>…)");
    Err(file.source.error(text.span().start, message))
}
