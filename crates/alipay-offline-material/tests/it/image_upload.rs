//! The request and the answer as the page has them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_offline_material::{
    ImageType, OfflineMaterialImageUpload, OfflineMaterialImageUploadResponse,
    image_upload::{MAX_IMAGE, MAX_VIDEO, code},
};
use alipay_wire::{Call, Code, FieldInfo, Invalid, Model, Request, Safety, Status, Upload, open_platform::sub_code};
use serde_json::json;

fn photo(length: u64) -> Upload {
    // Never read here.
    Upload::from_source("photo.jpg", length, || Ok(Box::new(std::io::empty())))
}

fn upload(image_type: ImageType, length: u64) -> OfflineMaterialImageUpload {
    OfflineMaterialImageUpload::new(image_type, "海底捞", photo(length))
}

fn maximum(fields: &[FieldInfo], name: &str) -> (bool, Option<usize>) {
    let field = fields.iter().find(|field| field.name == name).unwrap();
    (field.required, field.max)
}

#[test]
fn the_fields_are_those_of_the_page() {
    let request = OfflineMaterialImageUpload::FIELDS;
    assert_eq!(request.len(), 4);
    assert_eq!(maximum(request, "image_type"), (true, Some(8)));
    assert_eq!(maximum(request, "image_name"), (true, Some(128)));
    assert_eq!(maximum(request, "image_content"), (true, None));
    assert_eq!(maximum(request, "image_pid"), (false, Some(16)));
    let response = OfflineMaterialImageUploadResponse::FIELDS;
    assert_eq!(maximum(response, "image_id"), (true, Some(32)));
    assert_eq!(maximum(response, "image_url"), (false, Some(512)));
}

#[test]
fn the_json_has_all_but_the_file() {
    let call = Call::new(&upload(ImageType::Jpg, 3).image_pid("2088021822217233")).unwrap();
    let (json, files) = call.payload().parts();
    assert_eq!(json, r#"{"image_type":"jpg","image_name":"海底捞","image_pid":"2088021822217233"}"#);
    assert_eq!(files.iter().map(|part| (&*part.name, part.file.len())).collect::<Vec<_>>(), [("image_content", 3)]);
    assert!(call.api().textual);
    let route = call.api().route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/offline/material/image/upload"));
}

#[test]
fn an_upload_may_be_repeated() {
    assert_eq!(Call::new(&upload(ImageType::Jpg, 3)).unwrap().safety(), Safety::Query);
}

#[test]
fn lengths_are_checked_before_anything_is_sent() {
    let rule = |request: OfflineMaterialImageUpload| request.validate().map_err(|invalid: Invalid| invalid.to_string());
    for (image_type, longest) in [
        (ImageType::Jpg, MAX_IMAGE),
        (ImageType::from("bmp"), MAX_IMAGE),
        (ImageType::Mp4, MAX_VIDEO),
        (ImageType::from("MP4"), MAX_VIDEO),
    ] {
        assert_eq!(rule(upload(image_type.clone(), longest)), Ok(()));
        let expected = format!("image_content: has {} bytes, {longest} are allowed for this format", longest + 1);
        assert_eq!(rule(upload(image_type.clone(), longest + 1)), Err(expected));
        assert_eq!(Call::new(&upload(image_type, longest + 1).unchecked()).map(drop), Ok(()));
    }
    assert_eq!(rule(upload(ImageType::Png, 0)), Err("image_content: must not be empty".to_owned()));
    let named = |name: &str| OfflineMaterialImageUpload::new("jpg", name, photo(1));
    assert_eq!(rule(named(&"名".repeat(128))), Ok(()));
    assert!(rule(named(&"名".repeat(129))).unwrap_err().starts_with("image_name: has 129 characters"));
    assert!(rule(OfflineMaterialImageUpload::new("", "n", photo(1))).is_err());
    let path = OfflineMaterialImageUpload::new("jpg", "n", photo(1).with_file_name("a/b"));
    assert!(rule(path).unwrap_err().starts_with("image_content.file_name: "));
}

#[test]
fn the_answer_of_both_protocols_is_read() {
    let v2 = json!({
        "code": "10000", "msg": "Success", "image_id": "1M_c2k8T2yhSYmRLOaTAAAAJXkAAAAA",
        "image_url": "https://example.com/image?fileIds=1",
    });
    let v2: OfflineMaterialImageUploadResponse = serde_json::from_value(v2).unwrap();
    assert_eq!((v2.image_id.as_str().len(), v2.code), (31, Some(Code::from("10000"))));
    let v3: OfflineMaterialImageUploadResponse = serde_json::from_value(json!({ "image_id": "1" })).unwrap();
    assert_eq!((v3.image_id.as_str(), v3.image_url), ("1", None));
    assert!(serde_json::from_value::<OfflineMaterialImageUploadResponse>(json!({ "code": "10000" })).is_err());
}

#[test]
fn debug_shows_format_and_length_alone() {
    let shown = format!("{:?}", upload(ImageType::Jpg, 3).image_pid("2088021822217233"));
    assert!(!shown.contains("海底捞") && !shown.contains("2088") && !shown.contains("photo.jpg"), "{shown}");
    assert!(shown.contains("jpg") && shown.contains("3 bytes"), "{shown}");
}

#[test]
fn only_what_the_gateway_does_not_know_is_unknown() {
    let unknown: Vec<&str> = code::ALL.iter().filter(|code| code.status == Status::U).map(|code| code.code).collect();
    assert_eq!(unknown, ["SYSTEM_ERROR", "isv.unknown-error"]);
    // The gateway's own codes about files have their advice too.
    let meta = OfflineMaterialImageUpload::META;
    assert!(
        meta.code(&Code::from("isv.invalid-file-size")).is_some()
            && meta.code(&Code::from(sub_code::UPLOAD_FAIL.info().code)).is_some()
    );
}
