//! A reader that panics costs one document, not the batch.

use std::cell::RefCell;
use std::hint::black_box;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::model::defect::{DocumentError, ErrorKind};

/// Stack of every thread that reads documents: nested objects of a PDF are read by recursion.
pub const STACK: usize = 16 << 20;

/// Memory that a reader asks for at once.
const ROOM: usize = 16 << 20;

thread_local! {
    /// While a document is read on this thread, where it panicked.
    static GUARDED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs the reading of one document and turns a panic into an error of that document.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
    keep_panics_off_the_terminal();
    ask_for_room();
    GUARDED.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    let place = GUARDED.take().unwrap_or_default();
    result.unwrap_or_else(|payload| {
        let cause = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        let message = format!("the reader panicked at {place}: {cause}; please report it");
        Err(DocumentError::new(ErrorKind::Crashed, message))
    })
}

/// On a thread other than the first, glibc gets its memory from the system page by page, and gives
/// it back as soon as a document is done with: a fifth of the time of reading a PDF of many small
/// objects. Once a large piece was given back, pieces as large are kept; the second one widens
/// what the thread has. No page of it is touched, and one that is refused is not needed.
fn ask_for_room() {
    for _ in 0..2 {
        let mut room = Vec::<u8>::new();
        let _ = black_box(&mut room).try_reserve_exact(ROOM);
        black_box(&room);
    }
}

/// The standard hook would write into the progress bar. Panics elsewhere keep it.
fn keep_panics_off_the_terminal() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let standard = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|at| {
                // Only the file's name: a path would tell of the machine that built the program.
                let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
                format!("{file}:{}", at.line())
            });
            let guarded = GUARDED.with_borrow_mut(|slot| match slot {
                Some(slot) => {
                    *slot = place.unwrap_or_default();
                    true
                }
                None => false,
            });
            if !guarded {
                standard(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_where_and_why() {
        let error = guarded::<()>(|| panic!("no such glyph: {}", 7)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Crashed);
        assert!(error.message.starts_with("the reader panicked at guard.rs:"), "{error}");
        assert!(error.message.ends_with(": no such glyph: 7; please report it"), "{error}");
    }

    #[test]
    fn what_does_not_panic_passes_through() {
        assert_eq!(guarded(|| Ok(1)), Ok(1));
        let empty = DocumentError::new(ErrorKind::Empty, "no bytes");
        assert_eq!(guarded::<()>(|| Err(empty.clone())), Err(empty));
    }
}
