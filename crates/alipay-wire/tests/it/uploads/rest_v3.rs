//! 6.2: files over REST.

use alipay_wire::{EncodeError, FilePart, inbound};
use serde_json::json;

use crate::uploads::{call, canonical, parts, photo, refused, rest, sent, support, untyped, upload};

const API: &str = "/v3/alipay/offline/material/image/upload";

#[test]
fn the_part_data_is_json_and_the_files_follow_it() {
    let request = sent(&rest(), &call(&upload()));
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", API));
    let expected = "multipart/form-data; boundary=alipay-07070707070707070707070707070707";
    assert_eq!(request.headers()["content-type"], expected);
    let parts = parts(&request);
    let [data, file] = &parts[..] else { panic!("{parts:?}") };
    assert_eq!((data.name.as_str(), data.content_type.as_str(), &data.file_name), ("data", "application/json", &None));
    assert_eq!(data.content, r#"{"image_type":"jpg","image_name":"海底捞"}"#.as_bytes());
    assert_eq!((file.name.as_str(), file.file_name.as_deref()), ("image_content", Some("photo.jpg")));
    assert_eq!(file.content, *photo().bytes().unwrap());
}

#[test]
fn data_is_what_is_signed_of_the_body() {
    let signed = canonical(&rest(), &call(&upload()));
    let mut lines = signed.split('\n').skip(1);
    let expected = ["POST", API, r#"{"image_type":"jpg","image_name":"海底捞"}"#, ""];
    assert!(lines.by_ref().eq(expected), "{signed}");
    let other = upload().thumbnail(photo());
    assert_eq!(canonical(&rest(), &call(&other)), signed, "files are not signed");

    // As its gateway does.
    let request = sent(&rest(), &call(&upload()));
    let data = parts(&request).remove(0).content;
    let received = inbound::rest_v3(request.method(), API, request.headers(), data.clone().into()).unwrap();
    let verified =
        received.seal().unwrap().verify(&support::app_key().public_key()).map_err(|(error, _)| error).unwrap();
    assert_eq!(verified.payload(), &data);
}

#[test]
fn without_data_the_line_of_the_body_is_empty() {
    let only_a_file = untyped(API, json!({})).with_file(FilePart::new("image_content", photo()));
    assert!(canonical(&rest(), &only_a_file).ends_with(&format!("\nPOST\n{API}\n\n")));
    let parts = parts(&sent(&rest(), &only_a_file));
    assert_eq!(parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["image_content"]);
}

#[test]
fn a_file_is_not_called_data_and_needs_a_body() {
    let data = call(&upload()).with_file(FilePart::new("data", photo()));
    assert_eq!(refused(&rest(), &data), EncodeError::DuplicateParameter);
    let get = untyped("GET /v3/alipay/fund/account/query", json!({})).with_file(FilePart::new("a", photo()));
    assert_eq!(refused(&rest(), &get), EncodeError::Payload);
}

#[cfg(feature = "encrypt")]
#[test]
fn a_call_with_files_is_encrypted_never_and_plain_only_when_it_says_so() {
    use alipay_wire::{OpenPlatformOptions, sign::ContentKey};

    let key = ContentKey::from_base64(&support::key("content_key.txt")).unwrap();
    let encrypting = rest().content_key(key);
    assert_eq!(refused(&encrypting, &call(&upload())), EncodeError::FilesNotEncryptable);
    let wanted = |wanted| call(&upload()).with_options(OpenPlatformOptions::new().encrypt(wanted));
    assert_eq!(refused(&encrypting, &wanted(true)), EncodeError::FilesNotEncryptable);
    assert_eq!(refused(&rest(), &wanted(true)), EncodeError::NoContentKey);
    assert_eq!(sent(&encrypting, &wanted(false)).body(), sent(&rest(), &call(&upload())).body());
}
