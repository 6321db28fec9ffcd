//! Text that no rule read and no rule ignores.

use crate::check::{Subject, gap};
use crate::model::gap::{Gap, GapCode};

/// One gap for each page, or for each section of a document without pages, with its lines.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (number, page) in subject.document.pages.iter().enumerate() {
        let mut open: Option<(usize, Vec<String>)> = None;
        for span in subject.ledger.unclaimed(subject.document, number) {
            // A heading begins a section.
            let headed =
                |line: usize| page.lines.get(line).is_some_and(|l| l.look.heading.is_some());
            let since = open.as_ref().map_or(span.line, |(start, _)| start + 1);
            let new_section =
                !subject.document.paginated && (since..=span.line).any(headed) && open.is_some();
            if new_section && let Some((start, lines)) = open.take() {
                gaps.push(found(subject, number, start, &lines));
            }
            let (_, lines) = open.get_or_insert((span.line, Vec::new()));
            lines.push(subject.document.text(span));
        }
        if let Some((start, lines)) = open {
            gaps.push(found(subject, number, start, &lines));
        }
    }
    gaps
}

/// The gap for some unclaimed lines.
fn found(subject: &Subject<'_>, page: usize, line: usize, lines: &[String]) -> Gap {
    Gap {
        page: subject.document.page_number(page),
        line: Some(line as u32 + 1),
        raw: Some(lines.join("\n")),
        ..gap(GapCode::UnclaimedText, String::new(), None)
    }
}
