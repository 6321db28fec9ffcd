//! What was told while a document was read: every rule at every place, and the records.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::extract::{Attempt, Block, Observer, Outcome};
use crate::model::document::Span;

/// One rule at one stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The rule's id.
    pub rule: String,
    /// The block.
    pub block: usize,
    /// The stretches of lines: what was looked at, or what matched.
    pub spans: Vec<Span>,
    /// What came of it.
    pub outcome: Outcome,
}

/// Everything that was told.
#[derive(Debug, Default)]
pub struct Log {
    /// Of each block in which the document was laid out in the end the stretches of lines that
    /// it is made of.
    blocks: Vec<Vec<Span>>,
    /// The blocks of each record.
    pub records: Vec<Vec<usize>>,
    /// Every rule at every place, in the order in which they looked.
    pub tried: Vec<Tried>,
    /// Which of them were on each line, by page and line.
    lines: BTreeMap<(usize, usize), Vec<usize>>,
}

/// Writes the log while a document is read.
#[derive(Default)]
pub struct Recorder {
    blocks: RefCell<Vec<Block>>,
    log: RefCell<Log>,
}

impl Recorder {
    /// What was told.
    pub fn into_log(self) -> Log {
        let mut log = self.log.into_inner();
        let stretches = |block: &Block| block.all_spans().into_iter().chain(block.marker).collect();
        log.blocks = self.blocks.borrow().iter().map(stretches).collect();
        for (number, tried) in log.tried.iter().enumerate() {
            let mut lines: Vec<(usize, usize)> =
                tried.spans.iter().map(|span| (span.page, span.line)).collect();
            lines.dedup();
            for line in lines {
                log.lines.entry(line).or_default().push(number);
            }
        }
        log
    }
}

impl Observer for Recorder {
    fn laid_out(&self, blocks: &[Block]) {
        *self.blocks.borrow_mut() = blocks.to_vec();
        self.log.borrow_mut().tried.clear();
    }

    fn record(&self, blocks: &[usize]) {
        self.log.borrow_mut().records.push(blocks.to_vec());
    }

    fn attempt(&self, attempt: Attempt<'_>) {
        let blocks = self.blocks.borrow();
        let Some(block) = blocks.get(attempt.block) else { return };
        let spans = block.spans(attempt.characters);
        let (rule, block, outcome) = (attempt.rule.to_owned(), attempt.block, attempt.outcome);
        self.log.borrow_mut().tried.push(Tried { rule, block, spans, outcome });
    }
}

impl Log {
    /// What was tried on a line, and where on it.
    pub fn on_line(&self, page: usize, line: usize) -> impl Iterator<Item = (&Tried, Span)> {
        let here = self.lines.get(&(page, line)).into_iter().flatten();
        here.filter_map(|&number| self.tried.get(number)).filter_map(move |tried| {
            let on = |span: &&Span| span.page == page && span.line == line;
            Some((tried, *tried.spans.iter().find(on)?))
        })
    }

    /// The record that a line stands in, by its number.
    pub fn record_of(&self, page: usize, line: usize) -> Option<usize> {
        self.records
            .iter()
            .position(|blocks| blocks.iter().any(|&index| self.touches(index, page, line)))
    }

    /// True if a part of the block stands on the line.
    fn touches(&self, block: usize, page: usize, line: usize) -> bool {
        let mut spans = self.blocks.get(block).into_iter().flatten();
        spans.any(|span| (span.page, span.line) == (page, line))
    }
}
