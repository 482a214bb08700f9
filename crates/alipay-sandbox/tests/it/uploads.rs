//! Requests with files: what the gateway takes, and what it does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_offline_material::Materials;
use alipay_sandbox::Sandbox;
use alipay_sign::{KeyIdentity, PrivateKey, Sign};
use alipay_wire::{ApiMeta, Call, FilePart, Nonce, Protocol, RequestBody, Route, Safety, Signing, Stamp, Upload};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use support::Answer;
use tower_service::Service;

const API: &str = "alipay.offline.material.image.upload";
const PATH: &str = "/v3/alipay/offline/material/image/upload";
const BOUNDARY: &str = "alipay-07070707070707070707070707070707";

/// A request with a photo, signed by the client.
fn request(sandbox: &Sandbox, protocol: &impl Protocol) -> Request<Bytes> {
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let api = ApiMeta::untyped(API, Some(Route::new(Method::POST, PATH))).textual(true);
    let body = json!({ "image_type": "jpg", "image_name": "n" });
    let call = Call::untyped(api, &body, Safety::Query, None).unwrap();
    let call = call.with_file(FilePart::new("image_content", Upload::from_bytes("a.jpg", "photo")));
    let now = Stamp::from_unix_millis(1_406_142_470_000).unwrap();
    let draft = protocol.draft(&call, &Signing::new(&KeyIdentity::new(), now, Nonce::from_random([7; 16]))).unwrap();
    let signature = key.sign(draft.message()).unwrap();
    protocol.seal(draft, &signature).unwrap().map(|body| match body {
        RequestBody::Multipart(parts) => parts.open().unwrap().collect::<Result<Vec<_>, _>>().unwrap().concat().into(),
        other => other.into_bytes().unwrap(),
    })
}

async fn send(sandbox: &Sandbox, request: Request<Bytes>) -> Answer {
    let (head, body) = sandbox.clone().call(request.map(Full::new)).await.unwrap().into_parts();
    Answer(http::Response::from_parts(head, body.collect().await.unwrap().to_bytes()))
}

/// The same request with a part of its body replaced.
fn changed(request: Request<Bytes>, from: &str, to: &str) -> Request<Bytes> {
    request.map(|body| {
        let body = std::str::from_utf8(&body).unwrap();
        assert_eq!(body.matches(from).count(), 1, "{from:?} in {body}");
        body.replace(from, to).into()
    })
}

fn part(name: &str, file_name: Option<&str>, content: &str) -> String {
    let file_name = file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n{content}\r\n")
}

/// In front of the part with the file.
fn inserted(request: Request<Bytes>, part: &str) -> Request<Bytes> {
    let before = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"image_content\"");
    changed(request, &before, &format!("{part}{before}"))
}

fn uploaded(sandbox: &Sandbox) -> Vec<(u64, Option<String>)> {
    sandbox.with_state(|materials: &mut Materials| {
        materials.iter().map(|material| (material.length, material.sha256.clone())).collect()
    })
}

/// `printf photo | sha256sum`
const PHOTO: &str = "55c64d0fcd6f9d5f7c828093857e3fdfda68478bb4e9bd24d481ef391c7804e8";

#[tokio::test]
async fn a_file_is_counted_and_digested() {
    let sandbox = Sandbox::new();
    let answer = send(&sandbox, request(&sandbox, &sandbox.endpoints().open_platform())).await;
    assert!(answer.has("\"image_id\":\"00000000000000000000000000000001\""), "{answer:?}");
    let body: serde_json::Value = serde_json::from_slice(&sandbox.ledger()[0].body).unwrap();
    let described = &body["image_content"];
    assert_eq!((&described["file_name"], &described["length"]), (&json!("a.jpg"), &json!(5)));
    assert_eq!(uploaded(&sandbox), [(5, Some(PHOTO.to_owned()))]);
}

#[tokio::test]
async fn what_is_signed_are_the_texts() {
    let sandbox = Sandbox::new();
    let good = || request(&sandbox, &sandbox.endpoints().open_platform());
    // A file may change on the way, and nobody notices: that is the protocol.
    assert!(send(&sandbox, changed(good(), "photo", "other")).await.has("image_id"));
    for (from, to) in [("\r\n\r\nn\r\n", "\r\n\r\nm\r\n"), ("name=\"image_name\"", "name=\"image_pid\"")] {
        assert!(send(&sandbox, changed(good(), from, to)).await.has("isv.invalid-signature"), "{from:?}");
    }
    for text in [part("image_pid", None, "2088"), part("image_name", None, "n"), part("sign", None, "x")] {
        assert!(send(&sandbox, inserted(good(), &text)).await.has("isv.invalid-signature"), "{text:?}");
    }
    assert_eq!(uploaded(&sandbox).len(), 1);
}

#[tokio::test]
async fn a_form_that_is_none_is_turned_away() {
    let sandbox = Sandbox::new();
    let good = || request(&sandbox, &sandbox.endpoints().open_platform());
    let end = format!("--{BOUNDARY}--\r\n");
    let cut = good().map(|body| body.slice(..body.len() - end.len() - 3));
    let unnamed = changed(good(), "; name=\"image_type\"", "");
    let twice = inserted(good(), &part("image_content", Some("b.jpg"), "again"));
    let long = inserted(good(), &part("image_pid", None, &"x".repeat(2 << 20)));
    for (what, request) in [("cut", cut), ("unnamed", unnamed), ("twice", twice), ("long", long)] {
        assert_eq!(send(&sandbox, request).await.0.status(), 400, "{what}");
    }
    // No file at all, and one too many.
    let none = changed(good(), "; filename=\"a.jpg\"", "");
    assert!(send(&sandbox, none).await.has("isv.invalid-signature"), "a text is signed");
    let more = inserted(good(), &part("image_pid", Some("b.jpg"), "b"));
    assert!(send(&sandbox, more).await.has("isv.illegal-json"), "the API knows no such file");
    assert!(uploaded(&sandbox).is_empty());
}

#[tokio::test]
async fn over_rest_the_part_data_is_signed() {
    let clock = alipay_wire::FixedClock(Stamp::from_unix_millis(1_406_142_470_000).unwrap());
    let fresh = || Sandbox::new().with_clock(clock);
    let good = |sandbox: &Sandbox| request(sandbox, &sandbox.endpoints().open_platform_v3());
    let sandbox = fresh();
    let answer = send(&sandbox, good(&sandbox)).await;
    assert!(answer.0.status() == 200 && answer.has("image_id"), "{answer:?}");
    assert_eq!(uploaded(&sandbox), [(5, Some(PHOTO.to_owned()))]);

    let sandbox = fresh();
    let answer = send(&sandbox, changed(good(&sandbox), "\"image_name\":\"n\"", "\"image_name\":\"m\"")).await;
    assert!(answer.has("invalid-signature"), "{answer:?}");
    let answer = send(&sandbox, inserted(good(&sandbox), &part("image_pid", None, "2088"))).await;
    assert_eq!(answer.0.status(), 400);
    assert!(uploaded(&sandbox).is_empty());
}
