//! What a gateway answers.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_offline_material::{
    Materials, OfflineMaterialImageUpload,
    image_upload::{MAX_IMAGE, MAX_VIDEO, code},
};
use alipay_wire::{
    CodeInfo,
    server::{Catalog, Serve, World},
};
use serde_json::json;

/// A request as a gateway describes it to the API.
fn received(image_type: &str, length: u64) -> OfflineMaterialImageUpload {
    let file = json!({ "file_name": "a.jpg", "content_type": "image/jpeg", "length": length, "sha256": "00ff" });
    serde_json::from_value(json!({ "image_type": image_type, "image_name": "n", "image_content": file })).unwrap()
}

fn refusal(image_type: &str, length: u64) -> CodeInfo {
    *received(image_type, length).serve(&mut World::default()).unwrap_err().code()
}

#[test]
fn every_upload_is_a_new_image() {
    let mut world = World::default();
    let first = received("jpg", 3).serve(&mut world).unwrap();
    let second = received("JPG", MAX_IMAGE).serve(&mut world).unwrap();
    assert_ne!(first.image_id, second.image_id);
    assert_eq!(first.image_id.as_str().len(), 32);
    assert!(first.image_url.unwrap().ends_with(first.image_id.as_str()));
    let materials = world.get::<Materials>();
    assert_eq!(materials.iter().count(), 2);
    let found = materials.find(&first.image_id).unwrap();
    assert_eq!((found.length, found.sha256.as_deref(), found.file_name.as_str()), (3, Some("00ff"), "a.jpg"));
}

#[test]
fn what_is_no_image_is_refused() {
    assert_eq!(refusal("exe", 3), code::UNKNOWN_FORMAT);
    assert_eq!(refusal("jpg", 0), code::INVALID_FILE_BYTES);
    assert_eq!(refusal("jpg", MAX_IMAGE + 1), code::EXCEED_MAX_SIZE);
    assert_eq!(refusal("mp4", MAX_VIDEO + 1), code::EXCEED_MAX_SIZE);
    assert!(received("mp4", MAX_VIDEO).serve(&mut World::default()).is_ok());
}

#[test]
fn a_request_without_its_file_is_none() {
    assert!(
        serde_json::from_value::<OfflineMaterialImageUpload>(json!({ "image_type": "jpg", "image_name": "n" }))
            .is_err()
    );
}

#[test]
fn the_catalog_lists_the_api() {
    struct Names(Vec<String>);
    impl Catalog for Names {
        fn add<R: Serve>(&mut self) {
            self.0.push(R::META.name.to_string());
        }
    }
    let mut names = Names(Vec::new());
    alipay_offline_material::catalog(&mut names);
    assert!(names.0.iter().any(|name| name == "alipay.offline.material.image.upload"), "{:?}", names.0);
}
