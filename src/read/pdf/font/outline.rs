//! How high the glyphs of a TrueType program stand. Their outlines are not read.

/// A superscript stands wholly above this height, in em; figures of any kind begin below it.
const RAISED: f32 = 0.25;

/// The program of a font.
#[derive(Debug)]
pub(super) struct Outlines {
    program: Vec<u8>,
    glyf: usize,
    loca: usize,
    /// The places in `loca` have four bytes.
    long: bool,
    em: f32,
}

impl Outlines {
    /// Reads where the tables of a program stand.
    pub(super) fn parse(program: Vec<u8>) -> Option<Self> {
        let tables = word(&program, 4)?;
        let table = |tag: &[u8]| {
            let mut records = (0..tables).map(|number| 12 + 16 * number);
            let record = records.find(|at| program.get(*at..at + 4) == Some(tag))?;
            long_word(&program, record + 8)
        };
        let (head, loca, glyf) = (table(b"head")?, table(b"loca")?, table(b"glyf")?);
        let em = word(&program, head + 18).filter(|em| *em > 0)? as f32;
        let long = word(&program, head + 50)? != 0;
        Some(Self { program, glyf, loca, long, em })
    }

    /// True if a glyph stands above the line as superscripts do.
    pub(super) fn is_raised(&self, glyph: u32) -> bool {
        let glyph = glyph as usize;
        let place = |glyph: usize| match self.long {
            true => long_word(&self.program, self.loca + 4 * glyph),
            false => word(&self.program, self.loca + 2 * glyph).map(|half| 2 * half),
        };
        let (Some(begin), Some(end)) = (place(glyph), place(glyph + 1)) else { return false };
        let lowest = word(&self.program, self.glyf.saturating_add(begin).saturating_add(4));
        let lowest = lowest.map(|bits| f32::from(bits as u16 as i16));
        begin < end && lowest.is_some_and(|lowest| lowest > RAISED * self.em)
    }
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(bytes.iter().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

fn long_word(bytes: &[u8], at: usize) -> Option<usize> {
    Some(word(bytes, at)? << 16 | word(bytes, at.checked_add(2)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program of two glyphs of 1000 units to the em, with their lowest points.
    fn program(lowest: [i16; 2]) -> Vec<u8> {
        let mut head = vec![0; 52];
        head[18..20].copy_from_slice(&1000_u16.to_be_bytes());
        let glyph = |low: i16| [[0, 1], [0, 0], low.to_be_bytes(), [0, 0], [0, 0]].concat();
        let glyf: Vec<u8> = lowest.into_iter().flat_map(glyph).collect();
        let loca = [[0, 0], [0, 5], [0, 10], [0, 10]].concat();
        let mut program = vec![0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0];
        let mut at: u32 = 12 + 3 * 16;
        for (tag, table) in [(b"head", &head), (b"loca", &loca), (b"glyf", &glyf)] {
            program.extend_from_slice(tag);
            program.extend([0; 4]);
            program.extend(at.to_be_bytes());
            program.extend((table.len() as u32).to_be_bytes());
            at += table.len() as u32;
        }
        [program, head, loca, glyf].concat()
    }

    #[test]
    fn a_glyph_that_stands_above_the_line_is_raised() {
        let outlines = Outlines::parse(program([-10, 380])).unwrap();
        assert_eq!(
            [0, 1, 2, 9].map(|glyph| outlines.is_raised(glyph)),
            [false, true, false, false]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_program(mut bytes: Vec<u8>, place: usize, glyph: u32) {
            let _ = Outlines::parse(bytes.clone()).map(|outlines| outlines.is_raised(glyph));
            bytes.splice(0..0, program([0, 1]).into_iter().take(place % 150));
            let _ = Outlines::parse(bytes).map(|outlines| outlines.is_raised(glyph % 9));
        }
    }
}
