//! Photos and videos of shops at the Open Platform: the APIs called `alipay.offline.material.*`.
//!
//! ```
//! use alipay_offline_material::{ImageType, OfflineMaterialImageUpload};
//! use alipay_wire::{Request, Upload};
//!
//! let photo = Upload::from_bytes("shop.jpg", &b"\xFF\xD8\xFF\xE0"[..]);
//! let upload = OfflineMaterialImageUpload::new(ImageType::JPG, "Shop front", photo);
//! upload.validate()?;
//! assert_eq!(upload.files()[0].name, "image_content");
//! # Ok::<(), alipay_wire::Invalid>(())
//! ```
//!
//! A file on disk is not read into memory: [`Upload::from_path`](alipay_wire::Upload::from_path).
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

alipay_wire::apis! {
    image_upload: OfflineMaterialImageUpload;
}

pub use image_upload::{ImageId, ImageType, OfflineMaterialImageUpload, OfflineMaterialImageUploadResponse};

#[cfg(feature = "server")]
pub use image_upload::{Material, Materials};

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
