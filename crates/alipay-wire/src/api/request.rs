//! What an API is.

use serde::{Serialize, de::DeserializeOwned};

use crate::{ApiMeta, Dialect, FilePart, Invalid, Safety};

/// The request of one API.
///
/// Usually derived: see [`Request`](derive@crate::Request).
pub trait Request: Serialize + Clone + Send + Sync + 'static {
    /// The gateway family this request is for. A client of another one does not accept it.
    type Dialect: Dialect;

    /// Name, route and documented codes of the API.
    const META: &'static ApiMeta;

    /// Checks what the API's page says about the fields: lengths, what is required, what excludes what.
    ///
    /// # Errors
    /// [`Invalid`] names the first field that breaks a rule. Nothing is sent.
    fn validate(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// What sending this value twice may do.
    fn safety(&self) -> Safety;

    /// The value by which the gateway recognises a repeated request, from the field the page names.
    fn idempotency_key(&self) -> Option<&str> {
        None
    }

    /// The files that are sent beside the JSON of the request, each in a field of its own.
    fn files(&self) -> Vec<FilePart> {
        Vec::new()
    }

    /// The same request without [`validate`](Request::validate): for values the page's rules forbid and the gateway
    /// takes all the same.
    ///
    /// Not for text of others: what comes back in a form notification with a `&` in it, such as the title of an order, lets
    /// those who chose it write parameters into that notification. See [`one_reading`](crate::inbound::one_reading).
    fn unchecked(self) -> Unchecked<Self>
    where
        Self: Sized,
    {
        Unchecked(self)
    }
}

/// A request that is answered in the same exchange.
///
/// Signed pages and order strings are a [`Request`] only: sending one does not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent",
    label = "not the request of an API that answers",
    note = "a page or an order string is signed and handed to the payer's browser or phone: see `client.page(..)`",
    note = "the request of an API of your own derives `Request`, with `answer = ..` in its attribute"
)]
pub trait Api: Request {
    /// The business answer.
    type Response: DeserializeOwned + Send + 'static;

    /// Checks that what the answer echoes is what was asked: a genuine answer to another question is refused.
    ///
    /// # Errors
    /// [`Mismatch`] names the field that differs.
    fn correlate(&self, answer: &Self::Response) -> Result<(), Mismatch> {
        let _ = answer;
        Ok(())
    }
}

/// A request sent without [`Request::validate`]. Made by [`Request::unchecked`].
#[derive(Clone, Debug)]
pub struct Unchecked<R>(R);

impl<R: Serialize> Serialize for Unchecked<R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<R: Request> Request for Unchecked<R> {
    type Dialect = R::Dialect;
    const META: &'static ApiMeta = R::META;

    fn safety(&self) -> Safety {
        self.0.safety()
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key()
    }

    fn files(&self) -> Vec<FilePart> {
        self.0.files()
    }
}

impl<R: Api> Api for Unchecked<R> {
    type Response = R::Response;

    fn correlate(&self, answer: &Self::Response) -> Result<(), Mismatch> {
        self.0.correlate(answer)
    }
}

/// A genuine answer that belongs to another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is genuine but belongs to another question: {field} differs from what was asked")]
pub struct Mismatch {
    field: &'static str,
}

impl Mismatch {
    /// The answer's `field` differs from what was asked.
    pub const fn new(field: &'static str) -> Self {
        Self { field }
    }

    /// The name of the field on the wire.
    pub fn field(&self) -> &str {
        self.field
    }

    /// Compares what was asked with what the answer echoes, if it does.
    ///
    /// # Errors
    /// [`Mismatch`] when the answer has the field and it differs.
    pub fn unless_same<T: PartialEq + ?Sized>(field: &'static str, asked: &T, echoed: Option<&T>) -> Result<(), Self> {
        match echoed {
            Some(echoed) if echoed != asked => Err(Self { field }),
            _ => Ok(()),
        }
    }
}
