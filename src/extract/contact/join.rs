//! Joining what separate places say of the same people.

use std::collections::BTreeMap;

use crate::extract::contact::Draft;
use crate::extract::contact::part::mailbox;
use crate::extract::contact::words::Words;
use crate::extract::hit::in_block;
use crate::extract::sheet::Sheet;
use crate::model::record::Contact;
use crate::normalise::shadow::{fold, key};

/// Gives the mailbox of a sentence ("En écrivant à …, vous contactez :") to each of the people
/// listed behind it, or where no list follows, to those listed before it.
pub fn share_mailboxes(
    sheet: &mut Sheet<'_>,
    words: &Words<'_>,
    blocks: &[usize],
    drafts: &mut [Draft],
) {
    for field in &words.shared {
        for (position, &index) in blocks.iter().enumerate() {
            let Some(hit) = in_block(field, sheet, index).into_iter().next() else { continue };
            let Some(range) = hit.part("email") else { continue };
            let Some(address) = mailbox(sheet, index, range) else { continue };
            let listed =
                |index: &usize| drafts.iter().any(|draft| draft.block == *index && draft.leads);
            let behind = blocks.iter().skip(position + 1).take_while(|index| listed(index));
            let mut list: Vec<usize> = behind.copied().collect();
            if list.is_empty() {
                let before = blocks.iter().take(position).rev();
                list = before.take_while(|index| listed(index)).copied().collect();
            }
            for draft in drafts.iter_mut().filter(|draft| list.contains(&draft.block)) {
                if draft.contact.email.is_none() && draft.contact.name.is_some() {
                    draft.contact.email = Some(address.clone());
                    draft.places.push((index, hit.at.clone()));
                }
            }
        }
    }
}

/// Joins the contacts of one name, and those of one organisation's mailbox; who cannot be reached
/// is left out.
pub fn by_name(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut joined: Vec<Draft> = Vec::new();
    let mut alike: BTreeMap<Identity, Vec<(usize, Reach)>> = BTreeMap::new();
    // Who is only named in a sentence says nothing of the contact of that name.
    for draft in drafts.into_iter().filter(|draft| draft.leads || draft.is_reachable()) {
        let Some(identity) = Identity::of(&draft) else {
            joined.push(draft);
            continue;
        };
        let reach = Reach::of(&draft);
        let known = alike.entry(identity).or_default();
        match known.iter_mut().find(|(_, known)| known.agrees(&reach)) {
            Some((at, known)) => {
                known.add(reach);
                if let Some(known) = joined.get_mut(*at) {
                    add(known, draft);
                }
            }
            None => {
                known.push((joined.len(), reach));
                joined.push(draft);
            }
        }
    }
    joined.retain(Draft::is_reachable);
    joined
}

/// What two contacts of one person, or of one body without a person, have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    /// The key of the person's name.
    Person(String),
    /// The folded address of the body.
    Mailbox(String),
}

impl Identity {
    fn of(draft: &Draft) -> Option<Self> {
        let Contact { name, email, .. } = &draft.contact;
        let person = name.as_ref().map(|name| Self::Person(key(name)));
        person.or_else(|| email.as_ref().map(|email| Self::Mailbox(fold(email))))
    }
}

/// How a person is reached, folded: two of one name who contradict one another are two. A body is
/// one by its mailbox, whatever its numbers.
struct Reach {
    email: Option<String>,
    phone: Option<String>,
}

impl Reach {
    fn of(draft: &Draft) -> Self {
        let Contact { name, email, phone, .. } = &draft.contact;
        let folded = |text: &Option<String>| text.as_deref().filter(|_| name.is_some()).map(fold);
        Self { email: folded(email), phone: folded(phone) }
    }

    fn agrees(&self, other: &Self) -> bool {
        let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        agree(&self.email, &other.email) && agree(&self.phone, &other.phone)
    }

    fn add(&mut self, other: Self) {
        self.email = self.email.take().or(other.email);
        self.phone = self.phone.take().or(other.phone);
    }
}

fn add(known: &mut Draft, other: Draft) {
    let (mine, theirs) = (&mut known.contact, other.contact);
    mine.role = mine.role.take().or(theirs.role);
    mine.organisation = mine.organisation.take().or(theirs.organisation);
    mine.email = mine.email.take().or(theirs.email);
    mine.phone = mine.phone.take().or(theirs.phone);
    known.places.extend(other.places);
}
