//! What is kept of calls with files.

use alipay_wire::{
    Dws, EncodeError, Evidence, OpenPlatform, PreparedCall, RequestBody, SignedHeader,
    sign::{PrivateKey, Sign},
};
use http::Response;

use crate::uploads::{NONCE, call, form, now, photo, refused, rest, sealed, support, upload};

#[test]
fn a_call_with_files_cannot_be_stored() {
    let prepared = PreparedCall::new::<OpenPlatform>(&call(&upload()), "2014072300007148", now());
    assert_eq!(prepared.map(drop), Err(EncodeError::FilesNotStored));
}

#[test]
fn a_protocol_without_files_says_so() {
    let dws = SignedHeader::<Dws>::new("https://gateway.example", "T_WALLET_1").unwrap();
    let routed = crate::uploads::untyped("/v3/alipay/x", serde_json::json!({}));
    assert_eq!(refused(&dws, &routed.with_file(alipay_wire::FilePart::new("a", photo()))), EncodeError::Payload);
}

fn evidence(request: &http::Request<RequestBody>, protocol: &dyn alipay_wire::Protocol) -> Evidence {
    let key = support::app_key();
    Evidence::of_request("open-platform", protocol, &call(&upload()), Sign::key(&key), b"signed", request, now())
}

#[test]
fn evidence_has_the_texts_and_the_name_and_length_of_files_never_their_bytes() {
    let request = sealed(&form(), &call(&upload()), NONCE).unwrap();
    let record = evidence(&request, &form());
    let body = record.request.body.bytes().unwrap();
    let body = std::str::from_utf8(&body).expect("no byte of a photo is in it");
    for part in ["name=\"image_name\"", "\r\n海底捞\r\n", "filename=\"photo.jpg\"", "\r\n(14 bytes, not kept)\r\n"] {
        assert!(body.contains(part), "{part} is not in: {body}");
    }
    assert!(!body.contains("--alipay-\0"), "{body}");
    let data = sealed(&rest(), &call(&upload()), NONCE).unwrap();
    let body = evidence(&data, &rest()).request.body.bytes().unwrap();
    assert!(std::str::from_utf8(&body).unwrap().contains(r#"{"image_type":"jpg","image_name":"海底捞"}"#));
}

#[test]
fn evidence_of_an_upload_verifies_its_answer() {
    let request = sealed(&form(), &call(&upload()), NONCE).unwrap();
    let mut record = evidence(&request, &form());
    let node = r#"{"code":"10000","msg":"Success","image_id":"1"}"#;
    let gateway = PrivateKey::from_text(&support::key("gateway_private.pem")).unwrap();
    let sign = support::base64(gateway.sign(node.as_bytes()).unwrap().as_bytes());
    let body = format!(r#"{{"alipay_offline_material_image_upload_response":{node},"sign":"{sign}"}}"#);
    let (head, ()) = Response::new(()).into_parts();
    record.answered(&head, body.as_bytes(), now());
    let stored: Evidence = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(stored.verify(&support::gateway_key()).unwrap().payload.payload(), node);
}
