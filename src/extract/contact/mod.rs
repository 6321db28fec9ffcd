//! Contacts: people and organisations to write to or call.
//!
//! A contact is read from what stands together: a name and what follows it up to the mailbox or
//! the number, on one line, on the lines of a paragraph, or with the mailbox in a paragraph of its
//! own. Separate lists of the same names are joined. A name without an address is no contact, and
//! neither is an address that nobody is named with. What stands around an article (menus, footers)
//! and inside of fiches is not looked at.

mod card;
mod join;
mod part;
mod words;
mod wrap;

use crate::extract::contact::card::Reader;
use crate::extract::contact::words::Words;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::model::finding::{DocumentFact, Finding, Findings, Source};
use crate::model::record::Contact;
use crate::rules::{FamilyRules, Rules};

/// A contact as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Draft {
    contact: Contact,
    /// Block and characters of each part.
    places: Vec<(usize, std::ops::Range<usize>)>,
    /// The block that it begins in.
    block: usize,
    /// The person stands first in the row: an item of a list of people.
    leads: bool,
    /// The organisation is named by the body whose card this is.
    is_body: bool,
}

impl Draft {
    /// True if there is a way to reach it.
    fn is_reachable(&self) -> bool {
        self.contact.email.is_some() || self.contact.phone.is_some()
    }
}

/// Reads the contacts of these blocks.
pub fn read(
    sheet: &mut Sheet<'_>,
    rules: &Rules,
    family: &FamilyRules,
    [blocks, values]: [&[usize]; 2],
    findings: &mut Findings,
) {
    let Some(words) = Words::of(rules, family) else { return };
    let mut drafts = Reader::new(sheet, &words, [blocks, values]).read();
    join::share_mailboxes(sheet, &words, blocks, &mut drafts);
    for draft in drafts.iter().filter(|draft| !draft.is_reachable()) {
        if let Some((block, characters)) = draft.places.first() {
            let spot = sheet.trace.at(*block, characters.clone());
            spot.dropped(&words.card.id, || Reason::Unreachable);
        }
    }
    for draft in join::by_name(drafts) {
        let mut source = Source { rule: words.card.id.clone(), ..Source::default() };
        let mut places = draft.places.clone();
        places.sort_by_key(|(block, range)| (*block, range.start));
        places.dedup();
        for (block, characters) in places {
            source.spans.extend(sheet.claim(block, characters, &words.card.id).spans);
        }
        if words.publishes() && draft.is_body && sheet.top().contains(&draft.block) {
            publish(sheet, &draft, findings, &words.card.id);
        }
        findings.contacts.push(Finding { value: draft.contact, source });
    }
}

/// The body whose card stands on the title page publishes the document.
fn publish(sheet: &mut Sheet<'_>, draft: &Draft, findings: &mut Findings, rule: &str) {
    let Some(name) = draft.contact.organisation.clone() else { return };
    let fact = DocumentFact::Publisher(name);
    let known = findings.document.iter().any(|known| known.value == fact);
    let Some((block, characters)) = draft.places.first().cloned().filter(|_| !known) else {
        return;
    };
    let source = sheet.claim(block, characters, rule);
    findings.document.push(Finding { value: fact, source });
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::model::record::Contact;
    use crate::rules::Rules;

    /// The contacts of a text: name | role | organisation | e-mail | phone.
    fn contacts(text: &str) -> Vec<String> {
        let document = crate::read::read(text.as_bytes(), "lettre.md").unwrap();
        let rules = Rules::bundled().unwrap();
        let shown = |contact: Contact| {
            let parts =
                [contact.name, contact.role, contact.organisation, contact.email, contact.phone];
            parts.map(|part| part.unwrap_or("-".to_owned())).join(" | ")
        };
        let findings = extract(&document, &rules).findings;
        findings.contacts.into_iter().map(|finding| shown(finding.value)).collect()
    }

    #[test]
    fn separate_lists_of_the_same_names_are_joined() {
        let text = "# Notre équipe\n\nEn écrivant à equipe@lande.example, vous contactez :\n\n\
            - Aude LE BRAS, coordinatrice régionale InterCPTS Lande\n\
            - Yann PERROT, chargé de mission InterCPTS Lande\n\n\
            Les téléphones :\n\n- Aude LE BRAS : 02 61 91 00 01\n- Yann PERROT : 02 61 91 00 02\n";
        let expected = [
            "Aude Le Bras | coordinatrice régionale | InterCPTS Lande | equipe@lande.example | +33261910001",
            "Yann Perrot | chargé de mission | InterCPTS Lande | equipe@lande.example | +33261910002",
        ];
        assert_eq!(contacts(text), expected);
    }

    #[test]
    fn a_mailbox_below_several_people_is_that_of_the_one_it_names() {
        let text = "## L'équipe\n\nAude Le Bras, chargée de mission – Yann Perrot, assistant\n\n\
            a.lebras@lande.example / y.perrot@lande.example\n";
        let expected = [
            "Aude Le Bras | chargée de mission | - | a.lebras@lande.example | -",
            "Yann Perrot | assistant | - | y.perrot@lande.example | -",
        ];
        assert_eq!(contacts(text), expected);
        let text = "## L'équipe\n\nAude Le Bras – Yann Perrot\n\nbonjour@lande.example\n";
        assert_eq!(contacts(text), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_read_with_what_follows_it_up_to_the_address() {
        for (text, expected) in [
            (
                "**Aude Le Bras** - aude@lande.example",
                "Aude Le Bras | - | - | aude@lande.example | -",
            ),
            (
                "Mme Aude LE BRAS (aude@lande.example), pharmacienne à Brest, cherche des médecins.",
                "Aude Le Bras | pharmacienne à Brest | - | aude@lande.example | -",
            ),
            (
                "**Aude LE BRAS** – Chargée de projet Sommeil\nVille de Brest\n\n02 61 91 00 01 - aude@lande.example",
                "Aude Le Bras | Chargée de projet Sommeil | Ville de Brest | aude@lande.example | +33261910001",
            ),
            (
                "Référent : Dr Yann Perrot (mail : yann@lande.example ; site : https://lande.example)",
                "Yann Perrot | Référent | - | yann@lande.example | -",
            ),
            (
                "### Contact presse\n\nAude LE BRAS – 02 61 91 00 01\n\npresse@lande.example",
                "Aude Le Bras | Contact presse | - | presse@lande.example | +33261910001",
            ),
        ] {
            assert_eq!(contacts(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn the_box_of_an_organisation_is_one_contact() {
        let text = "Pour tester, contactez-nous !\n\ncontact@lande.example\n\n\
            ## InterCPTS Lande\n\n5 rue du Puits - 29000 QUIMPER\n\n✉ contact@lande.example\n";
        assert_eq!(contacts(text), ["- | - | InterCPTS Lande | contact@lande.example | -"]);
    }

    #[test]
    fn an_address_without_a_name_is_no_contact() {
        for text in [
            "Écrivez à contact@lande.example avant le 4 mai.",
            "CPTS de la Lande\n\ncontact@cpts-lande.example",
            "Aude Le Bras, présidente, a remercié les équipes.",
        ] {
            assert_eq!(contacts(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
