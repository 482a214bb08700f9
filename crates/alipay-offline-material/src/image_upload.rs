//! `alipay.offline.material.image.upload`: stores a photo or a video of a shop, for other APIs to name by its id.

use alipay_wire::{
    Code, Extra, Invalid, OpenPlatform, OtherText, Request, Response, Rules, StringEnum, StringNewtype, Text, Upload,
    open_platform::UserId,
};

/// The longest image, in bytes.
pub const MAX_IMAGE: u64 = 5 << 20;
/// The longest video, in bytes.
pub const MAX_VIDEO: u64 = 50 << 20;

/// Uploads a photo or a video of a shop.
///
/// Two uploads of one file make two images. Neither means anything until another call names its id, and the id of one
/// whose answer was lost is known to nobody: so it counts as a [query](alipay_wire::Safety::Query), and a client may
/// repeat it like one.
///
/// * **When:** another API wants the id of an image or a video of a shop.
/// * **Changes:** the merchant's storage, and nothing that anybody sees.
/// * **Codes:** in [`code`]. Expect `EXCEED_MAX_SIZE`, `UNKNOWN_FORMAT` and `INVALID_FILE_BYTES` for the file,
///   `CAPACITY_EXCEEDED` for the storage, `ISV_IMAGE_UNSAFE` for what it shows.
/// * **Page:** `alipay.offline.material.image.upload`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.offline.material.image.upload",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/offline/material/image/upload",
    // Not that it changes nothing: but nothing that a repetition could spoil.
    safety = Query,
    answer = OfflineMaterialImageUploadResponse,
    codes = code::ALL,
    textual
)]
#[non_exhaustive]
pub struct OfflineMaterialImageUpload {
    /// The format of the file.
    #[wire(max = 8, show)]
    pub image_type: ImageType,
    /// A name for it.
    #[wire(with = Text, max = 128)]
    pub image_name: String,
    /// The file: an image of at most 5 MiB, or a video of at most 50 MiB.
    ///
    /// The pages disagree on videos, and some have 5 MiB for them too.
    #[wire(show)]
    pub image_content: Upload,
    /// The partner it belongs to. Alipay's own applications set it; merchants leave it out.
    #[wire(max = 16)]
    pub image_pid: Option<UserId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The format of an image or a video. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImageType {
    /// JPEG.
    Jpg,
    /// JPEG, too.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// A video, MPEG-4.
    Mp4,
    /// A word that is not listed here.
    Other(OtherText),
}

impl ImageType {
    /// The longest file of this format, in bytes.
    pub fn longest(&self) -> u64 {
        if self.as_str().eq_ignore_ascii_case(Self::Mp4.as_str()) { MAX_VIDEO } else { MAX_IMAGE }
    }
}

/// Names an uploaded image or video.
#[derive(Clone, StringNewtype)]
pub struct ImageId(String);

/// What was uploaded, as other APIs name it.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct OfflineMaterialImageUploadResponse {
    /// The image or video.
    #[wire(max = 32)]
    pub image_id: ImageId,
    /// The gateway's code, `10000` here. Optional because only `gateway.do` writes it into the answer: the REST
    /// protocol has none in a success.
    #[wire(show)]
    pub code: Option<Code>,
    /// The gateway's words for `code`.
    #[wire(with = Text)]
    pub msg: Option<String>,
    /// The code of a business failure. Never there in a success.
    #[wire(show)]
    pub sub_code: Option<Code>,
    /// The gateway's words for `sub_code`.
    #[wire(with = Text)]
    pub sub_msg: Option<String>,
    /// Where it can be looked at: on a page of its own only, since pages that embed it are refused.
    #[wire(max = 512)]
    pub image_url: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `alipay.offline.material.image.upload`: the `sub_code` under gateway code `40004`. Older ones come with a
    /// prefix, in lower case, and one of them as misspelt as here.
    pub mod code;
    shared alipay_wire::open_platform::code {}
    own {
        INVALID_PARAM F "A parameter is wrong. Compare the request with the page and correct it.";
        SYSTEM_ERROR U "The gateway is busy. Upload the file again; if it persists, ask Alipay's technical support.";
        EXCEED_MAX_SIZE F "The file is too long. Images have 5 MB at most, videos 50 MB.";
        UNKNOWN_FORMAT F "The format is none the gateway takes, or not that of the file. Convert the file, or correct the format.";
        INVALID_FILE_BYTES F "The content is no image or video. Check the file.";
        CAPACITY_EXCEEDED F "The merchant's storage is full. Delete what is no longer needed.";
        ISV_INVALID_ARGUMENTS = "isv.invalid-arguments" F "A parameter is wrong. Compare the request with the page and correct it.";
        ISV_EXCEED_MAX_SIZE = "isv.exceed-max-size" F "The file is too long. Images have 5 MB at most, videos 50 MB.";
        ISV_UNKNOWN_FORMAT = "isv.unknown-fomat" F "The format is none the gateway takes, or not that of the file. Convert the file, or correct the format.";
        ISV_IMAGE_UNSAFE = "isv.image-unsafe" F "The image was found to be unsafe. Upload another one.";
        ISV_UNKNOWN_ERROR = "isv.unknown-error" U "The gateway is busy. Upload the file again; if it persists, ask Alipay's technical support.";
    }
}

impl Rules for OfflineMaterialImageUpload {
    fn check_rules(&self) -> Result<(), Invalid> {
        let (length, max) = (self.image_content.len(), self.image_type.longest());
        if length == 0 {
            return Err(Invalid::new("image_content", "must not be empty"));
        }
        if length > max {
            return Err(Invalid::new(
                "image_content",
                format!("has {length} bytes, {max} are allowed for this format"),
            ));
        }
        Ok(())
    }

    // No `correlate`: the answer repeats nothing of the request.
}

#[cfg(feature = "server")]
pub use server::{Material, Materials};

#[cfg(feature = "server")]
mod server {
    use alipay_wire::{
        open_platform::code::SUCCESS,
        server::{Refusal, Serve, World},
    };

    use super::{ImageId, ImageType, OfflineMaterialImageUpload, OfflineMaterialImageUploadResponse, code};

    /// What was uploaded to a gateway, oldest first.
    #[derive(Clone, Debug, Default)]
    pub struct Materials(Vec<Material>);

    /// An image or a video that a gateway received. Its content is not kept.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Material {
        /// The id it was given.
        pub image_id: ImageId,
        /// Its format, as it was told.
        pub image_type: ImageType,
        /// Its name.
        pub image_name: String,
        /// The name of the file.
        pub file_name: String,
        /// How many bytes came.
        pub length: u64,
        /// The SHA-256 of what came, in hex, where the gateway looked at it.
        pub sha256: Option<String>,
    }

    impl Materials {
        /// What was uploaded.
        pub fn iter(&self) -> impl Iterator<Item = &Material> {
            self.0.iter()
        }

        /// What was given this id. `None` when nothing was.
        pub fn find(&self, image_id: &ImageId) -> Option<&Material> {
            self.0.iter().find(|material| material.image_id == *image_id)
        }
    }

    const FORMATS: [ImageType; 6] =
        [ImageType::Jpg, ImageType::Jpeg, ImageType::Png, ImageType::Gif, ImageType::Bmp, ImageType::Mp4];

    impl Serve for OfflineMaterialImageUpload {
        fn serve(&self, world: &mut World) -> Result<OfflineMaterialImageUploadResponse, Refusal> {
            let is_known = |known: &ImageType| known.as_str().eq_ignore_ascii_case(self.image_type.as_str());
            if !FORMATS.iter().any(is_known) {
                return Err(code::UNKNOWN_FORMAT.into());
            }
            if self.image_content.is_empty() {
                return Err(code::INVALID_FILE_BYTES.into());
            }
            if self.image_content.len() > self.image_type.longest() {
                return Err(code::EXCEED_MAX_SIZE.into());
            }
            let Materials(materials) = world.get();
            let image_id = ImageId::from(format!("{:032x}", materials.len() + 1));
            materials.push(Material {
                image_id: image_id.clone(),
                image_type: self.image_type.clone(),
                image_name: self.image_name.clone(),
                file_name: self.image_content.file_name().to_owned(),
                length: self.image_content.len(),
                sha256: self.image_content.sha256().map(str::to_owned),
            });
            let url = format!("https://gateway.sandbox.invalid/material/{}", image_id.as_str());
            Ok(OfflineMaterialImageUploadResponse::new(image_id).image_url(url).code(SUCCESS).msg("Success"))
        }
    }
}
