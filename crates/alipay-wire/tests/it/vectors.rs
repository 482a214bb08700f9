//! Every stage of the golden vectors of all dialects: a failing assertion names the stage that is wrong.
//!
//! The vectors were written from the protocols' descriptions and signed by openssl, never by this code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_wire::{
    Call, Dialect, Dws, FormV2, OpenPlatform, Opened, Outcome, Protocol, Safety, Sent, SignedHeader, WorldFirst,
    sign::Sign,
};
use support::{Case, Recorder, app_key, assert_same, gateway_key, input, verify};

fn case<D: Dialect>(folder: &str, protocol: impl Protocol + 'static, api: &str, now_millis: i64) -> Case {
    let call = Call::untyped(D::untyped(api).unwrap(), &input(folder), Safety::Query, None).unwrap();
    Case::new(folder, protocol, call, now_millis)
}

fn cases() -> Vec<Case> {
    let dws = || SignedHeader::<Dws>::new("https://dws.example", "T_WALLET_1").unwrap();
    let worldfirst = SignedHeader::<WorldFirst>::new("https://open-sea.worldfirst.com", "T_PARTNER_1").unwrap();
    let open_platform = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").unwrap();
    // 2014-07-24 03:07:50, 2022-01-12T11:00:00 and 2024-03-01T09:30:00, all in China.
    vec![
        case::<OpenPlatform>(
            "open-platform/fund-account-query",
            open_platform,
            "alipay.fund.account.query",
            1_406_142_470_000,
        ),
        case::<Dws>(
            "dws/query-account-and-benefit",
            dws(),
            "/ams/api/v1/accounts/queryAccountAndBenefit",
            1_641_956_400_000,
        ),
        case::<Dws>("dws/consult-topup", dws(), "/ams/api/v1/topups/consultTopup", 1_641_956_400_000),
        case::<WorldFirst>(
            "worldfirst/inquiry-balance",
            worldfirst,
            "/aps/api/business/fund/inquiryBalance",
            1_709_256_600_000,
        ),
    ]
}

#[test]
fn requests_match_stage_by_stage() {
    for case in cases() {
        case.check_request(Sign::key(&app_key()));
    }
}

#[test]
fn answers_verify_and_conclude() {
    for case in cases() {
        let at = case.folder.display();
        let (head, body) = case.response().into_parts();
        let Opened::Signed(sealed) = case.protocol.open(&case.call, &Sent::new(case.now), &head, body).unwrap() else {
            panic!("unsigned: {at}")
        };
        let seen = Recorder::default();
        let verified = verify(sealed, &seen).unwrap();
        assert_same(&seen.message(), &case.bytes("response-canonical.txt"), &format!("response canonical: {at}"));
        let document = case.protocol.reveal(&case.call, &head, verified).unwrap();
        let conclusion = case.protocol.conclude(&case.call, &head, &document).unwrap();
        assert_eq!(conclusion.outcome, Outcome::Success, "{at}");
        assert_eq!(std::str::from_utf8(document.payload()).unwrap(), case.text("answer.json").trim_end(), "{at}");
    }
}

#[test]
fn any_changed_byte_of_an_answer_fails() {
    let key = gateway_key();
    for case in cases() {
        let (head, body) = case.response().into_parts();
        for at in 0..body.len() {
            let mut changed = body.to_vec();
            changed[at] ^= 1;
            let opened = case.protocol.open(&case.call, &Sent::new(case.now), &head, changed.into());
            let verified = match opened {
                Ok(Opened::Signed(sealed)) => sealed.verify(&key).is_ok(),
                Ok(Opened::Unsigned(_)) | Err(_) => false,
            };
            assert!(!verified, "byte {at} of {}", case.folder.display());
        }
    }
}
