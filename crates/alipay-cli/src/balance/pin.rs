//! Encrypting the PIN: by a program of the user's, since the cipher is not public.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
};

use alipay::dws::security::{EncryptPin, EncryptedPin, KeyMaterial, SandboxPin};
use serde::Serialize;
use serde_json::{Map, Value};

use super::prompt::Secret;

/// More than any encrypted PIN has.
const MOST: u64 = 16 << 10;

/// Who encrypts PINs.
pub(super) struct Encryptor {
    /// The program of `--pin-encryptor`.
    pub(super) program: Option<PathBuf>,
}

/// Why a PIN is not encrypted. Quotes neither PIN nor key.
pub(super) struct Unencrypted(pub(super) String);

/// What the program is told.
#[derive(Serialize)]
struct Task<'a> {
    schema: u32,
    /// The members that came with the challenge, as the gateway named them.
    key: &'a Map<String, Value>,
    pin: &'a str,
}

impl Encryptor {
    /// Whether a PIN can be encrypted. An embedded gateway has its own way, which is for nothing else.
    pub(super) fn is_ready(&self, sandbox: bool) -> bool {
        self.program.is_some() || sandbox
    }

    pub(super) fn encrypt(&self, pin: &Secret, key: &KeyMaterial, sandbox: bool) -> Result<EncryptedPin, Unencrypted> {
        match &self.program {
            Some(program) => by(Command::new(program), pin, key),
            None if sandbox => {
                SandboxPin::from(pin.as_str()).encrypt_pin(key).map_err(|error| Unencrypted(error.to_string()))
            }
            None => Err(Unencrypted("there is no program that encrypts the PIN".to_owned())),
        }
    }
}

/// Runs the program, without a shell and without arguments: what it has to know comes on its standard input.
fn by(mut command: Command, pin: &Secret, key: &KeyMaterial) -> Result<EncryptedPin, Unencrypted> {
    let failed = |what: &str| Unencrypted(format!("the program of --pin-encryptor {what}"));
    let task = Task { schema: 1, key: &key.members().0, pin: pin.as_str() };
    let task = Secret::from(serde_json::to_string(&task).map_err(|_| failed("cannot be told the key"))?);

    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| failed(&format!("cannot be started: {error}")))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Both at once: a program may print before it has read everything.
    let printed = thread::scope(|scope| {
        scope.spawn(|| {
            // A program that needs nothing may close it unread.
            stdin.map(|mut stdin| stdin.write_all(task.as_str().as_bytes()))
        });
        let mut printed = Vec::new();
        stdout.map(|stdout| stdout.take(MOST + 1).read_to_end(&mut printed)).transpose().map(|_| printed)
    });
    let status = child.wait().map_err(|_| failed("was lost"))?;
    if !status.success() {
        return Err(failed(&format!("failed: {status}")));
    }
    let printed = printed.map_err(|_| failed("printed nothing that can be read"))?;
    let printed = String::from_utf8(printed).ok().filter(|printed| printed.len() as u64 <= MOST);
    let blob = printed.as_deref().map(str::trim).filter(|blob| is_blob(blob));
    let blob = blob.ok_or_else(|| failed("must print the encrypted PIN on one line, and nothing else"))?;
    Ok(EncryptedPin::from(blob))
}

fn is_blob(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
