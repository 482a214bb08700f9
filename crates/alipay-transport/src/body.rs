//! The body of a request, which knows when it was handed out.

use std::{
    convert::Infallible,
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use alipay_wire::{Phase, Progress};
use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The body of a request.
///
/// The moment a transport first polls or takes it, the request counts as maybe sent. Until then it is certain that the
/// gateway has seen nothing: that is how a stalled TLS handshake is told from a silent server, on any transport.
pub struct Body {
    bytes: Bytes,
    progress: Arc<Progress>,
}

impl Body {
    pub(crate) fn new(bytes: Bytes, progress: Arc<Progress>) -> Self {
        if bytes.is_empty() {
            // Nobody polls an empty body, so nobody could tell later.
            progress.reached(Phase::MaybeSent);
        }
        Self { bytes, progress }
    }

    /// The bytes, for transports that take a body whole.
    pub fn into_bytes(self) -> Bytes {
        self.progress.reached(Phase::MaybeSent);
        self.bytes
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.progress.reached(Phase::MaybeSent);
        let bytes = mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}
