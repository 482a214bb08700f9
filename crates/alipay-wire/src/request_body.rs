//! The body of a request, on its way to a transport.

use std::fmt;

use bytes::Bytes;

/// The body of a sealed request.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestBody {
    /// All of it, in memory.
    Bytes(Bytes),
}

impl RequestBody {
    /// The bytes, if they are all in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
        }
    }

    /// The bytes, if they are all in memory.
    ///
    /// # Errors
    /// The body itself, when parts of it are read while it is sent.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Into<Bytes>> From<T> for RequestBody {
    fn from(bytes: T) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestBody({} bytes)", self.len())
    }
}
