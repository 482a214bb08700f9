//! A gateway in each of its modes, and what goes over the wire.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay::{
    Charset, Client, Evidence, EvidenceSink, FormV2, HttpTransport, OpenPlatform, RestV3, Speaks, WithoutEvidence,
    sandbox::{Listener, NotAcknowledged, Sandbox},
    sign::BoxFuture,
    transport::BoxError,
};

use super::{
    DOWNLOAD, SUBJECT,
    shop::{ORDER, SELLER, Shop},
};

/// A gateway in one of its modes.
pub(crate) struct Gateway {
    pub(crate) sandbox: Sandbox,
    listener: Listener,
    pub(crate) charset: Charset,
    pub(crate) is_encrypted: bool,
}

impl Gateway {
    pub(crate) async fn start(sandbox: Sandbox) -> Self {
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
        Self { sandbox, listener, charset: Charset::Utf8, is_encrypted: false }
    }

    /// Every mode there is.
    pub(crate) async fn all() -> Vec<(String, Self)> {
        let mut all = Vec::new();
        for has_certificates in [false, true] {
            for is_encrypted in [false, true] {
                for charset in [Charset::Utf8, Charset::Gbk] {
                    let sandbox = Sandbox::new();
                    let sandbox = if has_certificates { sandbox.with_certificates() } else { sandbox };
                    let sandbox = if is_encrypted { sandbox.with_content_key() } else { sandbox };
                    let name = format!("certificates {has_certificates}, encrypted {is_encrypted}, {charset}");
                    all.push((name, Self { charset, is_encrypted, ..Self::start(sandbox).await }));
                }
            }
        }
        all
    }

    /// Every mode there is over REST. The failures are signed or not.
    pub(crate) async fn all_over_rest(signs_failures: bool) -> Vec<(String, Self)> {
        let mut all = Self::all().await;
        all.retain(|(_, gateway)| gateway.charset == Charset::Utf8);
        let mut over_rest = Vec::new();
        for (name, Self { sandbox, is_encrypted, .. }) in all {
            let sandbox = if signs_failures { sandbox.with_signed_failures() } else { sandbox };
            over_rest.push((name, Self { is_encrypted, ..Self::start(sandbox).await }));
        }
        over_rest
    }

    pub(crate) fn rest(&self) -> RestV3 {
        let protocol = self.listener.endpoints().open_platform_v3();
        if self.is_encrypted { protocol.content_key(self.sandbox.content_key()) } else { protocol }
    }

    pub(crate) fn protocol(&self) -> FormV2 {
        let protocol = self.listener.endpoints().open_platform().charset(self.charset);
        if self.is_encrypted { protocol.content_key(self.sandbox.content_key()) } else { protocol }
    }

    pub(crate) fn http(&self) -> HttpTransport {
        HttpTransport::builder().ca_pem(self.listener.ca_pem().unwrap()).build().unwrap()
    }

    pub(crate) fn client(&self, tape: &Tape) -> Client<OpenPlatform> {
        self.speaking(self.protocol(), tape)
    }

    pub(crate) fn rest_client(&self, tape: &Tape) -> Client<OpenPlatform> {
        self.speaking(self.rest(), tape)
    }

    fn speaking(&self, protocol: impl Speaks<OpenPlatform>, tape: &Tape) -> Client<OpenPlatform> {
        let builder = Client::builder(protocol).credentials(self.sandbox.credentials()).http(self.http());
        builder.evidence(tape.clone(), WithoutEvidence::Refuse).build().unwrap()
    }

    pub(crate) fn downloads(&self) -> usize {
        self.sandbox.ledger().iter().filter(|entry| entry.api == DOWNLOAD).count()
    }

    /// A notification about the order, delivered once. What the gateway makes of the answer.
    pub(crate) async fn notify(&self, shop: &Shop, id: &str, kind: Kind) -> Result<(), NotAcknowledged> {
        let url = shop.url();
        let builder = self.sandbox.notification(&url).charset(self.charset);
        let builder = if kind == Kind::Unnamed { builder.without_certificate() } else { builder };
        let mut notification = builder
            .form([
                ("notify_id", id),
                ("notify_type", "trade_status_sync"),
                ("trade_no", "2026112322001495001234567890"),
                ("out_trade_no", ORDER),
                ("trade_status", "TRADE_SUCCESS"),
                ("total_amount", "26.45"),
                ("seller_id", SELLER),
                ("subject", SUBJECT),
            ])
            .unwrap();
        if kind == Kind::Tampered {
            let body = String::from_utf8(notification.body().to_vec()).unwrap();
            *notification.body_mut() = body.replace("TRADE_SUCCESS", "TRADE_FINISHED").into();
        }
        let answer = self.sandbox.deliver(&notification).await.unwrap();
        self.sandbox.judge(&notification, &answer)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Genuine,
    /// Genuine, and does not say which certificate it is signed with, as they may in certificate mode.
    Unnamed,
    /// Changed on the way.
    Tampered,
}

/// What went over the wire.
#[derive(Clone, Default)]
pub(crate) struct Tape(Arc<Mutex<Vec<Evidence>>>);

impl EvidenceSink for Tape {
    fn sending(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn ended(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.0.lock().unwrap().push(evidence.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Tape {
    /// Signed text and answer of the only exchange so far.
    pub(crate) async fn only(&self) -> (Vec<u8>, Vec<u8>) {
        let record = self.only_record().await;
        let answer = record.answer.as_ref().unwrap();
        (record.request.signed.bytes().unwrap().to_vec(), answer.body.bytes().unwrap().to_vec())
    }

    /// The only exchange so far. Tapes are written in the background.
    pub(crate) async fn only_record(&self) -> Evidence {
        for _ in 0..2_000 {
            if let [record] = &self.0.lock().unwrap()[..] {
                return record.clone();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nothing on the tape")
    }
}
