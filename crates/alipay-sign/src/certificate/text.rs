//! Certificates in text: PEM blocks, or base64 without armour.

use pkcs8::der::Decode;
use x509_cert::request::CertReq;

use super::CertificateError;
use crate::{
    KeyError,
    keys::{encoding, kind::Kind},
};

/// The DER of one block, or why there is none.
pub(super) type Block = Result<Vec<u8>, CertificateError>;

/// The blocks of a text, in order. What stands between them is not part of it.
///
/// Line breaks and blanks carry no meaning, as in the text of keys.
///
/// # Errors
/// [`CertificateError`] when the text as a whole cannot be read, or holds something else than certificates.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, CertificateError> {
    let compact: String = text.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()).collect();
    let mut sections = compact.split("-----BEGIN");
    let before = sections.next().unwrap_or_default();
    let blocks: Vec<Block> = sections.map(block).collect::<Result<_, _>>()?;
    if !blocks.is_empty() {
        return Ok(blocks);
    }
    if before.contains("--") {
        return Err(CertificateError::BrokenArmour);
    }
    Ok(vec![Ok(decode(before)?)])
}

/// One block, from behind its BEGIN.
fn block(section: &str) -> Result<Block, CertificateError> {
    let broken = CertificateError::BrokenArmour;
    let Some((label, rest)) = section.split_once("-----") else { return Err(broken) };
    let Some((body, rest)) = rest.split_once("-----END") else { return Err(broken) };
    let Some((end, _)) = rest.split_once("-----") else { return Err(broken) };
    if label != end {
        return Err(broken);
    }
    match label {
        "CERTIFICATE" | "X509CERTIFICATE" => Ok(decode(body)),
        "CERTIFICATEREQUEST" | "NEWCERTIFICATEREQUEST" => Err(CertificateError::RequestGiven),
        _ if label.ends_with("PRIVATEKEY") => Err(CertificateError::PrivateKeyGiven),
        _ if label.ends_with("PUBLICKEY") => Err(CertificateError::PublicKeyGiven),
        _ => Err(CertificateError::UnknownLabel),
    }
}

fn decode(base64: &str) -> Block {
    match encoding::decode_base64(base64) {
        Ok(der) => Ok(der.to_vec()),
        Err(KeyError::Empty) => Err(CertificateError::Empty),
        Err(KeyError::NotBase64) => Err(CertificateError::NotBase64),
        Err(_) => Err(CertificateError::Malformed),
    }
}

/// What DER that cannot be read as a certificate is instead.
pub(super) fn instead(der: &[u8]) -> CertificateError {
    match Kind::of(der) {
        Ok(Kind::Spki | Kind::Pkcs1Public) => CertificateError::PublicKeyGiven,
        Ok(Kind::Pkcs8 | Kind::Pkcs1Private) | Err(KeyError::Encrypted) => CertificateError::PrivateKeyGiven,
        // Built like a certificate, on the outside.
        Err(KeyError::Certificate) if CertReq::from_der(der).is_ok() => CertificateError::RequestGiven,
        _ => CertificateError::Malformed,
    }
}
