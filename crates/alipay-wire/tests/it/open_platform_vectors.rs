//! Every stage of the Open Platform's golden vectors, beyond the plain case: certificates, GBK, encrypted content,
//! requests without `biz_content`, escaped slashes, failures.
//!
//! The vectors were written from the protocol's description by openssl and iconv, never by this code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_wire::{
    Call, Dialect, FormV2, OpenPlatform, OpenPlatformOptions, Opened, Outcome, Safety, Sent,
    sign::{CertificateSerials, KeyId, KeyIdentity, Sign, Verify, VerifyError},
};
use support::{Case, Recorder, app_key, assert_same, gateway_key, input, verify};

const QUERY: &str = "alipay.fund.account.query";
/// 2014-07-24 03:07:50 in China.
const NOW: i64 = 1_406_142_470_000;
/// Of the gateway's certificate.
const SERIAL: Option<&str> = Some("7513daaaa48aa3ba2e4018d84402479c");

fn form() -> FormV2 {
    FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").unwrap()
}

fn case(folder: &str, form: FormV2, api: &str, options: OpenPlatformOptions) -> Case {
    let folder = format!("open-platform/{folder}");
    let call = Call::untyped(OpenPlatform::untyped(api).unwrap(), &input(&folder), Safety::Query, None).unwrap();
    Case::new(&folder, form, call.with_options(options), NOW)
}

fn certified() -> KeyIdentity {
    let serials = CertificateSerials::new(
        "866efef280dec9137a87d047ac446315",
        "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6",
    );
    Sign::key(&app_key()).clone().certificates(serials)
}

/// Compares every stage of the answer: what is verified, by which key, and what is read in the end.
fn check_answer(case: &Case, serial: Option<&str>, outcome: Outcome) {
    let at = case.folder.display();
    let (head, body) = case.response().into_parts();
    let Opened::Signed(sealed) = case.protocol.open(&case.call, &Sent::new(case.now), &head, body).unwrap() else {
        panic!("unsigned: {at}")
    };
    let seen = Recorder::default();
    let verified = verify(sealed, &seen).unwrap();
    assert_same(&seen.message(), &case.bytes("response-canonical.txt"), &format!("response canonical: {at}"));
    assert_eq!(seen.key().as_ref().map(|key| key.as_str()), serial, "key: {at}");

    let revealed = case.protocol.reveal(&case.call, &head, verified).unwrap();
    assert_same(revealed.payload(), &case.bytes("answer.json"), &format!("answer: {at}"));
    assert_eq!(case.protocol.conclude(&case.call, &head, &revealed).unwrap().outcome, outcome, "outcome: {at}");
}

/// Knows the gateway's key by its serial alone, or as the only one.
struct Known<'a>(Option<&'a str>);

impl Verify for Known<'_> {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        match (self.0, key.map(KeyId::as_str)) {
            (Some(known), Some(named)) if known != named => Err(VerifyError::UnknownKey(named.into())),
            (Some(_), None) => Err(VerifyError::Mismatch),
            _ => gateway_key().verify(key, message, signature),
        }
    }
}

fn check_that_every_byte_counts(case: &Case, serial: Option<&str>) {
    let (head, body) = case.response().into_parts();
    for at in 0..body.len() {
        let mut changed = body.to_vec();
        changed[at] ^= 1;
        if let Ok(Opened::Signed(sealed)) = case.protocol.open(&case.call, &Sent::new(case.now), &head, changed.into())
        {
            assert!(sealed.verify(&Known(serial)).is_err(), "byte {at} of {}", case.folder.display());
        }
    }
}

#[test]
fn certificate_mode() {
    let case = case("certificate-mode", form(), QUERY, OpenPlatformOptions::new());
    case.check_request(&certified());
    check_answer(&case, SERIAL, Outcome::Success);
    check_that_every_byte_counts(&case, SERIAL);
}

#[test]
fn error_response() {
    let case = case("error-response", form(), QUERY, OpenPlatformOptions::new());
    case.check_request(&certified());
    check_answer(&case, SERIAL, Outcome::Refused);
    check_that_every_byte_counts(&case, SERIAL);
}

#[test]
fn textual() {
    let case = case("textual", form(), "alipay.system.oauth.token", OpenPlatformOptions::new());
    case.check_request(Sign::key(&app_key()));
    check_answer(&case, None, Outcome::Success);
}

#[test]
fn escaped_slashes() {
    let options = OpenPlatformOptions::new().notify_url("https://shop.example/notify?a=1&b=2");
    let case = case("escaped-slashes", form(), QUERY, options);
    case.check_request(Sign::key(&app_key()));
    check_answer(&case, None, Outcome::Success);
    check_that_every_byte_counts(&case, None);
}

#[cfg(feature = "gbk")]
mod gbk {
    use alipay_wire::sign::Charset;

    use super::*;

    #[test]
    fn request_and_answer() {
        let case = case("gbk", form().charset(Charset::Gbk), QUERY, OpenPlatformOptions::new());
        case.check_request(Sign::key(&app_key()));
        check_answer(&case, None, Outcome::Success);
        check_that_every_byte_counts(&case, None);
    }

    #[test]
    fn a_failure_in_answer_to_utf8() {
        let case = case("gbk-failure", form(), QUERY, OpenPlatformOptions::new());
        case.check_request(Sign::key(&app_key()));
        check_answer(&case, None, Outcome::Unknown);
        check_that_every_byte_counts(&case, None);
    }
}

#[cfg(feature = "encrypt")]
mod encrypted {
    use alipay_wire::sign::ContentKey;

    use super::*;

    fn encrypting() -> FormV2 {
        form().content_key(ContentKey::from_base64(&support::key("content_key.txt")).unwrap())
    }

    #[test]
    fn request_and_answer() {
        let case = case("encrypted", encrypting(), QUERY, OpenPlatformOptions::new());
        case.check_request(Sign::key(&app_key()));
        check_answer(&case, None, Outcome::Success);
        check_that_every_byte_counts(&case, None);
    }

    #[cfg(feature = "gbk")]
    #[test]
    fn in_gbk_with_escaped_slashes() {
        let form = encrypting().charset(alipay_wire::sign::Charset::Gbk);
        let case = case("encrypted-gbk", form, QUERY, OpenPlatformOptions::new());
        case.check_request(Sign::key(&app_key()));
        check_answer(&case, None, Outcome::Success);
        check_that_every_byte_counts(&case, None);
    }
}
