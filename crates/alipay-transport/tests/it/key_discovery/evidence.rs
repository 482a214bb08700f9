//! What is kept of it.

use std::sync::{Arc, Mutex};

use alipay_sign::{BoxFuture, Verify, VerifyError};
use alipay_transport::{BoxError, EvidenceSink, WithoutEvidence};
use alipay_wire::{Evidence, EvidenceError, FormV2, Protocol, Safety, Stamp};

use crate::key_discovery::{
    DOWNLOAD, PAYOUT,
    authority::{credentials, held, serial},
    gateway::{Download, Gateway},
    pay,
    support::error,
    until,
};

/// Keeps completed records.
#[derive(Clone, Default)]
pub(crate) struct Drawer(Arc<Mutex<Vec<Evidence>>>);

impl Drawer {
    pub(crate) fn of(&self, api: &str) -> Vec<Evidence> {
        self.0.lock().unwrap().iter().filter(|record| record.request.api == api).cloned().collect()
    }
}

impl EvidenceSink for Drawer {
    fn sending(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn ended(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.0.lock().unwrap().push(evidence.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A record cannot be verified, because this certificate is not held.
pub(crate) fn unknown(name: &str) -> EvidenceError {
    VerifyError::UnknownKey(serial(name).into()).into()
}

#[tokio::test]
async fn call_and_download_leave_a_record_each() {
    let (gateway, drawer) = (Gateway::new("gateway_next"), Drawer::default());
    let client =
        gateway.builder(credentials(held())).evidence(drawer.clone(), WithoutEvidence::Refuse).build().unwrap();
    pay(&client, Safety::Keyed).await.unwrap();
    until(|| drawer.of(PAYOUT).len() == 1).await;

    let ([call], [download]) = (&drawer.of(PAYOUT)[..], &drawer.of(DOWNLOAD)[..]) else { panic!("one of each") };
    assert_eq!((call.verdict.as_deref(), download.verdict.as_deref()), (Some("success"), Some("success")));
    // Anyone who holds both can prove the answer with the certificate that was configured then.
    let later = held();
    assert_eq!(call.verify(&later).map(drop), Err(unknown("gateway_next")));
    assert!(matches!(download.verify(&later), Err(EvidenceError::Open(_))), "nobody signed it");
    let answer = download.answer.clone().unwrap().body.bytes().unwrap();
    let protocol = FormV2::new(&download.request.gateway, &download.request.identity).unwrap();
    let certificates = protocol.read_key(&answer).unwrap();
    let then = Stamp::from_unix_millis(download.request.at).unwrap();
    later.learn(&serial("gateway_next").into(), &certificates, then.into()).unwrap();
    call.verify(&later).unwrap();
}

#[tokio::test]
async fn a_refused_certificate_is_kept_as_evidence() {
    let gateway = Gateway::new("gateway_next").downloading(Download::Give("gateway_new"));
    let drawer = Drawer::default();
    let client =
        gateway.builder(credentials(held())).evidence(drawer.clone(), WithoutEvidence::Refuse).build().unwrap();
    error(pay(&client, Safety::Keyed).await);
    until(|| drawer.of(PAYOUT).len() == 1).await;
    assert_eq!(drawer.of(PAYOUT)[0].verdict.as_deref(), Some("verify"));
    assert_eq!(drawer.of(DOWNLOAD)[0].verdict.as_deref(), Some("verify"));
}
