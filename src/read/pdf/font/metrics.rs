//! Widths of the standard fonts, for files that rely on the viewer to know them.
//!
//! `standard-widths.txt` holds Helvetica and Times of Adobe's font metrics (from reportlab, BSD),
//! by character.

use std::sync::LazyLock;

type Row = (u32, [f32; 6]);

static WIDTHS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    include_str!("standard-widths.txt")
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            let code = u32::from_str_radix(fields.next()?, 16).ok()?;
            let widths: Vec<f32> = fields.filter_map(|field| field.parse().ok()).collect();
            Some((code, widths.try_into().ok()?))
        })
        .collect()
});

/// One of the standard families, as a font's name shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Every glyph 0.6 em wide.
    Courier,
    /// A column of the table.
    Column(usize),
}

impl Face {
    /// The nearest standard face for a font of this name.
    pub(super) fn of(name: &str, bold: bool, italic: bool) -> Self {
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        if has(&["courier", "mono", "consol"]) {
            Self::Courier
        } else if has(&["times", "serif", "roman", "georgia", "garamond", "cambria"])
            && !has(&["sans"])
        {
            Self::Column(2 + usize::from(bold) + 2 * usize::from(italic))
        } else {
            Self::Column(usize::from(bold))
        }
    }

    /// The width of a character in thousandths of an em.
    pub(super) fn width(self, c: char) -> f32 {
        let Self::Column(column) = self else { return 600.0 };
        WIDTHS
            .binary_search_by_key(&(c as u32), |(code, _)| *code)
            .ok()
            .and_then(|place| WIDTHS.get(place)?.1.get(column).copied())
            .unwrap_or(556.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_standard_widths() {
        assert_eq!(Face::of("helvetica-bold", true, false).width('A'), 722.0);
        assert_eq!(Face::of("timesnewromanpsmt", false, false).width('é'), 444.0);
        assert_eq!(Face::of("couriernew", false, false).width('i'), 600.0);
    }
}
