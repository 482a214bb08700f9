//! What is signed here and sent by others: URLs, forms and order strings.

use alipay_sign::Pairs;
use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

#[cfg(feature = "html")]
use super::HtmlForm;
use super::{SignedParams, params::encode};

/// What stands for itself in every reading of a URL. A blank becomes `%20`, which no reader takes for a plus.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

impl SignedParams {
    /// The URL at `gateway` for a browser to go to, with every parameter in its query.
    ///
    /// The query is of ASCII alone, in whatever charset the parameters are. Tokens among the options are in it too, and
    /// browsers, proxies and logs keep URLs: where there is one, take `into_form` (feature `html`). Take it as well for
    /// requests of more than some two thousand characters, which is what every browser and server takes as a URL.
    pub fn into_url(self, gateway: &Uri) -> String {
        url(gateway, self.into_pairs().iter())
    }

    /// The form that a browser posts to `gateway`: common parameters and the signature in the query, the rest in its body,
    /// as [`into_request`](Self::into_request) has them.
    #[cfg(feature = "html")]
    pub fn into_form(self, gateway: &Uri) -> HtmlForm {
        HtmlForm::new(self, gateway)
    }

    /// The order string for Alipay's application on the payer's phone: every parameter, sorted by name, percent-encoded
    /// once. Hand it on as it is.
    pub fn into_order_string(self) -> String {
        let pairs = self.into_pairs();
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", percent_encode(name, &RESERVED), percent_encode(value, &RESERVED)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// All parameters and the signature, sorted by name.
    fn into_pairs(self) -> Pairs {
        self.params.with("sign", self.sign).sorted()
    }
}

/// The address with these pairs in its query.
pub(super) fn url<'a>(gateway: &Uri, pairs: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone) -> String {
    let query_begins = if gateway.query().is_some() { '&' } else { '?' };
    format!("{gateway}{query_begins}{}", encode(pairs))
}
