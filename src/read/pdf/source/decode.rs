//! Decoding streams within a budget. References and short names are written out
//! for lopdf, which follows none; what a stream shows is not known here.

use lopdf::Stream as RawStream;

use super::inflate::{inflate, inflate_part};
use super::load::is_limit;
use super::{Dict, Object, Source, Stream};

/// One stream inflates to at most this many bytes.
pub(super) const MAX_STREAM: usize = 64 << 20;
/// All streams of a file inflate to at most this many bytes; one that is used twice counts twice.
pub(super) const MAX_INFLATED: usize = 1 << 30;
/// Filters of one stream; lopdf takes no more.
const MAX_FILTERS: usize = 16;

/// The bytes of a stream.
pub(in crate::read::pdf) struct Decoded {
    pub(in crate::read::pdf) bytes: Vec<u8>,
    /// The limit that was reached: the bytes are a part.
    pub(in crate::read::pdf) limit: Option<String>,
    /// What follows them is damaged.
    pub(in crate::read::pdf) damaged: bool,
}

impl Source<'_> {
    /// The decoded bytes of a stream, as far as the limits allow.
    pub(in crate::read::pdf) fn decode(&self, stream: &Stream) -> Decoded {
        let left = MAX_INFLATED.saturating_sub(self.inflated.get());
        let most = left.min(MAX_STREAM);
        let reached = if most < MAX_STREAM {
            limit(MAX_INFLATED, "all streams")
        } else {
            limit(MAX_STREAM, "one stream")
        };
        let decoded = self.decode_to(stream, most, reached);
        self.spend(decoded.bytes.len());
        decoded
    }

    /// The bytes of a text string or a text stream (ISO 32000-1, 7.9.3); they count as decoded.
    pub(in crate::read::pdf) fn text(&self, object: &Object) -> Option<Decoded> {
        match object {
            Object::String(bytes, _) => {
                let left = MAX_INFLATED.saturating_sub(self.inflated.get());
                let kept = bytes.get(..left).unwrap_or(bytes);
                Some(self.decode(&Stream::new(Dict::new(), kept.to_vec())))
            }
            Object::Stream(stream) => Some(self.decode(stream)),
            _ => None,
        }
    }

    fn spend(&self, bytes: usize) {
        self.inflated.set(self.inflated.get().saturating_add(bytes));
    }

    fn decode_to(&self, stream: &Stream, most: usize, reached: String) -> Decoded {
        let Some(filters) = self.get(&stream.dict, b"Filter").or(self.get(&stream.dict, b"F"))
        else {
            let bytes = stream.content.get(..most).unwrap_or(&stream.content).to_vec();
            let limit = (bytes.len() < stream.content.len()).then_some(reached);
            return Decoded { bytes, limit, damaged: false };
        };
        // What some of them give is nothing to read.
        if filters.as_array().is_ok_and(|filters| filters.len() > MAX_FILTERS) {
            let limit = Some(format!("{MAX_FILTERS} filters of one stream"));
            return Decoded { bytes: Vec::new(), limit, damaged: false };
        }
        let parameters = self.get(&stream.dict, b"DecodeParms").or(self.get(&stream.dict, b"DP"));
        let usual = parameters.is_none() && self.is_flate(filters);
        if usual && let Some(bytes) = inflate(&mut self.decoder.borrow_mut(), &stream.content, most)
        {
            return Decoded { bytes, limit: None, damaged: false };
        }
        let mut filters = self.flat(filters, true);
        let mut parameters = parameters.map(|parameters| self.flat(parameters, false));
        leave_out_crypt(&mut filters, parameters.as_mut());
        let mut dict = Dict::new();
        dict.set("Filter", filters);
        if let Some(parameters) = parameters {
            dict.set("DecodeParms", parameters);
        }
        let mut plain = RawStream::new(dict, Vec::new());
        plain.content.clone_from(&stream.content);
        let mut limit = None;
        // Over the limit the decoder gives nothing; half of the bytes give the first half.
        while most > 0 && !plain.content.is_empty() {
            match plain.get_plain_content_with_limit(most) {
                Err(error) if is_limit(&error) => {
                    limit = Some(reached.clone());
                    self.spend(most);
                    if self.inflated.get() >= MAX_INFLATED {
                        break;
                    }
                    plain.content.truncate(plain.content.len() / 2);
                }
                decoded => {
                    let bytes = decoded.unwrap_or_default();
                    if !usual || limit.is_some() {
                        return Decoded { bytes, limit, damaged: false };
                    }
                    let mut decoder = self.decoder.borrow_mut();
                    let (part, damaged) = inflate_part(&mut decoder, &stream.content, most);
                    // Longer is what has no head and can be inflated all the same.
                    return match part.len() < bytes.len() {
                        true => Decoded { bytes, limit, damaged: false },
                        false => {
                            Decoded { damaged: damaged && !part.is_empty(), bytes: part, limit }
                        }
                    };
                }
            }
        }
        let limit = limit.or_else(|| (!plain.content.is_empty()).then_some(reached));
        Decoded { bytes: Vec::new(), limit, damaged: false }
    }

    /// True of the one filter that nearly every stream has.
    fn is_flate(&self, filters: &Object) -> bool {
        match filters {
            Object::Name(name) => full_filter_name(name) == b"FlateDecode",
            Object::Array(filters) => match filters.as_slice() {
                [one] => self.resolve(one).as_name().is_ok_and(|name| name == b"FlateDecode"),
                _ => false,
            },
            _ => false,
        }
    }

    /// A copy of filters or their parameters with references followed, one level down, and short
    /// names written out: lopdf follows no reference here.
    fn flat(&self, object: &Object, names: bool) -> Object {
        match self.resolve(object) {
            Object::Array(items) => Object::Array(
                items.iter().take(MAX_FILTERS).map(|item| self.flat_item(item, names)).collect(),
            ),
            one => self.flat_item(one, names),
        }
    }

    fn flat_item(&self, object: &Object, names: bool) -> Object {
        match self.resolve(object) {
            Object::Name(name) if names => Object::Name(full_filter_name(name).to_vec()),
            Object::Dictionary(dict) => {
                let mut flat = Dict::new();
                for (key, value) in dict.iter() {
                    flat.set(key.clone(), self.resolve(value).clone());
                }
                Object::Dictionary(flat)
            }
            other => other.clone(),
        }
    }
}

/// Leaves out the filter of encryption, and what is said of it: a stream that was loaded is decrypted,
/// and without encryption or by the name of Identity the filter does nothing (ISO 32000-1, 7.4.10).
fn leave_out_crypt(filters: &mut Object, parameters: Option<&mut Object>) {
    let is_crypt = |filter: &Object| filter.as_name().is_ok_and(|name| name == b"Crypt");
    if is_crypt(filters) {
        *filters = Object::Array(Vec::new());
    }
    let Object::Array(filters) = filters else { return };
    if let Some(Object::Array(parameters)) = parameters {
        let mut crypt = filters.iter().map(is_crypt);
        parameters.retain(|_| !crypt.next().unwrap_or(false));
    }
    filters.retain(|filter| !is_crypt(filter));
}

/// The name of a limit of inflated bytes.
pub(super) fn limit(bytes: usize, what: &str) -> String {
    format!("{} MiB in {what}", bytes >> 20)
}

fn full_filter_name(name: &[u8]) -> &[u8] {
    match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    #[test]
    fn a_filter_that_names_an_encryption_without_one_does_nothing() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"(CPTS) Tj").unwrap();
        let flate = encoder.finish().unwrap();
        let name = |name: &str| Object::Name(name.into());
        let crypt = |name| {
            let mut dict = Dict::new();
            dict.set("Name", Object::Name(name));
            Object::Dictionary(dict)
        };
        let both = Object::Array(vec![name("Crypt"), name("FlateDecode")]);
        let identity = Object::Array(vec![crypt(b"Identity".to_vec()), Object::Null]);
        let hex = vec![name("Crypt"), name("AHx"), name("Fl")];
        let source = Source::of(Vec::new());
        for (filter, parameters, content) in [
            (name("Crypt"), Object::Null, b"(CPTS) Tj".to_vec()),
            (both.clone(), Object::Null, flate.clone()),
            (both.clone(), identity, flate.clone()),
            (both, crypt(b"Identity".to_vec()), flate.clone()),
            (
                Object::Array(hex),
                Object::Null,
                flate.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
            ),
        ] {
            let mut dict = Dict::new();
            dict.set("Filter", filter);
            dict.set("DecodeParms", parameters);
            let decoded = source.decode(&Stream::new(dict, content));
            assert_eq!(decoded.bytes, b"(CPTS) Tj");
        }
    }
}
