//! Files over REST: the JSON of the request becomes the part `data`, and the files follow it.

use crate::{EncodeError, FilePart, Multipart, Nonce};

/// The part whose text is signed.
const DATA: &str = "data";

/// The body of a request with `files`. Without `data` there is no such part.
pub(super) fn body(data: Option<&[u8]>, files: &[FilePart], nonce: Nonce) -> Result<Multipart, EncodeError> {
    let mut parts = Multipart::builder(nonce);
    if let Some(data) = data {
        parts = parts.text(DATA, "application/json", data)?;
    }
    for file in files {
        if file.name == DATA {
            return Err(EncodeError::DuplicateParameter);
        }
        parts = parts.file(file.clone())?;
    }
    parts.finish()
}
