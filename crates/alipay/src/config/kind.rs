//! What is read from files and variables: keys, certificates, content keys.

use std::path::PathBuf;

use alipay_sign::{
    Certificate, CertificateError, ContentKey, ContentKeyError, KeyError, PrivateKey, PublicKey, RootCertificates,
};

use super::ConfigError;

/// A kind of thing that is read, and how it is told that one cannot be used.
pub(super) trait Kind: Sized {
    type Error;

    /// Reads what is text, and what is none.
    fn read(content: Result<&str, &[u8]>) -> Result<Self, Self::Error>;

    fn unusable(
        profile: Option<String>,
        field: &'static str,
        file: Option<PathBuf>,
        source: Self::Error,
    ) -> ConfigError;
}

macro_rules! kind {
    ($kind:ty, ConfigError::$variant:ident($error:ty), $from_text:expr, $from_bytes:expr) => {
        impl Kind for $kind {
            type Error = $error;

            fn read(content: Result<&str, &[u8]>) -> Result<Self, $error> {
                content.map_or_else($from_bytes, $from_text)
            }

            fn unusable(
                profile: Option<String>,
                field: &'static str,
                file: Option<PathBuf>,
                source: $error,
            ) -> ConfigError {
                ConfigError::$variant { profile, field, file, source }
            }
        }
    };
}

kind!(PrivateKey, ConfigError::Key(KeyError), Self::from_text, Self::from_der);
kind!(PublicKey, ConfigError::Key(KeyError), Self::from_text, Self::from_der);
kind!(Certificate, ConfigError::Certificate(CertificateError), Self::from_text, Self::from_der);
// These two are always text.
kind!(RootCertificates, ConfigError::Certificate(CertificateError), Self::from_text, |_| Err(
    CertificateError::NotBase64
));
kind!(ContentKey, ConfigError::ContentKey(ContentKeyError), Self::from_base64, |_| Err(ContentKeyError::NotBase64));
