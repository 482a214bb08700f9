//! `--state FILE`: challenges that wait for the customer, between one process and the next.
//!
//! The file holds ids and how far each inquiry came, and nothing that was typed. It is its owner's alone, is replaced
//! whole or not at all, and goes when nothing waits any more.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use alipay::dws::accounts::BalanceInquiry;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{failure::Failure, files};

/// The only layout so far.
const VERSION: u32 = 1;

/// Far more than any such file has.
const MOST: u64 = 1 << 20;

pub(super) struct StateFile {
    path: PathBuf,
    held: Mutex<Held>,
}

/// What this process last read or wrote.
struct Held {
    /// `None` when there was no file.
    bytes: Option<Vec<u8>>,
    inquiries: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    /// By profile.
    inquiries: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl StateFile {
    /// Reads the file, if it is there.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |what: &str| Failure::usage(format!("--state: {} {what}", files::shown(path)));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if path.file_name().is_none() || folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(failed("is no place for a file"));
        }
        let bytes = read(path).map_err(|error| failed("cannot be read").because(error))?;
        let inquiries = match &bytes {
            None => BTreeMap::new(),
            Some(bytes) => match serde_json::from_slice::<Versioned>(bytes) {
                Ok(Versioned { version: VERSION }) => {
                    // serde's message would quote.
                    let stored = serde_json::from_slice::<Stored>(bytes);
                    stored.map_err(|_| failed("is damaged; remove it to begin again"))?.inquiries
                }
                Ok(_) => return Err(failed("was written by another version of this program")),
                Err(_) => return Err(failed("holds no challenge of `alipay balance`")),
            },
        };
        Ok(Self { path: path.to_owned(), held: Mutex::new(Held { bytes, inquiries }) })
    }

    /// What waits for this profile.
    pub(super) fn inquiry(&self, profile: &str) -> Option<Result<BalanceInquiry, Failure>> {
        let stored = self.held().inquiries.get(profile)?.clone();
        // Its error may quote.
        let inquiry = serde_json::from_value(stored);
        Some(inquiry.map_err(|_| self.failed("holds a challenge that cannot be read; remove it to begin again")))
    }

    /// Keeps what waits for this profile.
    pub(super) fn keep(&self, profile: &str, inquiry: &BalanceInquiry) -> Result<(), Failure> {
        let value = serde_json::to_value(inquiry).map_err(|_| self.failed("cannot hold this challenge"))?;
        let mut held = self.held();
        held.inquiries.insert(profile.to_owned(), value);
        self.write(&mut held)
    }

    /// Forgets what waits for this profile. Without any, the file goes.
    pub(super) fn remove(&self, profile: &str) -> Result<(), Failure> {
        let mut held = self.held();
        if held.inquiries.remove(profile).is_none() {
            return Ok(());
        }
        self.write(&mut held)
    }

    /// For people.
    pub(super) fn name(&self) -> String {
        files::shown(&self.path)
    }

    fn write(&self, held: &mut Held) -> Result<(), Failure> {
        let stored = Stored { version: VERSION, inquiries: held.inquiries.clone() };
        let bytes = serde_json::to_vec(&stored).map_err(|_| self.failed("cannot hold this challenge"))?;
        let bytes = (!held.inquiries.is_empty()).then_some(bytes);
        let claim = Claim::take(&self.path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => self.failed(&format!(
                "is being written by another run; if there is none, remove the file ending in {NEXT} beside it"
            )),
            _ => self.failed("cannot be written").because(error),
        })?;
        let found = read(&self.path).map_err(|error| self.failed("cannot be read").because(error))?;
        if found != held.bytes {
            return Err(self.failed("was changed by another run, which goes on with the challenge"));
        }
        claim.put(bytes.as_deref()).map_err(|error| self.failed("cannot be written").because(error))?;
        held.bytes = bytes;
        Ok(())
    }

    fn failed(&self, what: &str) -> Failure {
        Failure::usage(format!("--state: {} {what}", self.name()))
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too long"));
    }
    Ok(Some(bytes))
}

/// How the file is called that is written before it takes the place of the other.
const NEXT: &str = ".next";

/// The right to write the file: its successor, which only one process can make.
struct Claim<'a> {
    path: &'a Path,
    next: PathBuf,
    file: fs::File,
}

impl<'a> Claim<'a> {
    fn take(path: &'a Path) -> io::Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(NEXT);
        let next = path.with_file_name(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { path, file: options.open(&next)?, next })
    }

    /// Puts these bytes in the place of the file, or nothing.
    fn put(mut self, bytes: Option<&[u8]>) -> io::Result<()> {
        let Some(bytes) = bytes else {
            return match fs::remove_file(self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        };
        self.file.write_all(bytes)?;
        self.file.sync_all()?;
        fs::rename(&self.next, self.path)
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        // Moved away already, or it cannot be helped.
        let _ = fs::remove_file(&self.next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inquiry() -> BalanceInquiry {
        BalanceInquiry::new("2188210291658265", "test-1").unwrap()
    }

    #[test]
    fn goes_when_nothing_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let state = StateFile::open(&path).unwrap();
        assert!(state.inquiry("one").is_none() && !path.exists());
        state.keep("one", &inquiry()).unwrap();
        state.keep("two", &inquiry()).unwrap();

        let again = StateFile::open(&path).unwrap();
        again.inquiry("one").unwrap().unwrap();
        again.remove("one").unwrap();
        assert!(path.exists());
        again.remove("two").unwrap();
        again.remove("two").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn is_its_owners_alone_whatever_was_there() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("state.json"), folder.path().join("target"));
        symlink(&target, &path).unwrap();
        StateFile::open(&path).unwrap().keep("one", &inquiry()).unwrap();
        // The link was replaced, and nothing was written through it.
        assert!(!target.exists());
        let found = fs::symlink_metadata(&path).unwrap();
        assert!(found.is_file());
        assert_eq!(found.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn only_one_of_two_runs_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        StateFile::open(&path).unwrap().keep("one", &inquiry()).unwrap();
        let (first, second) = (StateFile::open(&path).unwrap(), StateFile::open(&path).unwrap());
        let changed = inquiry().with_attempts(2);
        first.keep("one", &changed).unwrap();
        let error = second.keep("one", &changed).unwrap_err().to_string();
        assert!(error.contains("another run"), "{error}");

        fs::write(folder.path().join("state.json.next"), "").unwrap();
        let error = first.keep("one", &inquiry()).unwrap_err().to_string();
        assert!(error.contains(".next"), "{error}");
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        for text in [
            "",
            "SENTINEL",
            "[\"SENTINEL\"]",
            r#"{"version":2,"SENTINEL":{}}"#,
            r#"{"version":1,"inquiries":{},"SENTINEL":1}"#,
            r#"{"version":1,"inquiries":["SENTINEL"]}"#,
        ] {
            fs::write(&path, text).unwrap();
            let error = StateFile::open(&path).err().unwrap().to_text();
            assert!(error.contains("--state") && !error.contains("SENTINEL"), "{error}");
        }
        fs::write(&path, r#"{"version":1,"inquiries":{"one":{"version":1,"SENTINEL":true}}}"#).unwrap();
        let error = StateFile::open(&path).unwrap().inquiry("one").unwrap().unwrap_err().to_text();
        assert!(error.contains("--state") && !error.contains("SENTINEL"), "{error}");
        assert!(StateFile::open(&folder.path().join("no/such/folder")).is_err());
    }
}
