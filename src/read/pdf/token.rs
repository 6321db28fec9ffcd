//! The tokens of content streams and CMaps.
//!
//! Borrows from its input, never fails and always moves on: what it does not know it skips. It
//! builds no objects: arrays and dictionaries are told by their brackets.

use std::borrow::Cow;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// `-12.5`
    Number(f32),
    /// `/F1`, escapes undone
    Name(Cow<'a, [u8]>),
    /// `(text)` or `<74657874>`
    Text(Cow<'a, [u8]>),
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// `<<`
    DictStart,
    /// `>>`
    DictEnd,
    /// `Tj`, `beginbfchar`, `true`
    Word(&'a [u8]),
}

/// Reads tokens one by one.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0x0C | 0)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// For each byte whether it is part of a name, number or word: asked of most bytes of a file.
const REGULAR: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = !is_space(byte as u8) && !is_delimiter(byte as u8);
        byte += 1;
    }
    table
};

pub(super) const fn is_regular(byte: u8) -> bool {
    REGULAR[byte as usize]
}

/// Room for a shown text: one that has escapes cannot be borrowed.
const USUAL_TEXT: usize = 64;

impl<'a> Tokens<'a> {
    /// The tokens of these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                let rest = self.rest();
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                self.at += end.unwrap_or(rest.len());
            } else {
                break;
            }
        }
    }

    /// Takes regular characters.
    fn regular(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// A number as nearly all are: a sign perhaps, some digits, a point between them perhaps.
    fn plain_number(&mut self) -> Option<f32> {
        let rest = self.rest();
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let mut whole = 0_u64;
        let mut point = None;
        let mut length = 0;
        for byte in digits {
            match byte {
                b'0'..=b'9' => whole = whole * 10 + u64::from(byte - b'0'),
                b'.' if point.is_none() => point = Some(length),
                byte if is_regular(*byte) => return None,
                _ => break,
            }
            length += 1;
            if length > POWERS.len() {
                return None;
            }
        }
        let decimals = point.map_or(0, |point| length - point - 1);
        if length == usize::from(point.is_some()) {
            return None;
        }
        self.at += usize::from(negative) + length;
        let value = whole as f64 / POWERS.get(decimals)?;
        Some((if negative { -value } else { value }).clamp(-1e9, 1e9) as f32)
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        let raw = self.regular();
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        loop {
            match rest {
                [b'#', a, b, tail @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                    name.push(hex(*a) << 4 | hex(*b));
                    rest = tail;
                }
                [byte, tail @ ..] => {
                    name.push(*byte);
                    rest = tail;
                }
                [] => return Cow::Owned(name),
            }
        }
    }

    /// After `(`, to the matching `)` or the end.
    fn literal(&mut self) -> Cow<'a, [u8]> {
        let rest = self.rest();
        let plain = rest.iter().position(|byte| matches!(byte, b')' | b'(' | b'\\' | b'\r'));
        if let Some(end) = plain
            && rest.get(end) == Some(&b')')
        {
            self.at += end + 1;
            return Cow::Borrowed(rest.get(..end).unwrap_or_default());
        }
        let mut text = Vec::with_capacity(USUAL_TEXT);
        let mut depth = 0_usize;
        let mut rest = rest;
        loop {
            rest = match rest {
                [] => break,
                [b')', behind @ ..] if depth == 0 => {
                    rest = behind;
                    break;
                }
                [b'\\', behind @ ..] => escape(behind, &mut text),
                [b'\r', b'\n', behind @ ..] | [b'\r', behind @ ..] => {
                    text.push(b'\n');
                    behind
                }
                [byte, behind @ ..] => {
                    match byte {
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    text.push(*byte);
                    behind
                }
            };
        }
        self.at = self.bytes.len() - rest.len();
        Cow::Owned(text)
    }

    /// After `<`, to `>` or the end.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let rest = self.rest();
        let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at += (end + 1).min(rest.len());
        let digits = rest.get(..end).unwrap_or_default();
        let mut text = Vec::with_capacity(end / 2 + 1);
        let mut half = None;
        for digit in digits.iter().filter(|byte| byte.is_ascii_hexdigit()).map(|byte| hex(*byte)) {
            match half.take() {
                Some(high) => text.push(high << 4 | digit),
                None => half = Some(digit),
            }
        }
        text.extend(half.map(|high| high << 4));
        text
    }

    /// After the `ID` of an inline image: moves behind its `EI`.
    ///
    /// The data is binary and may hold the letters by chance, so they count only between white
    /// space and when what follows looks like operators.
    pub(super) fn skip_inline_image(&mut self) {
        let rest = self.rest();
        let found = rest.windows(3).enumerate().find(|(at, window)| {
            let [before, b'E', b'I'] = window else { return false };
            let after = rest.get(at + 3..).unwrap_or_default();
            is_space(*before)
                && after.first().is_none_or(|byte| is_space(*byte))
                && after.iter().take(12).all(|byte| {
                    matches!(byte, b'\n' | b'\r' | b'\t') || (0x20..0x7F).contains(byte)
                })
        });
        self.at += found.map_or(rest.len(), |(at, _)| at + 3);
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_space();
            let byte = self.peek()?;
            match byte {
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    if let Some(number) = self.plain_number() {
                        return Some(Token::Number(number));
                    }
                    let word = self.regular();
                    return Some(number(word).map_or(Token::Word(word), Token::Number));
                }
                b'/' => {
                    self.at += 1;
                    return Some(Token::Name(self.name()));
                }
                b'(' => {
                    self.at += 1;
                    return Some(Token::Text(self.literal()));
                }
                b'<' => {
                    self.at += 1;
                    if self.peek() == Some(b'<') {
                        self.at += 1;
                        return Some(Token::DictStart);
                    }
                    return Some(Token::Text(Cow::Owned(self.hexadecimal())));
                }
                b'>' => {
                    self.at += 1;
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                        return Some(Token::DictEnd);
                    }
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::ArrayStart);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::ArrayEnd);
                }
                b')' | b'{' | b'}' => self.at += 1,
                _ => return Some(Token::Word(self.regular())),
            }
        }
    }
}

/// Adds what stands after a backslash, and gives what is behind it.
fn escape<'a>(rest: &'a [u8], text: &mut Vec<u8>) -> &'a [u8] {
    let (byte, behind) = match rest {
        // Two-byte codes are written so, and are most of many a file.
        [a @ b'0'..=b'7', b @ b'0'..=b'7', c @ b'0'..=b'7', behind @ ..] => {
            ((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'), behind)
        }
        [a @ b'0'..=b'7', b @ b'0'..=b'7', behind @ ..] => ((a - b'0') << 3 | (b - b'0'), behind),
        [a @ b'0'..=b'7', behind @ ..] => (a - b'0', behind),
        // An escaped line end is none.
        [b'\r', b'\n', behind @ ..] | [b'\r' | b'\n', behind @ ..] => return behind,
        [b'n', behind @ ..] => (b'\n', behind),
        [b'r', behind @ ..] => (b'\r', behind),
        [b't', behind @ ..] => (b'\t', behind),
        [b'b', behind @ ..] => (8, behind),
        [b'f', behind @ ..] => (12, behind),
        [other, behind @ ..] => (*other, behind),
        [] => return rest,
    };
    text.push(byte);
    behind
}

/// The value of a hexadecimal digit; 0 for anything else.
fn hex(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        _ => 0,
    }
}

/// The powers of ten by which the digits of a plain number are divided: all are exact.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Ten to the power of the decimals that are read: single precision has half of them.
const MOST_DECIMALS: f64 = 1e15;

/// A number as PDF writes it, and as producers miswrite it: `--5`, `5.`, `1.2.3`, `12-34`.
fn number(word: &[u8]) -> Option<f32> {
    let signs = word.iter().take_while(|byte| matches!(byte, b'+' | b'-')).count();
    let negative = word.first() == Some(&b'-');
    // All digits as one whole number, and ten to the power of those behind the point.
    let mut whole = 0_f64;
    let mut power = 1_f64;
    let mut point = false;
    let mut digits = 0_usize;
    for byte in word.get(signs..)? {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if !point || power < MOST_DECIMALS {
                    whole = whole * 10.0 + f64::from(byte - b'0');
                    power *= if point { 10.0 } else { 1.0 };
                }
            }
            b'.' if !point => point = true,
            b'-' | b'.' if digits > 0 => break,
            _ => return None,
        }
    }
    if digits == 0 && word.iter().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let value = if negative { -whole / power } else { whole / power };
    Some(value.clamp(-1e9, 1e9) as f32)
}

#[cfg(test)]
mod tests;
