//! What a name of a CPTS tells: the words that set it apart from the names of others.

use std::collections::BTreeSet;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::key;

/// A name without what every CPTS is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameParts {
    /// The words in printed order without small words: `CPTS du Pays de Retz` is `pays retz`.
    pub core: Vec<String>,
    /// The words that tell it apart, without the kind of territory: `retz`.
    pub telling: BTreeSet<String>,
    /// The first letters of all words, `elv` of `Entre Loire et Vignes` without its small words and
    /// `elev` with them.
    pub initials: [String; 2],
    /// True if there is a CPTS of this name in many places: `CPTS Sud`.
    pub common: bool,
}

impl NameParts {
    /// The parts of a printed name.
    pub fn of(name: &str, lexicon: &Lexicon) -> Self {
        let words = words(name, lexicon);
        let mut core: Vec<String> = words
            .iter()
            .filter(|word| !lexicon.name_small_words.contains(*word))
            .cloned()
            .collect();
        if core.is_empty() {
            core.clone_from(&words);
        }
        let is_kind = |word: &&String| lexicon.territory_words.contains(*word);
        let mut telling: BTreeSet<String> =
            core.iter().filter(|word| !is_kind(word)).cloned().collect();
        if telling.is_empty() {
            telling = core.iter().cloned().collect();
        }
        let initials = [initials(&core), initials(&words)];
        let common = telling.iter().all(|word| {
            lexicon.common_name_words.contains(word) || lexicon.territory_words.contains(word)
        });
        Self { core, telling, initials, common }
    }
}

/// The words of a name behind what every CPTS is called, without its own abbreviation in brackets.
fn words(name: &str, lexicon: &Lexicon) -> Vec<String> {
    let of = |text: &str| -> Vec<String> {
        let key = key(text);
        let mut rest = key.as_str();
        let prefixes = &lexicon.name_prefixes;
        while let Some(behind) =
            prefixes.iter().filter_map(|word| without(rest, word)).min_by_key(|rest| rest.len())
        {
            rest = behind;
        }
        rest.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let all = of(name);
    let Some((before, behind)) = name.split_once('(') else { return all };
    let Some((within, after)) = behind.split_once(')') else { return all };
    let rest = of(&format!("{before} {after}"));
    let small = |word: &&String| !lexicon.name_small_words.contains(*word);
    let short: Vec<String> = rest.iter().filter(small).cloned().collect();
    let within = key(within).replace(' ', "");
    let abbreviates = within == initials(&rest) || within == initials(&short);
    if abbreviates && !rest.is_empty() { rest } else { all }
}

/// What stands behind a prefix of whole words, if anything does.
fn without<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(prefix)?.strip_prefix(' ')?;
    (!rest.is_empty()).then_some(rest)
}

fn initials(words: &[String]) -> String {
    words.iter().filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::lexicon::tests::lexicon;

    fn core(name: &str) -> String {
        NameParts::of(name, &lexicon()).core.join(" ")
    }

    #[test]
    fn what_every_cpts_is_called_tells_nothing() {
        for (name, expected) in [
            ("CPTS d'Ancenis", "ancenis"),
            ("CPTS Le COTENTIN", "cotentin"),
            ("Communauté professionnelle territoriale de santé (CPTS) du Val Clair", "val clair"),
            ("C.P.T.S. du Pays de Retz", "pays retz"),
            ("CPTS St-Étienne", "saint etienne"),
            ("CPTS Santé Est Métropole", "sante est metropole"),
            ("CPTS", "cpts"),
            ("", ""),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }

    #[test]
    fn an_abbreviation_of_the_name_is_no_part_of_it() {
        assert_eq!(
            core("CPTS Entre Cèze et Gardon en Cévennes (ECEGEC)"),
            "entre ceze gardon cevennes"
        );
        assert_eq!(core("CPTS Bocage (Vendée)"), "bocage vendee");
    }

    #[test]
    fn directions_and_kinds_of_territory_are_common_to_many() {
        for (name, common) in [
            ("CPTS Sud", true),
            ("CPTS du Pays", true),
            ("CPTS Sud Vendée", false),
            ("CPTS Retz", false),
        ] {
            assert_eq!(NameParts::of(name, &lexicon()).common, common, "{name}");
        }
        let telling = NameParts::of("CPTS du Pays de Retz", &lexicon()).telling;
        assert_eq!(telling.into_iter().collect::<Vec<_>>(), ["retz"]);
    }
}
