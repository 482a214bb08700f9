//! The `signature` header: `algorithm=RSA256,keyVersion=1,signature=<percent-encoded base64>`.

use std::borrow::Cow;

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
        // One character in 32 is escaped: room for twice as many.
        let mut header = String::with_capacity(unsigned.len() + base64.len() + base64.len() / 8);
        header.push_str(unsigned);
        header.extend(utf8_percent_encode(&base64, NON_ALPHANUMERIC));
        header
    }

    /// Reads the header: tolerant in order, case of names, blanks and case of percent escapes; strict in meaning.
    ///
    /// Without `algorithm` it is RSA256, the only one Antom lists; without `keyVersion` the sender means its newest key.
    pub(crate) fn parse(text: &str) -> Result<Self, OpenError> {
        let (mut algorithm, mut version, mut signature) = (None, None, None);
        for part in text.split(',') {
            let (name, value) = part.split_once('=').ok_or(malformed("a part of the header has no `=`"))?;
            let (name, value) = (name.trim(), value.trim());
            let slot = match name {
                _ if name.eq_ignore_ascii_case("algorithm") => &mut algorithm,
                _ if name.eq_ignore_ascii_case("keyVersion") => &mut version,
                _ if name.eq_ignore_ascii_case("signature") => &mut signature,
                // Unknown parts are for other readers.
                _ => continue,
            };
            if value.is_empty() {
                return Err(malformed("a part of the header is empty"));
            }
            if slot.replace(value).is_some() {
                return Err(malformed("a part of the header appears twice"));
            }
        }
        if algorithm.is_some_and(|name| !name.eq_ignore_ascii_case("RSA256")) {
            return Err(malformed("its algorithm is not RSA256, the only one that is verified here"));
        }
        let signature = signature.ok_or(malformed("the header has no `signature=`"))?;
        Ok(Self { key: version.map(key_id).transpose()?, signature: decode(signature)? })
    }

    /// Binds the signature to what it claims to sign.
    pub(crate) fn seal(self, prefix: &str, body: Bytes) -> Sealed<Bytes> {
        Sealed::framed(prefix, body, "", self.signature, self.key)
    }
}

/// A `keyVersion` as the name of a key: a number, so that `01` and `1` are one key, and no text of a peer's choice gets
/// into errors.
fn key_id(version: &str) -> Result<KeyId, OpenError> {
    let is_number = version.bytes().all(|b| b.is_ascii_digit());
    match version.parse::<u32>() {
        Ok(version) if is_number => Ok(version.to_string().into()),
        _ => Err(malformed("its keyVersion is not a number")),
    }
}

/// Base64, percent-encoded or not. A `+` is a `+`, never a blank.
fn decode(text: &str) -> Result<Vec<u8>, OpenError> {
    // What is left of a broken percent escape is not base64 either.
    LENIENT.decode(Cow::from(percent_decode_str(text))).map_err(|_| malformed("it is not base64, or it is cut short"))
}

fn malformed(what: &'static str) -> OpenError {
    OpenError::MalformedSignature(what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Key and signature, or the words of the error.
    fn parsed(text: &str) -> Result<(Option<String>, Vec<u8>), String> {
        let header = SignatureHeader::parse(text).map_err(|error| error.to_string())?;
        Ok((header.key.map(|key| key.to_string()), header.signature))
    }

    #[test]
    fn is_written_with_escapes() {
        let header = SignatureHeader::signed("signature=", &Signature::new(vec![0xfb, 0xff]));
        assert_eq!(header, "signature=%2B%2F8%3D");
    }

    #[test]
    fn is_tolerant_in_form() {
        let expected = (Some("2".to_owned()), vec![0xfb, 0xff]);
        for text in [
            "algorithm=RSA256,keyVersion=2,signature=%2B%2F8%3D",
            // Lower-case escapes, as one of the official SDKs writes them.
            "algorithm=RSA256,keyVersion=2,signature=%2b%2f8%3d",
            // Blanks, as in the samples of the pages.
            "algorithm=RSA256, keyVersion=2, signature=%2B%2F8%3D",
            " algorithm = RSA256 ,\tkeyVersion = 2 , signature = %2B%2F8%3D ",
            // Base64 as it is, with and without its padding.
            "algorithm=RSA256,keyVersion=2,signature=+/8=",
            "algorithm=RSA256,keyVersion=2,signature=+/8",
            "algorithm=RSA256,keyVersion=2,signature=%2B/8",
            // Any order and any case.
            "signature=%2B%2F8%3D,keyVersion=2,algorithm=RSA256",
            "SIGNATURE=%2B%2F8%3D,KEYVERSION=2,ALGORITHM=rsa256",
            "Signature=%2B%2F8%3D,keyversion=02,Algorithm=Rsa256",
            // Parts that other readers may know, and no algorithm.
            "keyVersion=2,signature=%2B%2F8%3D,newer=1",
            "keyVersion=2,newer=,signature=%2B%2F8%3D",
        ] {
            assert_eq!(parsed(text), Ok(expected.clone()), "{text}");
        }
        assert_eq!(parsed("signature=+/8="), Ok((None, vec![0xfb, 0xff])));
        assert_eq!(parsed("keyVersion=0,signature=+/8="), Ok((Some("0".to_owned()), vec![0xfb, 0xff])));
    }

    #[test]
    fn is_strict_in_meaning() {
        for (text, what) in [
            ("", "has no `=`"),
            ("signature", "has no `=`"),
            ("signature=+/8=,", "has no `=`"),
            ("algorithm=RSA256,,signature=+/8=", "has no `=`"),
            ("keyVersion=1;signature=+/8=", "has no `signature=`"),
            ("algorithm=RSA256;keyVersion=1;signature=+/8=", "algorithm is not RSA256"),
            ("algorithm=RSA256,keyVersion=1", "has no `signature=`"),
            ("xsignature=+/8=", "has no `signature=`"),
            ("algorithm=RSA256,keyVersion=1,signature=", "is empty"),
            ("algorithm=RSA256,keyVersion=,signature=+/8=", "is empty"),
            ("algorithm= ,keyVersion=1,signature=+/8=", "is empty"),
            ("algorithm=ECC224,signature=+/8=", "algorithm is not RSA256"),
            ("algorithm=RSA,signature=+/8=", "algorithm is not RSA256"),
            ("algorithm=none,signature=+/8=", "algorithm is not RSA256"),
            ("signature=+/8=,signature=+/8=", "appears twice"),
            ("signature=+/8=,Signature=AAAA", "appears twice"),
            ("keyVersion=1,keyVersion=2,signature=+/8=", "appears twice"),
            ("algorithm=RSA256,ALGORITHM=RSA256,signature=+/8=", "appears twice"),
            ("keyVersion=one,signature=+/8=", "keyVersion is not a number"),
            ("keyVersion=+1,signature=+/8=", "keyVersion is not a number"),
            ("keyVersion=-1,signature=+/8=", "keyVersion is not a number"),
            ("keyVersion=99999999999,signature=+/8=", "keyVersion is not a number"),
            // The form base64url, escapes that escape escapes, blanks, padding in the middle or too much of it.
            ("signature=-_8=", "not base64"),
            ("signature=%252B%252F8%253D", "not base64"),
            ("signature=%2B %2F8%3D", "not base64"),
            ("signature= /8=", "not base64"),
            ("signature=+/8==", "not base64"),
            ("signature=+=/8", "not base64"),
            ("signature==", "not base64"),
            ("signature=\"+/8=\"", "not base64"),
            // Cut short, within an escape or within the base64.
            ("signature=%2B%2F8%3", "not base64"),
            ("signature=%2B%2F8%", "not base64"),
            ("signature=%2B%2F8%zz", "not base64"),
            ("signature=+", "not base64"),
        ] {
            let error = parsed(text).expect_err(text);
            assert!(error.contains(what), "{text}: {error}");
            assert!(error.starts_with("the signature of the answer cannot be read: "), "{text}: {error}");
        }
    }

    /// Headers as pages print them: cut short on purpose, and marked so.
    #[test]
    fn headers_as_the_pages_print_them() {
        let head = "algorithm=RSA256, keyVersion=1, signature=";
        for cut in [
            "KrwDE9tAPJYBb4cUZU6ALJxGIZgwDXn5BTrv6p%xxxx",
            "KrwDE9tAPJYBb4cUZU6ALJxGIZgwDXn5...BTrv6p%xxxx",
            "p9T2hXxIjek0UOLw3fwlthNsV6ATaioIvu8X1uFx8a9t…xxxx",
            "p9T2hXxIjek0UOLw3fwlthNsV6ATaioIvu8X1uFx8a9t***",
            "<signature>",
        ] {
            let error = parsed(&format!("{head}{cut}")).expect_err(cut);
            assert!(error.contains("not base64"), "{cut}: {error}");
        }
        // Printed whole: 256 bytes in base64, escaped.
        let whole = format!("{head}{}8w%3D%3D", "A".repeat(340));
        assert_eq!(parsed(&whole).map(|(_, signature)| signature.len()), Ok(256));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(signature in proptest::collection::vec(any::<u8>(), 1..300), version: Option<u32>) {
            let text = SignatureHeader::signed(&SignatureHeader::unsigned(version), &Signature::new(signature.clone()));
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"%=,".contains(&b)));
            prop_assert_eq!(parsed(&text), Ok((version.map(|v| v.to_string()), signature)));
        }

        /// Whatever is cut off, or changed in one place, is an error or another signature: never a panic, never the same.
        #[test]
        fn a_damaged_header_is_not_taken_for_the_whole(
            signature in proptest::collection::vec(any::<u8>(), 256),
            at in any::<proptest::sample::Index>(),
        ) {
            let text = SignatureHeader::signed(&SignatureHeader::unsigned(Some(1)), &Signature::new(signature.clone()));
            let begin = text.find("signature=").unwrap() + "signature=".len();
            let cut = begin + at.index(text.len() - begin);
            // 256 bytes end in two padding characters, which may be missing.
            if cut < text.len() - "%3D%3D".len() {
                prop_assert_ne!(parsed(text.get(..cut).unwrap()).map(|(_, read)| read), Ok(signature.clone()));
            }
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = SignatureHeader::parse(&text);
        }

        #[test]
        fn no_likely_text_panics(text in "((algorithm|keyVersion|signature|x)[= ]?(RSA256|ECC224|[0-9]{0,11}|[A-Za-z0-9+/=%-]{0,12})[, ]{0,2}){0,5}") {
            let _ = SignatureHeader::parse(&text);
        }
    }
}
