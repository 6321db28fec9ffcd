//! Which CPTS of the index a fiche describes.
//!
//! Many fiches do not print their name. Index and fiches come in one order, and what a fiche does
//! print (a title, a mailbox, a web site) speaks for one entry; the best monotone alignment wins.

use crate::normalise::shadow::key;

/// What a fiche says about whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clues {
    /// The name that it prints.
    pub title: Option<String>,
    /// Its mailbox.
    pub email: Option<String>,
    /// Its web site.
    pub website: Option<String>,
}

/// What an alignment is worth, in points.
mod worth {
    /// The fiche prints the entry's name.
    pub const SAME_NAME: i32 = 40;
    /// The fiche prints a name of the same words in another spelling.
    pub const NEAR_NAME: i32 = 25;
    /// The words of one name are all in the other: "Sud Rive" and "Sud Rive et Vallons"; it takes
    /// an address that spells the entry's name to make them one.
    pub const WIDER_NAME: i32 = -15;
    /// The fiche prints another name.
    pub const OTHER_NAME: i32 = -30;
    /// Mailbox or web site spell the entry's name.
    pub const ADDRESS: i32 = 8;
    /// Mailbox or web site spell its initials.
    pub const INITIALS: i32 = 5;
    /// Being next in both orders.
    pub const ORDER: i32 = 3;
    /// An entry without a fiche, or a fiche without an entry.
    pub const SKIP: i32 = -4;
}

/// For each fiche the entry that it describes, by the best monotone alignment.
pub fn align(index: &[String], fiches: &[Clues]) -> Vec<Option<usize>> {
    let (rows, columns) = (fiches.len(), index.len());
    let names: Vec<String> = index.iter().map(|name| key(name)).collect();
    let names: Vec<Name> = names.iter().map(|name| Name::of(name)).collect();
    let titles: Vec<Option<String>> =
        fiches.iter().map(|clues| clues.title.as_deref().map(key)).collect();
    let printed: Vec<Printed> =
        fiches.iter().zip(&titles).map(|(clues, title)| Printed::of(clues, title)).collect();
    let width = columns + 1;
    let mut best = vec![0i32; (rows + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    let get = |best: &[i32], row: usize, column: usize| -> i32 {
        best.get(at(row, column)).copied().unwrap_or(i32::MIN / 2)
    };
    let pair = |row: usize, column: usize| -> i32 {
        let (Some(clues), Some(name)) = (printed.get(row), names.get(column)) else { return 0 };
        worth::ORDER + affinity(name, clues)
    };
    for row in 0..=rows {
        for column in 0..=columns {
            let mut value = if row == 0 && column == 0 { 0 } else { i32::MIN / 2 };
            if row > 0 && column > 0 {
                value = value.max(get(&best, row - 1, column - 1) + pair(row - 1, column - 1));
            }
            if row > 0 {
                value = value.max(get(&best, row - 1, column) + worth::SKIP);
            }
            if column > 0 {
                value = value.max(get(&best, row, column - 1) + worth::SKIP);
            }
            if let Some(cell) = best.get_mut(at(row, column)) {
                *cell = value;
            }
        }
    }
    let mut assignment = vec![None; rows];
    let (mut row, mut column) = (rows, columns);
    while row > 0 || column > 0 {
        let value = get(&best, row, column);
        if row > 0
            && column > 0
            && value == get(&best, row - 1, column - 1) + pair(row - 1, column - 1)
        {
            if let Some(slot) = assignment.get_mut(row - 1) {
                *slot = Some(column - 1);
            }
            row -= 1;
            column -= 1;
        } else if row > 0 && value == get(&best, row - 1, column) + worth::SKIP {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    assignment
}

/// A name as names are compared.
struct Name<'k> {
    key: &'k str,
    /// The words that tell it from others.
    telling: Vec<&'k str>,
    /// Their first letters.
    initials: String,
}

impl<'k> Name<'k> {
    fn of(key: &'k str) -> Self {
        let telling: Vec<&str> =
            key.split(' ').filter(|word| word.len() > 2 && *word != "cpts").collect();
        let initials = telling.iter().filter_map(|word| word.chars().next()).collect();
        Self { key, telling, initials }
    }
}

/// What a fiche prints.
struct Printed<'k> {
    title: Option<Name<'k>>,
    /// The letters of its mailbox and of its web site.
    addresses: Vec<String>,
}

impl<'k> Printed<'k> {
    fn of(clues: &Clues, title: &'k Option<String>) -> Self {
        let addresses = [&clues.email, &clues.website].into_iter().flatten();
        Self {
            title: title.as_deref().map(Name::of),
            addresses: addresses.map(|address| key(address).split(' ').collect()).collect(),
        }
    }
}

/// How well a fiche's clues fit a name.
fn affinity(name: &Name<'_>, clues: &Printed<'_>) -> i32 {
    let mut points = 0;
    if let Some(title) = &clues.title {
        points += if title.key == name.key {
            worth::SAME_NAME
        } else if title.telling == name.telling {
            worth::NEAR_NAME
        } else if is_wider(&title.telling, &name.telling) {
            worth::WIDER_NAME
        } else {
            worth::OTHER_NAME
        };
    }
    for letters in &clues.addresses {
        points += address_points(name, letters);
    }
    points
}

/// True if one of two names has all words of the other, and these are more than one.
fn is_wider(a: &[&str], b: &[&str]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() > 1 && short.iter().all(|word| long.contains(word))
}

/// How well the letters of a mailbox or a web site spell a name.
fn address_points(name: &Name<'_>, letters: &str) -> i32 {
    let words = &name.telling;
    let spelled = words.iter().filter(|word| letters.contains(**word)).count();
    if !words.is_empty() && spelled == words.len() {
        return worth::ADDRESS;
    }
    if name.initials.len() > 2 && letters.contains(&name.initials) {
        return worth::INITIALS;
    }
    let share = worth::INITIALS * spelled as i32;
    share.checked_div(words.len().max(1) as i32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clues(title: Option<&str>, email: Option<&str>) -> Clues {
        let own = |text: &str| text.to_owned();
        Clues { title: title.map(own), email: email.map(own), website: None }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn fiches_without_any_name_follow_the_order_of_the_index() {
        let index = names(&["CPTS Rive Nord", "CPTS Rive Sud"]);
        assert_eq!(align(&index, &[clues(None, None), clues(None, None)]), [Some(0), Some(1)]);
    }

    #[test]
    fn an_address_tells_which_entry_has_no_fiche() {
        let index = names(&["CPTS Rive Nord", "CPTS des Trois Ponts", "CPTS Val Perdu"]);
        let fiches = [
            clues(None, Some("contact@cptsrivenord.example")),
            clues(None, Some("accueil@cpts-valperdu.example")),
        ];
        assert_eq!(align(&index, &fiches), [Some(0), Some(2)]);
    }

    #[test]
    fn initials_are_a_clue() {
        let index = names(&["CPTS Haut Pays Lointain", "CPTS Bas Pays Lointain"]);
        let fiches = [clues(None, Some("contact@cpts-bpl.example"))];
        assert_eq!(align(&index, &fiches), [Some(1)]);
    }

    #[test]
    fn a_printed_name_that_is_not_in_the_index_stays_alone() {
        let index = names(&["CPTS Rive Nord"]);
        let fiches = [clues(Some("CPTS des Dunes"), None)];
        assert_eq!(align(&index, &fiches), [None]);
    }

    #[test]
    fn a_longer_name_is_the_same_cpts_if_its_address_says_so() {
        let index = names(&["CPTS Rive Sud"]);
        let fiche = |email| [clues(Some("CPTS Rive Sud et Vallons"), Some(email))];
        assert_eq!(align(&index, &fiche("contact@rive-sud.example")), [Some(0)]);
        assert_eq!(align(&index, &fiche("contact@vallons.example")), [None]);
    }

    #[test]
    fn another_spelling_is_the_same_cpts() {
        let index = names(&["CPTS Sud-Est Armor", "CPTS Nord-Est Armor"]);
        let fiches = [clues(Some("CPTS Sud Est Armor"), None)];
        assert_eq!(align(&index, &fiches), [Some(0)]);
    }
}
