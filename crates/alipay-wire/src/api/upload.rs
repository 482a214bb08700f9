//! Files that travel with a request.

use std::{
    borrow::Cow,
    fmt,
    fs::File,
    io::{self, Cursor, ErrorKind, Read},
    path::Path,
    sync::Arc,
};

use bytes::Bytes;
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{Field, Invalid};

/// A file that travels with a request: its name, its content type, its exact length, and its content or the way to it.
///
/// A file on disk is not read into memory. It is opened when it is sent, and again for every further attempt. What is sent
/// has the length that was announced, or its end is never sent: a file that grew, shrank or was replaced in between ends
/// the attempt, and the gateway cannot take the half for the whole.
///
/// Cheap to clone. `Debug` shows neither name nor content.
#[derive(Clone)]
pub struct Upload {
    file_name: Arc<str>,
    content_type: Cow<'static, str>,
    length: u64,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Source(Arc<Open>),
    /// Seen by a gateway, which kept the SHA-256 of its content, in hex.
    #[cfg(feature = "server")]
    Described(Option<Arc<str>>),
}

type Open = dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync;

impl Upload {
    /// A file whose content is in memory.
    pub fn from_bytes(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        Self::new(file_name.into(), content.len() as u64, Content::Bytes(content))
    }

    /// A file on disk. Its length and its last change are looked at now; it is opened when it is sent, and is an error then
    /// if it is no longer the same.
    ///
    /// Looks at the file system: on a runtime that must not wait, call it where waiting is allowed.
    ///
    /// # Errors
    /// When there is no such file, it is no regular file, or its name is not UTF-8.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = std::path::absolute(path)?;
        let seen = path.metadata()?;
        if !seen.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is no regular file"));
        }
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "its name is not UTF-8"))?.to_owned();
        let (length, changed) = (seen.len(), seen.modified().ok());
        Ok(Self::from_source(name, length, move || {
            let file = File::open(&path)?;
            let now = file.metadata()?;
            if now.len() != length || now.modified().ok() != changed {
                return Err(io::Error::new(ErrorKind::InvalidData, "the file was changed after the call was made"));
            }
            Ok(Box::new(file))
        }))
    }

    /// A file of exactly `length` bytes that `open` begins to read, anew for every attempt: each time the same content.
    ///
    /// A client reads it where waiting is allowed.
    pub fn from_source(
        file_name: impl Into<String>,
        length: u64,
        open: impl Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync + 'static,
    ) -> Self {
        Self::new(file_name.into(), length, Content::Source(Arc::new(open)))
    }

    fn new(file_name: String, length: u64, content: Content) -> Self {
        let content_type = Cow::Borrowed(content_type_of(&file_name));
        Self { file_name: file_name.into(), content_type, length, content }
    }

    /// Sets the content type. Without this, it follows from the end of the file's name: `.jpg` and `.jpeg`, `.png`,
    /// `.gif`, `.bmp`, `.webp`, `.mp4`, `.pdf`, `.csv`, `.txt`, `.json`, `.xml` and `.zip` in any case have the usual ones,
    /// and everything else is `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Cow::Owned(content_type.into());
        self
    }

    /// Sets the name that is told to the gateway. The content type stays as it is.
    #[must_use]
    pub fn with_file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = file_name.into().into();
        self
    }

    /// The name that is told to the gateway.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The content type that is told to the gateway.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The length in bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The content, if it is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The SHA-256 of the content in hex, if a gateway received this file and kept it.
    #[cfg(feature = "server")]
    pub fn sha256(&self) -> Option<&str> {
        match &self.content {
            Content::Described(sha256) => sha256.as_deref(),
            _ => None,
        }
    }

    /// Begins to read it.
    ///
    /// # Errors
    /// What the source says.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
            Content::Source(open) => open(),
            #[cfg(feature = "server")]
            Content::Described(_) => {
                Err(io::Error::new(ErrorKind::NotFound, "it is only described: the content is elsewhere"))
            }
        }
    }
}

/// What may stand in the header of its part. A name is told without its path; a quote in it is escaped when it is written.
impl Field for Upload {
    fn check(&self) -> Result<(), Invalid> {
        let is_name = |c: char| !c.is_control() && !matches!(c, '/' | '\\');
        if self.file_name.trim().is_empty() || !self.file_name.chars().all(is_name) {
            return Err(Invalid::new("file_name", "must be a name without a path and without control characters"));
        }
        let is_type = |(kind, rest): (&str, &str)| !kind.is_empty() && !rest.is_empty();
        let is_shown = self.content_type.bytes().all(|b| matches!(b, b' '..=b'~'));
        if !is_shown || !self.content_type.split_once('/').is_some_and(is_type) {
            return Err(Invalid::new("content_type", "must be a media type such as image/jpeg"));
        }
        Ok(())
    }
}

/// Equal are files of equal name, type and length whose content is equal in memory, or has the same source.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let has_same_content = match (&self.content, &other.content) {
            (Content::Bytes(mine), Content::Bytes(theirs)) => mine == theirs,
            (Content::Source(mine), Content::Source(theirs)) => Arc::ptr_eq(mine, theirs),
            #[cfg(feature = "server")]
            (Content::Described(mine), Content::Described(theirs)) => mine == theirs,
            _ => false,
        };
        has_same_content
            && (&self.file_name, &self.content_type, self.length)
                == (&other.file_name, &other.content_type, other.length)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.length)
    }
}

/// The description of the file. Where the file itself is sent, its description is not.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file_name", &*self.file_name)?;
        map.serialize_entry("content_type", &self.content_type)?;
        map.serialize_entry("length", &self.length)?;
        #[cfg(feature = "server")]
        if let Some(sha256) = self.sha256() {
            map.serialize_entry("sha256", sha256)?;
        }
        map.end()
    }
}

/// As a gateway describes a file to its APIs: the content is not part of it.
#[cfg(feature = "server")]
impl<'de> serde::Deserialize<'de> for Upload {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Description {
            file_name: String,
            content_type: String,
            length: u64,
            sha256: Option<String>,
        }
        let Description { file_name, content_type, length, sha256 } = Description::deserialize(deserializer)?;
        let content = Content::Described(sha256.map(Into::into));
        Ok(Self::new(file_name, length, content).with_content_type(content_type))
    }
}

fn content_type_of(file_name: &str) -> &'static str {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "json" => "application/json",
        "xml" => "application/xml",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A file and the name of the field it is sent in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FilePart {
    /// The name of the field, such as `image_content`.
    pub name: Cow<'static, str>,
    /// The file.
    pub file: Upload,
}

impl FilePart {
    /// This file, in the field called `name`.
    pub fn new(name: impl Into<Cow<'static, str>>, file: Upload) -> Self {
        Self { name: name.into(), file }
    }
}

/// A field of a request that may hold a file.
#[doc(hidden)]
pub trait FileField {
    /// The file in it.
    fn file(&self) -> Option<&Upload>;
}

impl FileField for Upload {
    fn file(&self) -> Option<&Upload> {
        Some(self)
    }
}

impl FileField for Option<Upload> {
    fn file(&self) -> Option<&Upload> {
        self.as_ref()
    }
}

/// How far the body of a request with files has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadProgress {
    /// Which attempt of the call it is: the first is 1.
    pub attempt: u32,
    /// How many bytes of the body the connection has taken in this attempt.
    pub sent: u64,
    /// How many bytes the body has: the files and what stands around them.
    pub total: u64,
}

impl UploadProgress {
    /// `sent` bytes of `total` in this attempt.
    pub fn new(attempt: u32, sent: u64, total: u64) -> Self {
        Self { attempt, sent, total }
    }
}

/// Who is told how far the body of a request with files has come.
pub type UploadObserver = Arc<dyn Fn(UploadProgress) + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_follows_from_the_name() {
        for (name, content_type) in [
            ("a.jpg", "image/jpeg"),
            ("a.b.JPEG", "image/jpeg"),
            ("视频.mp4", "video/mp4"),
            ("jpg", "application/octet-stream"),
            ("a.", "application/octet-stream"),
            ("a.jpg.exe", "application/octet-stream"),
        ] {
            assert_eq!(Upload::from_bytes(name, "").content_type(), content_type, "{name}");
        }
        assert_eq!(Upload::from_bytes("a.jpg", "").with_content_type("image/heic").content_type(), "image/heic");
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_invalid() {
        let rule = |upload: Upload| upload.check().map_err(|invalid| invalid.field().to_owned());
        for name in ["a.jpg", "a \"b\".jpg", "照片.jpg", "a;b=c%22.jpg"] {
            assert_eq!(rule(Upload::from_bytes(name, "")), Ok(()), "{name}");
        }
        for name in ["", " ", "a\r\nb", "a\nb", "a\0", "dir/a.jpg", "..\\a.jpg", "a\u{85}"] {
            assert_eq!(rule(Upload::from_bytes(name, "")), Err("file_name".to_owned()), "{name:?}");
        }
        for content_type in ["", "image", "/", "image/", "image/jpeg\r\nx: y", "image/jp\u{e9}g", "image/jpeg\t"] {
            let upload = Upload::from_bytes("a", "").with_content_type(content_type);
            assert_eq!(rule(upload), Err("content_type".to_owned()), "{content_type:?}");
        }
    }

    #[test]
    fn a_path_must_lead_to_a_regular_file() {
        assert_eq!(Upload::from_path("no-such-file").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(Upload::from_path(env!("CARGO_MANIFEST_DIR")).unwrap_err().kind(), ErrorKind::InvalidInput);
        let this = Upload::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
        assert_eq!((this.file_name(), this.content_type()), ("Cargo.toml", "application/octet-stream"));
        let mut content = Vec::new();
        this.open().unwrap().read_to_end(&mut content).unwrap();
        assert_eq!(content.len() as u64, this.len());
    }

    #[test]
    fn debug_shows_neither_name_nor_content() {
        let part = FilePart::new("image_content", Upload::from_bytes("SECRET.jpg", "SECRET"));
        let shown = format!("{part:?}");
        assert!(!shown.contains("SECRET") && shown.contains("6 bytes"), "{shown}");
    }

    #[cfg(feature = "server")]
    #[test]
    fn a_description_is_read_as_it_was_written() {
        let json = r#"{"file_name":"a.jpg","content_type":"image/jpeg","length":3,"sha256":"00ff"}"#;
        let read: Upload = serde_json::from_str(json).unwrap();
        assert_eq!((read.len(), read.sha256(), read.bytes()), (3, Some("00ff"), None));
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        assert!(read.open().is_err(), "there is no content to send");
        assert!(serde_json::from_str::<Upload>("\"text\"").is_err());
    }
}
