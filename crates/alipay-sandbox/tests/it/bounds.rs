//! What anybody may send does not fill the memory.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use alipay_sandbox::Sandbox;
use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame};
use tower_service::Service;

/// Chunks without an announced length. Counts what was taken of them.
struct Chunks(usize, Arc<AtomicUsize>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        const CHUNK: &[u8] = &[b'a'; 1 << 20];
        let Some(left) = self.0.checked_sub(1) else { return Poll::Ready(None) };
        self.0 = left;
        self.1.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(CHUNK)))))
    }
}

#[tokio::test]
async fn a_body_without_an_end_is_not_kept() {
    for path in ["/gateway.do", "/v3/alipay/fund/account/query", "/ams/api/v1/accounts/queryAccountAndBenefit"] {
        let taken = Arc::new(AtomicUsize::new(0));
        let request = Request::post(path).body(Chunks(600, Arc::clone(&taken))).unwrap();
        let answer = Sandbox::new().call(request).await.unwrap();
        assert!(taken.load(Ordering::Relaxed) < 10, "{path}: {taken:?} MiB were taken");
        assert_eq!(answer.status(), 413, "{path}");
    }
}
