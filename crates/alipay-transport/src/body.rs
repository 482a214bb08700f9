//! The body of a request, which leaves only while its attempt is wanted.

use std::{
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use alipay_wire::Gate;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::upload::Streamed;

/// The body of a request.
///
/// The moment a transport first polls or takes it, the request counts as maybe sent. Until then it is certain that the
/// gateway has seen nothing: that is how a stalled TLS handshake is told from a silent server, on any transport. Once the
/// attempt is given up it is too late: the body fails with [`BodyError`], and nothing leaves.
///
/// The body of a request with files is read while it is sent, 64 KiB at a time and one step ahead.
pub struct Body {
    content: Content,
    gate: Arc<Gate>,
}

enum Content {
    Whole(Bytes),
    Streamed(Box<Streamed>),
}

impl Body {
    pub(crate) fn new(bytes: Bytes, gate: Arc<Gate>) -> Self {
        Self { content: Content::Whole(bytes), gate }
    }

    pub(crate) fn streamed(stream: Streamed, gate: Arc<Gate>) -> Self {
        Self { content: Content::Streamed(Box::new(stream)), gate }
    }

    /// No body, and no attempt: for a request of your own over the same transport.
    pub fn empty() -> Self {
        Self::new(Bytes::new(), Arc::default())
    }

    /// The bytes, for transports that take a body whole.
    ///
    /// # Errors
    /// [`BodyError`] when the attempt was given up, or the request has files: do not send anything then. A transport that
    /// is to send files polls this body, or collects it.
    pub fn into_bytes(self) -> Result<Bytes, BodyError> {
        match self.content {
            Content::Streamed(stream) => {
                stream.refuse(BodyError(Reason::Streamed));
                Err(BodyError(Reason::Streamed))
            }
            Content::Whole(bytes) if self.gate.pass() => Ok(bytes),
            Content::Whole(_) => Err(BodyError(Reason::GivenUp)),
        }
    }

    fn len(&self) -> u64 {
        match &self.content {
            Content::Whole(bytes) => bytes.len() as u64,
            Content::Streamed(stream) => stream.left(),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let Self { content, gate } = &mut *self;
        if !gate.pass() {
            return Poll::Ready(Some(Err(BodyError(Reason::GivenUp))));
        }
        match content {
            Content::Whole(bytes) => {
                let bytes = mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            // A part of it has left, and nothing of the rest follows.
            Content::Streamed(_) if gate.is_closed() => Poll::Ready(Some(Err(BodyError(Reason::GivenUp)))),
            Content::Streamed(stream) => stream.poll_chunk(cx).map(|chunk| match chunk {
                Some(chunk) => Some(Ok(Frame::data(chunk))),
                // An end before the end is none.
                None => (stream.left() > 0).then(|| Err(BodyError(Reason::Unreadable))),
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        // Nobody polls an empty body. Asking whether it is one is how a connection takes it.
        self.len() == 0 && self.gate.pass()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}

/// The body of a request cannot be had.
#[derive(Debug)]
pub struct BodyError(Reason);

#[derive(Debug)]
enum Reason {
    GivenUp,
    Streamed,
    Unreadable,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Reason::GivenUp => "the attempt was given up before its request was sent",
            Reason::Streamed => "the request has files, which cannot be taken whole: poll the body, or collect it",
            Reason::Unreadable => "a file of the request cannot be read",
        })
    }
}

impl std::error::Error for BodyError {}
