//! How a report falls into records: begin marks, titles, and the index that names them.
//!
//! A line that names a CPTS with its departments is an entry of the index, the title of a fiche,
//! or the title of a slide on which a fiche goes on. What stands around it tells which.

mod entry;
mod part;
mod role;

use std::collections::BTreeSet;

pub use entry::Naming;
pub use part::{part, unfold};

use entry::namings;
use role::{Around, Role};

use crate::extract::fiche::rows::{self, Row};
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Region;
use crate::normalise::shadow::key;
use crate::rules::{FamilyRules, Index, Pattern};

/// One fiche.
#[derive(Debug, Clone)]
pub struct Fiche {
    /// Its blocks, in reading order.
    pub blocks: Vec<usize>,
    /// The name that it prints.
    pub title: Option<Naming>,
    /// The record rule.
    pub rule: String,
    /// Its cells, where it is a row of a table.
    pub row: Option<Row>,
}

/// A report as records.
#[derive(Debug, Default)]
pub struct Records {
    /// The index: every CPTS that it names, in order.
    pub index: Vec<Naming>,
    /// The fiches, in order.
    pub fiches: Vec<Fiche>,
    /// The blocks of the tables whose rows are fiches, header and all.
    pub in_tables: Vec<usize>,
}

/// Marks of slides stand at one height, give or take this share of the page.
const ONE_HEIGHT: f32 = 0.05;

/// Finds the index and the fiches, and claims the lines that name them.
///
/// `is_label` knows the labels of a record's fields and parts.
pub fn records(
    sheet: &mut Sheet<'_>,
    rules: &FamilyRules,
    is_label: impl Fn(&str) -> bool,
) -> Records {
    let tables = rows::tables(sheet, rules, &is_label);
    for table in &tables {
        sheet.join(&table.cut);
    }
    let content = content(sheet, &tables);
    let (rule, marks) = marks(sheet, rules, &content);
    let namings = namings(sheet, rules, &content);
    let headings = headings(sheet, rules, &content);
    let around = Around { sheet, content: &content, marks: &marks, headings: &headings };
    let leading = around.leading(&namings);
    let led = leading.contains(&true);
    let roles = around.roles(&namings, &leading);
    let mut records = Records::default();
    let mut ends: Vec<usize> = headings.iter().map(|(block, _)| *block).collect();
    ends.extend(tables.iter().filter_map(|table| table.blocks.first()));
    for (naming, role) in namings.iter().zip(&roles) {
        if *role == Role::Entry {
            records.index.push(naming.clone());
            ends.push(naming.block);
        }
    }
    for (position, &mark) in marks.iter().enumerate() {
        let title = title_of(&around, mark, &namings, &roles, led);
        let start = start_of(sheet, mark, position, &marks, title.as_ref(), led);
        let next = marks.get(position + 1).map(|&next| {
            let title = title_of(&around, next, &namings, &roles, led);
            start_of(sheet, next, position + 1, &marks, title.as_ref(), led)
        });
        let end = ends.iter().copied().filter(|&end| end > mark).chain(next).min();
        let end = end.unwrap_or(sheet.blocks.len());
        let blocks = content.iter().copied().filter(|block| (start..end).contains(block)).collect();
        records.fiches.push(Fiche { blocks, title, rule: rule.clone(), row: None });
    }
    lists_first(sheet, rules, is_label, &mut records.fiches);
    of_tables(sheet, rules, &tables, &mut records);
    for (block, rule) in headings {
        sheet.take(block, &rule);
    }
    for (naming, role) in namings.iter().zip(&roles) {
        if *role == Role::Mention {
            let spot = sheet.trace.at(naming.block, naming.name_range.clone());
            spot.dropped(&naming.rule, || Reason::Mention);
        } else {
            sheet.take(naming.block, &naming.rule);
            sheet.take(naming.departments_block, &naming.rule);
        }
    }
    records
}

/// A fiche may print its lists before its facts, on a page of their own: a page that begins with the
/// heading of the lists, and has labels that its fiche has had, is that of the next fiche, which has
/// no such heading. A fiche that prints its name begins with it.
fn lists_first(
    sheet: &Sheet<'_>,
    rules: &FamilyRules,
    is_label: impl Fn(&str) -> bool,
    fiches: &mut [Fiche],
) {
    let block = |index: &usize| sheet.blocks.get(*index);
    let page = |index: &usize| block(index).map_or(0, |block| block.page);
    let is_heading = |index: &usize| {
        let mut patterns = rules.records.iter().flat_map(|rule| &rule.headings);
        block(index).is_some_and(|block| patterns.any(|pattern| pattern.is_match(block)))
    };
    let labels = |blocks: &[usize]| -> BTreeSet<&str> {
        let texts = blocks.iter().filter_map(block).map(|block| block.text.as_str());
        texts.filter(|text| is_label(text)).collect()
    };
    for at in 1..fiches.len() {
        let (before, rest) = fiches.split_at_mut(at);
        let (Some(own), Some(next)) = (before.last_mut(), rest.first_mut()) else { continue };
        let headings: Vec<usize> = own.blocks.iter().copied().filter(is_heading).collect();
        let [.., first, second] = headings.as_slice() else { continue };
        let begins = own.blocks.iter().find(|block| page(block) == page(second));
        if page(second) <= page(first)
            || next.title.is_some()
            || begins != Some(second)
            || next.blocks.iter().any(is_heading)
        {
            continue;
        }
        let (had, here) = own.blocks.split_at(own.blocks.partition_point(|block| block < second));
        let (known, here) = (labels(had), labels(here));
        // A slide on which a list goes on says its label again.
        if 2 * here.intersection(&known).count() > here.len() && here.len() > 1 {
            let moved = own.blocks.split_off(had.len());
            next.blocks.splice(0..0, moved);
        }
    }
}

/// Takes in the rows of tables. Where there is a row for each item, those of one name are one
/// record, the one that another table has of that name if there is one.
fn of_tables(
    sheet: &mut Sheet<'_>,
    rules: &FamilyRules,
    tables: &[rows::Table],
    records: &mut Records,
) {
    for table in tables {
        records.in_tables.extend(&table.blocks);
        for &head in &table.heads {
            sheet.take(head, &table.rule);
        }
        for (row, blocks) in table.records() {
            let title = namings(sheet, rules, &row.key).into_iter().next();
            if let Some(title) = &title {
                sheet.take(title.block, &title.rule);
            }
            let name = |title: &Option<Naming>| title.as_ref().map(|title| key(&title.name));
            let same =
                |fiche: &&mut Fiche| fiche.row.is_some() && name(&fiche.title) == name(&title);
            let listed = table.listed.is_some() && title.is_some();
            match records.fiches.iter_mut().find(same).filter(|_| listed) {
                Some(fiche) => {
                    fiche.blocks.extend(blocks);
                    if let Some(own) = &mut fiche.row {
                        own.cells.extend(row.cells);
                        own.listed = true;
                    }
                }
                None => {
                    let rule = table.rule.clone();
                    records.fiches.push(Fiche { blocks, title, rule, row: Some(row) });
                }
            }
        }
    }
    records.fiches.sort_by_key(|fiche| fiche.blocks.first().copied());
}

/// The blocks that a fiche can be made of: the content but for the tables whose rows are records.
fn content(sheet: &Sheet<'_>, tables: &[rows::Table]) -> Vec<usize> {
    let mut content: Vec<usize> = (0..sheet.blocks.len()).collect();
    content.retain(|index| {
        let block = sheet.blocks.get(*index);
        let main = block.is_some_and(|block| matches!(block.region, Region::Main | Region::Header));
        main && !tables.iter().any(|table| table.blocks.binary_search(index).is_ok())
    });
    content
}

/// The blocks that begin a record: those of the first expression that occurs, and its rule.
fn marks(sheet: &Sheet<'_>, rules: &FamilyRules, content: &[usize]) -> (String, Vec<usize>) {
    let begins = |pattern: &Pattern, index: usize| {
        sheet.blocks.get(index).is_some_and(|block| pattern.is_match(block))
    };
    let all = rules.records.iter().flat_map(|rule| rule.begin.iter().map(move |p| (rule, p)));
    let found = all.into_iter().find_map(|(rule, pattern)| {
        let begun = content.iter().copied().filter(|&index| begins(pattern, index));
        let marks: Vec<usize> = begun.collect();
        (!marks.is_empty()).then(|| (rule.id.clone(), marks))
    });
    let (rule, marks) = found.unwrap_or_default();
    for rule in rules.records.iter().filter(|_| sheet.trace.is_on()) {
        for &index in content {
            let spot = Spot::block(sheet, index);
            if !rule.begin.iter().any(|pattern| begins(pattern, index)) {
                spot.tell(&rule.id, || Outcome::NoMatch);
            } else if marks.contains(&index) {
                spot.tell(&rule.id, || Outcome::Matched);
            } else {
                spot.dropped(&rule.id, || Reason::Outranked);
            }
        }
    }
    (rule, marks)
}

/// Headings above the entries of the index.
fn headings(sheet: &Sheet<'_>, rules: &FamilyRules, content: &[usize]) -> Vec<(usize, String)> {
    let mut headings = Vec::new();
    for rule in &rules.indexes {
        for &index in content {
            if !is_heading(sheet, rule, index) {
                continue;
            }
            if is_above_entry(sheet, rule, content, index) {
                headings.push((index, rule.id.clone()));
            } else {
                Spot::block(sheet, index).dropped(&rule.id, || Reason::NoEntries);
            }
        }
    }
    headings
}

/// True for a block that has the form of a heading above entries of the index, and not that of an
/// entry or of an item ("• Vaccination Covid-19").
fn is_heading(sheet: &Sheet<'_>, rule: &Index, block: usize) -> bool {
    let (Some(pattern), Some(block)) = (&rule.heading, sheet.blocks.get(block)) else {
        return false;
    };
    !block.is_item() && pattern.is_match(block) && !rule.pattern.is_match(block)
}

/// True if one of the two blocks below begins with an entry of the index.
fn is_above_entry(sheet: &Sheet<'_>, rule: &Index, content: &[usize], block: usize) -> bool {
    let mut below = content.iter().copied().filter(|&next| next > block).take(2);
    below.any(|next| {
        let next = sheet.blocks.get(next);
        next.is_some_and(|next| {
            let first = next.line_ranges().first().cloned().unwrap_or(0..0);
            rule.pattern.matches(&next.slice(first))
        })
    })
}

/// The title that belongs to a begin mark: the block before it, the one on its page, or where all
/// records are led by their titles, the last one before it.
fn title_of(
    around: &Around<'_>,
    mark: usize,
    namings: &[Naming],
    roles: &[Role],
    led: bool,
) -> Option<Naming> {
    let Around { sheet, content, marks, .. } = *around;
    let page = |block: usize| sheet.blocks.get(block).map(|block| block.page);
    let titles = namings.iter().zip(roles).filter(|(_, role)| **role == Role::Title);
    let mut titles = titles.map(|(naming, _)| naming).filter(|naming| {
        // No other mark stands between the title and its own.
        let between = naming.block.min(mark)..naming.block.max(mark);
        let first = marks.partition_point(|&other| other < between.start);
        let mut others = marks.iter().skip(first).take_while(|&&other| other < between.end);
        !others.any(|&other| other != mark)
            && (page(naming.block) == page(mark) || naming.block < mark)
    });
    // A title at the foot of a page stands before its fiche on the next one.
    let right_before = |naming: &&Naming, mark: usize| {
        let between = content.iter().filter(|&&block| (naming.block + 1..mark).contains(&block));
        naming.block < mark && between.count() == 0
    };
    let next = marks.iter().copied().find(|&next| next > mark);
    let before = titles.clone().rfind(|naming| naming.block < mark);
    let near = before.filter(|naming| {
        let same = !sheet.document.paginated || page(naming.block) == page(mark);
        led || same || right_before(naming, mark)
    });
    near.or_else(|| {
        titles.find(|naming| {
            let of_next = |next: usize| page(next) == page(mark) && right_before(naming, next);
            sheet.document.paginated
                && naming.block > mark
                && page(naming.block) == page(mark)
                && !next.is_some_and(of_next)
        })
    })
    .cloned()
}

/// The first block of a record: its title or its mark, or the top of its page where no other
/// record shares it, because a slide may paint its lists before its facts.
fn start_of(
    sheet: &Sheet<'_>,
    mark: usize,
    position: usize,
    marks: &[usize],
    title: Option<&Naming>,
    led: bool,
) -> usize {
    let page = |block: usize| sheet.blocks.get(block).map(|block| block.page);
    let own = title.map_or(mark, |title| title.block.min(mark));
    let before = position.checked_sub(1).and_then(|before| marks.get(before));
    let shared = before.is_some_and(|&before| page(before) == page(mark));
    let usual = usual_height(sheet, marks)
        .zip(height(sheet, mark))
        .is_some_and(|(usual, height)| (height - usual).abs() < 2.0 * ONE_HEIGHT);
    if !sheet.document.paginated || shared || !usual || led && title.is_some() {
        return own;
    }
    let top = sheet.blocks.iter().position(|block| Some(block.page) == page(mark));
    top.map_or(own, |top| top.min(own))
}

/// The height at which most marks stand, as on slides; `None` if the fiches follow one another like
/// a text, so that one may end at the top of the page on which the next begins.
fn usual_height(sheet: &Sheet<'_>, marks: &[usize]) -> Option<f32> {
    let mut heights: Vec<f32> = marks.iter().filter_map(|&mark| height(sheet, mark)).collect();
    heights.sort_by(f32::total_cmp);
    let median = *heights.get(heights.len() / 2)?;
    let level = heights.iter().filter(|&&height| (height - median).abs() < ONE_HEIGHT).count();
    (level * 3 >= heights.len() * 2).then_some(median)
}

/// How far down its page a block stands, as a share of it.
fn height(sheet: &Sheet<'_>, block: usize) -> Option<f32> {
    let block = sheet.blocks.get(block)?;
    let (_, height) = sheet.document.pages.get(block.page)?.size?;
    Some(block.bbox?.y0 / height)
}
