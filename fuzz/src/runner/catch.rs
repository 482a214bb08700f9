//! Running a body, and catching its panic.

use std::{
    cell::{Cell, RefCell},
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use alipay_fuzz::{Body, Ending};

/// What went wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panic {
    pub(crate) place: String,
    pub(crate) message: String,
}

thread_local! {
    /// Whether this thread runs a body, and the panic it ended with.
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Keeps the panics of bodies instead of printing them.
fn quietly() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !RUNNING.get() {
                return print(info);
            }
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let payload = info.payload();
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            let message = text.unwrap_or("a panic without a message").to_owned();
            LAST.with_borrow_mut(|last| *last = Some(Panic { place, message }));
        }));
    });
}

/// Runs `body` with `input`.
pub(crate) fn run(body: &Body, input: &[u8]) -> Result<Ending, Panic> {
    quietly();
    RUNNING.set(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(|| (body.run)(input)));
    RUNNING.set(false);
    ended.map_err(|_| {
        let nothing = || Panic { place: String::new(), message: "a panic that nobody saw".to_owned() };
        LAST.with_borrow_mut(Option::take).unwrap_or_else(nothing)
    })
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
