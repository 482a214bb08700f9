//! The `signature` header: `algorithm=RSA256,keyVersion=1,signature=<percent-encoded base64>`.

use alipay_sign::{KeyId, Sealed, Signature};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::OpenError;

/// Standard base64, padded or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What the header says.
#[derive(PartialEq, Eq)]
pub(crate) struct SignatureHeader {
    key: Option<KeyId>,
    signature: Vec<u8>,
}

impl SignatureHeader {
    /// The header without its signature.
    pub(crate) fn unsigned(key_version: Option<u32>) -> String {
        match key_version {
            Some(version) => format!("algorithm=RSA256,keyVersion={version},signature="),
            None => "algorithm=RSA256,signature=".to_owned(),
        }
    }

    /// The header with its signature.
    pub(crate) fn signed(unsigned: &str, signature: &Signature) -> String {
        let base64 = STANDARD.encode(signature.as_bytes());
        format!("{unsigned}{}", utf8_percent_encode(&base64, NON_ALPHANUMERIC))
    }

    /// Reads the header: tolerant in order, case of names, blanks and case of percent escapes; strict in meaning.
    pub(crate) fn parse(text: &str) -> Result<Self, OpenError> {
        let (mut algorithm, mut key, mut signature) = (None, None, None);
        for part in text.split(',') {
            let Some((name, value)) = part.split_once('=') else {
                return Err(OpenError::MalformedSignature("a part of the header has no `=`"));
            };
            let slot = match name.trim().to_ascii_lowercase().as_str() {
                "algorithm" => &mut algorithm,
                "keyversion" => &mut key,
                "signature" => &mut signature,
                // Unknown parts are for other readers.
                _ => continue,
            };
            if slot.replace(value.trim()).is_some() {
                return Err(OpenError::MalformedSignature("a part of the header stands twice"));
            }
        }
        if algorithm.is_some_and(|name| !name.eq_ignore_ascii_case("RSA256")) {
            return Err(OpenError::MalformedSignature("the algorithm is not RSA256"));
        }
        let signature = signature.ok_or(OpenError::MalformedSignature("the header has no `signature=`"))?;
        let key = key.filter(|version| !version.is_empty()).map(KeyId::from);
        Ok(Self { key, signature: decode(signature)? })
    }

    /// Binds the signature to what it claims to sign.
    pub(crate) fn seal(self, prefix: &str, body: Bytes) -> Sealed<Bytes> {
        Sealed::framed(prefix, body, "", self.signature, self.key)
    }
}

/// Base64, percent-encoded or not. A `+` is a `+`, never a blank.
fn decode(text: &str) -> Result<Vec<u8>, OpenError> {
    let bytes: std::borrow::Cow<'_, [u8]> = percent_decode_str(text).into();
    match LENIENT.decode(&bytes) {
        Ok(signature) if !signature.is_empty() => Ok(signature),
        _ => Err(OpenError::MalformedSignature("it is not base64")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<(Option<String>, Vec<u8>)> {
        let header = SignatureHeader::parse(text).ok()?;
        Some((header.key.map(|key| key.to_string()), header.signature))
    }

    #[test]
    fn is_tolerant_in_form() {
        let expected = Some((Some("2".to_owned()), vec![0xfb, 0xff]));
        for text in [
            "algorithm=RSA256,keyVersion=2,signature=%2B%2F8%3D",
            "algorithm=RSA256,keyVersion=2,signature=%2b%2f8%3d",
            "algorithm=RSA256, keyVersion=2, signature=+/8=",
            "signature=+/8, KeyVersion = 2 ,ALGORITHM=rsa256",
            "keyVersion=2,signature=%2B/8,newer=1",
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
        assert_eq!(parsed("signature=+/8="), Some((None, vec![0xfb, 0xff])));
    }

    #[test]
    fn is_strict_in_meaning() {
        for text in [
            "",
            "algorithm=RSA256,keyVersion=1",
            "algorithm=RSA256,keyVersion=1,signature=",
            "algorithm=ECC224,signature=%2B%2F8%3D",
            "signature=+/8=,signature=+/8=",
            "signature=BTrv6p%xxxx",
            "signature=-_8=",
            "signature",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(signature in proptest::collection::vec(any::<u8>(), 1..300), version: Option<u32>) {
            let text = SignatureHeader::signed(&SignatureHeader::unsigned(version), &Signature::new(signature.clone()));
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"%=,".contains(&b)));
            prop_assert_eq!(parsed(&text), Some((version.map(|v| v.to_string()), signature)));
        }

        #[test]
        fn nothing_panics(text: String) {
            let _ = SignatureHeader::parse(&text);
        }
    }
}
