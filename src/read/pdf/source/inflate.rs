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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

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
