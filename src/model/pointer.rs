//! JSON Pointers (RFC 6901), the addresses of evidence and gaps.

/// A key as one part of a pointer.
///
/// ```
/// # use recense::model::pointer::part;
/// assert_eq!(part("missions/quality"), "missions~1quality");
/// ```
pub fn part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
