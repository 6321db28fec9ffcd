//! Which mentions are of one CPTS: the names, a second witness, and the judgements of persons.

mod candidates;
mod profile;
mod sets;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use crate::merge::Mention;
use crate::merge::identity::candidates::candidates;
use crate::merge::identity::profile::Profile;
use crate::merge::identity::sets::Sets;
use crate::merge::identity::verdict::compare;
use crate::model::judgement::{Decision, Judgement};
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::slug;

pub use verdict::{Evidence, Verdict};

/// An address that more names have than these is nobody's own.
const NAMES_OF_AN_ADDRESS: usize = 3;

/// Mentions by CPTS, and which of these may be one.
#[derive(Debug, Default)]
pub struct Parted {
    /// The places of the mentions of each CPTS.
    pub sets: Vec<Vec<usize>>,
    /// Pairs of sets that a person has to decide on, with what speaks for it.
    pub unsure: Vec<(usize, usize, Vec<Evidence>)>,
}

/// Mentions that nothing tells apart: one name, the same departments.
struct Cluster {
    mentions: Vec<usize>,
    profile: Profile,
}

/// What persons have decided, and what they may call each cluster; nothing of these if they have
/// decided nothing.
struct Judged<'a> {
    judgements: &'a [Judgement],
    ids: Vec<BTreeSet<String>>,
}

/// A pair of clusters, and what speaks for their being one.
type Pair = (usize, usize, Vec<Evidence>);

/// Parts the mentions of all documents by CPTS.
pub fn part(mentions: &[Mention], judgements: &[Judgement], lexicon: &Lexicon) -> Parted {
    let clusters = clusters(mentions, lexicon);
    let judged = Judged::new(judgements, &clusters, mentions);
    let mut sets = Sets::new(clusters.iter().map(|one| one.profile.documents.clone()).collect());
    let (mut unsure, mut unplaced): (Vec<Pair>, Vec<Pair>) = (Vec::new(), Vec::new());
    for (a, b) in candidates(clusters.iter().map(|cluster| &cluster.profile)) {
        let (Some(one), Some(other)) = (clusters.get(a), clusters.get(b)) else { continue };
        if judged.last(a, b).is_some() {
            continue;
        }
        let (verdict, evidence) = compare(&one.profile, &other.profile, lexicon);
        let is_one_name = evidence.first() == Some(&Evidence::SameName);
        match verdict {
            Verdict::Different => {}
            Verdict::Unsure => unsure.push((a, b, evidence)),
            // Nobody says where the one is: it may as well be a namesake of the other.
            Verdict::Same if !evidence.iter().any(Evidence::is_second_witness) => {
                unplaced.push((a, b, evidence));
            }
            Verdict::Same if is_one_name || !sets.are_beside(a, b) => sets.unite(a, b),
            Verdict::Same => unsure.push((a, b, evidence)),
        }
    }
    let homes = homes(&unplaced, &clusters, &mut sets);
    for (a, b, evidence) in unplaced {
        let is_sure = [a, b].iter().all(|one| homes.get(one).is_none_or(|homes| homes.len() < 2));
        if is_sure { sets.unite(a, b) } else { unsure.push((a, b, evidence)) }
    }
    judged.unite(&mut sets);
    result(&clusters, &mut sets, unsure)
}

/// For each cluster of which nobody says where it is, the sets that it may belong to.
fn homes(
    unplaced: &[Pair],
    clusters: &[Cluster],
    sets: &mut Sets,
) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut homes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (a, b, _) in unplaced {
        for (one, other) in [(a, b), (b, a)] {
            let placeless =
                clusters.get(*one).is_some_and(|cluster| cluster.profile.departments.is_empty());
            if placeless {
                homes.entry(*one).or_default().insert(sets.of(*other));
            }
        }
    }
    homes
}

/// Clusters in the order of their first mentions.
fn clusters(mentions: &[Mention], lexicon: &Lexicon) -> Vec<Cluster> {
    let mut places = BTreeMap::new();
    let mut clusters: Vec<Cluster> = Vec::new();
    let documents = mentions.chunk_by(|one, other| one.document == other.document).enumerate();
    let mentions = documents.flat_map(|(number, all)| all.iter().map(move |one| (number, one)));
    for (place, (number, mention)) in mentions.enumerate() {
        let profile = Profile::of(mention, number, lexicon);
        // "CPTS Sud", and nobody says of where, is not the "CPTS Sud" of another document.
        let lost = profile.name.common && profile.departments.is_empty();
        let name = profile.name.core.join(" ");
        let departments: Vec<&str> = profile.departments.iter().map(String::as_str).collect();
        let key = (name, departments.join(" "), lost.then_some(number));
        let at = *places.entry(key).or_insert(clusters.len());
        match clusters.get_mut(at) {
            Some(cluster) => {
                cluster.mentions.push(place);
                cluster.profile.add(profile);
            }
            None => clusters.push(Cluster { mentions: vec![place], profile }),
        }
    }
    drop(places);
    forget_shared_addresses(&mut clusters);
    clusters
}

/// An id with the departments, for names that several CPTS have.
pub fn located(id: &str, departments: &BTreeSet<String>) -> String {
    let codes = departments.iter().map(|code| code.to_lowercase());
    [id.to_owned()].into_iter().chain(codes).collect::<Vec<_>>().join("-")
}

/// What many names give as their address is an office's: it tells nothing of any of them.
fn forget_shared_addresses(clusters: &mut [Cluster]) {
    let mut names: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for Cluster { profile, .. } in clusters.iter() {
        for address in &profile.addresses {
            names.entry(address.clone()).or_default().insert(profile.name.core.clone());
        }
    }
    for Cluster { profile, .. } in clusters {
        let is_own = |address: &String| {
            names.get(address).is_none_or(|names| names.len() <= NAMES_OF_AN_ADDRESS)
        };
        profile.addresses.retain(is_own);
    }
}

impl<'a> Judged<'a> {
    fn new(judgements: &'a [Judgement], clusters: &[Cluster], mentions: &[Mention]) -> Self {
        let ids = |cluster: &Cluster| {
            let names = cluster.mentions.iter().filter_map(|place| mentions.get(*place));
            let ids = names.map(|mention| slug(&mention.name));
            ids.flat_map(|id| [located(&id, &cluster.profile.departments), id]).collect()
        };
        let named = if judgements.is_empty() { &[] } else { clusters };
        Self { judgements, ids: named.iter().map(ids).collect() }
    }

    /// The last judgement on two clusters.
    fn last(&self, one: usize, other: usize) -> Option<Decision> {
        let (one, other) = (self.ids.get(one)?, self.ids.get(other)?);
        let is_on = |judgement: &&Judgement| {
            let Judgement { a, b, .. } = judgement;
            (one.contains(a) && other.contains(b)) || (one.contains(b) && other.contains(a))
        };
        self.judgements.iter().rev().find(is_on).map(|judgement| judgement.verdict)
    }

    /// Makes one what was decided to be one, and not otherwise since.
    fn unite(&self, sets: &mut Sets) {
        let called = |id: &String| -> Vec<usize> {
            let places = self.ids.iter().enumerate();
            places.filter(|(_, ids)| ids.contains(id)).map(|(place, _)| place).collect()
        };
        for judgement in self.judgements.iter().filter(|one| one.verdict == Decision::Same) {
            for a in called(&judgement.a) {
                for b in called(&judgement.b) {
                    if self.last(a, b) == Some(Decision::Same) {
                        sets.unite(a, b);
                    }
                }
            }
        }
    }
}

/// The sets with their mentions in order, and the unsure pairs between two of them.
fn result(clusters: &[Cluster], sets: &mut Sets, unsure: Vec<Pair>) -> Parted {
    let mut numbers = BTreeMap::new();
    let mut parted = Parted::default();
    for (place, cluster) in clusters.iter().enumerate() {
        let number = *numbers.entry(sets.of(place)).or_insert(parted.sets.len());
        match parted.sets.get_mut(number) {
            Some(set) => set.extend(&cluster.mentions),
            None => parted.sets.push(cluster.mentions.clone()),
        }
    }
    parted.sets.iter_mut().for_each(|set| set.sort_unstable());
    let mut seen = BTreeSet::new();
    for (a, b, evidence) in unsure {
        let (a, b) = (numbers.get(&sets.of(a)).copied(), numbers.get(&sets.of(b)).copied());
        if let (Some(a), Some(b)) = (a, b)
            && a != b
            && seen.insert((a.min(b), a.max(b)))
        {
            parted.unsure.push((a, b, evidence));
        }
    }
    parted
}
