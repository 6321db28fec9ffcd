//! Inflating a stream that is as the specification has it, by one decoder after another: nearly
//! every stream of a file is so. What is damaged or too long is left to lopdf.

use flate2::{Decompress, FlushDecompress, Status};

/// A stream inflates to about so many times its length; what does not is given more room.
const USUAL: usize = 4;

/// Inflates `content` (RFC 1950) to at most `most` bytes; `None` if it is damaged or goes further.
pub(super) fn inflate(decoder: &mut Decompress, content: &[u8], most: usize) -> Option<Vec<u8>> {
    decoder.reset(true);
    let mut bytes = Vec::with_capacity(content.len().saturating_mul(USUAL).min(most));
    loop {
        let read = usize::try_from(decoder.total_in()).ok()?;
        let rest = content.get(read..)?;
        let status = decoder.decompress_vec(rest, &mut bytes, FlushDecompress::None).ok()?;
        let full = bytes.len() == bytes.capacity();
        match status {
            Status::StreamEnd => return Some(bytes),
            _ if full && bytes.len() < most => {
                bytes.reserve_exact(bytes.len().max(1024).min(most - bytes.len()));
            }
            _ => return None,
        }
    }
}

/// Bytes of the checksum behind a stream (RFC 1950).
const CHECKSUM: usize = 4;

/// How much of a damaged stream's end may be its checksum, and what some producers put behind it.
const END: usize = 16;

/// Inflates `content` as far as it goes, and tells whether it goes on behind that.
pub(super) fn inflate_part(
    decoder: &mut Decompress,
    content: &[u8],
    most: usize,
) -> (Vec<u8>, bool) {
    decoder.reset(true);
    let mut bytes = Vec::with_capacity(content.len().saturating_mul(USUAL).min(most));
    loop {
        let read = usize::try_from(decoder.total_in()).unwrap_or(content.len());
        let rest = content.get(read..).unwrap_or_default();
        let before = bytes.len();
        // What was inflated before the damage is kept.
        let status = decoder.decompress_vec(rest, &mut bytes, FlushDecompress::None);
        let full = bytes.len() == bytes.capacity() && bytes.len() < most;
        match status {
            Ok(Status::Ok | Status::BufError) if full => {
                bytes.reserve_exact(bytes.len().max(1024).min(most - bytes.len()));
            }
            Ok(Status::Ok) if bytes.len() > before && bytes.len() < most => {}
            Ok(Status::StreamEnd) => return (bytes, false),
            Ok(_) if bytes.len() >= most => return (bytes, false),
            Ok(_) => {
                let cut = goes_on(decoder);
                return (bytes, cut);
            }
            Err(_) => {
                let read = usize::try_from(decoder.total_in()).unwrap_or(content.len());
                return (bytes, content.len().saturating_sub(read) > END);
            }
        }
    }
}

/// True if more belongs to what was inflated: bytes that are no part of it inflate to something, or
/// are waited for. Where the checksum alone is lost, they are a wrong one.
fn goes_on(decoder: &mut Decompress) -> bool {
    let mut more = Vec::with_capacity(1024);
    let status = decoder.decompress_vec(&[0; CHECKSUM], &mut more, FlushDecompress::None);
    status.is_ok() || !more.is_empty()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    #[test]
    fn of_a_damaged_stream_is_kept_what_stands_before_the_damage() {
        let text: Vec<u8> =
            (0..4000_u32).flat_map(|number| number.to_string().into_bytes()).collect();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&text).unwrap();
        encoder.flush().unwrap();
        let flushed = encoder.get_ref().clone();
        let whole = encoder.finish().unwrap();
        let mut decoder = Decompress::new(true);
        let mut part = |content: &[u8]| inflate_part(&mut decoder, content, 1 << 20);
        let (cut, goes_on) = part(&whole[..whole.len() / 2]);
        assert!(cut.len() > text.len() / 4 && text.starts_with(&cut) && goes_on);
        for lost in 1..=CHECKSUM {
            assert_eq!(part(&whole[..whole.len() - lost]), (text.clone(), false), "{lost}");
        }
        // Blocks of a kind that there is not.
        let (kept, goes_on) = part(&[&flushed[..], &[7; 40]].concat());
        assert!(kept == text && goes_on, "{}", kept.len());
        let mut checksum = whole.clone();
        *checksum.last_mut().unwrap() ^= 1;
        assert_eq!(part(&checksum), (text, false));
    }

    #[test]
    fn a_whole_stream_is_inflated_and_any_other_is_left() {
        let text = b"(CPTS) Tj ".repeat(1000);
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&text).unwrap();
        let whole = encoder.finish().unwrap();
        let mut decoder = Decompress::new(true);
        let mut inflated = |content: &[u8], most| inflate(&mut decoder, content, most);
        assert_eq!(inflated(&whole, 1 << 20), Some(text.clone()));
        assert_eq!(inflated(&[&whole[..], b"\r\n"].concat(), 1 << 20), Some(text.clone()));
        assert_eq!(inflated(&whole, text.len()), Some(text.clone()));
        assert_eq!(inflated(&whole, text.len() - 1), None);
        assert_eq!(inflated(&whole[..whole.len() - 1], 1 << 20), None, "cut");
        assert_eq!(inflated(&whole[2..], 1 << 20), None, "without its head");
        assert_eq!(inflated(b"", 1 << 20), None);
    }
}
