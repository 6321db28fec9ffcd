//! What a line that names a CPTS is: an entry of the index, the title of a fiche, or neither.

use super::entry::Naming;
use crate::extract::block::Block;
use crate::extract::sheet::Sheet;
use crate::normalise::shadow::key;

/// What a naming line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Entry,
    Title,
    Continuation,
    /// A name in passing.
    Mention,
}

/// What stands around the naming lines of a document.
#[derive(Clone, Copy)]
pub(super) struct Around<'s> {
    pub(super) sheet: &'s Sheet<'s>,
    /// The blocks that a fiche can be made of.
    pub(super) content: &'s [usize],
    /// The blocks that begin a record.
    pub(super) marks: &'s [usize],
    /// Headings above the entries of the index.
    pub(super) headings: &'s [(usize, String)],
}

impl Around<'_> {
    /// Tells entries of the index from titles. `leading` are those that [`Self::leading`] found.
    pub(super) fn roles(&self, namings: &[Naming], leading: &[bool]) -> Vec<Role> {
        let mut roles = Vec::with_capacity(namings.len());
        let mut current: Option<String> = None;
        for (position, naming) in namings.iter().enumerate() {
            let continues = current.as_deref() == Some(&key(&naming.name));
            let alone = self.is_alone(namings, position);
            let under_heading = self.is_under_heading(naming);
            let role = if naming.continued {
                Role::Continuation
            } else if leading.get(position) == Some(&true) {
                Role::Title
            } else if naming.departments.is_empty() {
                self.bare_role(naming, continues)
            } else if !under_heading
                && (self.is_before_mark(namings, position)
                    || alone && self.marks.iter().any(|&mark| self.shares_page(mark, naming)))
            {
                Role::Title
            } else if alone && !under_heading && continues {
                Role::Continuation
            } else {
                Role::Entry
            };
            if role == Role::Title {
                current = Some(key(&naming.name));
            }
            roles.push(role);
        }
        roles
    }

    /// Which lines are titles because every record of the document is led by one: whatever stands
    /// between, behind each there is one begin mark before the next, and no mark before the first.
    /// A report may print the facts of a fiche last, on the page after its name.
    pub(super) fn leading(&self, namings: &[Naming]) -> Vec<bool> {
        let block = |at: usize| namings.get(at).map_or(usize::MAX, |naming| naming.block);
        let leads = |at: usize| {
            let naming = namings.get(at)?;
            let single = !naming.continued
                && !naming.departments.is_empty()
                && !self.is_beside_next(namings, at)
                && !self.is_under_heading(naming)
                && self.stands_out(namings, at);
            let next = (at + 1..namings.len())
                .find(|&next| namings.get(next).is_some_and(|next| !next.continued));
            let next = next.map_or(usize::MAX, block);
            let marks = self.marks.iter().filter(|&&mark| (naming.block..next).contains(&mark));
            (single && marks.count() == 1).then_some(naming.block)
        };
        let found: Vec<Option<usize>> = (0..namings.len()).map(leads).collect();
        let first = found.iter().flatten().next();
        let before = first.is_some_and(|first| self.marks.iter().any(|mark| mark < first));
        let count = found.iter().flatten().count();
        if count < 2 || before || count * ALMOST_ALL.1 < self.marks.len() * ALMOST_ALL.0 {
            return vec![false; namings.len()];
        }
        found.into_iter().map(|found| found.is_some()).collect()
    }

    /// What a name without departments is: only its place makes it a title.
    fn bare_role(&self, naming: &Naming, continues: bool) -> Role {
        let tops = self.sheet.document.paginated && {
            let mut content = self.content.iter();
            let first = content.find(|&&block| self.shares_page(block, naming));
            first == Some(&naming.block) || self.level(naming).is_some()
        };
        let on_page = || self.marks.iter().any(|&mark| self.shares_page(mark, naming));
        match (self.is_mark_next(naming) || tops && on_page(), tops && continues) {
            (true, _) => Role::Title,
            (false, true) => Role::Continuation,
            (false, false) => Role::Mention,
        }
    }

    /// True if a mark comes next, and no other name.
    fn is_before_mark(&self, namings: &[Naming], at: usize) -> bool {
        let Some(naming) = namings.get(at) else { return false };
        let level = self.level(naming);
        let other_level = |previous: &Naming| self.level(previous) != level;
        let heads = level.is_some() && previous(namings, at).is_none_or(other_level);
        let alone = self.is_alone(namings, at);
        self.is_mark_next(naming) && !self.is_beside_next(namings, at) && (alone || heads)
    }

    fn is_mark_next(&self, naming: &Naming) -> bool {
        self.marks.iter().any(|&mark| self.rank(mark) == self.rank(naming.block) + 1)
    }

    /// True if no other name stands right before or behind.
    fn is_alone(&self, namings: &[Naming], at: usize) -> bool {
        !self.is_beside_previous(namings, at) && !self.is_beside_next(namings, at)
    }

    /// True if a line stands by itself, or looks unlike the entry before it.
    fn stands_out(&self, namings: &[Naming], at: usize) -> bool {
        let look = |naming: &Naming| {
            let look = &self.block(naming.block)?.look;
            Some((look.heading, look.bold, look.size.map(|size| size.round() as i32)))
        };
        let unlike = |previous: &Naming| look(previous) != namings.get(at).and_then(look);
        !self.is_beside_previous(namings, at) || previous(namings, at).is_some_and(unlike)
    }

    fn is_beside_previous(&self, namings: &[Naming], at: usize) -> bool {
        previous(namings, at)
            .zip(namings.get(at))
            .is_some_and(|(previous, naming)| self.adjacent(previous, naming))
    }

    fn is_beside_next(&self, namings: &[Naming], at: usize) -> bool {
        let pair = namings.get(at).zip(namings.get(at + 1));
        pair.is_some_and(|(naming, next)| self.adjacent(naming, next))
    }

    fn adjacent(&self, a: &Naming, b: &Naming) -> bool {
        self.rank(b.block).saturating_sub(self.rank(a.block)) <= 1 && self.shares_page(a.block, b)
    }

    fn is_under_heading(&self, naming: &Naming) -> bool {
        let rank = self.rank(naming.block);
        self.headings.iter().any(|(heading, _)| {
            let heading = self.rank(*heading);
            heading < rank && rank - heading <= 1
        })
    }

    fn shares_page(&self, block: usize, naming: &Naming) -> bool {
        let page = |block: usize| self.block(block).map(|block| block.page);
        page(block) == page(naming.block)
    }

    fn level(&self, naming: &Naming) -> Option<u8> {
        self.block(naming.block)?.look.heading
    }

    fn block(&self, index: usize) -> Option<&Block> {
        self.sheet.blocks.get(index)
    }

    fn rank(&self, block: usize) -> usize {
        self.content.binary_search(&block).unwrap_or(usize::MAX)
    }
}

/// So many of so many records must have a title that leads them.
const ALMOST_ALL: (usize, usize) = (9, 10);

fn previous(namings: &[Naming], at: usize) -> Option<&Naming> {
    at.checked_sub(1).and_then(|before| namings.get(before))
}
