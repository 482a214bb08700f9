//! Asking on the terminal, without showing what is typed.

use std::{
    fmt,
    io::{self, IsTerminal},
};

use crate::terminal;

/// What someone typed. Overwritten when it is dropped; `Debug` shows nothing.
pub(super) struct Secret(String);

/// What became of a prompt.
pub(super) enum Typed {
    Text(Secret),
    /// The end of input: nobody will type.
    Nothing,
}

impl Secret {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Seen from here, somebody reads the zeros: they are written.
        std::hint::black_box(&bytes);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(<redacted>)")
    }
}

/// Whether there is somebody to ask.
pub(super) fn has_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Asks on the terminal, wherever the output goes.
pub(super) fn without_echo(prompt: &str) -> io::Result<Typed> {
    match rpassword::prompt_password(terminal::line(prompt)) {
        Ok(mut typed) => {
            // Pasted with a space behind it, perhaps.
            let text = typed.trim().to_owned();
            drop(Secret(std::mem::take(&mut typed)));
            Ok(Typed::Text(Secret(text)))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted) => {
            Ok(Typed::Nothing)
        }
        Err(error) => Err(error),
    }
}
