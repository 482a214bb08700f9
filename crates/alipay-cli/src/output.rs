//! Writing to the terminal, to files and to pipes that may be closed.

use std::io::{self, IsTerminal, Write};

use crate::{failure::Failure, terminal};

/// Writes results. A closed pipe is no failure: anyone who reads has read enough.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes remarks, which may quote what others wrote. There is nowhere left to tell when that fails.
pub(crate) fn to_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(terminal::lines(text).as_bytes());
}

/// Whether results may be coloured: on a terminal that can, unless the user says no.
pub(crate) fn has_colours() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb
}
