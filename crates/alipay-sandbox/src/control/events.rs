//! Server-sent events: that something happened, so that who looks on looks again.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::{sync::watch, time::timeout};

use crate::Disconnected;

/// So often at most is something told, and so often at least.
const SELDOM: Duration = Duration::from_millis(150);
const OFTEN: Duration = Duration::from_secs(15);

type Telling = Pin<Box<dyn Future<Output = (watch::Receiver<u64>, Bytes)> + Send>>;

/// A body that never ends.
pub(super) struct Events(Telling);

impl Events {
    pub(super) fn new(mut news: watch::Receiver<u64>) -> Self {
        // At once, so that who looks on knows that it is connected.
        news.mark_changed();
        Self(Box::pin(tell(news, Duration::ZERO)))
    }
}

async fn tell(mut news: watch::Receiver<u64>, pause: Duration) -> (watch::Receiver<u64>, Bytes) {
    tokio::time::sleep(pause).await;
    let told = match timeout(OFTEN, news.changed()).await {
        Ok(_) => format!("event: changed\ndata: {}\n\n", *news.borrow_and_update()),
        Err(_) => ": still here\n\n".to_owned(),
    };
    (news, told.into())
}

impl Body for Events {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        self.0.as_mut().poll(cx).map(|(news, told)| {
            self.0 = Box::pin(tell(news, SELDOM));
            Some(Ok(Frame::data(told)))
        })
    }
}
