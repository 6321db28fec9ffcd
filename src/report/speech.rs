//! Values in the words and number formats of a language.

use serde_json::Value;

use crate::gazetteer::department_name;
use crate::model::text::one_line;
use crate::rules::{Wording, fill};

/// A language: its catalogue, and how numbers, dates and lists are written in it.
#[derive(Debug, Clone)]
pub struct Speech {
    wording: Wording,
    language: String,
}

impl Speech {
    /// A language by its catalogue.
    pub fn new(wording: &Wording, language: &str) -> Self {
        Self { wording: wording.clone(), language: language.to_owned() }
    }

    /// The language as a primary subtag.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A word.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.wording.say(key)
    }

    /// A word, if the catalogue has it.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.wording.find(key)
    }

    /// A sentence with its places filled.
    pub fn tell(&self, key: &str, values: &[(&str, String)]) -> String {
        self.wording.tell(key, values)
    }

    /// A number of things: `documents` is counted by the words of `count.documents_one` and
    /// `count.documents_many`.
    pub fn count(&self, what: &str, count: u64) -> String {
        let singular = self.say("number.one").split(',').any(|one| one.trim().parse() == Ok(count));
        let key = format!("count.{what}_{}", if singular { "one" } else { "many" });
        // A word for one says "1": none is said as the many are.
        match singular && count != 1 {
            true => self.say(&key).replacen('1', &count.to_string(), 1),
            false => self.tell(&key, &[("count", self.number(count))]),
        }
    }

    /// A number with its thousands apart.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        if digits.len() < 5 && self.say("number.thousands") != "," {
            return digits;
        }
        let mut parts: Vec<&str> = Vec::new();
        let mut rest = digits.as_str();
        while let Some((head, tail)) = rest.len().checked_sub(3).map(|at| rest.split_at(at)) {
            parts.insert(0, tail);
            rest = head;
        }
        if !rest.is_empty() {
            parts.insert(0, rest);
        }
        parts.join(self.say("number.thousands"))
    }

    /// A share of a whole in percent, with one decimal below ten.
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let tenths = (part * 2000 + whole).checked_div(2 * whole).unwrap_or_default();
        let number = match tenths {
            0 if part > 0 => format!("< 0{}1", self.say("number.decimal")),
            1..100 => format!("{}{}{}", tenths / 10, self.say("number.decimal"), tenths % 10),
            tenths => ((tenths + 5) / 10).to_string(),
        };
        self.tell("number.percent", &[("number", number)])
    }

    /// `2026-01-21`, `2026-01` or `2026` in words; anything else as it is.
    pub fn date(&self, date: &str) -> String {
        let mut parts = date.split('-');
        let (Some(year), month, day) = (parts.next(), parts.next(), parts.next()) else {
            return date.to_owned();
        };
        let Some(month) = month.and_then(|month| self.find(&format!("date.{month}"))) else {
            return date.to_owned();
        };
        let day = day.map(|day| day.trim_start_matches('0').to_owned());
        let key = if day.is_some() { "date.day" } else { "date.month" };
        let values = [("year", year.to_owned()), ("month", month.to_owned())];
        self.tell(key, &[values.as_slice(), &[("day", day.unwrap_or_default())]].concat())
    }

    /// A department by its code: `Loire-Atlantique (44)`.
    pub fn department(&self, code: &str) -> String {
        match department_name(code) {
            Some(name) => self
                .tell("place.department", &[("name", name.to_owned()), ("code", code.to_owned())]),
            None => code.to_owned(),
        }
    }

    /// Texts one behind the other.
    pub fn list(&self, texts: &[String]) -> String {
        texts.join(self.say("place.list"))
    }

    /// Printed words as a quotation, on one line.
    pub fn quote(&self, raw: &str) -> String {
        let text = one_line(raw);
        fill(self.say("place.quote"), &[("text", text)])
    }

    /// Where something stands: page, line, both or neither.
    pub fn place(&self, page: Option<u32>, line: Option<u32>) -> String {
        let key = match (page, line) {
            (Some(_), Some(_)) => "place.page_line",
            (Some(_), None) => "place.page",
            (None, Some(_)) => "place.line",
            (None, None) => return String::new(),
        };
        let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
        self.tell(key, &[("page", number(page)), ("line", number(line))])
    }

    /// The word of an enumeration's value: `("role", "president")`.
    pub fn word(&self, table: &str, value: &Value) -> String {
        let value = value.as_str().unwrap_or_default();
        self.find(&format!("{table}.{value}")).unwrap_or(value).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn speech(language: &str) -> Speech {
        let rules = Rules::bundled().unwrap().speaking(language).unwrap();
        Speech::new(rules.wording(), language)
    }

    #[test]
    fn numbers_and_dates_are_written_as_the_language_does() {
        let (french, english) = (speech("fr"), speech("en"));
        assert_eq!(french.number(174_941), "174\u{202f}941");
        assert_eq!((french.number(1200), english.number(1200)), ("1200".into(), "1,200".into()));
        assert_eq!((french.number(0), english.number(1_000_000)), ("0".into(), "1,000,000".into()));
        assert_eq!(french.date("2026-01-01"), "1 janvier 2026");
        assert_eq!(
            (english.date("2026-01"), english.date("2026")),
            ("January 2026".into(), "2026".into())
        );
        assert_eq!(french.date("bientôt"), "bientôt");
        assert_eq!(
            (french.count("gaps", 0), english.count("gaps", 0)),
            ("0 manque".into(), "0 gaps".into())
        );
        assert_eq!(french.percent(1, 3), "33\u{202f}%");
        assert_eq!(
            (french.percent(5, 1000), french.percent(1, 90_000)),
            ("0,5\u{202f}%".into(), "< 0,1\u{202f}%".into())
        );
        assert_eq!(french.percent(0, 0), "0\u{202f}%");
    }
}
