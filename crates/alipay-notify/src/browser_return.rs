//! What the payer's browser brings back.

use alipay_sign::{Pairs, Verified};
use alipay_wire::{
    OpenPlatform,
    inbound::{ReceiveError, signed_form},
};

use crate::{NotifyError, Receiver};

/// The parameters with which a payer's browser came back to the `return_url`, as the Open Platform signed them.
///
/// **Proves nothing about the payment**: no status is in it, it may come without a payment or not at all, and it can be
/// sent again. Show the payer the order it names, and learn what happened to it from the notification or by asking.
#[derive(Debug)]
pub struct BrowserReturn {
    parameters: Verified<Pairs>,
}

impl Receiver<OpenPlatform> {
    /// Checks the query of a `return_url`, percent-encoded as it came. Add no parameters of your own to such a URL: every
    /// one takes part in the signature.
    ///
    /// # Errors
    /// [`NotifyError`] when it is malformed, not addressed to one of the parties, not authentic, or could be read in more than
    /// one way.
    pub fn check_return(&self, query: &str) -> Result<BrowserReturn, NotifyError> {
        let (_, _, parameters) = self.verify(signed_form(query.as_bytes())?)?;
        // Ids, words, times and amounts: none has a `&`, unless a parameter was drawn into it.
        if parameters.payload().iter().any(|(_, value)| value.contains(&b'&')) {
            return Err(ReceiveError::Ambiguous.into());
        }
        Ok(BrowserReturn { parameters })
    }
}

impl BrowserReturn {
    /// To which application the payer came back. `None` when the parameters do not say.
    pub fn app_id(&self) -> Option<&str> {
        self.get("app_id")
    }

    /// The merchant's number of the order the payer comes from. `None` when the parameters do not say.
    pub fn out_trade_no(&self) -> Option<&str> {
        self.get("out_trade_no")
    }

    /// Alipay's number of the trade the payer comes from. `None` when the parameters do not say.
    pub fn trade_no(&self) -> Option<&str> {
        self.get("trade_no")
    }

    /// The parameter called `name`. `None` when there is none, or it is not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.payload().get_str(name)
    }

    /// All parameters that were signed, in UTF-8.
    pub fn parameters(&self) -> &Verified<Pairs> {
        &self.parameters
    }
}
