//! Whom notifications are addressed to, and whose key checks them.

use std::{
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use alipay_notify::{NotifyError, Parameters, Parties, Party, Receiver};
use alipay_sign::{KeyId, LearnError, PublicKey, Verify, VerifyError};
use alipay_wire::{Clock, OpenPlatform, SystemClock, inbound::FormRule};

use crate::support::{APP_ID, SERIAL, app, form, form_signing, gateway_public, golden, parties};

const OTHER: &str = "2021000000000001";

fn to(app_id: &str) -> http::Request<bytes::Bytes> {
    form(FormRule::V1, &[("app_id", app_id), ("notify_id", "7")])
}

#[test]
fn each_merchant_has_its_own_key() {
    let receiver = Receiver::<OpenPlatform>::new(parties().with(OTHER, Party::new(app().public_key())));
    assert_eq!(receiver.receive(&to(APP_ID)).unwrap().identity(), APP_ID);
    let error = receiver.receive(&to(OTHER)).unwrap_err().into_reason();
    assert!(matches!(error, NotifyError::NotAuthentic(VerifyError::Mismatch)), "the key of another merchant");
    let error = receiver.receive(&to("2021000000000002")).unwrap_err().into_reason();
    assert!(matches!(error, NotifyError::UnknownParty));
}

#[test]
fn the_app_id_that_is_proven_is_the_one_whose_key_was_used() {
    // Signed by the right key, but without the app_id by which the key was chosen: a blank value is not signed.
    let request = form_signing("notify_id=7", &[("app_id", "\u{9}"), ("notify_id", "7"), ("sign_type", "RSA2")]);
    let receiver = Receiver::<OpenPlatform>::new(Parties::new().with("\u{9}", Party::new(gateway_public())));
    let error = receiver.receive(&request).unwrap_err().into_reason();
    assert!(matches!(error, NotifyError::Malformed(_)), "{error:?}");

    // Two applications with one gateway key: what is signed for one is not taken for the other.
    let receiver = Receiver::<OpenPlatform>::new(parties().with(OTHER, Party::new(gateway_public())));
    let body = String::from_utf8(to(APP_ID).body().to_vec()).unwrap().replace(APP_ID, OTHER);
    let error = receiver.receive(&crate::support::post(&body)).unwrap_err().into_reason();
    assert!(matches!(error, NotifyError::NotAuthentic(_)), "{error:?}");
    // Events of both are different ones.
    let id = |app_id| receiver.read::<Parameters>(&to(app_id)).unwrap().id().clone();
    assert_ne!(id(APP_ID), id(OTHER));
    assert_eq!(id(OTHER).identity(), OTHER);
}

#[test]
fn parties_come_go_and_change_at_run_time() {
    let parties = Parties::new();
    let receiver = Receiver::<OpenPlatform>::new(parties.clone());
    let is_known = || receiver.receive(&to(APP_ID)).is_ok();
    assert!(!is_known());
    parties.insert(APP_ID, Party::new(app().public_key()));
    assert!(!is_known(), "a wrong key");
    parties.insert(APP_ID, Party::new(gateway_public()));
    assert!(is_known());
    assert!(parties.remove(APP_ID));
    assert!(!parties.remove(APP_ID));
    assert!(!is_known());
}

/// Keys by the serials of their certificates. Learns what "certificates" say, which are a serial here.
struct Certificates {
    key: PublicKey,
    known: Mutex<Vec<String>>,
}

impl Verify for Certificates {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let id = key.ok_or(VerifyError::Mismatch)?;
        if !self.known.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|known| known == id.as_str()) {
            return Err(VerifyError::UnknownKey(id.clone()));
        }
        self.key.verify(key, message, signature)
    }

    fn learn(&self, key: &KeyId, certificates: &[u8], _: SystemTime) -> Result<(), LearnError> {
        if certificates != key.as_str().as_bytes() {
            return Err(LearnError::OtherSerial);
        }
        self.known.lock().unwrap_or_else(PoisonError::into_inner).push(key.as_str().to_owned());
        Ok(())
    }
}

#[test]
fn an_unknown_certificate_can_be_learned_and_the_same_request_received_again() {
    let party = Party::new(Certificates { key: gateway_public(), known: Mutex::default() });
    let receiver = Receiver::<OpenPlatform>::new(Parties::new().with(APP_ID, party));
    for case in ["trade-certificate", "trade-certificate-signed"] {
        let request = golden(case);
        if case == "trade-certificate" {
            let error = receiver.receive(&request).unwrap_err().into_reason();
            let NotifyError::UnknownKey { identity, key } = error else { panic!("{error:?}") };
            assert_eq!((identity.as_str(), key.as_str()), (APP_ID, SERIAL));

            // What the caller does: fetch the certificate of that serial, and let the party learn it.
            let party = receiver.parties().get(&identity).unwrap();
            let now = SystemTime::UNIX_EPOCH
                + std::time::Duration::from_millis(SystemClock.now().unix_millis().try_into().unwrap());
            assert_eq!(party.verifier().learn(&key, b"another", now), Err(LearnError::OtherSerial));
            assert!(receiver.receive(&request).is_err());
            party.verifier().learn(&key, SERIAL.as_bytes(), now).unwrap();
        }
        assert!(receiver.receive(&request).is_ok(), "{case}");
    }
    let error = receiver.receive(&golden("trade")).unwrap_err().into_reason();
    assert!(matches!(error, NotifyError::NotAuthentic(_)), "without a serial no key is chosen");
}
