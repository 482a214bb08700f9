//! Key text to DER, and back.

use base64ct::{Base64, Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use super::KeyError;

/// The DER behind a PEM or bare base64 text.
///
/// Line breaks and blanks carry no meaning anywhere, the armour included: keys come out of consoles, environment
/// variables and configuration files re-wrapped, joined to one line, or with every blank gone.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    // Never grows: growing would leave a copy of the key behind.
    let mut compact = Zeroizing::new(String::with_capacity(text.len()));
    compact.extend(text.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()));
    decode_base64(body(&compact)?)
}

/// DER as PEM, in lines of 64 characters.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    const LINE: usize = 64;

    let body = Zeroizing::new(base64(der));
    let mut pem = String::with_capacity(body.len() + body.len() / LINE + 2 * label.len() + 40);
    pem.extend(["-----BEGIN ", label, "-----\n"]);
    let mut rest = body.as_str();
    while let Some((line, next)) = rest.split_at_checked(LINE) {
        pem.extend([line, "\n"]);
        rest = next;
    }
    if !rest.is_empty() {
        pem.extend([rest, "\n"]);
    }
    pem.extend(["-----END ", label, "-----\n"]);
    pem
}

/// DER as one line of base64.
pub(super) fn base64(der: &[u8]) -> String {
    Base64::encode_string(der)
}

/// What stands between the armour lines, or all of the text when it has none.
fn body(compact: &str) -> Result<&str, KeyError> {
    let Some((before, rest)) = compact.split_once("-----BEGIN") else {
        return if compact.contains("--") { Err(KeyError::BrokenArmour) } else { Ok(compact) };
    };
    if rest.contains("-----BEGIN") {
        return Err(KeyError::SeveralBlocks);
    }
    let (label, rest) = rest.split_once("-----").ok_or(KeyError::BrokenArmour)?;
    let (body, rest) = rest.split_once("-----END").ok_or(KeyError::BrokenArmour)?;
    let (end, after) = rest.split_once("-----").ok_or(KeyError::BrokenArmour)?;
    if label != end {
        return Err(KeyError::BrokenArmour);
    }
    if !before.is_empty() || !after.is_empty() {
        return Err(KeyError::StrayText);
    }
    check_label(label)?;
    // RFC 1421 headers: OpenSSL writes them for encrypted keys only.
    if body.starts_with("Proc-Type:") {
        return Err(KeyError::Encrypted);
    }
    Ok(body)
}

/// Refuses what its label already says is of no use. What the rest is, its DER says better: base64 of one form under
/// the label of another is common, and harmless.
fn check_label(label: &str) -> Result<(), KeyError> {
    match label {
        "PRIVATEKEY" | "RSAPRIVATEKEY" | "ECPRIVATEKEY" | "SM2PRIVATEKEY" | "DSAPRIVATEKEY" | "PUBLICKEY"
        | "RSAPUBLICKEY" => Ok(()),
        "ENCRYPTEDPRIVATEKEY" => Err(KeyError::Encrypted),
        "CERTIFICATE" | "X509CERTIFICATE" | "TRUSTEDCERTIFICATE" | "CERTIFICATEREQUEST" | "NEWCERTIFICATEREQUEST" => {
            Err(KeyError::Certificate)
        }
        _ => Err(KeyError::UnknownLabel),
    }
}

/// Base64 with or without its padding, which is easily lost in copying.
pub(crate) fn decode_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if text.is_empty() {
        return Err(KeyError::Empty);
    }
    let digits = text.trim_end_matches('=');
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')) {
        return Err(KeyError::NotBase64);
    }
    let mut der = Zeroizing::new(vec![0; digits.len()]);
    let length = Base64Unpadded::decode(digits, &mut der).map_err(|_| KeyError::Malformed)?.len();
    der.truncate(length);
    Ok(der)
}
