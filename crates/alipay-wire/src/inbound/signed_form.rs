//! Signed forms that the Open Platform sends.

use alipay_sign::{KeyId, Pairs, Sealed};

use super::{ReceiveError, Received, one_reading::common_parameters_stand_alone};
use crate::open_platform::{self, decode_sign, fields};

/// Which parameters of a form the Open Platform signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormRule {
    /// All but `sign` and `sign_type`: notifications about trades, and the query of a `return_url`.
    V1,
    /// All but `sign`: messages of the application gateway.
    V2,
}

const CERTIFICATE: &str = "alipay_cert_sn";

/// Genuine forms have a few dozen. Each is copied once for every reading before anything is verified.
const MAX_PARAMETERS: usize = 256;

/// Receives a form that the Open Platform signed: the body of a notification, or the query of a `return_url`.
///
/// Names and values are percent-decoded to bytes, once; a `+` is a blank. Every parameter takes part in the signature.
/// What exactly was signed differs, and only the signature can tell: [`FormRule::V1`] is tried before
/// [`FormRule::V2`]; in each, without `alipay_cert_sn` before with it; in each of these, without blank values before
/// with them. The reading that verifies is what comes out, so nothing is in it that was not signed.
///
/// `alipay_cert_sn` names the key.
///
/// What verifies was signed, but may have been cut otherwise when it was: before you act on it, see
/// [`one_reading`](super::one_reading).
///
/// # Errors
/// [`ReceiveError`] when there are more than 256 parameters, one appears twice, has no proper name or contains one that every
/// form has, `app_id` or `sign` is missing or malformed, or `sign_type` is not `RSA2`.
pub fn signed_form(form: &[u8]) -> Result<Received<Pairs>, ReceiveError> {
    if fields(form).nth(MAX_PARAMETERS).is_some() {
        return Err(ReceiveError::TooMany);
    }
    let mut pairs: Pairs = fields(form).collect();
    if pairs.duplicate().is_some() {
        return Err(ReceiveError::Duplicate);
    }
    // The signed text escapes nothing: with `=` and `&` in names, one text could be cut into different parameters, and
    // a signed text of another kind, such as an answer, could pass for a form.
    if pairs.iter().any(|(name, _)| !is_name(name)) {
        return Err(ReceiveError::MalformedName);
    }
    // Names alone do not make it certain: see `one_reading`, for what knows the kind of form.
    common_parameters_stand_alone(&pairs)?;
    let identity = pairs.get_str("app_id").filter(|id| !id.trim().is_empty());
    let identity = identity.ok_or(ReceiveError::Missing("app_id"))?.to_owned();
    match pairs.get("sign_type") {
        Some(b"RSA2") => {}
        Some(_) => return Err(ReceiveError::SignType),
        None => return Err(ReceiveError::Missing("sign_type")),
    }
    let key = serial(&pairs)?;
    let sign = pairs.remove("sign").ok_or(ReceiveError::Missing("sign"))?;
    Ok(Received { identity, sealed: sealed(&pairs, decode_sign(&sign)?, key) })
}

/// Every text that may have been signed, in the order in which they are tried.
fn sealed(pairs: &Pairs, signature: Vec<u8>, key: Option<KeyId>) -> Sealed<Pairs> {
    let v1 = FormRule::V1.signed(pairs);
    let first = Sealed::pairs(v1.clone(), signature, key);
    let others = [FormRule::V1.signed_with_serial(pairs), FormRule::V2.signed(pairs), pairs.clone()];
    let first = first.or(Sealed::pairs_with_blanks(v1, Vec::new(), None));
    others.into_iter().fold(first, |sealed, pairs| {
        let with_blanks = Sealed::pairs_with_blanks(pairs.clone(), Vec::new(), None);
        sealed.or(Sealed::pairs(pairs, Vec::new(), None)).or(with_blanks)
    })
}

impl FormRule {
    /// What the rule signs of these, as far as can be told beforehand.
    pub(super) fn signed(self, pairs: &Pairs) -> Pairs {
        self.signed_with_serial(pairs).without(CERTIFICATE)
    }

    fn signed_with_serial(self, pairs: &Pairs) -> Pairs {
        match self {
            Self::V1 => pairs.clone().without("sign_type"),
            Self::V2 => pairs.clone(),
        }
    }
}

pub(super) fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// The serial of the certificate, when there is one.
fn serial(pairs: &Pairs) -> Result<Option<KeyId>, ReceiveError> {
    let Some(serial) = pairs.get(CERTIFICATE).filter(|serial| !serial.is_empty()) else { return Ok(None) };
    let text = std::str::from_utf8(serial).ok();
    text.and_then(open_platform::serial)
        .map(Some)
        .ok_or(ReceiveError::MalformedSignature("alipay_cert_sn is no serial"))
}
