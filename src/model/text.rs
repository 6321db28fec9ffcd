//! Printed text where it is shown.

/// A text on one line: line breaks and runs of spaces are one space.
///
/// ```
/// # use recense::model::text::one_line;
/// assert_eq!(one_line(" Maison de\n santé  "), "Maison de santé");
/// ```
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
