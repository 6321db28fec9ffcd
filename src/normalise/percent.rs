//! Percentages as shares of one.

use std::ops::Range;

use crate::normalise::reject::Reject;
use crate::normalise::shadow::Shadow;

/// The share that the whole text is: `76,7 %` is 0.767.
pub fn percent(text: &str) -> Result<f64, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::Empty);
    }
    match find(text).pop() {
        Some((at, share)) if at == (0..text.chars().count()) => share,
        _ => Err(Reject::NotAPercentage(text.to_owned())),
    }
}

/// Every percentage of a text, in characters of the text; over a hundred is out of range.
pub fn find(text: &str) -> Vec<(Range<usize>, Result<f64, Reject>)> {
    let shadow = Shadow::printed(text);
    let mut found = Vec::new();
    for (sign, _) in shadow.text.match_indices('%') {
        let before = shadow.text[..sign].trim_end_matches(' ');
        let number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let start = before.len() - before.chars().rev().take_while(|c| number(*c)).count();
        let printed = &before[start..];
        // `n°3,5 %`, `-3 %`: no share of a whole.
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '-' | '+');
        if before[..start].ends_with(glued) {
            continue;
        }
        let Some(share) = share(printed) else { continue };
        let share =
            if share <= 1.0 { Ok(share) } else { Err(Reject::OutOfRange(printed.to_owned())) };
        found.push((shadow.source(start..sign + 1), share));
    }
    found
}

/// A hundredth of a decimal number, rounded once: `76,7` is the number nearest to 0.767.
fn share(printed: &str) -> Option<f64> {
    let (whole, decimals) = printed.split_once([',', '.']).unwrap_or((printed, ""));
    let fits = |digits: &str| digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !fits(whole) || !fits(decimals) || printed.ends_with([',', '.']) {
        return None;
    }
    let digits: u64 = format!("{whole}{decimals}").parse().ok()?;
    let scale = 10u64.checked_pow(decimals.len() as u32 + 2)?;
    Some(digits as f64 / scale as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::shadow::cited;

    #[test]
    fn a_percentage_is_a_share() {
        for (printed, share) in [
            ("76,7%", 0.767),
            ("76.7 %", 0.767),
            ("78\u{A0}%", 0.78),
            ("49\u{202F}%", 0.49),
            ("100 %", 1.0),
            ("0,5 %", 0.005),
        ] {
            assert_eq!(percent(printed), Ok(share), "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_share_is_rejected() {
        for printed in ["76,7", "%", ", %", "un quart", "-3 %", "1,2,3 %", "près de 20 %"] {
            let reject = Reject::NotAPercentage(printed.to_owned());
            assert_eq!(percent(printed), Err(reject), "{printed:?}");
        }
        assert_eq!(percent("120 %"), Err(Reject::OutOfRange("120".to_owned())));
        assert_eq!(percent(""), Err(Reject::Empty));
    }

    #[test]
    fn percentages_are_found_where_they_stand() {
        let text = "L’adhésion : 78 % (32/41), soit 7,8%.";
        let found: Vec<&str> = find(text).into_iter().map(|(at, _)| cited(text, at)).collect();
        assert_eq!(found, ["78 %", "7,8%"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9,.% é-]{0,12}|\\PC*") {
            let _ = percent(&text);
        }

        #[test]
        fn a_printed_share_is_read_back(tenths in 0u32..=1000) {
            let printed = format!("{},{} %", tenths / 10, tenths % 10);
            prop_assert_eq!(percent(&printed), Ok(f64::from(tenths) / 1000.0));
        }
    }
}
