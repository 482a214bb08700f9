//! Photos and videos of shops at the Alipay Open Platform, as data types: the APIs called `alipay.offline.material.*`.
//!
//! Pick it where another API wants the id of an image.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_offline_material::{ImageType, OfflineMaterialImageUpload};
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//! use alipay_wire::Upload;
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().open_platform())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! // A file on disk is not read into memory: `Upload::from_path`.
//! let photo = Upload::from_bytes("shop.jpg", &b"\xFF\xD8\xFF\xE0"[..]);
//! let upload = OfflineMaterialImageUpload::new(ImageType::Jpg, "Shop front", photo);
//! let answer = client.send(&upload).await?;
//! println!("{}", answer.image_id.as_str());
//! # Ok(())
//! # }
//! ```
//!
//! | API | request | answers |
//! |---|---|---|
//! | `alipay.offline.material.image.upload` | [`OfflineMaterialImageUpload`] | the id by which other APIs take the file |
//!
//! # Values and errors
//!
//! What an answer lacks is `None`, which is neither zero nor "no"; members without a field are in `extra`; `Debug` shows
//! nothing personal. A request that breaks a rule of its page is refused before it is sent, unless it is
//! [`unchecked`](alipay_wire::Request::unchecked). Codes are open sets: each API has the documented ones in its module `code`, with
//! their status and what to do next. What a failed call may have done is said by the `effect` of the client's error.
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `Materials` holds what was uploaded | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `offline_material`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod image_upload;

pub use image_upload::{ImageId, ImageType, OfflineMaterialImageUpload, OfflineMaterialImageUploadResponse};

#[cfg(feature = "server")]
pub use image_upload::{Material, Materials};

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<OfflineMaterialImageUpload>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
