//! Two keys that cannot be the two sides of a conversation.

use alipay_sign::{Backend, Credentials, OwnKeyAsPeer, Sign};

use crate::support::{private_key, public, public_key};

#[test]
fn our_own_public_key_is_not_the_gateways() {
    for &signer in Backend::ALL {
        for &verifier in Backend::ALL {
            let credentials = Credentials::new(private_key(signer), public_key(verifier));
            assert_eq!(credentials.unwrap_err(), OwnKeyAsPeer, "{signer}, {verifier}");
        }
    }
}

#[test]
fn another_key_is() {
    for &backend in Backend::ALL {
        let gateway = public("other-spki.pem", backend);
        let credentials = Credentials::new(private_key(backend).version(2), gateway).unwrap();
        assert_eq!(credentials.signer().key(), private_key(backend).version(2).key());
        assert!(!credentials.verifier().trusts(&public_key(backend).fingerprint()));
    }
}
