//! Whether a request gets as far as its API.

use alipay_sign::{Charset, Pairs, Verified};
use alipay_wire::{
    inbound,
    open_platform::{
        payload,
        sub_code::{
            APP_CERT_NOT_EXIST, DECRYPTION_ERROR_UNKNOWN, INVALID_APP_ID, INVALID_CHARSET, INVALID_METHOD,
            INVALID_SIGNATURE, INVALID_SIGNATURE_TYPE, INVALID_VERSION, MISSING_APP_ID, MISSING_SIGNATURE,
            MISSING_TIMESTAMP, SubCode,
        },
    },
};

use super::{DIALECT, Gateway, claims::Claims};
use crate::{Sandbox, gateway::Exchange, routes::Route};

/// Why a request is turned away.
pub(super) enum Rejection {
    Signed(SubCode),
    /// Without a known application there is no key to sign with.
    Unsigned(SubCode),
}

impl From<SubCode> for Rejection {
    fn from(sub_code: SubCode) -> Self {
        Self::Signed(sub_code)
    }
}

impl Gateway {
    /// Writes the request, as it was before it was encrypted and in UTF-8, into `exchange`.
    pub(super) fn admit(
        &mut self,
        sandbox: &Sandbox,
        claims: &Claims<'_>,
        exchange: &mut Exchange,
    ) -> Result<Route, Rejection> {
        let verified = self.check(sandbox, claims)?;
        exchange.body = self.read(sandbox, verified)?;
        Ok(sandbox.api(DIALECT, &exchange.api).ok_or(INVALID_METHOD)?)
    }

    /// The parameters of a request whose application, certificates, signature and common parameters are right.
    pub(super) fn check(&self, sandbox: &Sandbox, claims: &Claims<'_>) -> Result<Verified<Pairs>, Rejection> {
        match claims.get("app_id").as_deref() {
            None => return Err(Rejection::Unsigned(MISSING_APP_ID)),
            Some(Sandbox::APP_ID) => {}
            Some(_) => return Err(Rejection::Unsigned(INVALID_APP_ID)),
        }
        let (app, root) = (claims.filled("app_cert_sn"), claims.filled("alipay_root_cert_sn"));
        sandbox.check_serials(app.as_deref(), root.as_deref())?;
        let verified = verify(sandbox, claims)?;
        check_common(verified.payload())?;
        Ok(verified)
    }

    /// The request itself.
    pub(super) fn read(&mut self, sandbox: &Sandbox, verified: Verified<Pairs>) -> Result<bytes::Bytes, SubCode> {
        let (verified, is_encrypted) = sandbox.content.open(verified)?;
        let request = verified.to_utf8(self.charset).and_then(|verified| payload(verified.payload()));
        // What a wrong key makes of a ciphertext is in no charset.
        let request = request.map_err(|_| if is_encrypted { DECRYPTION_ERROR_UNKNOWN } else { INVALID_CHARSET })?;
        self.encryption = is_encrypted.then(|| sandbox.content.clone());
        Ok(request)
    }
}

impl Sandbox {
    /// The certificates that the request names must be those of the application.
    pub(super) fn check_serials(&self, app: Option<&str>, root: Option<&str>) -> Result<(), SubCode> {
        #[cfg(feature = "cert")]
        if let Some(certificates) = &self.certificates {
            return certificates.refuse(app, root).map_or(Ok(()), Err);
        }
        // In key mode the gateway has no certificate of the application.
        if app.is_some() || root.is_some() { Err(APP_CERT_NOT_EXIST) } else { Ok(()) }
    }
}

fn verify(sandbox: &Sandbox, claims: &Claims<'_>) -> Result<Verified<Pairs>, SubCode> {
    claims.filled("sign").ok_or(MISSING_SIGNATURE)?;
    let form = inbound::form(claims.query, claims.body).map_err(|_| INVALID_SIGNATURE)?;
    form.sealed.verify(&sandbox.client_keys()).map_err(|_| INVALID_SIGNATURE)
}

/// The common parameters.
fn check_common(params: &Pairs) -> Result<(), SubCode> {
    let is = |name: &str, value: &str| params.get_str(name).is_some_and(|given| given.eq_ignore_ascii_case(value));
    if !is("sign_type", "RSA2") {
        Err(INVALID_SIGNATURE_TYPE)
    } else if params.get_str("charset").is_none_or(|name| Charset::named(name).is_err()) {
        Err(INVALID_CHARSET)
    } else if !is("version", "1.0") {
        Err(INVALID_VERSION)
    } else if params.get("timestamp").is_none() {
        Err(MISSING_TIMESTAMP)
    } else {
        Ok(())
    }
}
