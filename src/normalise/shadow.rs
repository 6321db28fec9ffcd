//! The shadow of a text: what rules match on, with a way back to what the document prints.
//!
//! Case, accents, apostrophes, dashes, quotes, ligatures and kinds of white space differ from one
//! producer to the next and mean nothing. A shadow has them folded; [`Shadow::source`] turns a
//! place in the shadow into the place in the original, so that a match is always cited as printed.
//! Nothing here repairs a text: letters stay the letters that were printed.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Where a word may be, or was, divided at the end of a line.
const SOFT_HYPHEN: char = '\u{AD}';

/// A folded text and, for each of its bytes, the characters of the original that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// The folded text.
    pub text: String,
    /// For each byte of `text` the first character of the original and one past the last; `None`
    /// where byte and character offsets are the same.
    origin: Option<Vec<(u32, u32)>>,
}

impl Shadow {
    /// Without case and accents: `Œuvre à L’Été` becomes `oeuvre a l'ete`.
    ///
    /// Every run of white space is one plain space, every dash is `-`, every apostrophe `'`, every
    /// quotation mark `"`; zero-width characters are dropped, and soft hyphens with the line break
    /// behind them.
    pub fn folded(text: &str) -> Self {
        if is_plain(text) {
            return Self { text: text.to_ascii_lowercase(), origin: None };
        }
        let mut shadow = Builder::of(text);
        for (at, c) in text.chars().enumerate() {
            // Nearly all characters of a French text; the rest of the function would do the same.
            if is_mark(c) {
                shadow.push_plain(c.to_ascii_lowercase(), at);
                continue;
            }
            if let Some(letter) = unaccented(c) {
                shadow.push_plain(letter, at);
                continue;
            }
            match punctuation(c) {
                Folded::To(c) => shadow.push(c, at),
                Folded::Nothing => shadow.hyphenated |= c == SOFT_HYPHEN,
                Folded::Letter => decompose_compatible(c, |c| shadow.push_folded(c, at)),
            }
        }
        shadow.finish()
    }

    /// As [`Shadow::folded`], with case and accents as printed and accents composed (NFC).
    pub fn printed(text: &str) -> Self {
        if is_plain(text) {
            return Self { text: text.to_owned(), origin: None };
        }
        let mut shadow = Builder::of(text);
        let mut characters = text.chars().enumerate().peekable();
        while let Some((at, c)) = characters.next() {
            let alone = characters.peek().is_none_or(|(_, c)| *c < FIRST_MARK);
            if alone && is_mark(c) {
                shadow.push_plain(c, at);
                continue;
            }
            match punctuation(c) {
                Folded::To(c) => shadow.push(c, at),
                Folded::Nothing => shadow.hyphenated |= c == SOFT_HYPHEN,
                Folded::Letter if alone && is_composed(c) => shadow.push(c, at),
                Folded::Letter => {
                    let mut cluster = String::from(c);
                    let mut end = at + 1;
                    while let Some((next, mark)) =
                        characters.next_if(|(_, next)| is_combining_mark(*next))
                    {
                        cluster.push(mark);
                        end = next + 1;
                    }
                    cluster.nfkc().for_each(|c| shadow.push_range(c, at..end));
                }
            }
        }
        shadow.finish()
    }

    /// The characters of the original that stand behind a range of bytes of the shadow.
    ///
    /// What was dropped at the edges (a soft hyphen, a second space) is left out, what was dropped
    /// in between is inside.
    pub fn source(&self, bytes: Range<usize>) -> Range<usize> {
        let Some(origin) = &self.origin else {
            return bytes.start..bytes.end.max(bytes.start);
        };
        let end_of_text = origin.last().map_or(0, |(_, end)| *end as usize);
        let start = origin.get(bytes.start).map_or(end_of_text, |(start, _)| *start as usize);
        if bytes.end <= bytes.start {
            return start..start;
        }
        let end = origin.get(bytes.end - 1).map_or(end_of_text, |(_, end)| *end as usize);
        start..end.max(start)
    }
}

/// True for the visible characters of ASCII that folding only lowers the case of.
fn is_mark(c: char) -> bool {
    matches!(c, '!'..='_' | 'a'..='~')
}

/// The letter below the accent of a letter that French and its neighbours write.
fn unaccented(c: char) -> Option<char> {
    Some(match c {
        'À'..='Å' | 'à'..='å' => 'a',
        'Ç' | 'ç' => 'c',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ñ' | 'ñ' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        'Ý' | 'ý' | 'ÿ' => 'y',
        _ => return None,
    })
}

/// True if folding such a text only lowers its case: bytes are characters and nothing is dropped.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|b| matches!(b, b' '..=b'~') && *b != b'`')
        && !bytes.windows(2).any(|pair| pair == b"  ")
}

/// The first combining mark.
const FIRST_MARK: char = '\u{300}';

/// True for letters that compatibility composition leaves as they are.
fn is_composed(c: char) -> bool {
    c.is_ascii() || ('À'..='ÿ').contains(&c)
}

/// What becomes of a character that is no letter.
enum Folded {
    /// This character; a space joins the space before it.
    To(char),
    /// Dropped.
    Nothing,
    /// Not punctuation: letters, digits, marks, symbols.
    Letter,
}

fn punctuation(c: char) -> Folded {
    match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '´' | '`' | '′' => Folded::To('\''),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '﹘' | '﹣' | '-' => Folded::To('-'),
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' | '‹' | '›' => Folded::To('"'),
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => Folded::Nothing,
        // A footnote mark belongs to no number: "33 CPTS sur 43²".
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => Folded::Nothing,
        c if c.is_whitespace() => Folded::To(' '),
        c if c.is_control() => Folded::Nothing,
        _ => Folded::Letter,
    }
}

struct Builder {
    text: String,
    origin: Vec<(u32, u32)>,
    /// The last character was a soft hyphen: white space behind it is a line break in a word.
    hyphenated: bool,
}

impl Builder {
    /// One with room for the shadow of a text.
    fn of(text: &str) -> Self {
        let (text, origin) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        Self { text, origin, hyphenated: false }
    }

    /// A character of one byte that is no space.
    fn push_plain(&mut self, c: char, at: usize) {
        self.hyphenated = false;
        self.text.push(c);
        self.origin.push((at as u32, at as u32 + 1));
    }

    fn push(&mut self, c: char, at: usize) {
        self.push_range(c, at..at + 1);
    }

    /// A part of a decomposed character: a letter, a mark, or again punctuation (`︲`).
    fn push_folded(&mut self, c: char, at: usize) {
        match (c, punctuation(c)) {
            (_, Folded::To(c)) => self.push(c, at),
            (_, Folded::Nothing) => {}
            (c, _) if is_combining_mark(c) => self.extend(at),
            ('œ' | 'Œ', _) => self.push_str("oe", at),
            ('æ' | 'Æ', _) => self.push_str("ae", at),
            ('ø' | 'Ø', _) => self.push('o', at),
            ('ß' | 'ẞ', _) => self.push_str("ss", at),
            (c, _) => c.to_lowercase().for_each(|c| self.push(c, at)),
        }
    }

    fn push_str(&mut self, text: &str, at: usize) {
        text.chars().for_each(|c| self.push(c, at));
    }

    fn push_range(&mut self, c: char, source: Range<usize>) {
        // A run of white space is one space; the space stands for the first of them only, so that
        // a match that ends with it does not reach into what follows.
        if c == ' ' && (self.hyphenated || self.text.ends_with(' ')) {
            return;
        }
        self.hyphenated = false;
        self.text.push(c);
        self.origin.resize(self.text.len(), (source.start as u32, source.end as u32));
    }

    /// The character at `at` belongs to the letter before it: a mark that was dropped.
    fn extend(&mut self, at: usize) {
        let Some(last) = self.text.chars().next_back() else { return };
        let from = self.origin.len() - last.len_utf8();
        for (_, end) in self.origin.iter_mut().skip(from) {
            *end = (*end).max(at as u32 + 1);
        }
    }

    fn finish(self) -> Shadow {
        Shadow { text: self.text, origin: Some(self.origin) }
    }
}

/// The text of [`Shadow::folded`].
///
/// ```
/// # use recense::normalise::shadow::fold;
/// assert_eq!(fold("L’été, n° 5 : 20\u{202F}000 €"), "l'ete, n° 5 : 20 000 €");
/// ```
pub fn fold(text: &str) -> String {
    usual(text).unwrap_or_else(|| Shadow::folded(text).text)
}

/// The fold of a text of usual letters, single spaces and apostrophes; `None` for any other.
fn usual(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        folded.push(match c {
            '`' | '’' => '\'',
            ' ' if !folded.ends_with(' ') => c,
            c if is_mark(c) => c.to_ascii_lowercase(),
            c => unaccented(c)?,
        });
    }
    Some(folded)
}

/// Letters and digits only, words parted by one space: the form in which names are compared.
///
/// ```
/// # use recense::normalise::shadow::key;
/// assert_eq!(key("Ste-Anne-sur-Brivet"), "sainte anne sur brivet");
/// ```
pub fn key(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut key = String::with_capacity(folded.len());
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            word => word,
        });
    }
    key
}

/// The [`key`] with dashes, for ids; `document` where nothing is left of the text.
///
/// ```
/// # use recense::normalise::shadow::slug;
/// assert_eq!(slug("CPTS d’Ancenis"), "cpts-d-ancenis");
/// ```
pub fn slug(text: &str) -> String {
    slug_or(text, "document")
}

/// Longest slug: with a hash and an ending it has to be the name of a file, of which most file systems
/// take 255 bytes.
const SLUG: usize = 200;

/// As [`slug`], with another word where nothing is left of the text.
pub fn slug_or(text: &str, fallback: &str) -> String {
    let mut key = key(text);
    // It is ASCII.
    key.truncate(SLUG);
    if key.is_empty() { fallback.to_owned() } else { key.trim_end().replace(' ', "-") }
}

/// The characters `range` of `text`, as the normalisers cite them; shorter where the text is.
pub fn cited(text: &str, range: Range<usize>) -> &str {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    text.get(byte(range.start)..byte(range.end.max(range.start))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
