//! Reading what a setting names.

use std::error::Error;

use alipay::config::Source;

use super::finding::Findings;

/// What is kept there, or the finding that it cannot be read.
pub(super) fn read(source: &Source<'_>, found: &mut Findings) -> Option<Vec<u8>> {
    let error = match source.read() {
        Ok(bytes) => return Some(bytes),
        Err(error) => error,
    };
    if let Some(variable) = source.variable() {
        let advice = format!("set {variable} where this program runs, or name a file instead");
        found.error("unset-variable", source, "the environment variable is not set, or holds no text", &advice);
    } else {
        // The system's own words. They do not name the file.
        let reason = error.source().map(|reason| format!(": {reason}")).unwrap_or_default();
        let advice = "correct the name, which is relative to the configuration file, or let this user read the file";
        found.error("unreadable-file", source, &format!("the file cannot be read{reason}"), advice);
    }
    None
}

/// Whether others than its owner can get at a secret.
#[cfg(unix)]
pub(super) fn permissions(source: &Source<'_>, found: &mut Findings) {
    use std::{fs::Metadata, os::unix::fs::PermissionsExt};

    const OTHERS: u32 = 0o077;
    let file = source.file().and_then(|file| file.metadata().ok()).filter(Metadata::is_file);
    let mode = file.map(|file| file.permissions().mode() & 0o777);
    if let Some(mode) = mode.filter(|mode| mode & OTHERS != 0) {
        let problem = format!("the file is open to other users of this machine (mode {mode:o})");
        found.warning("open-permissions", source, &problem, "take their rights away: chmod 600");
    }
}

#[cfg(not(unix))]
pub(super) fn permissions(_: &Source<'_>, _: &mut Findings) {}
