//! `multipart/form-data` (RFC 7578): fields and files as the body of one request.

use std::{
    collections::VecDeque,
    fmt,
    io::{self, ErrorKind, Read},
};

use bytes::Bytes;
use http::HeaderValue;

use crate::{EncodeError, Field, FilePart, Invalid, Nonce, Upload};

/// How much of a file is read at a time, in bytes.
pub const CHUNK: usize = 64 << 10;

/// The body of a request that carries files: text that is in memory, and files that are read while it is sent.
///
/// Cheap enough to clone. Its length is exact and known beforehand.
#[derive(Clone)]
pub struct Multipart {
    boundary: String,
    segments: VecDeque<Segment>,
    length: u64,
}

#[derive(Clone)]
enum Segment {
    /// Headers, texts and boundaries.
    Text(Bytes),
    File(Upload),
}

impl Multipart {
    /// Begins a body. Its boundary is made of `nonce`, so that nobody can know it who writes a file.
    pub fn builder(nonce: Nonce) -> MultipartBuilder {
        MultipartBuilder { boundary: format!("alipay-{nonce}"), segments: VecDeque::new(), text: Vec::new() }
    }

    /// The content type of the request, with the charset of its texts if it is to name one.
    ///
    /// # Errors
    /// [`EncodeError::Header`] when the charset cannot stand in a header.
    pub fn content_type(&self, charset: Option<&str>) -> Result<HeaderValue, EncodeError> {
        let charset = charset.map(|charset| format!("charset={charset}; ")).unwrap_or_default();
        let value = format!("multipart/form-data; {charset}boundary={}", self.boundary);
        HeaderValue::try_from(value).map_err(|_| EncodeError::Header("charset".to_owned()))
    }

    /// The length of the body in bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there is nothing in it. There always is: the last boundary at least.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Opens all files. What comes of it is the body, in chunks: opening and reading may wait.
    ///
    /// # Errors
    /// When a file cannot be opened. Nothing is sent then.
    pub fn open(self) -> io::Result<Chunks> {
        let open = |segment| match segment {
            Segment::Text(text) => Ok(Piece::Text(text)),
            Segment::File(file) => Opened::new(&file).map(Piece::File),
        };
        self.segments.into_iter().map(open).collect::<io::Result<_>>().map(Chunks)
    }

    /// The body as it is kept for evidence: every file is replaced by a remark of its length.
    pub(crate) fn outline(&self) -> Vec<u8> {
        let mut outline = Vec::new();
        for segment in &self.segments {
            match segment {
                Segment::Text(text) => outline.extend_from_slice(text),
                Segment::File(file) => {
                    outline.extend_from_slice(format!("({} bytes, not kept)", file.len()).as_bytes())
                }
            }
        }
        outline
    }
}

/// Shows the length alone.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart({} bytes)", self.length)
    }
}

/// Puts a [`Multipart`] together, part by part.
pub struct MultipartBuilder {
    boundary: String,
    segments: VecDeque<Segment>,
    /// What follows the last file so far.
    text: Vec<u8>,
}

impl MultipartBuilder {
    /// Adds a field of this content type.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when the name cannot stand in a header.
    pub fn text(mut self, name: &str, content_type: &str, value: &[u8]) -> Result<Self, EncodeError> {
        self.begin(name, None, content_type)?;
        self.text.extend_from_slice(value);
        self.text.extend_from_slice(b"\r\n");
        Ok(self)
    }

    /// Adds a file. A quote in its name is written as `%22`, as browsers do; letters beyond ASCII are UTF-8.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when the name of the part, or name or content type of the file cannot stand in a header.
    pub fn file(mut self, part: FilePart) -> Result<Self, EncodeError> {
        let FilePart { name, file } = part;
        file.check().map_err(|invalid| invalid.within(&name))?;
        self.begin(&name, Some(file.file_name()), file.content_type())?;
        self.segments.push_back(Segment::Text(std::mem::take(&mut self.text).into()));
        self.segments.push_back(Segment::File(file));
        self.text.extend_from_slice(b"\r\n");
        Ok(self)
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when it is longer than any body can be.
    pub fn finish(mut self) -> Result<Multipart, EncodeError> {
        self.text.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self.segments.push_back(Segment::Text(self.text.into()));
        let length = |segment: &Segment| match segment {
            Segment::Text(text) => text.len() as u64,
            Segment::File(file) => file.len(),
        };
        let length = self.segments.iter().map(length).try_fold(0, u64::checked_add);
        let length = length.ok_or_else(|| Invalid::new("files", "are longer than a request can be"))?;
        Ok(Multipart { boundary: self.boundary, segments: self.segments, length })
    }

    /// The boundary and the headers of a part.
    fn begin(&mut self, name: &str, file_name: Option<&str>, content_type: &str) -> Result<(), EncodeError> {
        if !is_part_name(name) {
            return Err(EncodeError::ParameterName);
        }
        if !content_type.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return Err(Invalid::new("content_type", "must be a media type such as text/plain").into());
        }
        let file_name = file_name.map(|name| format!("; filename=\"{}\"", name.replace('"', "%22")));
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{name}\"{}\r\nContent-Type: {content_type}\r\n\r\n",
            self.boundary,
            file_name.unwrap_or_default(),
        );
        self.text.extend_from_slice(head.as_bytes());
        Ok(())
    }
}

impl fmt::Debug for MultipartBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultipartBuilder").finish_non_exhaustive()
    }
}

/// Nothing that would have to be escaped, in any reading of the standards.
pub(crate) fn is_part_name(name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    !name.is_empty() && name.bytes().all(letter)
}

/// A [`Multipart`] body in chunks of at most [`CHUNK`] bytes of a file, read as they are asked for.
///
/// Anyone who takes them all has the body, and every file had the length that was announced. An error is the last: what
/// would follow it is never given.
pub struct Chunks(VecDeque<Piece>);

enum Piece {
    Text(Bytes),
    File(Opened),
}

/// A file that is being read.
struct Opened {
    content: Content,
    left: u64,
}

enum Content {
    Bytes(Bytes),
    Source(Box<dyn Read + Send>),
}

impl Iterator for Chunks {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<io::Result<Bytes>> {
        let chunk = self.read().transpose();
        if let Some(Err(_)) = &chunk {
            self.0.clear();
        }
        chunk
    }
}

impl Chunks {
    fn read(&mut self) -> io::Result<Option<Bytes>> {
        while let Some(piece) = self.0.pop_front() {
            let chunk = match piece {
                Piece::Text(text) => text,
                Piece::File(mut file) => {
                    let chunk = file.read()?;
                    if file.left > 0 {
                        self.0.push_front(Piece::File(file));
                    }
                    chunk
                }
            };
            // An empty file is read too: whether it is.
            if !chunk.is_empty() {
                return Ok(Some(chunk));
            }
        }
        Ok(None)
    }
}

impl Opened {
    fn new(file: &Upload) -> io::Result<Self> {
        let content = match file.bytes() {
            Some(bytes) => Content::Bytes(bytes.clone()),
            None => Content::Source(file.open()?),
        };
        Ok(Self { content, left: file.len() })
    }

    /// The next chunk. The last one is given only when nothing follows it.
    fn read(&mut self) -> io::Result<Bytes> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(CHUNK);
        let is_last = self.left <= CHUNK as u64;
        let chunk = match &mut self.content {
            Content::Bytes(bytes) => bytes.split_to(wanted.min(bytes.len())),
            Content::Source(source) => {
                // One more where the end should be: whether it is.
                let most = wanted + usize::from(is_last);
                let mut chunk = Vec::with_capacity(most);
                source.take(most as u64).read_to_end(&mut chunk)?;
                chunk.into()
            }
        };
        match chunk.len() {
            length if length < wanted => {
                Err(io::Error::new(ErrorKind::UnexpectedEof, "the file is shorter than it was when the call was made"))
            }
            length if length > wanted => {
                Err(io::Error::new(ErrorKind::InvalidData, "the file is longer than it was when the call was made"))
            }
            length => {
                self.left -= length as u64;
                Ok(chunk)
            }
        }
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").finish_non_exhaustive()
    }
}
