//! A request to end (Ctrl-C, `kill`, a terminal that is closed) waits until what was begun is finished or undone.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::bail;

/// While one of these is there, a request to end is only remembered.
#[derive(Debug)]
pub struct Shield(&'static Signals);

#[derive(Debug)]
struct Signals {
    /// Shields that are there.
    shields: Mutex<usize>,
    /// Whether a request ends the program at once, as it does where nobody asks otherwise.
    unguarded: Arc<AtomicBool>,
    /// The signal that was remembered; 0 where none came.
    asked: Arc<AtomicUsize>,
}

static SIGNALS: OnceLock<Signals> = OnceLock::new();

impl Shield {
    /// Holds requests to end off from here on.
    ///
    /// # Errors
    /// One came already and nothing is under way any more: nothing new is begun.
    pub fn raise() -> anyhow::Result<Shield> {
        let signals = SIGNALS.get_or_init(Signals::listen);
        let mut shields = signals.shields.lock().unwrap_or_else(PoisonError::into_inner);
        if *shields == 0 && asked_to_end() {
            bail!("broken off before it was begun; nothing was recorded");
        }
        *shields += 1;
        signals.unguarded.store(false, Ordering::SeqCst);
        Ok(Shield(signals))
    }
}

impl Drop for Shield {
    fn drop(&mut self) {
        let mut shields = self.0.shields.lock().unwrap_or_else(PoisonError::into_inner);
        *shields -= 1;
        self.0.unguarded.store(*shields == 0, Ordering::SeqCst);
    }
}

impl Signals {
    fn listen() -> Signals {
        let signals = Signals {
            shields: Mutex::new(0),
            unguarded: Arc::new(AtomicBool::new(true)),
            asked: Arc::new(AtomicUsize::new(0)),
        };
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
            let value = usize::try_from(signal).unwrap_or_default();
            // Where the system takes no handler, a signal ends the program as it did before.
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&signals.unguarded)).ok();
            signal_hook::flag::register_usize(signal, Arc::clone(&signals.asked), value).ok();
        }
        signals
    }
}

/// Whether a request to end came while a shield was there.
#[must_use]
pub fn asked_to_end() -> bool {
    SIGNALS.get().is_some_and(|signals| signals.asked.load(Ordering::SeqCst) != 0)
}

/// Forgets a Ctrl-C that came while a program had the terminal that knows what to do with it: an editor.
pub fn forget_interrupt() {
    #[cfg(unix)]
    if let Some(signals) = SIGNALS.get() {
        let interrupt = usize::try_from(signal_hook::consts::SIGINT).unwrap_or_default();
        signals.asked.compare_exchange(interrupt, 0, Ordering::SeqCst, Ordering::SeqCst).ok();
    }
}

/// Ends the program by the signal that was remembered, so that who started it learns why; does nothing where none came.
pub fn end_if_asked() {
    #[cfg(unix)]
    if let Some(signals) = SIGNALS.get()
        && let Ok(signal) = i32::try_from(signals.asked.load(Ordering::SeqCst))
        && signal != 0
    {
        signal_hook::low_level::emulate_default_handler(signal).ok();
    }
}
