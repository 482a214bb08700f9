//! The golden requests in `vectors/uploads/`, which a script wrote, and never this code.

use alipay_wire::{ApiMeta, Call, Dialect, FilePart, OpenPlatform, Protocol, Safety, Signing, Upload, sign::Sign};
use http::header::{AUTHORIZATION, CONTENT_TYPE};

use crate::uploads::{
    NONCE, UPLOAD, form, now, rest,
    support::{app_key, assert_same, base64, input, vectors},
    whole,
};

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(vectors().join("uploads").join(file)).unwrap()
}

/// The case's call: its JSON as it is written, and the photo beside it.
fn call(api: ApiMeta, case: &str) -> Call {
    let photo = Upload::from_path(vectors().join("uploads/photo.bin")).unwrap();
    let photo = photo.with_file_name("门店 \"front\".jpg").with_content_type("image/jpeg");
    let call = Call::untyped(api, &input(&format!("uploads/{case}")), Safety::Unkeyed, None).unwrap();
    call.with_file(FilePart::new("image_content", photo))
}

/// Compares every stage.
fn check(case: &str, protocol: &impl Protocol, api: ApiMeta) {
    let key = app_key();
    let draft = protocol.draft(&call(api, case), &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
    assert_same(draft.message(), &bytes(&format!("{case}/canonical.txt")), "canonical");
    let signature = key.sign(draft.message()).unwrap();
    let expected = bytes(&format!("{case}/signature.txt"));
    assert_same(base64(signature.as_bytes()).as_bytes(), expected.trim_ascii_end(), "signature");

    let request = protocol.seal(draft, &signature).unwrap().map(whole);
    let mut head = format!("POST {} HTTP/1.1\r\n", request.uri().path_and_query().unwrap());
    for name in [AUTHORIZATION, CONTENT_TYPE] {
        if let Some(value) = request.headers().get(&name) {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
    }
    let written = [head.as_bytes(), b"\r\n", request.body()].concat();
    assert_same(&written, &bytes(&format!("{case}/request.http")), "request");
}

#[test]
fn gateway_do() {
    check("gateway-do", &form(), OpenPlatform::untyped(UPLOAD).unwrap().textual(true));
}

#[test]
fn rest_v3() {
    check("rest-v3", &rest(), OpenPlatform::untyped("/v3/alipay/offline/material/image/upload").unwrap());
}
