//! Accents that are painted as glyphs of their own over or under their letter: TeX without
//! composed fonts paints `´` and then `e` below it. Puts the two together by their places.

use unicode_normalization::char::compose;

use crate::read::pdf::content::Glyph;

/// The middle of an accent stands at most this many em beside its letter.
const BESIDE: f32 = 0.08;
/// An accent over a capital is raised by at most this many em.
const RAISED: f32 = 0.4;

/// The combining mark of an accent that is printed by itself.
fn combining(c: char) -> Option<char> {
    Some(match c {
        '`' | '\u{2CB}' => '\u{300}',
        '´' | '\u{2CA}' => '\u{301}',
        '^' | 'ˆ' => '\u{302}',
        '~' | '˜' => '\u{303}',
        '¯' | '\u{2C9}' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30A}',
        '˝' => '\u{30B}',
        'ˇ' => '\u{30C}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        _ => return None,
    })
}

/// The letter with its accent; the dotless letters are the dotted ones.
fn composed(letter: char, mark: char) -> Option<char> {
    let letter = match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        letter => letter,
    };
    compose(letter, mark)
}

/// Puts each accent on the letter painted before or after it where the two overlap.
pub(in crate::read::pdf) fn attach(glyphs: &mut Vec<Glyph>) {
    if !glyphs.iter().any(|glyph| combining(glyph.c).is_some()) {
        return;
    }
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut rest = glyphs.iter().copied().peekable();
    while let Some(glyph) = rest.next() {
        let Some(mark) = combining(glyph.c) else {
            kept.push(glyph);
            continue;
        };
        let on = |letter: &Glyph| stands_at(&glyph, letter).then(|| composed(letter.c, mark))?;
        if let Some(c) = rest.peek().and_then(on) {
            kept.extend(rest.next().map(|letter| Glyph { c, ..letter }));
        } else if let Some(letter) = kept.last_mut()
            && let Some(c) = on(letter)
        {
            letter.c = c;
        } else {
            kept.push(glyph);
        }
    }
    *glyphs = kept;
}

/// The accent stands over or under the letter.
fn stands_at(accent: &Glyph, letter: &Glyph) -> bool {
    let size = letter.size;
    let middle = (accent.x0 + accent.x1) / 2.0;
    accent.angle == letter.angle
        && (accent.size - size).abs() < 0.1 * size
        && (accent.base - letter.base).abs() < RAISED * size
        && (letter.x0 - BESIDE * size..letter.x1 + BESIDE * size).contains(&middle)
        && letter.c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(c: char, x0: f32, x1: f32, base: f32) -> Glyph {
        let (ascent, descent) = (7.0, 2.0);
        let (bold, invisible, ligature) = (false, false, false);
        Glyph {
            c,
            x0,
            x1,
            base,
            ascent,
            descent,
            size: 10.0,
            angle: 0,
            bold,
            invisible,
            ligature,
            mark: 0,
        }
    }

    fn text(mut glyphs: Vec<Glyph>) -> String {
        attach(&mut glyphs);
        glyphs.iter().map(|glyph| glyph.c).collect()
    }

    #[test]
    fn an_accent_painted_over_its_letter_is_part_of_it() {
        let over = vec![glyph('´', 0.0, 5.0, 100.0), glyph('e', 0.3, 4.7, 100.0)];
        assert_eq!(text(over), "é");
        let capital = vec![glyph('`', 0.0, 5.0, 97.6), glyph('A', -1.2, 6.3, 100.0)];
        assert_eq!(text(capital), "À");
        let under = vec![glyph('c', 0.0, 4.4, 100.0), glyph('¸', 0.0, 4.4, 100.0)];
        assert_eq!(text(under), "ç");
        let dotless = vec![glyph('ˆ', 0.0, 5.0, 100.0), glyph('ı', 1.1, 3.9, 100.0)];
        assert_eq!(text(dotless), "î");
    }

    #[test]
    fn a_sign_beside_a_letter_stays_a_sign() {
        let beside = vec![glyph('~', 0.0, 5.0, 100.0), glyph('n', 5.0, 10.0, 100.0)];
        assert_eq!(text(beside), "~n");
        let power = vec![glyph('x', 0.0, 5.0, 100.0), glyph('^', 5.0, 10.0, 100.0)];
        assert_eq!(text(power), "x^");
    }
}
