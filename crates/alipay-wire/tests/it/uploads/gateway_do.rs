//! 5.3: files at `gateway.do`.

use alipay_wire::{ApiMeta, Call, EncodeError, FilePart, OpenPlatformOptions, Request, Safety, Upload};
use serde_json::json;

use crate::uploads::{Part, UPLOAD, call, canonical, form, parts, photo, refused, sent, untyped, upload};

fn text(name: &str, content: &str) -> Part {
    let content_type = "text/plain; charset=utf-8".to_owned();
    Part { name: name.to_owned(), file_name: None, content_type, content: content.as_bytes().to_vec() }
}

fn file(name: &str, file: &Upload) -> Part {
    Part {
        name: name.to_owned(),
        file_name: Some(file.file_name().to_owned()),
        content_type: file.content_type().to_owned(),
        content: file.bytes().unwrap().to_vec(),
    }
}

#[test]
fn texts_are_parts_and_common_parameters_stay_in_the_query() {
    let options = OpenPlatformOptions::new().app_auth_token("T").notify_url("https://shop.example/");
    let request = sent(&form(), &call(&upload()).with_options(options));
    assert_eq!(request.method(), "POST");
    let query: Vec<_> =
        form_urlencoded::parse(request.uri().query().unwrap().as_bytes()).map(|(name, _)| name.into_owned()).collect();
    let expected = ["app_id", "charset", "format", "method", "notify_url", "sign_type", "timestamp", "version", "sign"];
    assert_eq!(query, expected);
    let expected = [
        text("app_auth_token", "T"),
        text("image_name", "海底捞"),
        text("image_type", "jpg"),
        file("image_content", &photo()),
    ];
    assert_eq!(parts(&request), expected);
}

#[test]
fn the_content_type_names_charset_and_boundary() {
    let request = sent(&form(), &call(&upload()));
    let expected = "multipart/form-data; charset=utf-8; boundary=alipay-07070707070707070707070707070707";
    assert_eq!(request.headers()["content-type"], expected);
}

#[test]
fn files_are_not_signed() {
    let other = upload().thumbnail(photo());
    let mut another = upload();
    another.image_content = Upload::from_bytes("other.png", "other");
    let signed = canonical(&form(), &call(&upload()));
    assert!(!signed.contains("image_content") && signed.contains("image_name=海底捞&image_type=jpg"), "{signed}");
    assert_eq!(canonical(&form(), &call(&other)), signed);
    assert_eq!(canonical(&form(), &call(&another)), signed);
}

#[test]
fn every_file_is_a_part_of_its_own() {
    let thumbnail = Upload::from_bytes("s.png", "small");
    let parts = parts(&sent(&form(), &call(&upload().thumbnail(thumbnail.clone()))));
    assert_eq!(parts[2..], [file("image_content", &photo()), file("thumbnail", &thumbnail)]);
}

#[test]
fn a_typed_request_is_the_untyped_one() {
    let api = ApiMeta::untyped(UPLOAD, None).textual(true);
    let body = json!({ "image_type": "jpg", "image_name": "海底捞" });
    let untyped = Call::untyped(api, &body, Safety::Unkeyed, None).unwrap();
    let untyped = untyped.with_file(FilePart::new("image_content", photo()));
    assert_eq!(sent(&form(), &untyped).body(), sent(&form(), &call(&upload())).body());
    // Also where it is not checked.
    assert_eq!(sent(&form(), &call(&upload().unchecked())).body(), sent(&form(), &untyped).body());
}

#[test]
fn an_api_with_biz_content_has_it_as_a_part() {
    let content = json!({ "a": "1", "b": { "c": [] } });
    let with_file =
        untyped("alipay.open.file.upload", content.clone()).with_file(FilePart::new("file_content", photo()));
    assert_eq!(
        canonical(&form(), &with_file),
        canonical(&form(), &untyped("alipay.open.file.upload", content.clone()))
    );
    let expected = [text("biz_content", &content.to_string()), file("file_content", &photo())];
    assert_eq!(parts(&sent(&form(), &with_file)), expected);
}

#[test]
fn a_file_takes_the_place_of_one_in_the_same_field() {
    let other = Upload::from_bytes("other.jpg", "other");
    let replaced = call(&upload()).with_file(FilePart::new("image_content", other.clone()));
    assert_eq!(parts(&sent(&form(), &replaced))[2..], [file("image_content", &other)]);
}

#[test]
fn a_file_is_not_called_like_a_parameter() {
    for (name, expected) in [
        ("sign", EncodeError::CommonParameter("sign")),
        ("biz_content", EncodeError::CommonParameter("biz_content")),
        ("image_name", EncodeError::DuplicateParameter),
        ("a b", EncodeError::ParameterName),
        ("a\"", EncodeError::ParameterName),
        ("", EncodeError::ParameterName),
    ] {
        assert_eq!(refused(&form(), &call(&upload()).with_file(FilePart::new(name, photo()))), expected, "{name}");
    }
}

#[cfg(feature = "gbk")]
#[test]
fn texts_are_in_the_charset_of_the_request_and_file_names_in_utf8() {
    use alipay_wire::sign::Charset;

    let mut request = upload();
    request.image_content = photo().with_file_name("照片.jpg");
    let request = sent(&form().charset(Charset::Gbk), &call(&request));
    assert!(request.headers()["content-type"].to_str().unwrap().contains("; charset=GBK; "));
    let parts = parts(&request);
    assert_eq!(parts[0].content, b"\xBA\xA3\xB5\xD7\xC0\xCC");
    assert_eq!(parts[0].content_type, "text/plain; charset=GBK");
    assert_eq!(parts[2].file_name.as_deref(), Some("照片.jpg"));
}

#[cfg(feature = "encrypt")]
#[test]
fn content_is_encrypted_and_files_are_not() {
    use alipay_wire::sign::ContentKey;

    let key = ContentKey::from_base64(&crate::support::key("content_key.txt")).unwrap();
    let form = form().content_key(key.clone());
    let with_file = untyped("alipay.open.file.upload", json!({ "a": "1" }));
    let request = sent(&form, &with_file.with_file(FilePart::new("file_content", photo())));
    assert!(request.uri().query().unwrap().contains("encrypt_type=AES"));
    let expected = [text("biz_content", &key.encrypt(br#"{"a":"1"}"#)), file("file_content", &photo())];
    assert_eq!(parts(&request), expected);

    // Where there is no content, there is nothing to encrypt.
    assert_eq!(sent(&form, &call(&upload())).body(), sent(&crate::uploads::form(), &call(&upload())).body());
    let wanted = call(&upload()).with_options(OpenPlatformOptions::new().encrypt(true));
    assert_eq!(refused(&form, &wanted), EncodeError::NotEncryptable(UPLOAD.to_owned()));
}
