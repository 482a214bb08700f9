//! What the page of an API says beyond its fields.

use crate::{Api, Invalid, Mismatch};

/// The rules of an API's page that its fields do not tell, written by hand beside the request. Where there are none, there
/// is no `impl`.
///
/// The derive calls them: [`Request::validate`](crate::Request::validate) checks presence and lengths and then [`check_rules`](Self::check_rules),
/// [`Api::correlate`] is [`correlate`](Self::correlate).
pub trait Rules {
    /// Checks the rules beyond presence and lengths, such as what excludes what.
    ///
    /// # Errors
    /// [`Invalid`] names the first field that breaks a rule.
    fn check_rules(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// Checks that what the answer echoes is what was asked: a genuine answer to another question is refused.
    ///
    /// # Errors
    /// [`Mismatch`] names the field that differs.
    fn correlate(&self, answer: &<Self as Api>::Response) -> Result<(), Mismatch>
    where
        Self: Api,
    {
        let _ = answer;
        Ok(())
    }
}

/// A request with an idempotency key: what `safety = Keyed` needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is `Keyed` and has no key",
    label = "add `impl Keyed for {Self} {{ fn key(&self) -> Option<&str> {{ .. }} }}`",
    note = "the key is the field by which the gateway recognises a repeated request; where there is none, the safety is \
            `Unkeyed`"
)]
pub trait Keyed {
    /// The value of the field by which the gateway recognises a repetition. `None` where this request lacks it.
    fn key(&self) -> Option<&str>;
}
