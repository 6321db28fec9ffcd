//! What is done before records are told apart: blocks that hold lines of several kinds are parted,
//! and records that stand side by side on a page are put one after the other.

use std::ops::Range;

use super::{is_above_entry, is_heading, marks};
use crate::extract::fiche::labels::Labels;
use crate::extract::sheet::Sheet;
use crate::model::document::Rect;
use crate::normalise::shadow::Shadow;
use crate::rules::FamilyRules;

/// What a line is to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Title,
    Mark,
    /// The label of a mission below a fact.
    Mission,
    /// One of a column of labels, by its number.
    Label(usize),
}

/// Parts the blocks that hold a record's title and its begin mark, or one of them with other text,
/// the labels that were read as one paragraph with each other or with the values below them, those of
/// missions that were read as one beside their lists, and the facts that were read as one with the
/// heading above them or the label of a mission below.
pub fn part(
    sheet: &mut Sheet<'_>,
    rules: &FamilyRules,
    labels: &Labels<'_>,
    is_mission: impl Fn(&str) -> bool,
) {
    // "CPTS" above "du Val Clair - 22" is a title in two lines.
    let named = |text: &str| {
        let folded = Shadow::folded(text);
        rules.indexes.iter().any(|rule| {
            rule.pattern.is_match(&folded)
                || rule.title.as_ref().is_some_and(|title| title.is_match(&folded))
        })
    };
    let kind = |line: &str| {
        let folded = Shadow::folded(line);
        let mut marks =
            rules.records.iter().flat_map(|rule| rule.begin.iter().chain(&rule.headings));
        // A mark that is a label ("Population :") has its value behind it.
        let whole = |found: Range<usize>| found.len() == folded.text.len();
        if marks.any(|pattern| pattern.find(&folded).is_some_and(whole)) {
            return Kind::Mark;
        }
        let title = rules.indexes.iter().any(|rule| rule.pattern.is_match(&folded));
        if title { Kind::Title } else { Kind::Text }
    };
    let boxes: Vec<(usize, Rect)> =
        sheet.blocks.iter().filter_map(|block| Some((block.page, block.bbox?))).collect();
    sheet.part(|block, lines| {
        // "Strate" above "1" in a cell says the label of its column again.
        let in_table = block.look.cell.is_some();
        if !in_table && labels.head(lines) && !named(&lines.join(" ")) {
            let kind = |(number, line): (usize, &String)| {
                if labels.stands_alone(line) { Kind::Label(number) } else { Kind::Text }
            };
            return lines.iter().enumerate().map(kind).collect();
        }
        let has_beside = || {
            let mut others = boxes.iter().filter(|(page, _)| *page == block.page);
            block.bbox.is_some_and(|own| others.any(|(_, other)| stands_beside(&own, other)))
        };
        if let Some(missions) = missions(lines, &is_mission).filter(|_| !in_table && has_beside()) {
            return missions.into_iter().map(Kind::Label).collect();
        }
        // "Informations" above "Population : 20 000 habitants" and the facts below it.
        let stated = lines.iter().filter(|line| labels.states(line)).count();
        let heading = |line: &String| line.split_whitespace().count() <= HEADING_WORDS;
        let headed = lines.len() == 2 && lines.first().is_some_and(heading);
        let facts = stated > 1 || stated == 1 && headed;
        let first = lines.iter().position(|line| facts && labels.states(line));
        // "Coordinatrice :" above "Accès aux soins" has no value.
        let fact = lines.first().is_some_and(|line| labels.spells(line) || labels.states(line));
        let kind = |(number, line): (usize, &String)| match kind(line) {
            Kind::Text if number > 0 && fact && is_mission(line) => Kind::Mission,
            Kind::Text if first.is_some_and(|first| number >= first) => Kind::Label(0),
            kind => kind,
        };
        lines.iter().enumerate().map(kind).collect()
    });
}

/// Where lines are labels of missions and nothing else, the number of each line's label: "Parcours",
/// "pluriprofessionnel", "Prévention" are two. `None` for less than two.
fn missions(lines: &[String], is_mission: impl Fn(&str) -> bool) -> Option<Vec<usize>> {
    let mut numbers = Vec::with_capacity(lines.len());
    let mut label = 0;
    while let Some(rest) = lines.get(numbers.len()..).filter(|rest| !rest.is_empty()) {
        let spells = |count: &usize| rest.get(..*count).is_some_and(|l| is_mission(&l.join(" ")));
        let count = (1..=rest.len().min(LABEL_LINES)).rev().find(spells)?;
        numbers.extend(std::iter::repeat_n(label, count));
        label += 1;
    }
    (label > 1).then_some(numbers)
}

/// Where records stand side by side on a page, puts the blocks of each together: those that begin
/// at the right of the clean gap before the next begin mark are the next record's.
pub fn unfold(sheet: &mut Sheet<'_>, rules: &FamilyRules) {
    let content: Vec<usize> = (0..sheet.blocks.len()).collect();
    let (_, marks) = marks(sheet, rules, &content);
    let place = |block: usize| sheet.blocks.get(block).and_then(|b| Some((b.page, b.bbox?)));
    let ends_records = |block: usize| {
        let mut rules = rules.indexes.iter();
        rules.any(|rule| {
            is_heading(sheet, rule, block) && is_above_entry(sheet, rule, &content, block)
        })
    };
    let mut cuts: Vec<(usize, Vec<f32>, f32)> = Vec::new();
    for run in marks.chunk_by(|&a, &b| place(a).map(|a| a.0) == place(b).map(|b| b.0)) {
        let mut boxes: Vec<Rect> = run.iter().filter_map(|&m| Some(place(m)?.1)).collect();
        boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let level = boxes.windows(2).all(|pair| matches!(pair, [a, b] if is_beside(a, b)));
        let page = run.first().and_then(|&mark| place(mark)).map(|(page, _)| page);
        let (Some(page), true, true) = (page, boxes.len() > 1, level) else { continue };
        let top = boxes.iter().map(|mark| mark.y0).fold(f32::INFINITY, f32::min);
        let below: Vec<Rect> = (content.iter().filter_map(|&block| place(block)))
            .filter(|(number, bbox)| *number == page && bbox.y1 > top && bbox.y0 < top + DEEP)
            .map(|(_, bbox)| bbox)
            .collect();
        let gaps: Option<Vec<f32>> = boxes
            .windows(2)
            .map(|pair| match pair {
                [a, b] => clean_gap(&below, a.x1, b.x0),
                _ => None,
            })
            .collect();
        // What follows the records of a page, as the heading of a department, stays behind them.
        let ends = (content.iter().filter(|&&block| ends_records(block)))
            .filter_map(|&block| place(block))
            .filter(|(number, bbox)| *number == page && boxes.iter().all(|mark| mark.y1 < bbox.y0));
        let foot = ends.map(|(_, bbox)| bbox.y0).fold(f32::INFINITY, f32::min);
        cuts.extend(gaps.map(|gaps| (page, gaps, foot)));
    }
    sheet.reorder(|block| {
        let cut = cuts.iter().find(|(page, ..)| *page == block.page);
        cut.zip(block.bbox).map_or(0, |((_, gaps, foot), bbox)| {
            let column = gaps.iter().filter(|&&gap| gap < bbox.x0).count();
            if bbox.y0 < *foot { column } else { usize::MAX }
        })
    });
}

/// A narrow column breaks the label of a mission into at most so many lines.
const LABEL_LINES: usize = 4;

/// The heading of a fiche's facts has at most so many words.
const HEADING_WORDS: usize = 4;

/// `other` stands at the left or the right of `one`.
fn stands_beside(one: &Rect, other: &Rect) -> bool {
    other.y0 < one.y1 && one.y0 < other.y1 && (other.x0 > one.x1 || other.x1 < one.x0)
}

/// The second mark stands at the right of the first, and no more than a title of two lines higher or
/// deeper.
fn is_beside(a: &Rect, b: &Rect) -> bool {
    b.x0 > a.x1 && (a.y0 - b.y0).abs() < TITLE * a.height()
}

/// The title of a record, which may stand above its mark, in heights of the mark.
const TITLE: f32 = 5.0;

/// So far below the begin marks, in points, a gap between two records must be clean; a footer may
/// cross it further down.
const DEEP: f32 = 400.0;

/// The middle of the last upright gap between two places that no box crosses.
fn clean_gap(boxes: &[Rect], from: f32, to: f32) -> Option<f32> {
    let mut right = f32::NEG_INFINITY;
    let mut found = None;
    let mut sorted: Vec<&Rect> = boxes.iter().collect();
    sorted.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    for bbox in sorted {
        if bbox.x0 > right && right >= from && bbox.x0 <= to + 1.0 {
            found = Some((right + bbox.x0) / 2.0);
        }
        right = right.max(bbox.x1);
    }
    found
}
