//! The body of a request, on its way to a transport.

use std::fmt;

use bytes::Bytes;

use crate::Multipart;

/// The body of a sealed request.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestBody {
    /// All of it, in memory.
    Bytes(Bytes),
    /// Fields and files; the files are read while it is sent.
    Multipart(Box<Multipart>),
}

impl RequestBody {
    /// The bytes, if they are all in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Multipart(_) => None,
        }
    }

    /// The bytes, if they are all in memory.
    ///
    /// # Errors
    /// The body itself, when parts of it are read while it is sent.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Multipart(_) => Err(self),
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Multipart(multipart) => multipart.len(),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<Multipart> for RequestBody {
    fn from(multipart: Multipart) -> Self {
        Self::Multipart(Box::new(multipart))
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
