//! A client of the Digital Wallet gateway.

use std::{error::Error, fmt};

use alipay_sign::{PrivateKey, PublicKey, Sign};
use alipay_wire::{
    Api, Call, Clock, Code, Dws, Effect, Gate, Nonce, OpenError, Opened, Outcome, Phase, Protocol, Sent, SignedHeader,
    Signing, SystemClock,
};
use ureq::http::response::Parts;

use crate::http::{self, BoxError};

pub struct Gateway {
    protocol: SignedHeader<Dws>,
    key: PrivateKey,
    alipay_key: PublicKey,
    agent: ureq::Agent,
}

impl Gateway {
    pub fn new(protocol: SignedHeader<Dws>, key: PrivateKey, alipay_key: PublicKey) -> Self {
        let agent = http::agent(protocol.gateway());
        Self { protocol, key, alipay_key, agent }
    }

    /// Sends a request once.
    pub fn send<R: Api<Dialect = Dws>>(&self, request: &R) -> Result<R::Response, Failed> {
        // Out: validate and encode, draft, sign, seal. Whatever fails here is not sent.
        let call = Call::new(request).map_err(failed(Effect::None))?;
        let mut nonce = [0; 16];
        getrandom::getrandom(&mut nonce).map_err(failed(Effect::None))?;
        let signing = Signing::new(self.key.key(), SystemClock.now(), Nonce::from_random(nonce));
        let draft = self.protocol.draft(&call, &signing).map_err(failed(Effect::None))?;
        let signature = self.key.sign(draft.message()).map_err(failed(Effect::None))?;
        let sealed = self.protocol.seal(draft, &signature).map_err(failed(Effect::None))?;

        // There and back. How far it came decides what it may have done.
        let gate = Gate::default();
        let (head, body) = http::exchange(&self.agent, sealed, &gate)
            .map_err(|error| failed(Effect::inconclusive(call.safety(), gate.close()))(error))?;
        self.read(request, &call, &signing.sent(), &head, body)
    }

    /// In: open, verify, reveal, conclude, decode, compare. What is not proven leaves the outcome open.
    fn read<R: Api<Dialect = Dws>>(
        &self,
        request: &R,
        call: &Call,
        sent: &Sent,
        head: &Parts,
        body: Vec<u8>,
    ) -> Result<R::Response, Failed> {
        let open = Effect::inconclusive(call.safety(), Phase::Answered);
        let opened = self.protocol.open(call, sent, head, body.into());
        let sealed = match opened.map_err(failed(open))? {
            Opened::Signed(sealed) => sealed,
            Opened::Unsigned(body) => {
                let claim = self.protocol.read_failure(call, head, &body);
                return Err(failed(open)("the gateway did not sign its failure").code(claim.answer.code));
            }
        };
        let verified = sealed.verify(&self.alipay_key).map_err(|(error, _)| failed(open)(error))?;
        let document = self.protocol.reveal(call, head, verified).map_err(failed(open))?;
        let conclusion = self.protocol.conclude(call, head, &document).map_err(failed(open))?;

        let code = conclusion.answer.code;
        match conclusion.outcome {
            Outcome::Success => {}
            Outcome::Refused => return Err(failed(Effect::refused(&document))("the gateway refused").code(code)),
            // The key is taken, perhaps by an earlier attempt of ours; or no page says what it means.
            Outcome::KeyTaken | Outcome::Unexplained => {
                return Err(failed(open)("failed; it may be done all the same").code(code));
            }
            Outcome::NotProcessed => return Err(failed(Effect::None)("turned away unprocessed").code(code)),
            Outcome::Unknown => return Err(failed(open)("the gateway does not know the outcome").code(code)),
        }
        let answer = document.decode().map_err(failed(Effect::accepted(call.safety(), &document)))?;
        request.correlate(&answer).map_err(failed(open))?;
        Ok(answer)
    }
}

/// A call failed. First look at the effect: what it may have done.
#[derive(Debug)]
pub struct Failed {
    pub effect: Effect,
    pub code: Option<Code>,
    reason: BoxError,
}

fn failed<E: Into<BoxError>>(effect: Effect) -> impl Fn(E) -> Failed {
    move |reason| Failed { effect, code: None, reason: reason.into() }
}

impl Failed {
    fn code(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "effect at the gateway: {}", self.effect)?;
        self.code.as_ref().map_or(Ok(()), |code| write!(f, ", code {code}"))
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.reason)
    }
}
