//! Names of persons: alone, in lists, at the edges of a sentence.
//!
//! A family name in capitals tells itself apart (`Anne Laure POIRIER LE NY`, also before the given
//! name); in ordinary capitals two words are given and family name, and of more words nobody can
//! tell which is which. Names come out in ordinary capitals, given name first. Texts that only
//! look like names are kept out by the words of the lexicon; there is no list of names.

mod name;
mod token;

use std::ops::Range;

pub use name::PersonName;

use crate::normalise::lexicon::Lexicon;
use crate::normalise::person::name::{Setting, name_at};
use crate::normalise::person::token::{Kind, Token, tokens};
use crate::normalise::reject::Reject;

/// Words that may stand behind a name whose family name is in capitals: `par intérim`, `depuis`.
const MAX_REMARK: usize = 2;

/// Small words before a title: `de la`.
const MAX_PARTICLES: usize = 3;

/// The one person that the whole text names.
pub fn person(text: &str, lexicon: &Lexicon) -> Result<PersonName, Reject> {
    if text.trim().is_empty() {
        return Err(Reject::Empty);
    }
    let mut persons = persons(text, lexicon);
    match persons.pop() {
        Some((_, person)) if persons.is_empty() => Ok(person),
        _ => Err(Reject::NoName(text.trim().to_owned())),
    }
}

/// The persons of a list, each with its place in characters of the text, titles left out.
///
/// Names stand between commas, conjunctions, dashes or line breaks, perhaps with a profession; what
/// stands there and is no name, or is in brackets, is passed over. A sentence holds no list: see
/// [`find`].
pub fn persons(text: &str, lexicon: &Lexicon) -> Vec<(Range<usize>, PersonName)> {
    let mut found: Vec<(Range<usize>, PersonName)> = Vec::new();
    let tokens = outside_brackets(tokens(text, lexicon));
    let mut rest = tokens.as_slice();
    let mut goes_on = false;
    loop {
        let parts = |token: &Token| matches!(token.kind, Kind::Stop | Kind::Conjunction);
        let end = rest.iter().position(parts).unwrap_or(rest.len());
        let segment = rest.get(..end).unwrap_or_default();
        // `les docteurs Szac et Mouvel`: the title is that of both.
        let title_goes_on = goes_on
            && segment.len() == 1
            && found.last().is_some_and(|(_, name)| name.given_name.is_none());
        found.extend(segment_names(segment, title_goes_on, lexicon));
        goes_on = rest.get(end).is_some_and(|token| token.kind == Kind::Conjunction);
        let Some(behind) = rest.get(end + 1..) else { return found };
        rest = behind;
    }
}

/// The names of a segment between two separators.
fn segment_names(
    segment: &[Token],
    titled: bool,
    lexicon: &Lexicon,
) -> Vec<(Range<usize>, PersonName)> {
    let lines: Vec<&[Token]> =
        segment.split(|token| token.kind == Kind::Break).filter(|line| !line.is_empty()).collect();
    // A break parts two names only if both lines are names: a long name may be wrapped.
    let by_line: Option<Vec<_>> =
        lines.iter().map(|line| names_of(line, titled, lexicon)).collect();
    let whole = || {
        let joined: Vec<Token> = lines.concat();
        names_of(&joined, titled, lexicon)
    };
    by_line.map(|names| names.concat()).or_else(whole).unwrap_or_default()
}

/// The person whose name a text begins with: `Dr Marie Lenoir, médecin à Segré, a rappelé …`.
pub fn leading_person(text: &str, lexicon: &Lexicon) -> Option<(Range<usize>, PersonName)> {
    let tokens = tokens(text, lexicon);
    let (used, person) = in_sentence(&tokens, lexicon).into_iter().next()?;
    let before = tokens.get(..used.start)?;
    let opening = before.iter().all(|token| matches!(token.kind, Kind::Stop | Kind::Break));
    let titled = before.last().is_some_and(|token| token.kind == Kind::Title)
        && before.iter().all(|token| token.kind == Kind::Title || token.particle);
    (opening || titled).then_some((place(tokens.get(used)?), person))
}

/// The person whose name a text ends with: `… a été élu le docteur Paul Martin`.
pub fn trailing_person(text: &str, lexicon: &Lexicon) -> Option<(Range<usize>, PersonName)> {
    let tokens = tokens(text, lexicon);
    let (used, person) = in_sentence(&tokens, lexicon).pop()?;
    let after = tokens.get(used.end..)?;
    let closing = after.iter().all(|token| matches!(token.kind, Kind::Stop | Kind::Break));
    closing.then_some((place(tokens.get(used)?), person))
}

/// Every person that a running text names, each with its place in characters of the text.
pub fn find(text: &str, lexicon: &Lexicon) -> Vec<(Range<usize>, PersonName)> {
    let tokens = tokens(text, lexicon);
    let names = in_sentence(&tokens, lexicon);
    names
        .into_iter()
        .filter_map(|(used, person)| Some((place(tokens.get(used)?), person)))
        .collect()
}

fn outside_brackets(tokens: Vec<Token>) -> Vec<Token> {
    let mut depth = 0usize;
    let mut kept = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ if depth > 0 => continue,
            _ => {}
        }
        kept.push(token);
    }
    kept
}

/// The names that fill a stretch without separators; nothing if there is something else in it.
fn names_of(
    tokens: &[Token],
    title_goes_on: bool,
    lexicon: &Lexicon,
) -> Option<Vec<(Range<usize>, PersonName)>> {
    let mut names = Vec::new();
    let mut rest = tokens;
    loop {
        let (behind, titled) = without_title(rest, lexicon);
        let (used, person) = name_at(behind, titled || title_goes_on, Setting::List)?;
        let name = behind.get(..used)?;
        names.push((place(name), person));
        rest = behind.get(used..)?;
        let lower = rest.iter().all(|token| token.kind == Kind::Lower);
        let remark = lower && rest.len() <= MAX_REMARK && name::is_marked(name);
        if remark || rest.first().is_none_or(|token| token.kind == Kind::Known) {
            return Some(names);
        }
    }
}

/// What stands behind titles (`le Dr`) and professions, and whether there was a title.
fn without_title<'t>(tokens: &'t [Token], lexicon: &Lexicon) -> (&'t [Token], bool) {
    let mut rest = tokens;
    let mut titled = false;
    loop {
        let small = rest.iter().take(MAX_PARTICLES).take_while(|token| token.particle).count();
        let titles = rest.iter().skip(small).take_while(|token| token.kind == Kind::Title).count();
        let skipped = if titles > 0 { small + titles } else { profession_words(rest, lexicon) };
        if skipped == 0 {
            return (rest, titled);
        }
        titled |= titles > 0;
        rest = rest.get(skipped..).unwrap_or_default();
    }
}

/// How many words at the start are a profession.
fn profession_words(tokens: &[Token], lexicon: &Lexicon) -> usize {
    let Some(first) = tokens.first().filter(|token| token.kind == Kind::Known) else { return 0 };
    let lengths = lexicon.professions.iter().filter_map(|profession| {
        let words: Vec<&str> = profession.split(' ').collect();
        let same = words.first() == Some(&first.folded.as_str())
            && words.len() <= tokens.len()
            && words.iter().zip(tokens).all(|(word, token)| *word == token.folded);
        same.then_some(words.len())
    });
    lengths.max().unwrap_or(0)
}

/// The names of a running text, as ranges of tokens.
fn in_sentence(tokens: &[Token], lexicon: &Lexicon) -> Vec<(Range<usize>, PersonName)> {
    let mut names = Vec::new();
    let tokens_left = |at: usize| tokens.get(at..).unwrap_or_default();
    let mut at = 0;
    while at < tokens.len() {
        let (behind, titled) = without_title(tokens_left(at), lexicon);
        let start = tokens.len() - behind.len();
        match name_at(behind, titled, Setting::Sentence) {
            Some((used, person)) => {
                names.push((start..start + used, person));
                at = start + used;
            }
            // The next name cannot begin in the middle of a run of capitals that was none.
            None => at = start + name::capitals(behind).max(1),
        }
    }
    names
}

fn place(tokens: &[Token]) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.at.start);
    start..tokens.last().map_or(start, |token| token.at.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::lexicon::tests::lexicon;
    use crate::normalise::shadow::cited;

    fn listed(text: &str) -> Vec<String> {
        persons(text, &lexicon()).into_iter().map(|(_, person)| person.name).collect()
    }

    #[test]
    fn a_name_comes_out_in_ordinary_capitals_given_name_first() {
        for (printed, given, family) in [
            ("Mathilde BAHUT", "Mathilde", "Bahut"),
            ("Anne Laure POIRIER LE NY", "Anne Laure", "Poirier Le Ny"),
            ("Solène GIRAudeau", "Solène", "Giraudeau"),
            ("Nathalie GAUMé", "Nathalie", "Gaumé"),
            ("Thomas DI MARIA", "Thomas", "Di Maria"),
            ("Kathleen LE SQUER", "Kathleen", "Le Squer"),
            ("Marie-Christine SALVATO", "Marie-Christine", "Salvato"),
            ("Hélène BELLANGER-URBANCZYK", "Hélène", "Bellanger-Urbanczyk"),
            ("He\u{301}le\u{300}ne BELLANGER‐DUPONT", "Hélène", "Bellanger-Dupont"),
            ("Emilie MARIONNEAU-\nREMAUD", "Emilie", "Marionneau-Remaud"),
            ("GUILBAUD Gaëlle", "Gaëlle", "Guilbaud"),
            ("LE GALL Anne Marie", "Anne Marie", "Le Gall"),
            ("Dr Jean DUPONT", "Jean", "Dupont"),
            ("le Dr. Jean DUPONT", "Jean", "Dupont"),
            ("Mme Karine BEGNAUD (pharmacienne)", "Karine", "Begnaud"),
            ("Jean DUPONT, pharmacien à Segré", "Jean", "Dupont"),
            ("Jean DUPONT pharmacien", "Jean", "Dupont"),
            ("Pharmacienne : Anne DURAND", "Anne", "Durand"),
            ("médecin généraliste Anne DURAND", "Anne", "Durand"),
            ("Charles D'ARTAGNAN", "Charles", "D'Artagnan"),
            ("Charles d’ARTAGNAN", "Charles", "d'Artagnan"),
            ("Charles d'Artagnan", "Charles", "d'Artagnan"),
            ("Jean de LA TOUR", "Jean", "de La Tour"),
            ("Jean de La Tour", "Jean", "de La Tour"),
            ("Fiona McDONALD", "Fiona", "McDonald"),
            ("Fiona MCDONALD", "Fiona", "McDonald"),
            ("Fiona McDonald", "Fiona", "McDonald"),
            ("Jean Dupont", "Jean", "Dupont"),
            ("Jean-Marc Dupont", "Jean-Marc", "Dupont"),
            ("J.-P. Martin", "J.-P.", "Martin"),
            ("P. MARTIN", "P.", "Martin"),
            ("Thomas Di Maria", "Thomas", "Di Maria"),
            ("MARIE DURAND", "Marie", "Durand"),
            ("Camille COUSIN - 06 14 73 46 05", "Camille", "Cousin"),
        ] {
            assert_eq!(
                person(printed, &lexicon()),
                Ok(PersonName {
                    name: format!("{given} {family}"),
                    given_name: Some(given.to_owned()),
                    family_name: Some(family.to_owned()),
                }),
                "{printed:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_told_apart_stays_one_name() {
        let name = |name: &str, family: Option<&str>| PersonName {
            name: name.to_owned(),
            given_name: None,
            family_name: family.map(str::to_owned),
        };
        for (printed, person_name) in [
            ("Jean François Moreau", name("Jean François Moreau", None)),
            ("M. DUPONT", name("Dupont", Some("Dupont"))),
            ("Docteur Szac", name("Szac", Some("Szac"))),
            ("Dr LE GALL", name("Le Gall", Some("Le Gall"))),
        ] {
            assert_eq!(person(printed, &lexicon()), Ok(person_name), "{printed:?}");
        }
    }

    #[test]
    fn a_list_is_read_name_by_name() {
        for (printed, names) in [
            ("Mathilde BAHUT et Laure WALLON", vec!["Mathilde Bahut", "Laure Wallon"]),
            (
                "Anne ABEL, Bruno COSTE,\nÉlise FAURE",
                vec!["Anne Abel", "Bruno Coste", "Élise Faure"],
            ),
            ("Anne ABEL et\nBruno COSTE", vec!["Anne Abel", "Bruno Coste"]),
            ("Anne ABEL\nBruno COSTE", vec!["Anne Abel", "Bruno Coste"]),
            ("Anne-Laure\nPOIRIER LE NY", vec!["Anne-Laure Poirier Le Ny"]),
            ("Anne ABEL Bruno COSTE", vec!["Anne Abel", "Bruno Coste"]),
            ("ABEL Anne COSTE Bruno", vec!["Anne Abel", "Bruno Coste"]),
            (
                "Anne ABEL & Bruno COSTE ainsi que Élise FAURE",
                vec!["Anne Abel", "Bruno Coste", "Élise Faure"],
            ),
            ("Anne ABEL (IDE), Bruno COSTE (médecin)", vec!["Anne Abel", "Bruno Coste"]),
            ("Anne ABEL / Bruno COSTE", vec!["Anne Abel", "Bruno Coste"]),
            ("Dr Anne Abel et Mme Coste", vec!["Anne Abel", "Coste"]),
            ("les docteurs Abel et Coste", vec!["Abel", "Coste"]),
            ("Dr Abel, Nantes", vec!["Abel"]),
            ("Dr ABEL Anne, Mme COSTE Élise", vec!["Anne Abel", "Élise Coste"]),
            ("Anne ABEL depuis 2021", vec!["Anne Abel"]),
            ("Anne ABEL¹ et Bruno COSTE²", vec!["Anne Abel", "Bruno Coste"]),
            ("Teddy PIERRE-DUPLESSIX, Hugo LEROY", vec!["Teddy Pierre-Duplessix", "Hugo Leroy"]),
        ] {
            assert_eq!(listed(printed), names, "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for printed in [
            "",
            "NC",
            "NR",
            "/",
            "en cours de recrutement",
            "Poste en cours",
            "DUPONT",
            "Marie",
            "La présidente a rappelé que la CPTS",
            "Anne ABEL a rappelé à ses confrères",
            "CPTS du Pays Blanc",
            "ARS Bretagne",
            "Assurance Maladie",
            "contact@cpts-nord.fr",
            "20 professionnels",
            "Madame la Présidente",
        ] {
            assert_eq!(listed(printed), Vec::<String>::new(), "{printed:?}");
        }
        assert_eq!(person("NC", &lexicon()), Err(Reject::NoName("NC".to_owned())));
        assert_eq!(person(" ", &lexicon()), Err(Reject::Empty));
    }

    #[test]
    fn a_sentence_begins_or_ends_with_a_name() {
        for (text, name) in [
            ("Dr Marie Lenoir, médecin généraliste, et", Some("Marie Lenoir")),
            ("le Dr Marie Lenoir préside la CPTS", Some("Marie Lenoir")),
            (" Aimé Mohr, avec Claude Rols", Some("Aimé Mohr")),
            ("Anne-Laure BONIS, présidente", Some("Anne-Laure BONIS")),
            ("« Anne Bonis » dit", Some("Anne Bonis")),
            ("Jean Dupont de la CPTS du Nord", Some("Jean Dupont")),
            ("Charles de Gaulle a dit", Some("Charles de Gaulle")),
            ("Agnès Firmin le Bodo veut", Some("Agnès Firmin le Bodo")),
            ("la directrice Marie Lenoir", None),
            ("Selon Marie Lenoir", None),
            ("pharmacien", None),
        ] {
            let found = leading_person(text, &lexicon()).map(|(at, _)| cited(text, at));
            assert_eq!(found, name, "{text:?}");
        }
        for (text, name) in [
            ("par la main de son président, Aimé Mohr", Some("Aimé Mohr")),
            ("a été élu le docteur Paul Martin.", Some("Paul Martin")),
            ("Selon Marie Lenoir (", Some("Marie Lenoir")),
            ("Marie Lenoir préside la CPTS", None),
        ] {
            let found = trailing_person(text, &lexicon()).map(|(at, _)| cited(text, at));
            assert_eq!(found, name, "{text:?}");
        }
    }

    #[test]
    fn the_persons_of_a_sentence_are_found_where_they_stand() {
        let text = "Selon Anne ABEL, présidente de la CPTS, et M. Coste (ARS), « Élise Faure et \
                    Paul Martin de l’ARS » sont venus. Le Dr Szac aussi.";
        let found: Vec<&str> =
            find(text, &lexicon()).into_iter().map(|(at, _)| cited(text, at)).collect();
        assert_eq!(found, ["Anne ABEL", "Coste", "Élise Faure", "Paul Martin", "Szac"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([A-Z]{1,4}|[A-Z][a-z]{0,3}|d'|-|\\.|, | |\n|et|le|M\\.|Dr|\\(){0,9}|\\PC*") {
            persons(&text, &lexicon());
            find(&text, &lexicon());
            leading_person(&text, &lexicon());
            trailing_person(&text, &lexicon());
        }

        #[test]
        fn a_printed_name_is_read_back(given in "[B-LN-Z][a-z]{3,8}(-[B-LN-Z][a-z]{3,8})?", family in "[B-LN-Z][a-z]{3,8}(-[B-LN-Z][a-z]{3,8})?") {
            let name = format!("{given} {family}");
            let read = person(&name, &lexicon()).map(|person| person.name);
            // Words of the lexicon are no names.
            prop_assume!(read.is_ok());
            prop_assert_eq!(read, Ok(name));
            let upper = format!("{given} {}", family.to_uppercase());
            let read = person(&upper, &lexicon());
            prop_assert_eq!(read.map(|person| person.family_name), Ok(Some(family)));
        }
    }
}
