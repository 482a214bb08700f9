//! The body of an answer, which may end early or come late.

use std::{
    fmt, mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::{Disconnected, Fault};

/// The body of an answer. It announces its whole length, whatever comes of it.
pub struct AnswerBody {
    /// What comes now.
    now: Bytes,
    then: Then,
}

/// What follows what comes now.
enum Then {
    End,
    Disconnected { missing: u64 },
    Late { after: Pin<Box<Sleep>>, rest: Bytes },
}

impl AnswerBody {
    pub(crate) fn new(mut now: Bytes, fault: Option<Fault>) -> Self {
        let then = match fault {
            Some(Fault::Cut) => Then::Disconnected { missing: now.split_off(now.len() / 2).len() as u64 },
            Some(Fault::SlowBody(delay)) => {
                Then::Late { rest: now.split_off(now.len() / 2), after: Box::pin(sleep(delay)) }
            }
            _ => Then::End,
        };
        Self { now, then }
    }
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        if !self.now.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(mem::take(&mut self.now)))));
        }
        match &mut self.then {
            Then::End => Poll::Ready(None),
            Then::Disconnected { .. } => Poll::Ready(Some(Err(Disconnected))),
            Then::Late { after, rest } => {
                ready!(after.as_mut().poll(cx));
                let rest = mem::take(rest);
                self.then = Then::End;
                Poll::Ready(Some(Ok(Frame::data(rest))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.now.is_empty() && matches!(self.then, Then::End)
    }

    fn size_hint(&self) -> SizeHint {
        let to_come = match &self.then {
            Then::End => 0,
            Then::Disconnected { missing } => *missing,
            Then::Late { rest, .. } => rest.len() as u64,
        };
        SizeHint::with_exact(self.now.len() as u64 + to_come)
    }
}

impl fmt::Debug for AnswerBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnswerBody({} bytes now)", self.now.len())
    }
}
