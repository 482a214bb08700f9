//! Asking on the terminal, without showing what is typed.

use std::{
    fmt,
    io::{self, IsTerminal},
};

use zeroize::Zeroizing;

use crate::terminal;

/// What someone typed. Overwritten when it is dropped; `Debug` shows nothing.
pub(super) struct Secret(Zeroizing<String>);

/// What happened to a prompt.
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
        Self(text.into())
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
        // Pasted with a space behind it, perhaps.
        Ok(typed) => Ok(Typed::Text(Zeroizing::new(typed).trim().to_owned().into())),
        Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted) => {
            Ok(Typed::Nothing)
        }
        Err(error) => Err(error),
    }
}
