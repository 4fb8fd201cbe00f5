//! Ctrl-C. A run is asked to stop, ends what it has begun and says how to go on; the second Ctrl-C,
//! or the first one where there is no run to ask, ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit code, as shells have it for Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Whether nothing goes on that would see to its files first. A signal sets it, so the next one
/// finds it set.
static NOTHING_TO_ASK: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(true.into()));

/// Listens from now on. Where the system does not let us, Ctrl-C does what it always did.
pub fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // In this order: the flag must be looked at before it is set.
        let _ = flag::register_conditional_shutdown(
            signal,
            INTERRUPTED.into(),
            Arc::clone(&NOTHING_TO_ASK),
        );
        let _ = flag::register(signal, Arc::clone(&NOTHING_TO_ASK));
    }
}

/// From now on a run asks [`is_wanted`].
pub fn will_be_asked() {
    NOTHING_TO_ASK.store(false, Ordering::Relaxed);
}

/// Whether the run is to stop.
pub fn is_wanted() -> bool {
    NOTHING_TO_ASK.load(Ordering::Relaxed)
}
