//! The operators that are rules, one function each: from the table of the file to what a stage is
//! given.

use crate::model::gap::GapCode;
use crate::normalise::NORMALISERS;
use crate::normalise::shadow::fold;
use crate::rules::compile::Context;
use crate::rules::file::{
    ExampleTable, ExpectTable, FieldTable, IgnoreTable, IndexTable, ListTable, RecordTable,
    SectionTable, TokenTable,
};
use crate::rules::gap_code;
use crate::rules::rule::{
    Example, Expect, Expected, FamilyRules, Field, Ignore, IgnoreWhat, Index, List, RecordRule,
    Section, Token,
};
use crate::rules::target::{COUNTS, TARGETS, expectable};

/// Adds the rules of one file.
pub fn add(rules: &mut FamilyRules, context: &Context<'_, '_>) {
    let tables = &context.file.file;
    rules.records.extend(tables.record.iter().map(|table| record(context, table)));
    rules.indexes.extend(tables.index.iter().filter_map(|table| index(context, table)));
    rules.sections.extend(tables.section.iter().filter_map(|table| section(context, table)));
    rules.fields.extend(tables.field.iter().filter_map(|table| field(context, table)));
    rules.lists.extend(tables.list.iter().map(|table| list(context, table)));
    rules.tokens.extend(tables.token.iter().filter_map(|table| token(context, table)));
    rules.ignores.extend(tables.ignore.iter().filter_map(|table| ignore(context, table)));
    rules.expects.extend(tables.expect.iter().filter_map(|table| expect(context, table)));
}

fn examples(context: &Context<'_, '_>, tables: &[ExampleTable]) -> Vec<Example> {
    let example = |table: &ExampleTable| Example {
        text: table.text.get_ref().clone(),
        expect: table.expect.clone(),
        line: context.file.line(&table.text),
    };
    tables.iter().map(example).collect()
}

fn record(context: &Context<'_, '_>, table: &RecordTable) -> RecordRule {
    if table.begin.is_empty() && table.header.is_empty() {
        context.incomplete(table.id.span(), "a record needs `begin` or `header`");
    }
    RecordRule {
        id: context.file.id(&table.id),
        begin: context.patterns(&table.begin, false),
        header: context.patterns(&table.header, false),
        headings: context.patterns(&table.heading, false),
        examples: examples(context, &table.example),
    }
}

fn index(context: &Context<'_, '_>, table: &IndexTable) -> Option<Index> {
    let heading = table.heading.as_ref().and_then(|text| context.pattern(text, false));
    let title = table.title.as_ref().and_then(|text| context.pattern(text, false));
    let pattern = context.pattern(&table.pattern, false)?;
    if !table.pattern.get_ref().contains("(?P<name>") {
        let message = "the expression has no capture (?P<name>…)";
        context.incomplete(table.pattern.span(), message);
    }
    let examples = examples(context, &table.example);
    Some(Index { id: context.file.id(&table.id), pattern, heading, title, examples })
}

fn section(context: &Context<'_, '_>, table: &SectionTable) -> Option<Section> {
    let prefix = table.prefix.as_ref().and_then(|text| context.pattern(text, false));
    let unless = context.patterns(&table.unless, false);
    let label_from = context.vocabulary(&table.label_from)?;
    let examples = examples(context, &table.example);
    let header = context.patterns(&table.header, false);
    Some(Section { id: context.file.id(&table.id), label_from, prefix, header, unless, examples })
}

fn field(context: &Context<'_, '_>, table: &FieldTable) -> Option<Field> {
    let targets: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    let sets = context.one_of("target", &table.sets, &targets);
    let normaliser = table.normaliser.as_ref();
    let normaliser =
        normaliser.map(|name| context.one_of("normaliser", name, NORMALISERS)).unwrap_or(None);
    if table.label.is_empty() && table.label_from.is_none() && table.patterns.is_empty() {
        context.incomplete(table.id.span(), "a field needs `label`, `label_from` or `match`");
    }
    let label_from = table.label_from.as_ref().and_then(|name| context.vocabulary(name));
    let role_from = table.role_from.as_ref().and_then(|name| context.vocabulary(name));
    let field = Field {
        id: context.file.id(&table.id),
        sets: sets.unwrap_or_default().to_owned(),
        normaliser: normaliser.map(str::to_owned),
        labels: table.label.iter().map(|label| fold(label.get_ref())).collect(),
        label_from,
        role_from,
        patterns: context.patterns(&table.patterns, table.case),
        unless: context.patterns(&table.unless, false),
        not_after: context.patterns(&table.not_after, false),
        not_before: context.patterns(&table.not_before, false),
        place: table.place,
        with: table
            .with
            .iter()
            .map(|(key, value)| (key.get_ref().clone(), value.clone()))
            .collect(),
        examples: examples(context, &table.example),
    };
    sets.map(|_| field)
}

fn list(context: &Context<'_, '_>, table: &ListTable) -> List {
    List {
        id: context.file.id(&table.id),
        section: table.section.get_ref().clone(),
        separators: table.separators.clone(),
        header: context.patterns(&table.header, false),
    }
}

fn token(context: &Context<'_, '_>, table: &TokenTable) -> Option<Token> {
    let gap = context.one_of("gap code", &table.gap, &GapCode::ALL.map(GapCode::name));
    let pattern = context.pattern(&table.pattern, false);
    Some(Token {
        id: context.file.id(&table.id),
        pattern: pattern?,
        gap: gap.and_then(gap_code)?,
        on: table.on.clone(),
        examples: examples(context, &table.example),
    })
}

fn ignore(context: &Context<'_, '_>, table: &IgnoreTable) -> Option<Ignore> {
    let what = match (&table.pattern, table.region.as_slice(), table.outside_records) {
        (Some(text), [], false) => IgnoreWhat::Blocks(context.pattern(text, false)?),
        (None, regions @ [_, ..], false) => IgnoreWhat::Regions(regions.to_vec()),
        (None, [], true) => IgnoreWhat::OutsideRecords,
        _ => {
            let message = "an ignore rule has one of `match`, `region` and `outside_records`";
            context.incomplete(table.id.span(), message);
            return None;
        }
    };
    let examples = examples(context, &table.example);
    Some(Ignore { id: context.file.id(&table.id), what, examples })
}

fn expect(context: &Context<'_, '_>, table: &ExpectTable) -> Option<Expect> {
    let counts = table.counts.as_ref();
    let counts = match counts.map(|counts| context.one_of("count", counts, COUNTS)) {
        Some(None) => return None,
        Some(Some(counts)) => Some(counts.to_owned()),
        None => None,
    };
    let what = match (&table.field, &table.figure, counts, (table.at_least, table.at_most)) {
        (Some(field), None, None, (None, None)) => {
            let fields = expectable();
            let known: Vec<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
            let name = context.one_of("field", field, &known)?;
            Expected::Field(fields.iter().find(|(key, _)| key == name)?.1)
        }
        (None, Some(figure), Some(counts), (None, None)) => {
            Expected::Count { figure: figure.get_ref().clone(), counts }
        }
        (None, None, Some(counts), (at_least, at_most)) if at_least.or(at_most).is_some() => {
            Expected::Number { counts, at_least, at_most }
        }
        _ => {
            let message = "an expectation has `field`, or `figure` and `counts`, or `counts` with \
                           `at_least` or `at_most`";
            context.incomplete(table.id.span(), message);
            return None;
        }
    };
    let record = table.record.as_ref().map(|record| record.get_ref().clone());
    Some(Expect { id: context.file.id(&table.id), what, record })
}
