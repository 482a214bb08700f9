//! Keys: ours, the gateway's, and the one that encrypts content.

use alipay::{
    ContentKey, ContentKeyError, KeyError, PrivateKey, PublicKey,
    config::Settings,
    sign::{KeyForm, OwnKeyAsPeer},
};

use super::{
    finding::{About, Findings},
    layout, source,
};

/// Our private key, if it can be used.
pub(super) fn private(settings: &Settings<'_>, found: &mut Findings) -> Option<PrivateKey> {
    let Some(source) = &settings.private_key else {
        let advice = "name the file of the application's private key; `alipay keygen` makes a key pair";
        found.missing("private_key_file", Some("private_key_env"), advice);
        return None;
    };
    source::permissions(source, found);
    let bytes = source::read(source, found)?;
    let about = About::from(source);
    let key = read(&bytes, PrivateKey::from_text, PrivateKey::from_der);
    let key = usable(key, &bytes, &about, "the private key the certificate was made for", found)?;
    found.ok("private-key", about, &described(&bytes, key.public_key().bits()));
    Some(key)
}

/// The gateway's public keys.
pub(super) fn public(settings: &Settings<'_>, own: Option<&PrivateKey>, found: &mut Findings) {
    if settings.alipay_public_keys.is_empty() {
        let advice = "name the file of the public key that the console shows as Alipay's";
        found.missing("alipay_public_key_file", Some("alipay_public_key_env"), advice);
    }
    for (version, source) in &settings.alipay_public_keys {
        let about = About::from(source).version(*version);
        let Some(bytes) = source::read(source, found) else { continue };
        let key = read(&bytes, PublicKey::from_text, PublicKey::from_der);
        let instead = "the public key the console shows as Alipay's or, for certificate mode, app_cert_file, \
                       alipay_cert_file and alipay_root_cert_file instead";
        let Some(key) = usable(key, &bytes, &about, instead, found) else { continue };
        if own.is_some_and(|own| own.public_key() == key) {
            found.refused("own-public-key", about, &OwnKeyAsPeer, "");
        } else {
            found.ok("public-key", about, &described(&bytes, key.bits()));
        }
    }
}

/// The AES key for encrypted content.
pub(super) fn content(settings: &Settings<'_>, found: &mut Findings) {
    let Some(source) = &settings.content_key else { return };
    source::permissions(source, found);
    let Some(bytes) = source::read(source, found) else { return };
    let key = std::str::from_utf8(&bytes).map_err(|_| ContentKeyError::NotBase64).and_then(ContentKey::from_base64);
    match key {
        Ok(_) => found.ok("content-key", source, "an AES key"),
        Err(error) => found.refused("bad-content-key", source, &error, ""),
    }
}

fn read<K>(
    bytes: &[u8],
    of_text: fn(&str) -> Result<K, KeyError>,
    of_der: fn(&[u8]) -> Result<K, KeyError>,
) -> Result<K, KeyError> {
    std::str::from_utf8(bytes).map_or_else(|_| of_der(bytes), of_text)
}

/// The key, or what is wrong with it; and what other tools may not like about it.
fn usable<K>(
    key: Result<K, KeyError>,
    bytes: &[u8],
    about: &About,
    instead_of_certificate: &str,
    found: &mut Findings,
) -> Option<K> {
    let text = std::str::from_utf8(bytes).ok();
    let layout = text.and_then(layout::odd);
    match key {
        Ok(key) => {
            let also = "this program reads it, others may not: copy it again";
            if let Some(odd) = layout {
                found.warning("rewrapped-key", about.clone(), &odd, also);
            }
            if let Some((label, form)) = text.and_then(mislabelled) {
                let problem = format!("its armour says {label}, and the key is in {}", name(form));
                let advice = format!("this program reads it, others may not: write {} in both lines", form.label());
                found.warning("mislabelled-key", about.clone(), &problem, &advice);
            }
            Some(key)
        }
        Err(KeyError::Certificate) => {
            let problem = "this is a certificate, or a request for one, where a key belongs";
            found.error("certificate-as-key", about.clone(), problem, &format!("give {instead_of_certificate}"));
            None
        }
        Err(error) => {
            let code = code(&error);
            found.refused(code, about.clone(), &error, "");
            // What was lost can be seen in the lines.
            if let (Some(odd), "damaged-key", Some(told)) = (layout, code, found.list.last_mut()) {
                told.problem.push_str(&format!("; {odd}"));
            }
            None
        }
    }
}

fn code(error: &KeyError) -> &'static str {
    match error {
        KeyError::Empty => "empty-key",
        KeyError::NotBase64 | KeyError::StrayText | KeyError::SeveralBlocks => "stray-text",
        KeyError::BrokenArmour | KeyError::Malformed | KeyError::Inconsistent => "damaged-key",
        KeyError::PublicKeyGiven => "public-key-as-private",
        KeyError::PrivateKeyGiven => "private-key-as-public",
        KeyError::Encrypted => "encrypted-key",
        KeyError::NotRsa { .. } => "other-algorithm",
        KeyError::TooShort { .. } => "short-key",
        _ => "unusual-key",
    }
}

/// What kind of key it is.
fn described(bytes: &[u8], bits: usize) -> String {
    let form = read(bytes, KeyForm::of_text, KeyForm::of_der).map(|form| format!(", {}", name(form)));
    format!("RSA, {bits} bits{}", form.unwrap_or_default())
}

fn name(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Pkcs8 => "PKCS#8 (Ant calls it Java)",
        KeyForm::Pkcs1Private => "PKCS#1 (Ant calls it non-Java)",
        KeyForm::Spki => "X.509",
        KeyForm::Pkcs1Public => "PKCS#1",
        _ => "another form",
    }
}

/// The label of the armour and the form of the key, where they differ.
fn mislabelled(text: &str) -> Option<(&str, KeyForm)> {
    let form = KeyForm::of_text(text).ok()?;
    let label = text.split_once("-----BEGIN")?.1.split_once("-----")?.0.trim();
    // A label that lost its blanks is a matter of its layout.
    let is_known = [KeyForm::Pkcs8, KeyForm::Pkcs1Private, KeyForm::Spki, KeyForm::Pkcs1Public]
        .iter()
        .any(|known| known.label() == label);
    (is_known && label != form.label()).then_some((label, form))
}
