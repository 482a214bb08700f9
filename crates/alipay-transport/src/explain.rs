//! What an error keeps so that it can be explained why a signature did not hold: nothing, without feature `diagnose`.

#[cfg(feature = "diagnose")]
pub(crate) use kept::{Asked, Puzzle};
#[cfg(not(feature = "diagnose"))]
pub(crate) use nothing::Asked;

#[cfg(feature = "diagnose")]
mod kept {
    use std::fmt;

    use alipay_sign::Verify;
    use alipay_wire::{
        RequestBody,
        diagnose::{Diagnosis, Keys, Message, compare, is_about_signatures},
    };
    use bytes::Bytes;
    use http::{Method, Request, Uri, response::Parts};

    use crate::Error;

    /// What was asked, as far as an answer is signed together with it.
    pub(crate) struct Asked {
        method: Method,
        uri: Uri,
        signed: Bytes,
    }

    /// What there is to explain.
    #[derive(Clone, Default)]
    pub(crate) enum Puzzle {
        #[default]
        Nothing,
        /// The answer does not verify with these keys.
        Answer(Box<(Message, Keys)>),
        /// The gateway refused our signature over this text.
        Request(Bytes),
    }

    impl Asked {
        pub(crate) fn of(request: &Request<RequestBody>, signed: &Bytes) -> Self {
            Self { method: request.method().clone(), uri: request.uri().clone(), signed: signed.clone() }
        }

        /// Keeps with the error of an answer that is not authentic what is needed to explain it.
        pub(crate) fn keep(
            &self,
            error: Error,
            head: &Parts,
            body: &Bytes,
            identity: &str,
            with: &dyn Verify,
        ) -> Error {
            let Error::Verify(_) = error else { return self.keep_text(error) };
            let message = Message::answer(&head.headers, body.clone());
            let message = message.at(self.method.as_str(), self.uri.path()).client_id(identity);
            let keys = Keys::new().held("the configured key", with.held_keys());
            error.puzzled(Puzzle::Answer(Box::new((message, keys))))
        }

        /// The same for a refusal of our signature.
        pub(crate) fn keep_text(&self, error: Error) -> Error {
            let is_ours = error.answer().is_some_and(|answer| is_about_signatures(answer.leading().as_str()));
            if is_ours { error.puzzled(Puzzle::Request(self.signed.clone())) } else { error }
        }
    }

    impl Error {
        /// Why a signature did not hold, and what to do: the nearest thing to the answer that verifies; or, where the gateway
        /// says so of ours, at which parameter the text that it checked differs from the one that was signed. `None` for every
        /// other error.
        ///
        /// **A diagnosis is never a verification**: nothing of the answer may be used. It is looked for now, which takes a
        /// fraction of a second.
        pub fn explain(&self) -> Option<Diagnosis> {
            match self.puzzle() {
                Puzzle::Nothing => None,
                Puzzle::Answer(kept) => Some(kept.0.diagnose(&kept.1)),
                Puzzle::Request(signed) => {
                    let words = self.answer().and_then(|answer| answer.message.as_deref()).unwrap_or_default();
                    Some(compare(words, Some(signed)))
                }
            }
        }
    }

    /// Shows nothing of it.
    impl fmt::Debug for Puzzle {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Puzzle(..)")
        }
    }
}

#[cfg(not(feature = "diagnose"))]
mod nothing {
    use alipay_sign::Verify;
    use alipay_wire::RequestBody;
    use bytes::Bytes;
    use http::{Request, response::Parts};

    use crate::Error;

    pub(crate) struct Asked;

    impl Asked {
        pub(crate) fn of(_: &Request<RequestBody>, _: &Bytes) -> Self {
            Self
        }

        pub(crate) fn keep(&self, error: Error, _: &Parts, _: &Bytes, _: &str, _: &dyn Verify) -> Error {
            error
        }

        pub(crate) fn keep_text(&self, error: Error) -> Error {
            error
        }
    }
}
