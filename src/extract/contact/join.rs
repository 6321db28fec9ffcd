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
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // Who is only named in a sentence says nothing of the contact of that name.
    for draft in drafts.into_iter().filter(|draft| draft.leads || draft.is_reachable()) {
        let alike = identity(&draft).map(|identity| places.entry(identity).or_default());
        let same = |&&at: &&usize| joined.get(at).is_some_and(|known| is_same(known, &draft));
        let known = alike.as_ref().and_then(|alike| alike.iter().find(same).copied());
        match known.and_then(|at| joined.get_mut(at)) {
            Some(known) => add(known, draft),
            None => {
                alike.into_iter().for_each(|alike| alike.push(joined.len()));
                joined.push(draft);
            }
        }
    }
    joined.retain(Draft::is_reachable);
    joined
}

/// What two contacts of one person, or of one body without a person, have in common.
fn identity(draft: &Draft) -> Option<String> {
    let Contact { name, email, .. } = &draft.contact;
    name.as_ref().map(|name| key(name)).or_else(|| email.as_ref().map(|email| fold(email)))
}

/// True if both are one person, or one body without a person, and do not contradict one another.
fn is_same(known: &Draft, other: &Draft) -> bool {
    let (a, b) = (&known.contact, &other.contact);
    let agree = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => fold(a) == fold(b),
        _ => true,
    };
    match (&a.name, &b.name) {
        (Some(one), Some(two)) => {
            key(one) == key(two) && agree(&a.email, &b.email) && agree(&a.phone, &b.phone)
        }
        (None, None) => a.email.is_some() && agree(&a.email, &b.email) && b.email.is_some(),
        _ => false,
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
