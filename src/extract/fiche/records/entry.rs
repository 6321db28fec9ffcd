//! The lines that name a CPTS, with its departments.

use std::ops::Range;

use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::normalise::department;
use crate::normalise::shadow::Shadow;
use crate::rules::{FamilyRules, Index};

/// A line that names a CPTS.
#[derive(Debug, Clone)]
pub struct Naming {
    /// The block that it stands in.
    pub block: usize,
    /// The name as printed, without the departments.
    pub name: String,
    /// Where the name stands.
    pub name_range: Range<usize>,
    /// The block that the departments stand in, mostly the same.
    pub departments_block: usize,
    /// The departments as printed.
    pub departments: String,
    /// Where they stand.
    pub departments_range: Range<usize>,
    /// The line says that the record goes on: "CPTS Rive Nord - 22 (suite)".
    pub continued: bool,
    /// The rule that read it.
    pub rule: String,
}

impl Naming {
    /// A name that stands behind a label.
    pub fn labelled(block: usize, name_range: Range<usize>, name: String, rule: &str) -> Self {
        Self {
            block,
            name,
            name_range,
            departments_block: block,
            departments: String::new(),
            departments_range: 0..0,
            continued: false,
            rule: rule.to_owned(),
        }
    }
}

/// Every line that names a CPTS with its departments.
pub(super) fn namings(sheet: &Sheet<'_>, rules: &FamilyRules, content: &[usize]) -> Vec<Naming> {
    let mut namings = Vec::new();
    for &index in content {
        let Some(block) = sheet.blocks.get(index) else { continue };
        let lines = block.line_ranges();
        for rule in &rules.indexes {
            // What could not be found in the block could not be in its lines.
            let could = rule.pattern.could_match(block.into());
            // Several names joined by line breaks are one block: "CPTS A – 85<br>CPTS B – 85".
            let in_line = |line: &Range<usize>| {
                let folded = Shadow::folded(&block.slice(line.clone()));
                read(index, block, rule, &folded, line.start)
            };
            let several = could && lines.len() > 1;
            let each: Option<Vec<Naming>> =
                several.then(|| lines.iter().map(in_line).collect()).flatten();
            let found = match each {
                Some(each) => each,
                None => (could.then(|| read(index, block, rule, &block.folded, 0)).flatten())
                    .or_else(|| Some(with_codes(sheet, content, bare(index, block, rule)?)))
                    .into_iter()
                    .collect(),
            };
            let spot = Spot::block(sheet, index);
            if found.is_empty() {
                spot.tell(&rule.id, || Outcome::NoMatch);
                continue;
            }
            for naming in &found {
                spot.part(&naming.name_range).tell(&rule.id, || Outcome::Matched);
            }
            namings.extend(found);
            break;
        }
    }
    namings
}

/// The name that a text gives, of which the first character is that one of the block.
fn read(
    index: usize,
    block: &Block,
    rule: &Index,
    folded: &Shadow,
    first: usize,
) -> Option<Naming> {
    let captures = rule.pattern.captures(folded)?;
    let part = |name: &str| {
        let inside = folded.source(captures.part(name)?);
        Some(first + inside.start..first + inside.end)
    };
    let name_range = part("name")?;
    let departments_range = part("departments").unwrap_or(0..0);
    Some(Naming {
        block: index,
        name: block.slice(name_range.clone()).trim().to_owned(),
        name_range,
        departments_block: index,
        departments: block.slice(departments_range.clone()),
        departments_range,
        continued: captures.part("continued").is_some(),
        rule: rule.id.clone(),
    })
}

/// A block that is a name and no more: it can be the title of a fiche.
fn bare(index: usize, block: &Block, rule: &Index) -> Option<Naming> {
    let title = rule.title.as_ref()?;
    if block.is_item() || !title.is_match(block) {
        return None;
    }
    Some(Naming::labelled(index, 0..block.length(), block.text.trim().to_owned(), &rule.id))
}

/// A bare name, with the departments that stand at its right in the row of a table.
fn with_codes(sheet: &Sheet<'_>, content: &[usize], naming: Naming) -> Naming {
    let Some(name) = sheet.blocks.get(naming.block) else { return naming };
    let found = content.iter().copied().find(|&index| {
        sheet.blocks.get(index).is_some_and(|codes| {
            index != naming.block
                && codes.page == name.page
                && is_beside(name, codes)
                && only_codes(&codes.text)
        })
    });
    let Some(block) = found else { return naming };
    let length = sheet.blocks.get(block).map_or(0, Block::length);
    let departments = sheet.blocks.get(block).map(|block| block.text.clone()).unwrap_or_default();
    Naming { departments_block: block, departments, departments_range: 0..length, ..naming }
}

/// True if the one block stands next at the right of the other: in the next cell, or on one line.
fn is_beside(left: &Block, right: &Block) -> bool {
    if let (Some(a), Some(b)) = (left.look.cell, right.look.cell) {
        return (a.table, a.row, a.column + 1) == (b.table, b.row, b.column);
    }
    left.bbox
        .zip(right.bbox)
        .is_some_and(|(a, b)| b.x0 >= a.x1 && (a.middle() - b.middle()).abs() < 0.3 * a.height())
}

/// True for "44 - 49" and "2A".
fn only_codes(text: &str) -> bool {
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    text.chars().any(char::is_alphanumeric) && parts.all(|part| department::code(part).is_some())
}
