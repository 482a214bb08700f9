//! Certificate mode with real certificates: the gateway changes its own while notifications come in.

use std::time::SystemTime;

use alipay_notify::{NotifyError, Parameters, Parties, Party, Receiver};
use alipay_sandbox::{GatewayCertificate, Sandbox};
use alipay_wire::OpenPlatform;

#[test]
fn a_new_certificate_is_learned_and_the_notification_received() {
    let sandbox = Sandbox::empty().with_certificates();
    let parties = Parties::new().with(Sandbox::APP_ID, Party::signing(sandbox.credentials()));
    let receiver = Receiver::<OpenPlatform>::new(parties);
    let notification = || sandbox.notification("https://shop.example/notify").form([("notify_id", "7")]).unwrap();
    assert!(receiver.read::<Parameters>(&notification()).is_ok());
    let unnamed = sandbox.notification("https://shop.example/notify").without_certificate().form([("notify_id", "7")]);
    assert!(receiver.read::<Parameters>(&unnamed.unwrap()).is_ok(), "not every notification names its certificate");

    sandbox.rotate_certificate(GatewayCertificate::Next);
    let request = notification();
    let error = receiver.receive(&request).unwrap_err().into_reason();
    let NotifyError::UnknownKey { identity, key } = error else { panic!("{error:?}") };
    let party = receiver.parties().get(&identity).unwrap();
    let old = sandbox.gateway_certificate_pem(GatewayCertificate::Old).as_bytes();
    assert!(party.verifier().learn(&key, old, SystemTime::now()).is_err(), "not the one that was asked for");
    assert!(receiver.receive(&request).is_err());
    let next = sandbox.gateway_certificate_pem(GatewayCertificate::Next).as_bytes();
    party.verifier().learn(&key, next, SystemTime::now()).unwrap();
    assert!(receiver.receive(&request).is_ok());
}
