//! Cards: from the parts of rows to contacts.

use std::ops::Range;

use crate::extract::contact::Draft;
use crate::extract::contact::part::{Kind, Part, parts};
use crate::extract::contact::words::Words;
use crate::extract::contact::wrap::join_broken;
use crate::extract::hit::in_text;
use crate::extract::reason::Reason;
use crate::extract::row::{Row, above, rows};
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Trace};
use crate::normalise::shadow::key;
use crate::normalise::text::clean;

/// So many rows above its mailbox an organisation is still looked for.
const REACH: usize = 6;
/// More words than this are no name of an organisation.
const MOST_WORDS: usize = 9;

/// More parts than these are no card on one row.
const MOST_PARTS: usize = 7;

/// A shorter family name may stand in any address.
const TELLING: usize = 3;

/// The stretches of blocks that a value was read from.
type Places = Vec<(usize, Range<usize>)>;

/// Reads the cards of a document.
pub struct Reader<'r> {
    words: &'r Words<'r>,
    trace: Trace<'r>,
    rows: Vec<Row>,
    parts: Vec<Vec<Part>>,
    /// The blocks that are values of labels set apart from them.
    labelled: Vec<usize>,
    /// The row that says what the people below are, as printed.
    role: Option<Part>,
    /// A role or an organisation that was said of nobody yet: "Référent : Dr Martin".
    before: Option<Part>,
    current: Option<Draft>,
    done: Vec<Draft>,
    /// Those whom one row names together, if none of them has an address there.
    crowd: Vec<String>,
}

impl<'r> Reader<'r> {
    /// A reader of these blocks, some of which are values of labels set apart from them.
    pub fn new(sheet: &Sheet<'r>, words: &'r Words<'r>, [blocks, values]: [&[usize]; 2]) -> Self {
        let mut rows = rows(sheet, blocks);
        join_broken(sheet, &mut rows);
        let parts = rows.iter().map(|row| parts(sheet, words, row)).collect();
        Self {
            words,
            trace: sheet.trace,
            rows,
            parts,
            labelled: values.to_vec(),
            role: None,
            before: None,
            current: None,
            done: Vec::new(),
            crowd: Vec::new(),
        }
    }

    /// Everything that is named, reachable or not, in document order.
    pub fn read(mut self) -> Vec<Draft> {
        for at in 0..self.rows.len() {
            self.row(at);
        }
        self.flush();
        self.done
    }

    fn row(&mut self, at: usize) {
        let Some(row) = self.rows.get(at).cloned() else { return };
        let new_block = at
            .checked_sub(1)
            .and_then(|before| self.rows.get(before))
            // The cells of one row of a table are one card.
            .is_none_or(|before| {
                before.block != row.block && (row.cell.is_none() || before.cell != row.cell)
            });
        let mut parts = self.parts.get(at).cloned().unwrap_or_default();
        if let Some(heading) = self.heading(&row) {
            self.flush();
            // "Contact presse : Camille Martin, 02 99 …"
            parts.retain(|part| part.characters.start >= heading.characters.end);
            self.role = Some(heading);
            if parts.is_empty() {
                return;
            }
        }
        if new_block && !is_bare(&parts) {
            // "Mme Camille Martin" ⏎ "(camille@…)": the address alone goes on with the name.
            let led = parts.first().is_some_and(|part| matches!(part.kind, Kind::Email(_)));
            let waits = self.current.as_ref().is_some_and(|draft| !draft.is_reachable());
            // So does what the person is, right below the name.
            let says = |part: &Part| matches!(part.kind, Kind::Role | Kind::Organisation);
            let role = parts.first().is_some_and(|part| part.kind == Kind::Role);
            let said = role && parts.iter().all(says);
            let named = self.current.as_ref().is_some_and(|draft| draft.contact.name.is_some());
            if !(waits && (led || said && named && !row.heading)) {
                self.flush();
            }
        }
        if row.heading {
            self.role = None;
        }
        let bare = is_bare(&parts);
        if !bare {
            self.crowd = crowd(&parts);
        }
        self.tell(&row, &parts);
        self.before = None;
        for (number, part) in parts.iter().enumerate() {
            self.part(at, number, part, bare);
        }
    }

    fn part(&mut self, at: usize, number: usize, part: &Part, bare: bool) {
        match &part.kind {
            Kind::Person(name) => self.person(at, number, name, part),
            Kind::Email(_) if self.is_nobodys(at) => self.flush(),
            Kind::Email(address) if self.is_everybodys(address, part) => self.flush(),
            Kind::Email(address) if bare && self.crowd.len() > 1 => self.of_crowd(address, part),
            Kind::Email(address) => {
                let taken = self.current.as_ref().is_some_and(|d| d.contact.email.is_some());
                if taken || self.current.is_none() {
                    self.begin_body(at, part, bare);
                }
                self.tell_unnamed(part);
                if let Some(draft) = &mut self.current {
                    draft.contact.email = Some(address.clone());
                    draft.places.push(place(part));
                }
            }
            Kind::Phone(number) => {
                if self.current.is_none() {
                    self.begin_body(at, part, bare);
                }
                self.tell_unnamed(part);
                if let Some(draft) = &mut self.current
                    && draft.contact.phone.is_none()
                {
                    draft.contact.phone = Some(number.clone());
                    draft.places.push(place(part));
                }
            }
            Kind::Role | Kind::Organisation | Kind::Other => {
                let said = self.say(part);
                // "ARS Bretagne : service presse": the wider body stands first.
                let body = self
                    .before
                    .take()
                    .filter(|before| before.kind == part.kind && part.kind == Kind::Organisation);
                let new = (!said && part.kind != Kind::Other).then(|| part.clone());
                self.before = body.or(new);
            }
            Kind::Label | Kind::Address => {}
            Kind::Prose => {
                self.flush();
                self.before = None;
                if part.text.split_whitespace().count() > MOST_WORDS {
                    self.role = None;
                }
            }
        }
    }

    /// A name begins a card, with what was said before it.
    fn person(&mut self, at: usize, number: usize, name: &str, part: &Part) {
        self.flush();
        let listed = (number == 0 || self.crowd.len() > 1) && self.is_short(at);
        let mut draft = Draft { block: part.block, leads: listed, ..Draft::default() };
        if let Some(before) = self.before.take() {
            let field = match before.kind {
                Kind::Role => &mut draft.contact.role,
                _ => &mut draft.contact.organisation,
            };
            *field = Some(before.text.clone());
            draft.places.push(place(&before));
        }
        draft.contact.name = Some(name.to_owned());
        draft.places.push(place(part));
        self.current = Some(draft);
    }

    /// A mailbox below a row that names several people is that of the one whose name it holds.
    fn of_crowd(&mut self, address: &str, part: &Part) {
        self.flush();
        let mailbox = key(address.split('@').next().unwrap_or_default()).replace(' ', "");
        let holds = |name: &&String| {
            let family = name.split([' ', '-']).next_back().map(key).unwrap_or_default();
            family.len() >= TELLING && mailbox.contains(&family)
        };
        let mut owners = self.crowd.iter().filter(holds);
        if let (Some(name), None) = (owners.next(), owners.next()) {
            let mut draft = Draft { block: part.block, ..Draft::default() };
            draft.contact.name = Some(name.clone());
            draft.contact.email = Some(address.to_owned());
            draft.places.push(place(part));
            self.current = Some(draft);
        }
    }

    /// Tells whether a row names somebody or has an address.
    fn tell(&self, row: &Row, parts: &[Part]) {
        let spot = row.spot(self.trace);
        let mut telling = parts
            .iter()
            .filter(|part| matches!(part.kind, Kind::Person(_) | Kind::Email(_) | Kind::Phone(_)));
        spot.tell(&self.words.card.id, || match telling.next() {
            Some(_) => Outcome::Matched,
            None => Outcome::NoMatch,
        });
    }

    /// Tells that nobody is named with an address.
    fn tell_unnamed(&self, part: &Part) {
        if self.current.is_none() {
            let spot = self.trace.at(part.block, part.characters.clone());
            spot.dropped(&self.words.card.id, || Reason::Unnamed);
        }
    }

    /// True for a row of a table that names more people than mailboxes: whose they are, the table's
    /// header would say, and the rules do not know it.
    fn is_nobodys(&self, at: usize) -> bool {
        let Some(cell) = self.rows.get(at).and_then(|row| row.cell) else { return false };
        let same = self.rows.iter().zip(&self.parts).filter(|(row, _)| row.cell == Some(cell));
        let count = |is: fn(&Kind) -> bool| {
            same.clone().flat_map(|(_, parts)| parts).filter(|part| is(&part.kind)).count()
        };
        count(|kind| matches!(kind, Kind::Person(_))) > count(|kind| matches!(kind, Kind::Email(_)))
    }

    /// True for a mailbox of everybody behind a label of its own: it is not that of the person on the
    /// label's line above.
    fn is_everybodys(&self, address: &str, part: &Part) -> bool {
        let labelled = self.labelled.contains(&part.block);
        let named = self.current.as_ref().is_some_and(|draft| draft.contact.name.is_some());
        let elsewhere = self.current.as_ref().is_some_and(|draft| draft.block != part.block);
        labelled && named && elsewhere && self.words.is_shared(address)
    }

    /// True for a row that is no sentence.
    fn is_short(&self, at: usize) -> bool {
        let parts = self.parts.get(at).into_iter().flatten();
        parts.clone().all(|part| part.kind != Kind::Prose) && parts.count() <= MOST_PARTS
    }

    /// Words behind a name: first the role, then the organisation. False for words that say
    /// nothing of anybody.
    fn say(&mut self, part: &Part) -> bool {
        let Some(draft) = self.current.as_mut().filter(|draft| draft.contact.name.is_some()) else {
            return false;
        };
        let small = part.text.starts_with(char::is_lowercase);
        let field = match part.kind {
            Kind::Role if draft.contact.role.is_none() => &mut draft.contact.role,
            Kind::Organisation if draft.contact.organisation.is_none() => {
                &mut draft.contact.organisation
            }
            // Behind the mailbox only what is surely a role still belongs to it.
            Kind::Other if !draft.is_reachable() && small && draft.contact.role.is_none() => {
                &mut draft.contact.role
            }
            Kind::Other
                if !draft.is_reachable() && !small && draft.contact.organisation.is_none() =>
            {
                &mut draft.contact.organisation
            }
            _ => return false,
        };
        *field = Some(part.text.clone());
        draft.places.push(place(part));
        true
    }

    /// A mailbox or number that stands alone belongs to the organisation named above it.
    fn begin_body(&mut self, at: usize, part: &Part, bare: bool) {
        self.flush();
        // "Secrétariat de l'union : contact@…", all on one row.
        let before = self.before.take().filter(|before| {
            before.kind == Kind::Organisation && !self.words.is_excluded(&before.text)
        });
        let row = self.parts.get(at).into_iter().flatten();
        let alone = row.filter(|part| !is_bare(std::slice::from_ref(part))).count() == 1;
        if let Some(before) = before.filter(|_| alone || self.role.is_some()) {
            let mut draft = Draft { block: part.block, is_body: true, ..Draft::default() };
            draft.contact.organisation = Some(before.text.clone());
            draft.places.push(place(&before));
            self.current = Some(draft);
            return;
        }
        if let (Some(_), true) = (&self.role, bare) {
            self.current = Some(Draft { block: part.block, ..Draft::default() });
            return;
        }
        let organisation = if bare { self.organisation_above(at) } else { None };
        let Some((name, places)) = organisation else { return };
        let mut draft = Draft { block: part.block, is_body: true, ..Draft::default() };
        draft.contact.organisation = Some(name);
        draft.places = places;
        self.current = Some(draft);
    }

    /// The organisation whose card a row is on: the next row above that is no part of an address.
    fn organisation_above(&self, at: usize) -> Option<(String, Places)> {
        let mut with_address = false;
        for row in above(&self.rows, at).into_iter().take(REACH) {
            let parts = self.rows.iter().position(|known| known == row);
            let parts = parts.and_then(|index| self.parts.get(index))?;
            if is_bare(parts) {
                with_address |= parts.iter().any(|part| part.kind == Kind::Address);
                continue;
            }
            let named = parts.iter().any(|part| part.kind == Kind::Organisation);
            let stops =
                |part: &Part| matches!(part.kind, Kind::Prose | Kind::Person(_) | Kind::Role);
            let short = row.text.split_whitespace().count() <= MOST_WORDS;
            let closed = row.text.trim_end().ends_with(['.', '!', '?', ':', ',']);
            // "Communes principales : …" is a label with its value.
            let labelled = row.text.contains(" : ");
            let is_name = short && !closed && !labelled && !parts.iter().any(stops);
            let name = clean(&row.text);
            if is_name && (named || with_address) && !self.words.is_excluded(&name) {
                return Some((name, vec![(row.block, row.characters.clone())]));
            }
            return None;
        }
        None
    }

    /// What a heading says the people below are; the heading's words as printed.
    fn heading(&self, row: &Row) -> Option<Part> {
        let spot = row.spot(self.trace);
        let hit = self.words.headings.iter().find_map(|field| in_text(field, &row.text, &spot))?;
        let range = hit.part("value")?;
        let start = row.characters.start;
        let text = row.text.chars().skip(range.start).take(range.len()).collect::<String>();
        Some(Part {
            kind: Kind::Role,
            block: row.block,
            characters: start + range.start..start + range.end,
            text: clean(&text),
        })
    }

    fn flush(&mut self) {
        let Some(mut draft) = self.current.take() else { return };
        if let Some(role) = &self.role
            && draft.contact.role.is_none()
            && draft.is_reachable()
        {
            draft.contact.role = Some(role.text.clone());
            draft.places.push(place(role));
        }
        self.done.push(draft);
    }
}

/// The people of a row, if it has no address.
fn crowd(parts: &[Part]) -> Vec<String> {
    let reached = |part: &Part| matches!(part.kind, Kind::Email(_) | Kind::Phone(_));
    if parts.iter().any(reached) {
        return Vec::new();
    }
    let name = |part: &Part| match &part.kind {
        Kind::Person(name) => Some(name.clone()),
        _ => None,
    };
    parts.iter().filter_map(name).collect()
}

/// True for a row of nothing but addresses, numbers and their labels.
fn is_bare(parts: &[Part]) -> bool {
    let bare = |part: &Part| {
        matches!(part.kind, Kind::Email(_) | Kind::Phone(_) | Kind::Label | Kind::Address)
    };
    !parts.is_empty() && parts.iter().all(bare)
}

fn place(part: &Part) -> (usize, Range<usize>) {
    (part.block, part.characters.clone())
}
