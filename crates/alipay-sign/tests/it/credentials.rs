//! Two keys that cannot be the two sides of a conversation.

use alipay_sign::{Credentials, OwnKeyAsPeer, PublicKey, Sign};

use crate::support::{private_key, public_key, text};

#[test]
fn our_own_public_key_is_not_the_gateways() {
    assert_eq!(Credentials::new(private_key(), public_key()).unwrap_err(), OwnKeyAsPeer);
}

#[test]
fn another_key_is() {
    let gateway = PublicKey::from_text(&text("other-spki.pem")).unwrap();
    let credentials = Credentials::new(private_key().version(2), gateway).unwrap();
    assert_eq!(credentials.signer().key(), private_key().version(2).key());
    assert!(!credentials.verifier().trusts(&public_key().fingerprint()));
}
