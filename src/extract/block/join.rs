//! How wrapped lines become one text: with a space, with nothing, or without the hyphen between.

use std::cell::OnceCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::document::{Document, Line};
use crate::normalise::shadow::fold;

/// How two lines of one block become one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    Space,
    Nothing,
    DropHyphen,
}

/// Joins wrapped lines, undoing hyphenation only where the joined word is right.
pub(super) struct Joiner<'d> {
    document: &'d Document,
    /// Every word that the document prints within a line, folded, by its hash, in order; collected
    /// for the first line that ends in a hyphen.
    words: OnceCell<Vec<u64>>,
    /// The document breaks words: a fair part of its wrapped lines end in a hyphen and go on in
    /// small letters.
    hyphenates: bool,
    /// U+2010 stands only at ends of lines: whoever broke the words put it there, and no author.
    breaks_with_its_own: bool,
    /// It has too few wrapped lines to tell; then a word that it prints elsewhere decides.
    short: bool,
}

/// A document breaks words if one wrapped line in so many ends in a hyphen. In a text without
/// hyphenation only compounds break there ("pluri-" "professionnel"), a few in a hundred lines.
const HYPHENATED: usize = 20;

/// What looks like a hyphen at the end of a line.
pub(super) const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{AD}'];

impl<'d> Joiner<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let (mut wrapped, mut broken) = (0, 0);
        let (mut own, mut printed) = (false, false);
        for page in &document.pages {
            let mut edge = (0, f32::NEG_INFINITY);
            for (index, line) in page.lines.iter().enumerate() {
                if index == 0 || edge.0 != line.block {
                    edge = (line.block, right_edge(page.lines.get(index..).unwrap_or_default()));
                }
                own |= line.text.ends_with('\u{2010}');
                printed |= line.text.trim_end_matches('\u{2010}').contains('\u{2010}');
                let next = page.lines.get(index + 1).filter(|next| next.block == line.block);
                let goes_on =
                    next.is_some_and(|next| next.text.starts_with(|c: char| c.is_lowercase()));
                wrapped += usize::from(next.is_some_and(|next| is_full(line, next, edge.1)));
                // "contact@rives-" "et-vals.fr": an address breaks anywhere.
                let address = line.text.rsplit(' ').next().is_some_and(is_address);
                broken += usize::from(goes_on && !address && line.text.ends_with(HYPHENS));
            }
        }
        Self {
            document,
            words: OnceCell::new(),
            hyphenates: broken > 1 && broken * HYPHENATED >= wrapped,
            breaks_with_its_own: own && !printed,
            short: wrapped < 2 * HYPHENATED,
        }
    }

    /// True for a folded word that the document prints within a line.
    fn prints(&self, word: &str) -> bool {
        let collect = || {
            let mut words = Vec::new();
            for line in self.document.pages.iter().flat_map(|page| &page.lines) {
                for word in fold(&line.text).split_whitespace() {
                    words.push(hash(bare(word)));
                    // "l'InterCPTS" has the word "InterCPTS".
                    words.extend(word.split_once('\'').map(|(_, word)| hash(bare(word))));
                }
            }
            words.sort_unstable();
            words
        };
        self.words.get_or_init(collect).binary_search(&hash(word)).is_ok()
    }

    /// How `next` follows on `text`.
    pub(super) fn join(&self, text: &str, next: &str) -> Join {
        let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
        let first = next.split_whitespace().next().unwrap_or(next);
        if last.ends_with('\u{AD}') || self.breaks_with_its_own && last.ends_with('\u{2010}') {
            return Join::DropHyphen;
        }
        if is_broken_address(last, first) || is_broken_mailbox(text, last, first) {
            return Join::Nothing;
        }
        // A line may break behind the slash of "et/ou"; a slash between spaces stands alone.
        if last.len() > 1 && last.ends_with('/') {
            return Join::Nothing;
        }
        let Some(stem) = last.strip_suffix(HYPHENS).filter(|stem| !stem.is_empty()) else {
            return Join::Space;
        };
        // "MSU-" "stagiaire": an abbreviation is never broken.
        let letters = || stem.chars().filter(|c| c.is_alphabetic());
        let abbreviation = letters().count() > 1 && letters().all(char::is_uppercase);
        let (stem, first) = (fold(stem), fold(first));
        let (stem, first) = (bare(&stem), bare(&first));
        if self.prints(&format!("{stem}-{first}")) {
            return Join::Nothing;
        }
        let known = self.prints(&format!("{stem}{first}"));
        // "THEMA-" "TIQUE", "Inter-" "CPTS": printed undivided elsewhere in the document.
        if self.hyphenates && known {
            return Join::DropHyphen;
        }
        if abbreviation || !next.starts_with(char::is_lowercase) {
            return Join::Nothing;
        }
        let joined = self.short && known;
        if joined || self.hyphenates { Join::DropHyphen } else { Join::Nothing }
    }
}

/// How far the lines of a block go: the first of the lines and those that go on with it.
fn right_edge(lines: &[Line]) -> f32 {
    let first = lines.first().map(|line| line.block);
    let own = lines.iter().take_while(|line| Some(line.block) == first);
    own.filter_map(|line| line.bbox).map(|bbox| bbox.x1).fold(f32::NEG_INFINITY, f32::max)
}

/// True if a line ends because the first word of the next would not have fitted: the lines of an
/// address or of facts, one below the other, end where they end. Without positions all are full.
fn is_full(line: &Line, next: &Line, edge: f32) -> bool {
    let Some((bbox, first)) = line.bbox.zip(next.words.first()) else { return true };
    let pairs = next.words.iter().zip(next.words.iter().skip(1));
    let pieces = pairs.take_while(|(piece, next)| piece.end == next.start);
    let word = pieces.fold(first.x1, |x1, (_, piece)| x1.max(piece.x1)) - first.x0;
    bbox.x1 + SPACE * line.look.size.unwrap_or(0.0) + word > edge
}

/// The width of a space in em, as most fonts have it.
const SPACE: f32 = 0.25;

/// True for the beginning of an e-mail address or URL.
fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// An e-mail address or URL that was broken over two lines.
fn is_broken_address(last: &str, first: &str) -> bool {
    let address = is_address(last);
    let open = last.ends_with(['-', '\u{2010}', '.', '/', '@', '_', '?', '=', '&']);
    let goes_on = first.starts_with(['.', '@', '/', '-', '\u{2010}'])
        && first.chars().nth(1).is_some_and(char::is_alphanumeric);
    let mailbox = first.starts_with('@') && !last.is_empty();
    let local = first.contains('@') && last.ends_with(['.', '-', '\u{2010}', '_']);
    // "www.rives" "ante.fr"
    let host = first.split_once('.').is_some_and(|(stem, rest)| {
        stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && rest.starts_with(|c: char| c.is_ascii_lowercase())
    });
    // No address ends in "contact@cpts-rives" or in "www.rivesante.f".
    let domain = last.rsplit('@').next().unwrap_or(last).trim_start_matches("www.");
    let cut = domain.rsplit_once('.').is_none_or(|(_, end)| end.chars().count() < 2);
    // "contact@rives.co" "m": a narrow card had no room for the last letter.
    let cut = cut || matches!(first.as_bytes(), [b'b'..=b'x']);
    let plain = bare(first).chars().all(|c| is_sign(c) && !c.is_ascii_uppercase());
    let whole = last.split_once('@').is_none_or(|(local, _)| !local.is_empty());
    let middle =
        whole && !last.contains("://") && last.ends_with(char::is_alphanumeric) && cut && plain;
    (address && (open || goes_on || host || middle)) || mailbox || local
}

/// "Contact : sante.rives" "ante@poste.example": behind a colon stands one word of an address, and
/// the rest of it begins the next line.
fn is_broken_mailbox(text: &str, last: &str, first: &str) -> bool {
    let alone = text.rsplit_once(':').is_some_and(|(_, value)| value.trim() == last);
    let dotted = last.trim_matches('.').contains('.');
    let plain = |text: &str| text.chars().all(|c| is_sign(c) && !c.is_ascii_uppercase());
    let local = first.split_once('@').is_some_and(|(local, _)| plain(local));
    local && plain(last) && (alone || dotted) && !last.contains('@')
}

/// A sign that an e-mail address or a host is made of.
fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

/// What stands for a word where many are compared: of 64 bits. Two that share one, which is
/// hardly to be met, could only have a hyphen dropped or kept.
fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
