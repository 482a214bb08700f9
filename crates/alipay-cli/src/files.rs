//! Reading files, and writing key files.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use alipay::wire::{Clock, SystemClock};

use crate::terminal::is_unseen;

/// A file to be written.
#[derive(Debug)]
pub(crate) struct KeyFile<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    /// Whether only its owner may read it.
    pub(crate) is_secret: bool,
}

/// Writes files that are not there yet. When one cannot be written, none stays.
pub(crate) fn create(files: &[KeyFile<'_>], folder: &Path) -> io::Result<()> {
    let mut written = Written(Vec::new());
    for file in files {
        written.add(file, folder.join(file.name))?;
    }
    written.0.clear();
    Ok(())
}

/// Writes files, in the place of those of their names. At no time is a part of one there, or readable by others, and
/// none is touched before all are written.
pub(crate) fn replace(files: &[KeyFile<'_>], folder: &Path) -> io::Result<()> {
    let mut aside = Written(Vec::new());
    for file in files {
        // The time tells it from one that an earlier process of the same number left behind.
        let unique = format!(".{}.{}.{}", file.name, std::process::id(), SystemClock.now().unix_millis());
        aside.add(file, folder.join(unique))?;
    }
    aside.0.iter().zip(files).try_for_each(|(path, file)| fs::rename(path, folder.join(file.name)))
}

/// Files that are removed again unless they are kept or moved away.
struct Written(Vec<PathBuf>);

impl Written {
    fn add(&mut self, file: &KeyFile<'_>, path: PathBuf) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, if file.is_secret { 0o600 } else { 0o644 });
        let mut open = options.open(&path)?;
        self.0.push(path);
        open.write_all(file.text.as_bytes())?;
        open.sync_all()
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for path in &self.0 {
            // Gone already, or it cannot be helped.
            let _ = fs::remove_file(path);
        }
    }
}

/// Reads a file, up to a bound: a device or a pipe has no end, and a length of nothing.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_from(fs::File::open(path)?)
}

/// As [`read`], from what is open.
pub(crate) fn read_from(source: impl Read) -> io::Result<Vec<u8>> {
    /// Gateways take and give a fraction of it.
    const MOST: u64 = 16 << 20;

    let mut bytes = Vec::new();
    source.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too long"));
    }
    Ok(bytes)
}

/// Reads a text file, up to the same bound.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not text in UTF-8"))
}

/// A file name as it may be shown: a key pasted in its place is not.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_name = text.len() <= 1024 && !text.contains("-----") && !text.chars().any(is_unseen);
    let longest_part = text.split(['/', '\\']).map(str::len).max().unwrap_or_default();
    if is_name && longest_part <= 128 { text.into_owned() } else { "<not a file name>".to_owned() }
}
