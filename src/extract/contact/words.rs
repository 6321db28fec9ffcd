//! The words by which the parts of a card tell themselves apart, from the rules.

use std::ops::Range;

use crate::extract::hit::in_text;
use crate::extract::trace::Spot;
use crate::normalise::shadow::fold;
use crate::rules::{FamilyRules, Field, Rules, Token, TokenPlace};

/// True for a token that stands in the place of a value.
fn is_value(token: &Token) -> bool {
    token.on.iter().any(|place| matches!(place, TokenPlace::Field | TokenPlace::Officer))
}

/// The rules on contacts of a family.
pub struct Words<'r> {
    /// All rules.
    pub rules: &'r Rules,
    /// How a card is read.
    pub card: &'r Field,
    /// Headings that say what the people below are.
    pub headings: Vec<&'r Field>,
    /// Sentences that give one mailbox for a list of people.
    pub shared: Vec<&'r Field>,
    /// How an organisation stands behind a role.
    organisations: Vec<&'r Field>,
    /// What says that something is absent.
    tokens: Vec<&'r Token>,
}

impl<'r> Words<'r> {
    /// The words of a family; `None` where no rule reads contacts.
    pub fn of(rules: &'r Rules, family: &'r FamilyRules) -> Option<Self> {
        let of = |target: &str| -> Vec<&'r Field> {
            family.fields.iter().filter(|field| field.sets == target).collect()
        };
        Some(Self {
            rules,
            card: of("contact").into_iter().next()?,
            headings: of("contact.role"),
            shared: of("contact.email"),
            organisations: of("contact.organisation"),
            tokens: family.tokens.iter().filter(|token| is_value(token)).collect(),
        })
    }

    /// True for a folded word that stands before an address or number.
    pub fn is_label(&self, folded: &str) -> bool {
        self.card.labels.iter().any(|label| label == folded)
            || self
                .card
                .label_from
                .as_ref()
                .is_some_and(|name| self.rules.vocabulary(name).spelled(folded).is_some())
    }

    /// True for a text that says that something is absent: it names nobody.
    pub fn is_absent(&self, text: &str) -> bool {
        self.tokens.iter().any(|token| token.pattern.matches(text))
    }

    /// True for a row of a postal address.
    pub fn is_address(&self, text: &str) -> bool {
        in_text(self.card, text, &Spot::NOWHERE).is_some()
    }

    /// True for a folded text that begins with a role or a profession.
    pub fn is_role(&self, folded: &str) -> bool {
        let begins = |name: &str| self.rules.vocabulary(name).prefix(folded).is_some();
        begins("roles") || begins("contact_roles") || begins("professions")
    }

    /// True for a folded text that names an organisation.
    pub fn is_organisation(&self, folded: &str) -> bool {
        let words = &self.rules.lexicon().organisation_words;
        let split = |c: char| !c.is_alphanumeric();
        folded.split(split).any(|word| words.contains(word) || self.is_body(word))
    }

    /// True for a folded word that only organisations have.
    fn is_body(&self, word: &str) -> bool {
        self.rules.vocabulary("bodies").spelled(word).is_some()
    }

    /// Where an organisation begins and ends in a role: "chargée de mission InterCPTS Alpes".
    pub fn organisation_in(&self, text: &str, spot: &Spot<'_>) -> Option<Range<usize>> {
        let hit = self.organisations.iter().find_map(|field| in_text(field, text, spot))?;
        hit.part("value").filter(|range| range.start > 0)
    }

    /// A role without the small words that led to the organisation: "directrice de la".
    pub fn without_ending(&self, role: &str) -> String {
        let lexicon = self.rules.lexicon();
        let mut rest = role.trim();
        loop {
            let last = rest.rsplit([' ', '\'', '’']).next().unwrap_or_default();
            let word = fold(last);
            let before = rest.get(..rest.len() - last.len()).unwrap_or_default();
            let small = word.is_empty()
                || lexicon.particles.contains(&word)
                || lexicon.particles.contains(&format!("{word}'"))
                || lexicon.range_words.contains(&word);
            if !small || before.is_empty() {
                return rest.trim().to_owned();
            }
            rest = before.trim_end_matches([' ', '\'', '’', ',', '-', '–']);
            if rest.ends_with([' ']) {
                rest = rest.trim_end();
            }
        }
    }

    /// True where the card's organisation is a publisher of the document, too.
    pub fn publishes(&self) -> bool {
        self.card.with.get("also").is_some_and(|also| also == "document.publisher")
    }

    /// True for the mailbox of everybody: `contact@`.
    pub fn is_shared(&self, address: &str) -> bool {
        let name = fold(address.split('@').next().unwrap_or_default());
        self.rules.vocabulary("shared_mailboxes").prefix(&name).is_some()
    }

    /// True for an organisation whose mailbox is no contact of the document.
    pub fn is_excluded(&self, organisation: &str) -> bool {
        self.card.unless.iter().any(|pattern| pattern.matches(organisation))
    }
}
