//! Requests with files: read while they come, so that no file is in memory as a whole.

use std::fmt::Write;

use alipay_sign::Sha256;
use alipay_wire::{
    FilePart,
    server::{ReceivedFiles, World},
};
use bytes::{Buf, Bytes, BytesMut};
use http::{header::CONTENT_TYPE, request::Parts};
use http_body_util::{BodyDataStream, BodyExt, LengthLimitError, Limited};
use multer::{Field, Multipart};
use serde_json::{Map, Value, json};

use super::rest_v3;
use crate::Disconnected;

/// Files up to this length are kept for the API to look into. Of longer ones, and of these too, it is told the digest.
const KEPT: u64 = 1 << 20;

/// The longest body without files that is read.
const BODY: usize = 4 << 20;

/// The longest text that is read: of all parts that are no files, together.
const TEXT: usize = 1 << 20;

/// The body of a request: what is signed of it, and the files beside that.
#[derive(Default)]
pub(crate) struct Received {
    /// Of a request with files: at `gateway.do` the parameters in it, as another request would have them; over REST the
    /// part `data`.
    pub(crate) body: Bytes,
    pub(crate) files: Files,
}

/// The files of a request.
#[derive(Default)]
pub(crate) struct Files(Vec<File>);

struct File {
    name: String,
    file_name: String,
    content_type: String,
    length: u64,
    sha256: String,
    /// The content, if it is short.
    content: Option<Bytes>,
}

/// Why a body is not read.
pub(crate) enum Unread {
    /// The connection ended within it.
    Disconnected,
    /// It is longer than any request.
    TooLong,
    /// It is no form, or not one of this gateway.
    Malformed,
}

impl From<Disconnected> for Unread {
    fn from(_: Disconnected) -> Self {
        Self::Disconnected
    }
}

impl From<multer::Error> for Unread {
    fn from(error: multer::Error) -> Self {
        match error {
            multer::Error::StreamReadFailed(_) => Self::Disconnected,
            _ => Self::Malformed,
        }
    }
}

/// Reads a body of any kind.
pub(crate) async fn read<B>(head: &Parts, body: B) -> Result<Received, Unread>
where
    B: http_body::Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(boundary) = content_type.and_then(|value| multer::parse_boundary(value).ok()) else {
        let body = Limited::new(body, BODY).collect().await.map_err(|error| match error.is::<LengthLimitError>() {
            true => Unread::TooLong,
            false => Unread::Disconnected,
        })?;
        return Ok(Received { body: body.to_bytes(), files: Files::default() });
    };
    let bytes = body
        .map_err(|_| Disconnected)
        .map_frame(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())));
    let mut parts = Multipart::new(BodyDataStream::new(Box::pin(bytes)), boundary);
    let (mut texts, mut files) = (Vec::new(), Files::default());
    let mut left = TEXT;
    while let Some(part) = parts.next_field().await? {
        let name = part.name().ok_or(Unread::Malformed)?.to_owned();
        match part.file_name() {
            Some(_) => files.add(File::read(name, part).await?)?,
            None => texts.push((name, text(part, &mut left).await?)),
        }
    }
    let is_rest = head.uri.path().starts_with(rest_v3::PREFIX);
    let body = if is_rest { data(texts)? } else { parameters(&texts) };
    Ok(Received { body, files })
}

async fn text(mut part: Field<'_>, left: &mut usize) -> Result<Bytes, Unread> {
    let mut text = BytesMut::new();
    while let Some(piece) = part.chunk().await? {
        *left = left.checked_sub(piece.len()).ok_or(Unread::Malformed)?;
        text.extend_from_slice(&piece);
    }
    Ok(text.freeze())
}

/// Over REST there is one text at most.
fn data(mut texts: Vec<(String, Bytes)>) -> Result<Bytes, Unread> {
    match (texts.pop(), texts.is_empty()) {
        (None, _) => Ok(Bytes::new()),
        (Some((name, data)), true) if name == "data" => Ok(data),
        _ => Err(Unread::Malformed),
    }
}

/// What a request without files has in its body.
fn parameters(texts: &[(String, Bytes)]) -> Bytes {
    let encode = |bytes: &[u8]| form_urlencoded::byte_serialize(bytes).collect::<String>();
    let pairs = texts.iter().map(|(name, value)| format!("{}={}", encode(name.as_bytes()), encode(value)));
    pairs.collect::<Vec<_>>().join("&").into()
}

impl File {
    async fn read(name: String, mut part: Field<'_>) -> Result<Self, Unread> {
        // As it was before it was written: browsers escape this much.
        let file_name = part.file_name().unwrap_or_default().replace("%22", "\"");
        let content_type = part.content_type().map(ToString::to_string).unwrap_or_default();
        let (mut length, mut digest, mut content) = (0, Sha256::new(), Some(BytesMut::new()));
        while let Some(piece) = part.chunk().await? {
            length += piece.len() as u64;
            digest.update(&piece);
            content = content.filter(|_| length <= KEPT);
            if let Some(content) = &mut content {
                content.extend_from_slice(&piece);
            }
        }
        let sha256 = digest.finish().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Ok(Self { name, file_name, content_type, length, sha256, content: content.map(BytesMut::freeze) })
    }

    fn description(&self) -> Value {
        json!({
            "file_name": self.file_name,
            "content_type": self.content_type,
            "length": self.length,
            "sha256": self.sha256,
        })
    }
}

impl Files {
    fn add(&mut self, file: File) -> Result<(), Unread> {
        if self.0.iter().any(|known| known.name == file.name) {
            return Err(Unread::Malformed);
        }
        self.0.push(file);
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these are the fields of a request that hold files.
    pub(crate) fn are_in(&self, fields: &[FilePart]) -> bool {
        fields.len() == self.0.len() && fields.iter().all(|field| self.0.iter().any(|file| field.name == file.name))
    }

    /// The request as its API reads it, with a description of each file in its field. As it is when it has such a field
    /// already: then the request is none.
    pub(crate) fn described_in(&self, request: &Bytes) -> Bytes {
        if self.is_empty() {
            return request.clone();
        }
        let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(request) else { return request.clone() };
        for file in &self.0 {
            if members.insert(file.name.clone(), file.description()).is_some() {
                return request.clone();
            }
        }
        Value::Object(members).to_string().into()
    }

    /// Does something with a world in which the kept content is.
    pub(crate) fn lent_to<T>(&self, world: &mut World, act: impl FnOnce(&mut World) -> T) -> T {
        if self.is_empty() {
            return act(world);
        }
        let kept = self.0.iter().filter_map(|file| Some((file.name.clone(), file.content.clone()?)));
        *world.get() = kept.collect::<ReceivedFiles>();
        let outcome = act(world);
        *world.get() = ReceivedFiles::default();
        outcome
    }
}
