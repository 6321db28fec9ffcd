//! Text that no rule read and no rule ignores.

use crate::check::{Subject, gap};
use crate::model::gap::{Gap, GapCode};

/// One gap for each page, or for each section of a document without pages, with its lines.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (number, page) in subject.document.pages.iter().enumerate() {
        let mut open: Option<(usize, Vec<String>)> = None;
        // The first line that was not yet looked at for a heading.
        let mut since = 0;
        for span in subject.ledger.unclaimed(subject.document, number) {
            // A heading begins a section.
            let headed =
                |line: usize| page.lines.get(line).is_some_and(|l| l.look.heading.is_some());
            let new_section = (since..=span.line).any(headed) && !subject.document.paginated;
            since = since.max(span.line + 1);
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
