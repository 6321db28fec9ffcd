//! From rule files to compiled rules, with every error that loading can find.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::gap::GapCode;
use crate::model::record::Family;
use crate::normalise::NORMALISERS;
use crate::normalise::shadow::fold;
use crate::rules::error::{RuleError, SourceFile};
use crate::rules::file::{
    EvidencePlace, ExampleTable, ExpectTable, FamilyTable, FieldPlace, FieldTable, IgnoreTable,
    IndexTable, ListTable, RecordTable, RegionName, RuleFile, SectionTable, Text, TokenPlace,
    TokenTable, VocabularyTable,
};
use crate::rules::gap_code;
use crate::rules::pattern::{Fragments, Pattern};
use crate::rules::vocabulary::{Term, Vocabulary};

/// Where a field's value can go.
pub const TARGETS: &[&str] = &[
    "community.communes",
    "community.departments",
    "community.email",
    "community.members",
    "community.milestone",
    "community.name",
    "community.officer",
    "community.population",
    "community.professionals",
    "community.size_class",
    "community.website",
    "contact",
    "document.issued",
    "document.publisher",
    "document.title",
    "event",
    "figure",
];

/// What a declared figure can be counted against.
pub const COUNTS: &[&str] = &["communities", "communities_reported"];

/// The rules for the documents of one family.
#[derive(Debug)]
pub struct FamilyRules {
    /// The family.
    pub family: Family,
    /// The score from which a document belongs to it.
    pub threshold: i32,
    /// What speaks for and against it.
    pub evidence: Vec<Evidence>,
    /// How the document falls into records.
    pub records: Vec<RecordRule>,
    /// Where a list names the records.
    pub indexes: Vec<Index>,
    /// Labels of a record's parts.
    pub sections: Vec<Section>,
    /// Values.
    pub fields: Vec<Field>,
    /// What an item of a list is.
    pub lists: Vec<List>,
    /// Absence tokens.
    pub tokens: Vec<Token>,
    /// Furniture.
    pub ignores: Vec<Ignore>,
    /// Requirements and declared counts.
    pub expects: Vec<Expect>,
}

/// One piece of evidence for a family.
#[derive(Debug)]
pub struct Evidence {
    /// Why it speaks for or against.
    pub why: String,
    /// What has to stand in a block.
    pub pattern: Pattern,
    /// In how many blocks at least.
    pub at_least: usize,
    /// Where it is looked for.
    pub place: EvidencePlace,
    /// What it adds to the score.
    pub weight: i32,
}

/// The operator `record`.
#[derive(Debug)]
pub struct RecordRule {
    /// The rule's id.
    pub id: String,
    /// The blocks that begin a record.
    pub begin: Vec<Pattern>,
    /// Headings inside a record that carry no value.
    pub headings: Vec<Pattern>,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// The operator `index`.
#[derive(Debug)]
pub struct Index {
    /// The rule's id.
    pub id: String,
    /// A line that names a record.
    pub pattern: Pattern,
    /// A heading above such lines.
    pub heading: Option<Pattern>,
    /// A line that is a name and no more.
    pub title: Option<Pattern>,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// The operator `section`.
#[derive(Debug)]
pub struct Section {
    /// The rule's id.
    pub id: String,
    /// The vocabulary of its labels.
    pub label_from: String,
    /// What may stand before a label.
    pub prefix: Option<Pattern>,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// The operator `field`.
#[derive(Debug)]
pub struct Field {
    /// The rule's id.
    pub id: String,
    /// Where the value goes, one of [`TARGETS`].
    pub sets: String,
    /// The normaliser that reads it.
    pub normaliser: Option<String>,
    /// Its labels, folded.
    pub labels: Vec<String>,
    /// The vocabulary of its labels.
    pub label_from: Option<String>,
    /// Sentence patterns.
    pub patterns: Vec<Pattern>,
    /// What must not stand in the same sentence.
    pub unless: Vec<Pattern>,
    /// The part of the document that it looks at.
    pub place: FieldPlace,
    /// Fixed parts of the value.
    pub with: BTreeMap<String, String>,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// The operator `list`.
#[derive(Debug)]
pub struct List {
    /// The rule's id.
    pub id: String,
    /// The id of the section that its items belong to.
    pub section: String,
}

/// The operator `token`.
#[derive(Debug)]
pub struct Token {
    /// The rule's id.
    pub id: String,
    /// The whole value or item.
    pub pattern: Pattern,
    /// The gap that it means.
    pub gap: GapCode,
    /// Where it can stand.
    pub on: Vec<TokenPlace>,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// The operator `ignore`.
#[derive(Debug)]
pub struct Ignore {
    /// The rule's id.
    pub id: String,
    /// What it passes over.
    pub what: IgnoreWhat,
    /// Its examples.
    pub examples: Vec<ExampleTable>,
}

/// What an ignore rule passes over.
#[derive(Debug)]
pub enum IgnoreWhat {
    /// Blocks that match.
    Blocks(Pattern),
    /// Regions of the page.
    Regions(Vec<RegionName>),
    /// Whatever stands outside of records and no other rule read.
    OutsideRecords,
}

/// The operator `expect`.
#[derive(Debug)]
pub struct Expect {
    /// The rule's id.
    pub id: String,
    /// What is expected.
    pub what: Expected,
}

/// What an expectation says.
#[derive(Debug)]
pub enum Expected {
    /// Every record shows this field.
    Field(String),
    /// A declared figure is what can be counted.
    Count {
        /// The figure's subject.
        figure: String,
        /// What it counts, one of [`COUNTS`].
        counts: String,
    },
}

/// What loading gives.
pub struct Compiled {
    /// The families.
    pub families: Vec<FamilyRules>,
    /// The vocabularies.
    pub vocabularies: BTreeMap<String, Vocabulary>,
}

/// A parsed file with what is needed to cite it.
struct Parsed<'a> {
    source: SourceFile<'a>,
    folder: &'a str,
    stem: &'a str,
    file: RuleFile,
}

impl Parsed<'_> {
    /// A rule's id: folder, file, name.
    fn id(&self, name: &Text) -> String {
        format!("{}/{}/{}", self.folder, self.stem, name.get_ref())
    }
}

/// Compiles all rule files, given as path below the rules folder and text.
pub fn compile(files: &BTreeMap<String, String>) -> Result<Compiled, RuleError> {
    let parsed =
        files.iter().map(|(name, text)| parse(name, text)).collect::<Result<Vec<_>, _>>()?;
    let mut fragments = Fragments::default();
    let vocabularies = compile_vocabularies(&parsed, &mut fragments)?;
    check_ids(&parsed)?;
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
    Ok(Compiled { families, vocabularies })
}

/// Reads one file.
fn parse<'a>(name: &'a str, text: &'a str) -> Result<Parsed<'a>, RuleError> {
    let source = SourceFile { name, text };
    let file = toml::from_str(text).map_err(|error| {
        source.error(error.span().map_or(0, |span| span.start), error.message())
    })?;
    let (folder, stem) = name.rsplit_once('/').unwrap_or(("", name));
    Ok(Parsed { source, folder, stem: stem.trim_end_matches(".toml"), file })
}

/// Two rules with one id are a tie that nobody could settle.
fn check_ids(parsed: &[Parsed<'_>]) -> Result<(), RuleError> {
    for file in parsed {
        let tables = &file.file;
        let ids = (tables.record.iter().map(|table| &table.id))
            .chain(tables.index.iter().map(|table| &table.id))
            .chain(tables.section.iter().map(|table| &table.id))
            .chain(tables.field.iter().map(|table| &table.id))
            .chain(tables.list.iter().map(|table| &table.id))
            .chain(tables.token.iter().map(|table| &table.id))
            .chain(tables.ignore.iter().map(|table| &table.id))
            .chain(tables.expect.iter().map(|table| &table.id));
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id.get_ref()) {
                let message = format!("two rules are called {:?}", id.get_ref());
                return Err(file.source.error(id.span().start, message));
            }
        }
    }
    Ok(())
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
        if vocabularies.insert(table.id.get_ref().clone(), vocabulary).is_some() {
            let message = format!("two vocabularies are called {:?}", table.id.get_ref());
            return Err(file.source.error(table.id.span().start, message));
        }
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
                let message = format!("{:?} and {other:?} share this spelling", term.value);
                return Err(file.source.error(spelling.span().start, message));
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
            pattern: Pattern::compile(&own.source, &piece.pattern, fragments, false)?,
            at_least: piece.at_least,
            place: piece.place,
            weight: piece.weight,
        });
    }
    // The family's own rules come first: the first claim on a text stays.
    let uses: Vec<&str> = table.uses.iter().map(|used| used.get_ref().as_str()).collect();
    let order = std::iter::once(own.folder).chain(uses);
    for folder in order {
        for file in parsed.iter().filter(|file| file.folder == folder) {
            add_file(&mut rules, file, &context)?;
        }
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
    Ok(Section { id: file.id(&table.id), label_from, prefix, examples: table.example.clone() })
}

fn field(file: &Parsed<'_>, table: &FieldTable, context: &Context<'_>) -> Result<Field, RuleError> {
    let source = &file.source;
    if !TARGETS.contains(&table.sets.get_ref().as_str()) {
        let offset = table.sets.span().start;
        return Err(source.unknown(offset, "target", table.sets.get_ref(), TARGETS));
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
        place: table.place,
        with: table.with.clone(),
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
            let target = format!("community.{}", field.get_ref());
            if !TARGETS.contains(&target.as_str()) {
                let offset = field.span().start;
                return Err(file.source.unknown(offset, "field", field.get_ref(), TARGETS));
            }
            Expected::Field(field.get_ref().clone())
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
