//! From what came back to a verdict: open, verify, conclude.

use std::time::Duration;

use alipay_sign::{Credentials, Sealed, Verified, VerifyError};
use alipay_wire::{Call, OpenError, Opened, Outcome, Sent};
use bytes::Bytes;
use http::response::Parts;

use crate::{
    Attempts, Error, Reply,
    error::{ApiError, GatewayError, NotAuthentic, ProtocolError},
    explain::Asked,
    reply::{History, Receipt},
};

/// What came back, and to what.
pub(crate) struct Received {
    pub(crate) sent: Sent,
    pub(crate) head: Parts,
    pub(crate) body: Bytes,
    pub(crate) asked: Asked,
}

impl Attempts {
    /// What the answer says, once it is proven. A key that is not held may be learned for that, within `left`.
    pub(crate) async fn judge(
        &self,
        call: &Call,
        received: Received,
        credentials: &Credentials,
        left: Duration,
    ) -> Result<Reply<Verified<Bytes>>, Error> {
        let keep = |error, head: &Parts| {
            let Received { body, asked, .. } = &received;
            asked.keep(error, head, body, self.protocol.identity(), credentials.verifier())
        };
        let sealed = self.open(call, &received).map_err(|error| keep(error, &received.head))?;
        let head = &received.head;
        let verified = self.verify(call, sealed, credentials, left).await;
        let verified = verified.map_err(|error| error.answered(head.status, self.protocol.trace_id(head)));
        let verified = verified.map_err(|error| keep(error.into(), head))?;
        self.conclude(call, received.head, verified).map_err(|error| received.asked.keep_text(error))
    }

    /// Finds what was signed in the answer.
    pub(crate) fn open(&self, call: &Call, received: &Received) -> Result<Sealed<Bytes>, Error> {
        let Received { sent, head, body, .. } = received;
        let trace_id = self.protocol.trace_id(head);
        match self.protocol.open(call, sent, head, body.clone()) {
            Ok(Opened::Signed(sealed)) => Ok(sealed),
            Ok(Opened::Unsigned(unverified)) => {
                let claim = self.protocol.read_failure(call, head, &unverified);
                Err(Error::Gateway(GatewayError::new(call, head, trace_id, claim)))
            }
            // A page of something before the gateway. Anything that looks like an answer, but a spoilt one, is not
            // excused by its status.
            Err(source @ OpenError::NotAnAnswer) if !head.status.is_success() => {
                Err(Error::Protocol(ProtocolError::failure_status(call, head, trace_id, source)))
            }
            Err(source) => Err(NotAuthentic::not_an_answer(call, source).answered(head.status, trace_id).into()),
        }
    }

    async fn verify(
        &self,
        call: &Call,
        sealed: Sealed<Bytes>,
        credentials: &Credentials,
        left: Duration,
    ) -> Result<Verified<Bytes>, NotAuthentic> {
        let bad_signature = |source| NotAuthentic::bad_signature(call, source);
        let (refusal, sealed) = match sealed.verify(credentials.verifier()) {
            Ok(verified) => return Ok(verified),
            Err(refused) => refused,
        };
        let VerifyError::UnknownKey(key) = &refusal else { return Err(bad_signature(refusal)) };
        let Some(request) = self.protocol.key_request(key) else { return Err(bad_signature(refusal)) };
        // Boxed: so rare that the future of every attempt need not have room for it.
        match Box::pin(self.discovery.learn(self, key, request, credentials, left)).await {
            Ok(()) => sealed.verify(credentials.verifier()).map_err(|(refusal, _)| bad_signature(refusal)),
            Err(reason) => Err(NotAuthentic::unknown_key(call, refusal, reason)),
        }
    }

    /// Reads the verdict of an answer.
    pub(crate) fn conclude(
        &self,
        call: &Call,
        head: Parts,
        verified: Verified<Bytes>,
    ) -> Result<Reply<Verified<Bytes>>, Error> {
        let trace_id = self.protocol.trace_id(&head);
        let status = head.status;
        let no_verdict = |source| Error::Protocol(ProtocolError::no_verdict(call, status, trace_id, source));
        let document = self.protocol.reveal(call, &head, verified).map_err(no_verdict)?;
        let conclusion = self.protocol.conclude(call, &head, &document).map_err(no_verdict)?;

        match conclusion.outcome {
            Outcome::Success => {
                let trace_id = trace_id.map(str::to_owned);
                let (answer, headers) = (conclusion.answer, head.headers);
                let history = History::Several(Vec::new());
                let receipt = Receipt { answer, status, headers, trace_id, history };
                Ok(Reply::verified(document, receipt))
            }
            outcome => {
                let body = document.into_verified();
                Err(Error::Api(ApiError::new(call, &head, trace_id, outcome, conclusion.answer, body)))
            }
        }
    }
}

impl From<NotAuthentic> for Error {
    fn from(error: NotAuthentic) -> Self {
        Self::Verify(error)
    }
}
