//! The parts of a printed date: a day, a month, a year, and a date that is all digits.
//!
//! What they make together is decided by the grammar that asks for them.

use std::ops::Range;

use crate::normalise::date::atom::{Atom, Is};
use crate::normalise::date::{Day, PLAUSIBLE_YEARS};

/// A text's atoms, read from any of them on.
pub(super) struct Reader {
    pub(super) atoms: Vec<Atom>,
}

impl Reader {
    pub(super) fn is(&self, at: usize) -> Option<Is> {
        self.atoms.get(at).map(|atom| atom.is)
    }

    pub(super) fn skip(&self, at: usize, what: &[Is]) -> usize {
        let mut at = at;
        while self.is(at).is_some_and(|is| what.contains(&is)) {
            at += 1;
        }
        at
    }

    pub(super) fn spaces(&self, at: usize) -> usize {
        self.skip(at, &[Is::Space])
    }

    /// The number goes on before its digits: `2 000`, `N°12`, `-12`, `a/12`.
    pub(super) fn is_glued(&self, at: usize) -> bool {
        let number = matches!(self.is(at), Some(Is::Number { .. }));
        let before = at.checked_sub(1).and_then(|at| self.is(at));
        number
            && match before {
                Some(Is::Number { .. } | Is::Sign('/' | '.' | '°' | '+' | '_' | '@')) => true,
                Some(Is::Range) => {
                    // Behind a dash with something directly before it: `CPTS-12`, `2020-12`.
                    let dash = self.atoms.get(at - 1).is_some_and(|atom| atom.bytes.len() == 1);
                    dash && !matches!(
                        at.checked_sub(2).and_then(|at| self.is(at)),
                        None | Some(Is::Space | Is::Month(_))
                    )
                }
                _ => false,
            }
    }

    pub(super) fn weekday(&self, at: usize) -> (usize, Option<u8>) {
        let Some(Is::Weekday(weekday)) = self.is(at) else { return (at, None) };
        (self.skip(at + 1, &[Is::Space, Is::And, Is::Particle, Is::Sign('.')]), Some(weekday))
    }

    /// `21/01/2026`, `21-01-2026`, `21.1.2026`, `21/01/26`, `04/2026`, `2026-01-21`, `2026-04`.
    pub(super) fn numeric(&self, at: usize) -> Option<(usize, Day)> {
        let (a, a_digits) = self.digits(at)?;
        let sign = self.is(at + 1)?;
        if !matches!(sign, Is::Range | Is::Sign('/' | '.'))
            || self.atoms.get(at + 1)?.bytes.len() != 1
        {
            return None;
        }
        let (b, b_digits) = self.digits(at + 2)?;
        let third = (self.is(at + 3) == Some(sign)).then(|| self.digits(at + 4)).flatten();
        let small = |value: u16| u8::try_from(value).ok();
        let (end, day) = match (a_digits, b_digits, third) {
            (4, 2, Some((c, 2))) if sign == Is::Range => {
                (at + 5, Day { year: year(a), month: small(b), day: small(c) })
            }
            (1..=2, 1..=2, Some((c, 4))) => {
                (at + 5, Day { year: year(c), month: small(b), day: small(a) })
            }
            (2, 2, Some((c, 2))) if sign == Is::Sign('/') => {
                (at + 5, Day { year: year(2000 + c), month: small(b), day: small(a) })
            }
            (4, 2, None) if sign == Is::Range => {
                (at + 3, Day { year: year(a), month: small(b), day: None })
            }
            (1..=2, 4, None) if sign == Is::Sign('/') => {
                (at + 3, Day { year: year(b), month: small(a), day: None })
            }
            _ => return None,
        };
        // `21/01/2026/3`, `2021-12-045`: a number of something else.
        let goes_on = match self.is(end) {
            Some(Is::Number { .. } | Is::Other) => true,
            Some(next) if next == sign => matches!(self.is(end + 1), Some(Is::Number { .. })),
            _ => false,
        };
        let exists = day.year.is_some() && day.in_year(None).is_some();
        (exists && !goes_on).then_some((end, day))
    }

    pub(super) fn digits(&self, at: usize) -> Option<(u16, usize)> {
        match self.is(at)? {
            Is::Number { value, digits, ordinal: false } => Some((value, digits)),
            _ => None,
        }
    }

    /// A day of the month, with a weekday before it: where it ends.
    pub(super) fn day(&self, at: usize) -> Option<(usize, OneDay)> {
        let (start, weekday) = self.weekday(at);
        match self.is(start)? {
            Is::Number { value, digits: 1..=2, .. } if (1..=31).contains(&value) => {
                let day = u8::try_from(value).ok()?;
                Some((start + 1, OneDay { day, weekday, atoms: at..start + 1 }))
            }
            _ => None,
        }
    }

    pub(super) fn month(&self, at: usize) -> Option<(usize, u8)> {
        match self.is(at)? {
            Is::Month(month) => Some((at + 1, month)),
            _ => None,
        }
    }

    /// A year of four digits behind spaces (and a full stop: `janv. 2026`).
    pub(super) fn year(&self, at: usize) -> Option<(usize, i16)> {
        let start = self.skip(at, &[Is::Space, Is::Sign('.')]);
        match self.is(start)? {
            Is::Number { value, digits: 4, ordinal: false } if start > at => {
                Some((start + 1, year(value)?))
            }
            _ => None,
        }
    }
}

/// A day of a month that is printed elsewhere, or behind it.
pub(super) struct OneDay {
    pub(super) day: u8,
    pub(super) weekday: Option<u8>,
    pub(super) atoms: Range<usize>,
}

fn year(value: u16) -> Option<i16> {
    i16::try_from(value).ok().filter(|year| PLAUSIBLE_YEARS.contains(year))
}
