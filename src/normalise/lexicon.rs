//! The words that normalisers know, handed in as data.
//!
//! No word of a document's language is written in the code: the rules' shared vocabularies fill
//! this, and an empty lexicon reads what is printed in digits and symbols alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::record::Qualifier;
use crate::normalise::shadow::fold;

/// The vocabulary of the normalisers. Every spelling is folded ([`fold`](super::shadow::fold)) and
/// trimmed; [`Lexicon::unfolded`] lists those that are not and would never match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexicon {
    /// Month names and their abbreviations without a full stop, 1 to 12: `janvier`, `janv`.
    pub months: BTreeMap<String, u8>,
    /// Weekdays, 1 for Monday to 7 for Sunday.
    pub weekdays: BTreeMap<String, u8>,
    /// Seasons: before a year they are no month, the year alone is read.
    pub seasons: BTreeSet<String>,
    /// What may follow the day's digits: `er`, `st`, `th`.
    pub ordinal_suffixes: BTreeSet<String>,
    /// Words that join the ends of a range: `au`, `a`, `to`.
    pub range_words: BTreeSet<String>,
    /// Units of a time of day in words: `heures`.
    pub hour_words: BTreeSet<String>,
    /// What stands before a number and says how exact it is: `plus de`, `environ`, `+`.
    pub hedges: Vec<(String, Qualifier)>,
    /// What stands after a number (and its noun) and says so: `environ`, `au moins`, `+`.
    pub trailing_hedges: Vec<(String, Qualifier)>,
    /// Words that are a round number of something: `centaine`, 100.
    pub round_numbers: BTreeMap<String, u64>,
    /// Words that multiply the number before them: `million`, `millions`, 1 000 000.
    pub multipliers: BTreeMap<String, u64>,
    /// Languages whose number words are read, as primary subtags: `fr`, `en`.
    pub numerals: Vec<String>,
    /// Titles before a name: `dr`, `docteur`, `mme`, `m` (without a full stop).
    pub titles: BTreeSet<String>,
    /// Words and signs between the names of a list: `et`, `&`, `ainsi que`.
    pub conjunctions: Vec<String>,
    /// Small words within a family name: `de`, `du`, `la`, `le`, `d'`.
    pub particles: BTreeSet<String>,
    /// Those particles that open a complement after a full name: `Jean Dupont de la CPTS`.
    pub prepositions: BTreeSet<String>,
    /// Professions that may stand before or after a name: `pharmacienne`, `medecin generaliste`.
    pub professions: BTreeSet<String>,
    /// Words that make a text an organisation, a place or a role and no person: `cpts`, `maison`,
    /// `presidente`.
    pub organisation_words: BTreeSet<String>,
    /// Words that are written with a capital at the beginning of a sentence, and words of notices,
    /// none of them part of a name: `selon`, `avec`, `poste`, `contact`.
    pub common_words: BTreeSet<String>,
    /// Department names as [`key`](super::shadow::key)s, with their codes: `maine et loire`, `49`.
    pub departments: BTreeMap<String, String>,
    /// What every CPTS is called before its own name, as keys: `cpts`.
    pub name_prefixes: BTreeSet<String>,
    /// Words with which and without which a name of a CPTS is the same: `du`.
    pub name_small_words: BTreeSet<String>,
    /// Words for a kind of territory: `pays`.
    pub territory_words: BTreeSet<String>,
    /// Words that tell no CPTS from another by themselves: `sud`.
    pub common_name_words: BTreeSet<String>,
    /// Domains at which many have a mailbox or a page: `gmail.com`.
    pub shared_hosts: BTreeSet<String>,
}

impl Lexicon {
    /// The entries that are not folded and trimmed: an error of whoever filled the lexicon.
    pub fn unfolded(&self) -> Vec<String> {
        let keys = (self.months.keys())
            .chain(self.weekdays.keys())
            .chain(self.round_numbers.keys())
            .chain(self.multipliers.keys())
            .chain(self.departments.keys());
        let sets = (self.seasons.iter())
            .chain(&self.ordinal_suffixes)
            .chain(&self.range_words)
            .chain(&self.hour_words)
            .chain(&self.titles)
            .chain(&self.particles)
            .chain(&self.prepositions)
            .chain(&self.professions)
            .chain(&self.organisation_words)
            .chain(&self.common_words)
            .chain(&self.name_prefixes)
            .chain(&self.name_small_words)
            .chain(&self.territory_words)
            .chain(&self.common_name_words)
            .chain(&self.shared_hosts);
        let lists = (self.hedges.iter().chain(&self.trailing_hedges))
            .map(|(hedge, _)| hedge)
            .chain(&self.conjunctions);
        let folded = |word: &&String| !word.is_empty() && fold(word).trim() == word.as_str();
        keys.chain(sets).chain(lists).filter(|word| !folded(word)).cloned().collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn words(list: &str) -> BTreeSet<String> {
        list.split(", ").map(str::to_owned).collect()
    }

    fn numbered<N: TryFrom<usize>>(list: &str) -> BTreeMap<String, N> {
        list.split(", ")
            .enumerate()
            .filter_map(|(at, word)| Some((word.to_owned(), N::try_from(at + 1).ok()?)))
            .collect()
    }

    fn hedges(list: &str, qualifier: Qualifier) -> Vec<(String, Qualifier)> {
        list.split(", ").map(|hedge| (hedge.to_owned(), qualifier)).collect()
    }

    /// A small vocabulary of both languages for the tests of the normalisers.
    pub(in crate::normalise) fn lexicon() -> Lexicon {
        use Qualifier::{About, AtLeast, AtMost};
        let mut months: BTreeMap<String, u8> = numbered(
            "janvier, fevrier, mars, avril, mai, juin, juillet, aout, septembre, octobre, \
             novembre, decembre",
        );
        months.extend(numbered::<u8>(
            "january, february, march, april, may, june, july, august, september, october, \
             november, december",
        ));
        months.extend([("janv".to_owned(), 1), ("sept".to_owned(), 9), ("oct".to_owned(), 10)]);
        let mut weekdays: BTreeMap<String, u8> =
            numbered("lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche");
        weekdays.extend(numbered::<u8>(
            "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
        ));
        let mut before = hedges("plus de, plus d', +, + de, au moins, more than, over, >", AtLeast);
        before.extend(hedges("environ, pres de, approximativement, quelque, about, ≈, ~", About));
        before.extend(hedges("jusqu'a, au plus, moins de, up to, <", AtMost));
        let mut after = hedges("environ", About);
        after.extend(hedges("au moins, +, et plus", AtLeast));
        let lexicon = Lexicon {
            months,
            weekdays,
            seasons: words("printemps, ete, automne, hiver, spring, summer, autumn, winter"),
            ordinal_suffixes: words("er, st, nd, rd, th"),
            range_words: words("au, a, to"),
            hour_words: words("heures, heure"),
            hedges: before,
            trailing_hedges: after,
            round_numbers: [("centaine", 100), ("trentaine", 30)]
                .map(|(word, value)| (word.to_owned(), value))
                .into(),
            multipliers: [("mille", 1_000), ("million", 1_000_000), ("millions", 1_000_000)]
                .map(|(word, value)| (word.to_owned(), value))
                .into(),
            numerals: vec!["fr".to_owned(), "en".to_owned()],
            titles: words("dr, docteur, docteurs, pr, m, mme, monsieur, madame, mr, mrs"),
            conjunctions: ["et", "&", "ainsi que", "and"].map(str::to_owned).into(),
            particles: words("de, du, des, le, la, les, l', d', van, von, di"),
            prepositions: words("de, du, des, d'"),
            professions: words(
                "pharmacien, pharmacienne, medecin generaliste, medecin, infirmier, infirmiere, \
                 ide, sage-femme",
            ),
            organisation_words: words(
                "cpts, ars, cpam, urps, maison, sante, association, directrice, presidente, \
                 president, coordinatrice, federation, assurance, maladie",
            ),
            common_words: words(
                "selon, avec, poste, contact, non, pas, en, cours, recrutement, le, la, les, pour",
            ),
            departments: [("loire atlantique", "44"), ("vendee", "85"), ("val d oise", "95")]
                .map(|(name, code)| (name.to_owned(), code.to_owned()))
                .into(),
            name_prefixes: words("cpts, c p t s, communaute professionnelle territoriale de sante"),
            name_small_words: words("de, du, des, d, la, le, les, l, et, en, sur"),
            territory_words: words("pays, territoire"),
            common_name_words: words("nord, sud, est, ouest, centre"),
            shared_hosts: words("gmail.com"),
        };
        assert_eq!(lexicon.unfolded(), Vec::<String>::new());
        lexicon
    }

    #[test]
    fn a_spelling_that_is_not_folded_is_told() {
        let lexicon = Lexicon { seasons: words("été, hiver"), ..Lexicon::default() };
        assert_eq!(lexicon.unfolded(), ["été"]);
    }
}
