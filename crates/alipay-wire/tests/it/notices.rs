//! Notifications as a gateway writes them: draft and seal against the golden ones of `vectors/notify`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{fs, path::PathBuf};

use alipay_wire::{
    inbound::{self, FormRule, Notice, Reply},
    sign::{Pairs, PrivateKey, Sign},
};
use bytes::Bytes;
use http::Uri;

fn file(path: &str) -> Vec<u8> {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    fs::read(vectors.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn gateway() -> PrivateKey {
    PrivateKey::from_text(std::str::from_utf8(&file("keys/gateway_private.pem")).unwrap()).unwrap().version(1)
}

fn body(case: &str) -> Vec<u8> {
    let request = file(&format!("notify/{case}/request.http"));
    let end = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    request[end + 4..].to_vec()
}

#[test]
fn forms_match_stage_by_stage() {
    let url: Uri = "https://shop.example/notify".parse().unwrap();
    for (case, rule) in [
        ("trade", FormRule::V1),
        ("trade-gbk", FormRule::V1),
        ("trade-certificate", FormRule::V1),
        ("application-gateway", FormRule::V2),
    ] {
        let body = body(case);
        // The parameters as bytes: form_urlencoded alone would take them for UTF-8.
        let decoded = |text: &[u8]| {
            let text: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
            Bytes::from(percent_encoding::percent_decode(&text).collect::<Vec<u8>>())
        };
        let fields = body.split(|&byte| byte == b'&').map(|field| {
            let at = field.iter().position(|&byte| byte == b'=').unwrap();
            (decoded(&field[..at]), decoded(&field[at + 1..]))
        });
        let pairs: Pairs = fields.filter(|(name, _)| name != "sign" && name != "sign_type").collect();

        let notice = Notice::form(&url, rule, pairs);
        assert_eq!(notice.message(), &file(&format!("notify/{case}/canonical.txt")), "{case}: canonical.txt");
        let signature = gateway().sign(notice.message()).unwrap();
        let request = notice.seal(&signature).unwrap();
        let sent = |body: &[u8]| {
            let mut fields: Vec<Vec<u8>> = body.split(|&byte| byte == b'&').map(<[u8]>::to_vec).collect();
            fields.sort_unstable();
            fields
        };
        assert_eq!(sent(request.body()), sent(&body), "{case}: request.http");
        let received = inbound::signed_form(request.body()).unwrap();
        assert!(received.sealed.verify(&gateway().public_key()).is_ok(), "{case}");
    }
}

#[test]
fn signed_headers_match_stage_by_stage() {
    for (case, url, client, time) in [
        ("dws-topup", "https://shop.example/notify/topup", "T_WALLET_1", "2022-03-03T09:44:36Z"),
        (
            "worldfirst-transfer",
            "https://shop.example/notify/transfer?shop=7",
            "T_PARTNER_1",
            "2024-03-01T09:30:00+08:00",
        ),
    ] {
        let key = gateway();
        let input = file(&format!("notify/{case}/input.json"));
        let notice = Notice::signed_headers(&url.parse().unwrap(), client, time, Sign::key(&key), input.clone());
        assert_eq!(notice.message(), &file(&format!("notify/{case}/canonical.txt")), "{case}: canonical.txt");
        let request = notice.clone().seal(&key.sign(notice.message()).unwrap()).unwrap();
        assert_eq!(request.body(), &input);
        assert_eq!(request.uri(), url);
        let golden = String::from_utf8(file(&format!("notify/{case}/request.http"))).unwrap().replace(", ", ",");
        for name in ["content-type", "client-id", "request-time", "signature"] {
            let line = format!("\r\n{name}: {}\r\n", request.headers()[name].to_str().unwrap());
            assert!(golden.contains(&line), "{case}: {name}");
        }
    }
}

#[test]
fn what_cannot_stand_in_a_header_is_an_error() {
    let key = gateway();
    let url: Uri = "https://shop.example/".parse().unwrap();
    for (client, time) in [("a\nb", "1"), ("a", "1\r\n")] {
        let notice = Notice::signed_headers(&url, client, time, Sign::key(&key), "{}");
        let signature = key.sign(notice.message()).unwrap();
        assert!(notice.seal(&signature).is_err());
    }
    let notice = Notice::form(&url, FormRule::V1, Pairs::new().with("charset", "a\nb"));
    let signature = key.sign(notice.message()).unwrap();
    assert!(notice.seal(&signature).is_err());
}

#[test]
fn debug_shows_no_content() {
    let url: Uri = "https://shop.example/notify?token=SECRET".parse().unwrap();
    let (key, body) = (gateway(), r#"{"payer":"SECRET"}"#);
    let form = Notice::form(&url, FormRule::V1, Pairs::new().with("buyer_id", "SECRET"));
    let headers = Notice::signed_headers(&url, "T_1", "1", Sign::key(&key), body);
    let replies = [
        Reply::envelope("a.b", body),
        Reply::signed_headers(&http::Method::POST, "/a", "T_1", "1", Sign::key(&key), body),
    ];
    let shown = format!("{form:?} {headers:?} {replies:?}");
    // Bytes are shown as text where they are ASCII.
    assert!(!shown.contains("SECRET"), "{shown}");
}
