//! CMaps: character codes to text (`/ToUnicode`) or to CIDs (embedded `/Encoding`).
//!
//! Ranges stay ranges, so a short stream cannot become a long table. Predefined CJK CMaps are not
//! here.

use crate::read::pdf::source::{Source, Stream};
use crate::read::pdf::token::{Token, Tokens};

/// Tokens read of one CMap.
const MAX_TOKENS: usize = 2_000_000;
/// Code spaces of one CMap. Each shown code is looked for in all of them.
const MAX_CODE_SPACES: usize = 1_000;
/// Characters in the target of one code.
const MAX_TARGET: usize = 64;

/// A parsed CMap.
#[derive(Debug, Default)]
pub(in crate::read::pdf) struct CMap {
    code_spaces: Vec<CodeSpace>,
    /// Sorted by `low`.
    ranges: Vec<Range>,
    /// The limit that was reached: the rest was not read.
    limit: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct CodeSpace {
    length: usize,
    low: u32,
    high: u32,
}

#[derive(Debug)]
struct Range {
    low: u32,
    high: u32,
    target: Target,
}

#[derive(Debug)]
enum Target {
    /// The text of `low`; its last character counts up with the code.
    Text(Box<str>),
    Cid(u32),
}

/// Reads the CMap of a stream.
pub(super) fn read(source: &Source, stream: &Stream, limits: &mut Vec<String>) -> CMap {
    let decoded = source.decode(stream);
    let cmap = CMap::parse(&decoded.bytes);
    limits.extend(decoded.limit);
    limits.extend(cmap.limit.clone());
    cmap
}

impl CMap {
    /// Reads a CMap as far as it makes sense.
    pub(in crate::read::pdf) fn parse(bytes: &[u8]) -> Self {
        let mut cmap = Self::default();
        let mut all = Tokens::new(bytes);
        let mut tokens = all.by_ref().take(MAX_TOKENS);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"begincodespacerange") => cmap.code_space(&mut tokens),
                Token::Word(b"beginbfchar") => cmap.chars(&mut tokens),
                Token::Word(b"beginbfrange") => cmap.text_ranges(&mut tokens),
                Token::Word(b"begincidchar") => cmap.cids(&mut tokens, false),
                Token::Word(b"begincidrange") => cmap.cids(&mut tokens, true),
                _ => {}
            }
        }
        if all.next().is_some() {
            cmap.limit = Some(format!("{MAX_TOKENS} words in one CMap"));
        }
        cmap.ranges.sort_by_key(|range| range.low);
        cmap
    }

    fn code_space<'a>(&mut self, tokens: &mut impl Iterator<Item = Token<'a>>) {
        while let Some(Token::Text(low)) = tokens.next() {
            let Some(Token::Text(high)) = tokens.next() else { return };
            let length = low.len().clamp(1, 4);
            if self.code_spaces.len() >= MAX_CODE_SPACES {
                self.limit = Some(format!("{MAX_CODE_SPACES} code spaces in one CMap"));
                continue;
            }
            self.code_spaces.push(CodeSpace { length, low: code(&low), high: code(&high) });
        }
    }

    fn chars<'a>(&mut self, tokens: &mut impl Iterator<Item = Token<'a>>) {
        while let Some(Token::Text(source)) = tokens.next() {
            let low = code(&source);
            match tokens.next() {
                Some(Token::Text(target)) => self.push_text(low, low, &target),
                Some(Token::Name(name)) => {
                    if let Some(text) = super::names::text(&name) {
                        self.push(low, low, Target::Text(text.into()));
                    }
                }
                _ => return,
            }
        }
    }

    fn text_ranges<'a>(&mut self, tokens: &mut impl Iterator<Item = Token<'a>>) {
        while let Some(Token::Text(low)) = tokens.next() {
            let Some(Token::Text(high)) = tokens.next() else { return };
            let (low, high) = (code(&low), code(&high));
            match tokens.next() {
                Some(Token::Text(target)) => self.push_text(low, high, &target),
                Some(Token::ArrayStart) => {
                    let mut at = low;
                    while let Some(Token::Text(target)) = tokens.next() {
                        self.push_text(at, at, &target);
                        at = at.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn cids<'a>(&mut self, tokens: &mut impl Iterator<Item = Token<'a>>, range: bool) {
        while let Some(Token::Text(source)) = tokens.next() {
            let low = code(&source);
            let high = match range.then(|| tokens.next()) {
                None => low,
                Some(Some(Token::Text(high))) => code(&high),
                Some(_) => return,
            };
            let Some(Token::Number(cid)) = tokens.next() else { return };
            self.push(low, high, Target::Cid(cid as u32));
        }
    }

    fn push_text(&mut self, low: u32, high: u32, target: &[u8]) {
        if target.len() > 2 * MAX_TARGET {
            self.limit = Some(format!("{MAX_TARGET} characters for one code"));
        }
        // `<0000> <FFFF> <0000>`, as the invisible text of a scan has it: each code is its character,
        // and only the first of them, U+0000, is nothing.
        match low < high && target == [0, 0] {
            true => self.push(low + 1, high, Target::Text("\u{1}".into())),
            false => self.push(low, high, Target::Text(text(target))),
        }
    }

    fn push(&mut self, low: u32, high: u32, target: Target) {
        if low <= high && !matches!(&target, Target::Text(text) if text.is_empty()) {
            self.ranges.push(Range { low, high, target });
        }
    }

    fn find(&self, code: u32) -> Option<&Range> {
        let end = self.ranges.partition_point(|range| range.low <= code);
        self.ranges.get(end.checked_sub(1)?).filter(|range| code <= range.high)
    }

    /// Nothing was mapped.
    pub(in crate::read::pdf) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Two codes show one and the same digit.
    pub(in crate::read::pdf) fn shows_a_digit_twice(&self) -> bool {
        let mut shown = [0_u32; 10];
        for range in &self.ranges {
            let Target::Text(text) = &range.target else { continue };
            let mut letters = text.chars();
            let (Some(first), None) = (letters.next(), letters.next()) else { continue };
            let last = (first as u32).saturating_add(range.high - range.low);
            for (digit, count) in ('0'..='9').zip(&mut shown) {
                *count += u32::from((first as u32..=last).contains(&(digit as u32)));
            }
        }
        shown.iter().any(|count| *count > 1)
    }

    /// The text of a code.
    pub(in crate::read::pdf) fn text(&self, code: u32) -> Option<String> {
        let range = self.find(code)?;
        let Target::Text(base) = &range.target else { return None };
        if code == range.low {
            return Some(base.to_string());
        }
        let mut chars = base.chars();
        let last = chars.next_back()?;
        let last = char::from_u32((last as u32).checked_add(code - range.low)?)?;
        Some(chars.chain([last]).collect())
    }

    /// The CID of a code.
    pub(in crate::read::pdf) fn cid(&self, code: u32) -> Option<u32> {
        let range = self.find(code)?;
        match range.target {
            Target::Cid(base) => base.checked_add(code - range.low),
            Target::Text(_) => None,
        }
    }

    /// Takes the next code off `bytes`: its value and its length.
    pub(in crate::read::pdf) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        for length in 1..=4 {
            let Some(head) = bytes.get(..length) else { break };
            let value = code(head);
            let inside = |space: &CodeSpace| {
                space.length == length
                    && (0..length).all(|place| {
                        let byte = |value: u32| (value >> (8 * place)) & 0xFF;
                        (byte(space.low)..=byte(space.high)).contains(&byte(value))
                    })
            };
            if self.code_spaces.iter().any(inside) {
                return (value, length);
            }
        }
        let length = self.code_spaces.iter().map(|space| space.length).min().unwrap_or(2);
        let length = length.min(bytes.len()).max(1);
        (bytes.get(..length).map_or(0, code), length)
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// A target: UTF-16, big endian.
fn text(bytes: &[u8]) -> Box<str> {
    if let [one] = bytes {
        return char::from(*one).to_string().into();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .take(MAX_TARGET)
        .map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)))
        .collect();
    if let Some(letters) = swapped(&units) {
        return letters.into();
    }
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|c| *c != '\0')
        .collect::<String>()
        .into()
}

/// Ghostscript 10.0 writes the targets of ligatures with the bytes of each unit swapped: "ti" comes
/// out as U+7400 U+6900. Of three letters the last is added to the second: "ffi" is U+6600 U+CF00,
/// 0xCF being f + i. No script has words of such pairs.
fn swapped(units: &[u16]) -> Option<String> {
    let high = |unit: &u16| u8::try_from(unit >> 8).ok().filter(|_| unit & 0xFF == 0);
    let letter = |byte: &u8| byte.is_ascii_alphabetic();
    let bytes = units.iter().map(high).collect::<Option<Vec<u8>>>()?;
    match bytes.as_slice() {
        [_, _, ..] if bytes.iter().all(letter) => {
            Some(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        [first, sum] if letter(first) => {
            let last = sum.checked_sub(*first).filter(|byte| byte.is_ascii_lowercase())?;
            Some([*first, *first, last].map(char::from).iter().collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_up_and_lists_do_not() {
        let cmap = CMap::parse(
            b"2 beginbfrange <01> <03> <0041> <05> <06> [<0058> <00660069>] endbfrange
              1 beginbfchar <0F> <D83DDE00> endbfchar",
        );
        let read = |code| cmap.text(code);
        assert_eq!(read(3).as_deref(), Some("C"));
        assert_eq!(read(4), None);
        assert_eq!(read(6).as_deref(), Some("fi"));
        assert_eq!(read(15).as_deref(), Some("\u{1F600}"));
    }

    #[test]
    fn each_code_may_be_its_own_character() {
        let cmap = CMap::parse(b"1 beginbfrange <0000> <FFFF> <0000> endbfrange");
        let shown = [0x50, 0xE9, 0x2019, 0].map(|code| cmap.text(code));
        assert_eq!(shown.each_ref().map(Option::as_deref), [Some("P"), Some("é"), Some("’"), None]);
    }

    #[test]
    fn byte_swapped_ligatures_are_swapped_back() {
        let cmap = CMap::parse(
            b"beginbfchar <01> <74006900> <02> <7400> <03> <6600CF00> <04> <7400DD00> endbfchar",
        );
        assert_eq!(cmap.text(1).as_deref(), Some("ti"));
        assert_eq!(cmap.text(2).as_deref(), Some("\u{7400}"));
        assert_eq!(cmap.text(3).as_deref(), Some("ffi"));
        assert_eq!(cmap.text(4).as_deref(), Some("tti"));
    }

    #[test]
    fn codes_are_as_long_as_their_code_space() {
        let cmap = CMap::parse(
            b"begincodespacerange <00> <7F> <8140> <9FFC> endcodespacerange
              begincidrange <8140> <817E> 633 endcidrange begincidchar <20> 1 endcidchar",
        );
        assert_eq!(cmap.next_code(b"A\x81\x40"), (0x41, 1));
        assert_eq!(cmap.next_code(b"\x81\x41z"), (0x8141, 2));
        assert_eq!(cmap.cid(0x8141), Some(634));
        assert_eq!(cmap.cid(0x20), Some(1));
    }

    #[test]
    fn a_digit_that_two_codes_show_is_seen_in_ranges_too() {
        for (map, twice) in [
            ("beginbfrange <10><19><0030>", false),
            ("beginbfrange <10><19><0030> endbfrange beginbfchar <40><0032>", true),
            ("beginbfrange <10><19><0030> endbfrange beginbfchar <40><00320033>", false),
            ("beginbfchar <40><0061><41><0061>", false),
        ] {
            assert_eq!(CMap::parse(map.as_bytes()).shows_a_digit_twice(), twice, "{map}");
        }
    }

    #[test]
    fn the_limits_of_a_cmap_are_told_and_what_was_read_is_kept() {
        let many = |words: &str, count| format!("beginbfchar <01><0041> {}", words.repeat(count));
        let cmap = CMap::parse(many("<02><0042>", MAX_TOKENS).as_bytes());
        assert_eq!(cmap.limit.as_deref(), Some("2000000 words in one CMap"));
        assert_eq!(cmap.text(1).as_deref(), Some("A"));
        let spaces = "begincodespacerange ".to_owned() + &"<00><FF>".repeat(MAX_CODE_SPACES + 1);
        let cmap = CMap::parse(spaces.as_bytes());
        assert_eq!(cmap.limit.as_deref(), Some("1000 code spaces in one CMap"));
        assert_eq!(cmap.next_code(b"ab"), (0x61, 1));
        let long = format!("beginbfchar <01><{}>", "0041".repeat(MAX_TARGET + 1));
        let cmap = CMap::parse(long.as_bytes());
        assert_eq!(cmap.limit.as_deref(), Some("64 characters for one code"));
        assert_eq!(cmap.text(1), Some("A".repeat(MAX_TARGET)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_a_map(bytes: Vec<u8>, shown: Vec<u8>) {
            crate::read::pdf::fuzzing::cmap(&bytes, &shown);
        }

        #[test]
        fn any_words_give_a_map(
            words in "(begin((bf|cid)(char|range)|codespacerange) |<[0-9A-F]{0,9}> |\\[|\\] |[0-9]+ |/a ){0,40}",
            shown: Vec<u8>,
        ) {
            crate::read::pdf::fuzzing::cmap(words.as_bytes(), &shown);
        }
    }
}
