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

/// The body of a request.
///
/// The moment a transport first polls or takes it, the request counts as maybe sent. Until then it is certain that the
/// gateway has seen nothing: that is how a stalled TLS handshake is told from a silent server, on any transport. Once the
/// attempt is given up it is too late: the body fails with [`BodyError`], and nothing leaves.
pub struct Body {
    bytes: Bytes,
    gate: Arc<Gate>,
}

impl Body {
    pub(crate) fn new(bytes: Bytes, gate: Arc<Gate>) -> Self {
        Self { bytes, gate }
    }

    /// No body, and no attempt: for a request of your own over the same transport.
    pub fn empty() -> Self {
        Self::new(Bytes::new(), Arc::default())
    }

    /// The bytes, for transports that take a body whole.
    ///
    /// # Errors
    /// [`BodyError`] when the attempt was given up: do not send anything then.
    pub fn into_bytes(self) -> Result<Bytes, BodyError> {
        if self.gate.pass() { Ok(self.bytes) } else { Err(BodyError(())) }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if !self.gate.pass() {
            return Poll::Ready(Some(Err(BodyError(()))));
        }
        let bytes = mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        // Nobody polls an empty body. Asking whether it is one is how a connection takes it.
        self.bytes.is_empty() && self.gate.pass()
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

/// The body of a request cannot be had.
#[derive(Debug)]
pub struct BodyError(());

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the attempt was given up before its request was sent")
    }
}

impl std::error::Error for BodyError {}
