//! Fiches as pages, on layouts made for the purpose.

mod facts;
mod lists;
mod pages;

use crate::extract::extract;
use crate::model::document::{Document, Line, Look, MediaType, Page, Rect, Word};
use crate::model::finding::{CommunityFact, Findings};
use crate::rules::Rules;

/// A line of text at a place, each character 5 points wide; bold between asterisks.
fn line(block: u32, x: f32, y: f32, text: &str) -> Line {
    let bold = text.starts_with('*');
    let text = text.trim_matches('*');
    let numbered = text.starts_with(|c: char| c.is_ascii_digit()) && text.get(1..3) == Some(". ");
    let bullet = text.starts_with("• ").then_some(2).or(numbered.then_some(3));
    let edge = |count: usize| x + 5.0 * count as f32;
    let mut words: Vec<Word> = Vec::new();
    for word in text.split(' ') {
        let start = words.last().map_or(0, |last| last.end + 1);
        let end = start + word.chars().count();
        words.push(Word { start, end, x0: edge(start), x1: edge(end), y0: y, y1: y + 10.0 });
    }
    Line {
        text: text.to_owned(),
        bbox: Some(Rect { x0: x, y0: y, x1: edge(text.chars().count()), y1: y + 10.0 }),
        look: Look { size: Some(10.0), marker: bullet, bold, ..Look::default() },
        block,
        words,
        ..Line::default()
    }
}

/// A document of pages; lines of one page with one number are one block.
fn document(pages: &[&[(u32, f32, f32, &str)]]) -> Document {
    let page = |(number, lines): (usize, &&[(u32, f32, f32, &str)])| Page {
        size: Some((600.0, 800.0)),
        lines: lines
            .iter()
            .map(|(block, x, y, text)| line(number as u32 * 100 + block, *x, *y, text))
            .collect(),
        ..Page::default()
    };
    Document {
        media_type: MediaType::Pdf,
        paginated: true,
        pages: pages.iter().enumerate().map(page).collect(),
        declared_language: None,
        defects: Vec::new(),
    }
}

/// Two fiches of another CPTS, so that the document is a report whatever the first ones look like.
fn findings(pages: &[&[(u32, f32, f32, &str)]]) -> Findings {
    let head = |first| {
        [
            (1, 50.0, first, "Informations de la CPTS"),
            (2, 50.0, first + 20.0, "Population : 10 000 habitants"),
            (3, 50.0, first + 40.0, "Accès aux soins"),
            (4, 50.0, first + 60.0, "• Astreintes"),
            (5, 50.0, first + 80.0, "Prévention"),
            (6, 50.0, first + 100.0, "• Dépistage"),
        ]
    };
    let others = [head(50.0), head(300.0), head(550.0)];
    let all: Vec<&[(u32, f32, f32, &str)]> =
        pages.iter().copied().chain(others.iter().map(|other| other.as_slice())).collect();
    extract(&document(&all), &Rules::bundled().unwrap()).findings
}

/// The actions of a community.
fn actions(findings: &Findings, community: usize) -> Vec<&str> {
    let facts = findings.communities.get(community).into_iter().flat_map(|draft| &draft.facts);
    facts
        .filter_map(|fact| match &fact.value {
            CommunityFact::Action(_, action) => Some(action.as_str()),
            _ => None,
        })
        .collect()
}

fn facts(findings: &Findings, community: usize) -> Vec<&CommunityFact> {
    findings.communities[community].facts.iter().map(|fact| &fact.value).collect()
}

/// A report of one fiche, on one page.
fn fiche(lines: &[(u32, f32, f32, &str)]) -> Findings {
    let head = [
        (1, 50.0, 20.0, "Informations de la CPTS"),
        (2, 50.0, 40.0, "Population : 20 000 habitants"),
        (3, 50.0, 60.0, "Taille de la CPTS : Taille 1"),
    ];
    let again = [(1, 50.0, 20.0, "Informations de la CPTS")];
    let page = [head.as_slice(), lines].concat();
    extract(&document(&[&page, &again]), &Rules::bundled().unwrap()).findings
}
