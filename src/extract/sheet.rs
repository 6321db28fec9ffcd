//! The sheet that rules work on: blocks, who took which, and the ledger of claims.

use std::ops::Range;

use crate::extract::block::{Block, blocks, join};
use crate::extract::trace::Trace;
use crate::model::document::{Document, Rect, Region};
use crate::model::finding::Source;
use crate::model::ledger::{Claim, Ledger};

/// How many blocks at the beginning of a document without pages can hold its title and its date.
const TOP: usize = 12;

/// A document laid out for rules.
pub struct Sheet<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
    /// True for each block that a rule has read as a whole.
    taken: Vec<bool>,
    /// Who read what.
    pub ledger: Ledger,
    /// Who wants to know what becomes of the rules.
    pub trace: Trace<'d>,
}

impl<'d> Sheet<'d> {
    /// Lays out a document.
    pub fn new(document: &'d Document, trace: Trace<'d>) -> Self {
        let blocks = blocks(document);
        let taken = vec![false; blocks.len()];
        trace.laid_out(&blocks);
        Self { document, blocks, taken, ledger: Ledger::default(), trace }
    }

    /// Parts the blocks where lines of one kind meet lines of another, as `kinds` tells them of a
    /// block and its lines. A reader joins two headings of one look that no rule would join.
    pub fn part<K: PartialEq>(&mut self, kinds: impl Fn(&Block, &[String]) -> Vec<K>) {
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for block in std::mem::take(&mut self.blocks) {
            let lines = if block.is_item() { Vec::new() } else { block.line_ranges() };
            if lines.len() < 2 {
                blocks.push(block);
                continue;
            }
            let lines: Vec<String> = lines.into_iter().map(|line| block.slice(line)).collect();
            let kinds = kinds(&block, &lines);
            if kinds.iter().all(|kind| Some(kind) == kinds.first()) {
                blocks.push(block);
                continue;
            }
            let mut start = 0;
            for run in kinds.chunk_by(|a, b| a == b) {
                let lines = start..start + run.len();
                let mut part = block.part(lines.clone());
                let spans = part.all_spans();
                let boxes = spans.into_iter().filter_map(|span| self.document.text_box(span));
                part.bbox = boxes.reduce(|a, b| a.union(&b));
                blocks.push(part);
                start = lines.end;
            }
        }
        self.taken = vec![false; blocks.len()];
        self.trace.laid_out(&blocks);
        self.blocks = blocks;
    }

    /// Puts the blocks of each page in the order of a rank, those of one rank as they were.
    pub fn reorder(&mut self, rank: impl Fn(&Block) -> usize) {
        self.blocks.sort_by_key(|block| (block.page, rank(block)));
        self.taken = vec![false; self.blocks.len()];
        self.trace.laid_out(&self.blocks);
    }

    /// Puts blocks together of which the one goes on in the other, which is left without a text.
    pub fn join(&mut self, pairs: &[(usize, usize)]) {
        join(self.document, &mut self.blocks, pairs);
    }

    /// Puts blocks at the places of others, which keep their numbers.
    pub fn replace(&mut self, blocks: Vec<(usize, Block)>) {
        for (index, block) in blocks {
            if let Some(place) = self.blocks.get_mut(index) {
                *place = block;
            }
        }
        self.trace.laid_out(&self.blocks);
    }

    /// True if a rule has read the block as a whole.
    pub fn is_taken(&self, block: usize) -> bool {
        self.taken.get(block).copied().unwrap_or(true)
    }

    /// A rule reads the block as a whole, its list marker included; gives where its text stands.
    pub fn take(&mut self, block: usize, rule: &str) -> Source {
        let Some(content) = self.blocks.get(block) else { return Source::default() };
        let spans = content.all_spans();
        for span in content.marker.iter().chain(&spans) {
            self.ledger.note(*span, Claim::Claimed, rule);
        }
        if let Some(taken) = self.taken.get_mut(block) {
            *taken = true;
        }
        Source { rule: rule.to_owned(), spans, inferred: None }
    }

    /// A rule reads a part of the block; gives where it stands.
    pub fn claim(&mut self, block: usize, characters: Range<usize>, rule: &str) -> Source {
        let spans = self.blocks.get(block).map(|block| block.spans(characters)).unwrap_or_default();
        for span in &spans {
            self.ledger.note(*span, Claim::Claimed, rule);
        }
        Source { rule: rule.to_owned(), spans, inferred: None }
    }

    /// An ignore rule passes over the block.
    pub fn pass_over(&mut self, block: usize, rule: &str) {
        let Some(content) = self.blocks.get(block) else { return };
        for span in content.marker.into_iter().chain(content.all_spans()) {
            self.ledger.note(span, Claim::Ignored, rule);
        }
    }

    /// The box of a part of a block's text where it begins: what goes on at the top of the next column
    /// or on the next page is left out. `None` without positions.
    pub fn bbox(&self, block: usize, characters: Range<usize>) -> Option<Rect> {
        let block = self.blocks.get(block)?;
        let spans = block.spans(characters.start..characters.end.min(block.length()));
        let page = spans.first()?.page;
        let mut boxes = spans.into_iter().filter(|span| span.page == page);
        let mut all = boxes.find_map(|span| self.document.text_box(span))?;
        for bbox in boxes.filter_map(|span| self.document.text_box(span)) {
            if bbox.y1 < all.y0 && bbox.x0 >= all.x1 {
                break;
            }
            all = all.union(&bbox);
        }
        Some(all)
    }

    /// The indices of the content's blocks: what is neither metadata nor around the article.
    pub fn content(&self) -> Vec<usize> {
        let blocks = self.blocks.iter().enumerate();
        blocks.filter(|(_, block)| block.region == Region::Main).map(|(index, _)| index).collect()
    }

    /// The content's blocks that stand in no record.
    pub fn outside(&self, in_records: &[usize]) -> Vec<usize> {
        let mut content = self.content();
        content.retain(|index| in_records.binary_search(index).is_err());
        content
    }

    /// The first blocks of the content, where title and date stand: those of the first page, or
    /// the first dozen of a document without pages.
    pub fn top(&self) -> Vec<usize> {
        let mut content = self.content();
        let page =
            content.first().and_then(|&first| self.blocks.get(first)).map(|first| first.page);
        if self.document.paginated {
            content.retain(|&index| self.blocks.get(index).map(|block| block.page) == page);
        } else {
            content.truncate(TOP);
        }
        content
    }

    /// The blocks that can be the title, the most likely first: headings by level, else the largest
    /// print of the first page; the first blocks where all print looks the same.
    pub fn headlines(&self) -> Vec<usize> {
        let block = |index: &usize| self.blocks.get(*index);
        let mut headings = self.content();
        headings.retain(|index| block(index).is_some_and(|block| block.look.heading.is_some()));
        if !headings.is_empty() {
            headings.sort_by_key(|index| block(index).and_then(|block| block.look.heading));
            return headings;
        }
        let mut top = self.top();
        // Tenths of a point: a larger size is one that is seen to be larger.
        let size = |index: &usize| {
            let size = block(index).and_then(|block| block.look.size).unwrap_or(0.0);
            std::cmp::Reverse((size * 10.0) as u32)
        };
        top.sort_by_key(size);
        top
    }
}
