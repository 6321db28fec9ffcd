//! The reader as a whole, on small files written for the purpose.

mod blocks;
mod files;
mod lines;

use super::read;
use super::sample::{pages, show};
use crate::model::document::{Document, Line};

fn document(contents: &[&str]) -> Document {
    read(&pages(contents, "", &["null".to_owned()])).unwrap()
}

fn lines(document: &Document) -> Vec<&Line> {
    document.pages.iter().flat_map(|page| &page.lines).collect()
}

fn texts(document: &Document) -> Vec<&str> {
    lines(document).into_iter().map(|line| line.text.as_str()).collect()
}

/// The texts of each block, joined.
fn blocks(document: &Document) -> Vec<String> {
    lines(document)
        .chunk_by(|a, b| a.block == b.block)
        .map(|block| block.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" / "))
        .collect()
}

fn texts_of(content: &str) -> Vec<String> {
    lines(&document(&[content])).into_iter().map(|line| line.text.clone()).collect()
}

/// Lines of one size at one edge, `step` points apart.
fn column(font: &str, x: f32, y: f32, step: f32, texts: &[&str]) -> String {
    let line = |(index, text): (usize, &&str)| show(font, 10.0, x, y + step * index as f32, text);
    texts.iter().enumerate().map(line).collect()
}
