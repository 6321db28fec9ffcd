//! Loading within a budget: what object streams inflate to is bounded, whatever they say.

use std::cell::Cell;

use lopdf::xref::XrefEntry;
use lopdf::{DecompressError, Document, LoadOptions, Object, ObjectId, ObjectStream, Stream};

use super::decode::{MAX_INFLATED, MAX_STREAM, limit};

/// Object streams larger than this are inflated under watch.
const PLAIN_OBJECTS: usize = 4 << 20;
/// A dictionary is at most so long before and behind the word that says what it is.
const DICTIONARY: usize = 4096;
/// What `/Filter` is called in the dictionary of a stream that the loader is not to inflate.
const VEILED: &[u8] = b"Gilter";

thread_local! {
    /// What object streams may still inflate to while a file is loaded on this thread: the loader's
    /// filter is a plain function.
    static LEFT: Cell<usize> = const { Cell::new(0) };
    /// An object stream was left out.
    static LEFT_OUT: Cell<bool> = const { Cell::new(false) };
}

/// Loads a file, and tells the limit that was reached. An object stream that inflates too far makes
/// the loader give up, so a file with such a stream, or with very many, is loaded without those that
/// go over the budget.
pub(super) fn load(
    bytes: &[u8],
    force_reconstruct: bool,
) -> Result<(Document, Option<String>), lopdf::Error> {
    let mut options = LoadOptions {
        max_decompressed_size: Some(PLAIN_OBJECTS),
        force_reconstruct,
        ..LoadOptions::default()
    };
    if object_streams(bytes).count() <= MAX_INFLATED / PLAIN_OBJECTS {
        match Document::load_mem_with_options(bytes, options.clone()) {
            Err(error) if is_limit(&error) => {}
            loaded => return loaded.map(|document| (document, None)),
        }
    }
    LEFT.set(MAX_INFLATED);
    LEFT_OUT.set(false);
    options.max_decompressed_size = Some(MAX_STREAM);
    let veiled = Document::load_mem_with_options(&veil(bytes), options.clone());
    let document = match veiled {
        Ok(document) if document.encryption_state.is_some() => unveil(document),
        Ok(document) if document.is_encrypted() => document,
        Err(error @ lopdf::Error::InvalidPassword) => return Err(error),
        _ => {
            options.filter = Some(within_budget);
            Document::load_mem_with_options(bytes, options)?
        }
    };
    Ok((document, LEFT_OUT.take().then(|| limit(MAX_STREAM, "one object stream"))))
}

pub(super) fn is_limit(error: &lopdf::Error) -> bool {
    matches!(error, lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }))
}

/// Leaves out the object streams that inflate beyond the budget.
fn within_budget(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = &*object
        && stream.dict.has_type(b"ObjStm")
        && inflated(stream).is_none()
    {
        return None;
    }
    // Of a stream the loader keeps its own, of the members of an object stream what is given back.
    let kept = if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() };
    Some((id, kept))
}

/// What an object stream inflates to; `None` if that is more than is left.
fn inflated(stream: &Stream) -> Option<Vec<u8>> {
    let left = LEFT.get();
    match stream.get_plain_content_with_limit(left.min(MAX_STREAM)) {
        Ok(content) => {
            LEFT.set(left - content.len());
            Some(content)
        }
        Err(error) if is_limit(&error) => {
            LEFT.set(left.saturating_sub(MAX_STREAM));
            LEFT_OUT.set(true);
            None
        }
        Err(_) => Some(Vec::new()),
    }
}

/// A copy in which no object stream has a filter. The loader's own filter is not asked about
/// encrypted files.
fn veil(bytes: &[u8]) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for at in object_streams(bytes) {
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at).unwrap_or_default();
        let begin = before.windows(3).rposition(|word| word == b"obj").unwrap_or(0);
        let behind = bytes.get(at..).unwrap_or_default();
        let behind = behind.get(..DICTIONARY).unwrap_or(behind);
        // The word itself ends in "Stm", the dictionary with "stream".
        let end = behind.windows(6).position(|word| word == b"stream").unwrap_or(behind.len());
        for place in at - before.len() + begin..at + end {
            if names(bytes.get(place..).unwrap_or_default(), b"Filter")
                && let Some(letter) = copy.get_mut(place + 1)
            {
                *letter = b'G';
            }
        }
    }
    copy
}

/// Reads the object streams of a veiled file within the budget.
fn unveil(mut document: Document) -> Document {
    let streams = document.objects.iter().filter_map(|(id, object)| match object {
        Object::Stream(stream) if stream.dict.has_type(b"ObjStm") => Some((*id, stream.clone())),
        _ => None,
    });
    for ((container, _), mut stream) in streams.collect::<Vec<_>>() {
        if let Some(filter) = stream.dict.remove(VEILED) {
            stream.dict.set("Filter", filter);
        }
        let Some(content) = inflated(&stream) else { continue };
        stream.dict.remove(b"Filter");
        stream.content = content;
        let Ok(members) = ObjectStream::new(&stream) else { continue };
        for (id, object) in members.objects {
            let entry = document.reference_table.get(id.0);
            if matches!(entry, Some(XrefEntry::Compressed { container: own, .. }) if *own == container)
            {
                document.objects.insert(id, object);
            }
        }
    }
    document
}

/// Gives each object stream without its filter, as far as the budget goes.
pub(super) fn budgeted(streams: impl Iterator<Item = Stream>, mut read: impl FnMut(Stream)) {
    LEFT.set(MAX_INFLATED);
    for mut stream in streams {
        if let Some(content) = inflated(&stream) {
            stream.dict.remove(b"Filter");
            stream.content = content;
            read(stream);
        }
    }
}

/// Where the name of an object stream's type stands.
pub(super) fn object_streams(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    slashes.filter(|at| names(bytes.get(*at..).unwrap_or_default(), b"ObjStm"))
}

/// True if a name begins the bytes, also one whose letters are written as `#4F`.
fn names(bytes: &[u8], name: &[u8]) -> bool {
    let [b'/', rest @ ..] = bytes else { return false };
    let mut rest = rest;
    name.iter().all(|letter| {
        let (found, behind) = match rest {
            [b'#', high, low, behind @ ..] => (hexadecimal(*high, *low), behind),
            [plain, behind @ ..] => (Some(*plain), behind),
            [] => return false,
        };
        rest = behind;
        found == Some(*letter)
    })
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_however_it_is_written() {
        for (written, known) in [
            ("/ObjStm/N 1", true),
            ("/Obj#53tm", true),
            ("/#4f#62jStm", true),
            ("/ObjSt", false),
            ("/Obj#5", false),
            ("ObjStm", false),
        ] {
            assert_eq!(names(written.as_bytes(), b"ObjStm"), known, "{written}");
        }
    }

    #[test]
    fn only_the_filters_of_object_streams_are_veiled() {
        let file = b"1 0 obj<</Filter/A>>stream 2 0 obj<</F#69lter/B/Type/ObjStm/Filter/C>>stream";
        let veiled =
            b"1 0 obj<</Filter/A>>stream 2 0 obj<</G#69lter/B/Type/ObjStm/Gilter/C>>stream";
        assert_eq!(veil(file), veiled);
    }
}
