//! Which pairs are worth comparing: those that share a name, a word, an abbreviation or an address.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::merge::identity::profile::Profile;
use crate::merge::identity::verdict::{ABBREVIATION, is_long_word};

/// The pairs of profiles that may be one CPTS, each once and the smaller place first.
pub fn candidates<'p>(profiles: impl Iterator<Item = &'p Profile>) -> BTreeSet<(usize, usize)> {
    let profiles: Vec<&Profile> = profiles.collect();
    let mut pairs = BTreeSet::new();
    let mut by_name: Vec<(u64, usize)> = Vec::new();
    let mut by_address: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_initials: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, profile) in profiles.iter().enumerate() {
        by_name.extend(name_keys(profile).into_iter().map(|key| (key, place)));
        for address in &profile.addresses {
            by_address.entry(address).or_default().push(place);
        }
        for initials in profile.name.initials.iter().filter(|short| short.len() >= ABBREVIATION) {
            by_initials.entry(initials).or_default().push(place);
        }
        for word in &profile.name.telling {
            by_word.entry(word).or_default().push(place);
        }
    }
    by_name.sort_unstable();
    for alike in by_name.chunk_by(|(one, _), (other, _)| one == other) {
        add(&mut pairs, &alike.iter().map(|(_, place)| *place).collect::<Vec<_>>());
    }
    by_address.values().for_each(|places| add(&mut pairs, places));
    for (place, profile) in profiles.iter().enumerate() {
        // Many names have the same initials: only one that is nothing else is their short form.
        if let [short] = profile.name.core.as_slice() {
            for other in by_initials.get(short.as_str()).into_iter().flatten() {
                if *other != place {
                    pairs.insert((place.min(*other), place.max(*other)));
                }
            }
        }
        // All names that hold this one hold its rarest word.
        let with = |word: &String| by_word.get(word.as_str());
        let rarest = profile.name.telling.iter().filter_map(with).min_by_key(|places| places.len());
        for other in rarest.into_iter().flatten().filter(|other| **other != place) {
            if profiles
                .get(*other)
                .is_some_and(|other| profile.name.telling.is_subset(&other.name.telling))
            {
                pairs.insert((place.min(*other), place.max(*other)));
            }
        }
    }
    pairs
}

/// What stands for a key: there are dozens of each long name. Two keys of one hash make a pair that is
/// compared in vain.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn add(pairs: &mut BTreeSet<(usize, usize)>, places: &[usize]) {
    for (at, one) in places.iter().enumerate() {
        for other in places.iter().skip(at + 1).filter(|other| *other != one) {
            pairs.insert((*one.min(other), *one.max(other)));
        }
    }
}

/// What stands for the texts of which two names that are the same, or the same but for a letter, have
/// one in common.
fn name_keys(profile: &Profile) -> BTreeSet<u64> {
    let words: Vec<&str> = profile.name.telling.iter().map(String::as_str).collect();
    let mut keys = BTreeSet::from([hash(&profile.name.core.join(" ")), hash(&words.join(" "))]);
    let mut text = String::new();
    for (place, word) in words.iter().enumerate().filter(|(_, word)| is_long_word(word)) {
        text.clear();
        for (_, other) in words.iter().enumerate().filter(|(at, _)| *at != place) {
            text.push_str(other);
            text.push(' ');
        }
        let others = text.len();
        // Two words that differ in one letter are the same without it; last comes the whole word.
        for at in 0..=word.len() {
            text.truncate(others);
            let without = [word.get(..at), word.get(at + 1..)];
            without.into_iter().flatten().for_each(|part| text.push_str(part));
            text.push('*');
            keys.insert(hash(&text));
        }
    }
    keys
}
