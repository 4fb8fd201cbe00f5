//! A panic inside one document costs that document, not the run.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the default message of a panic off the screen while a document is cleaned: it is told
/// as a [`Problem`](super::Problem) instead. Other panics are shown as before.
///
/// For programs, once, at their start; the library sets no hook by itself.
pub fn quiet_panics() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if GUARDED.get() {
            let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
            PLACE.with_borrow_mut(|known| *known = place.unwrap_or_default());
        } else {
            previous(info);
        }
    }));
}

/// Runs the cleaning of one document; what it panicked with, if it did.
pub(crate) fn guarded<T>(clean: impl FnOnce() -> T) -> Result<T, String> {
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(clean));
    GUARDED.set(false);
    result.map_err(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".into());
        message + &PLACE.take()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        quiet_panics();
        let message = guarded(|| assert_eq!(1 + 1, 3, "sums")).unwrap_err();
        assert!(message.contains("sums") && message.contains("panics.rs:"), "{message}");
        assert_eq!(guarded(|| 4), Ok(4));
    }
}
