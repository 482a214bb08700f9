//! Notifications: what a gateway sends of its own accord.

use alipay_sign::{Charset, Pairs, PrivateKey, Sign};
use alipay_wire::{
    Invalid,
    inbound::{FormRule, Notice},
};
use bytes::Bytes;
use http::{Request, Uri};
use serde::Serialize;

use crate::Sandbox;

/// China time.
const OFFSET_MINUTES: i16 = 480;

impl Sandbox {
    /// A notification to `url`, signed by the gateway. It is made and not sent: give it to anyone who receives.
    ///
    /// ```
    /// use alipay_sandbox::Sandbox;
    /// use alipay_wire::inbound;
    ///
    /// let sandbox = Sandbox::new();
    /// let request = sandbox.notification("https://shop.example/notify").form([("notify_id", "7"), ("subject", "茶")])?;
    /// assert_eq!(inbound::signed_form(request.body())?.identity, Sandbox::APP_ID);
    ///
    /// let body = serde_json::json!({ "notifyType": "TOPUP_RESULT" });
    /// let request = sandbox.notification("https://shop.example/notify").signed_headers(Sandbox::DWS_CLIENT_ID, &body)?;
    /// assert!(request.headers().contains_key("signature"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn notification(&self, url: &str) -> NotificationBuilder<'_> {
        NotificationBuilder {
            sandbox: self,
            url: url.to_owned(),
            rule: FormRule::V1,
            charset: Charset::Utf8,
            names_certificate: true,
        }
    }
}

/// A notification to be made. See [`Sandbox::notification`].
#[derive(Debug)]
pub struct NotificationBuilder<'a> {
    sandbox: &'a Sandbox,
    url: String,
    rule: FormRule,
    charset: Charset,
    names_certificate: bool,
}

impl NotificationBuilder<'_> {
    /// Signs a form by another rule. [`FormRule::V1`] unless set.
    #[must_use]
    pub fn rule(mut self, rule: FormRule) -> Self {
        self.rule = rule;
        self
    }

    /// Writes a form in another charset. UTF-8 unless set.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Leaves `alipay_cert_sn` out of a form, which in certificate mode names the gateway's certificate: not every
    /// notification does.
    #[must_use]
    pub fn without_certificate(mut self) -> Self {
        self.names_certificate = false;
        self
    }

    /// A form notification of the Open Platform with these parameters. Adds `app_id`, `charset`, `notify_time` and, in
    /// certificate mode, `alipay_cert_sn` where they are missing, and `sign_type` and `sign`.
    ///
    /// # Errors
    /// [`Invalid`] when the URL is none, or the charset cannot hold a value.
    pub fn form<N: AsRef<str>, V: AsRef<str>>(
        self,
        params: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Request<Bytes>, Invalid> {
        let mut pairs = Pairs::new();
        for (name, value) in params {
            let value = self.charset.encode(value.as_ref());
            let value =
                value.map_err(|_| Invalid::new(name.as_ref(), "has a character that the charset cannot hold"))?;
            pairs.push(name.as_ref().to_owned(), value.into_owned());
        }
        let now = self.sandbox.clock.now().china();
        let signer = self.sandbox.open_platform_signer();
        let certificate = signer.certificate.filter(|_| self.names_certificate);
        let common = [("app_id", Sandbox::APP_ID), ("charset", self.charset.as_str()), ("notify_time", now.as_str())];
        let certificate = certificate.as_ref().map(|serial| ("alipay_cert_sn", serial.as_str()));
        for (name, value) in common.into_iter().chain(certificate) {
            if pairs.get(name).is_none() {
                pairs.push(name.to_owned(), value.to_owned());
            }
        }
        let notice = Notice::form(&self.uri()?, self.rule, pairs);
        sealed(notice, &signer.key)
    }

    /// A signed-header notification to this client: Digital Wallet, Antom or WorldFirst.
    ///
    /// # Errors
    /// [`Invalid`] when the URL is none, the client id cannot stand in a header, or the body cannot be written.
    pub fn signed_headers(self, client_id: &str, body: &impl Serialize) -> Result<Request<Bytes>, Invalid> {
        let key = self.sandbox.keys.signed_header_gateway();
        let time = self.sandbox.clock.now().iso8601(OFFSET_MINUTES);
        let body = serde_json::to_vec(body).map_err(|_| Invalid::new("body", "cannot be written as JSON"))?;
        sealed(Notice::signed_headers(&self.uri()?, client_id, &time, Sign::key(key), body), key)
    }

    fn uri(&self) -> Result<Uri, Invalid> {
        self.url.parse().map_err(|_| Invalid::new("url", "is no URL"))
    }
}

fn sealed(notice: Notice, key: &PrivateKey) -> Result<Request<Bytes>, Invalid> {
    let signature = key.sign(notice.message()).map_err(|_| Invalid::new("key", "cannot sign"))?;
    notice.seal(&signature).map_err(|_| Invalid::new("client_id", "cannot stand in a header"))
}
