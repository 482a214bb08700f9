//! Distinguished names, written as RFC 2253 does.

use std::fmt::Write;

use pkcs8::{
    ObjectIdentifier,
    der::{self, Encode, Tag, Tagged, asn1::Any},
};
use x509_cert::name::Name;

use super::hex::hex;

/// A name in text, and its common name, if it has one: the part as it stands in the text.
pub(super) fn written(name: &Name) -> der::Result<(String, Option<String>)> {
    let (mut text, mut common_name) = (String::new(), None);
    // The text begins with the last part of the name.
    let parts: Vec<_> = name.iter_rdn().collect();
    for part in parts.into_iter().rev() {
        for (at, attribute) in part.iter().enumerate() {
            let written = write_attribute(attribute.oid, &attribute.value)?;
            text.push_str(match at {
                0 if text.is_empty() => "",
                0 => ",",
                _ => "+",
            });
            text.push_str(&written);
            if common_name.is_none() && written.starts_with("CN=") {
                common_name = Some(written);
            }
        }
    }
    Ok((text, common_name))
}

fn write_attribute(kind: ObjectIdentifier, value: &Any) -> der::Result<String> {
    let kind = kind.to_string();
    let kind = keyword(&kind).unwrap_or(&kind);
    let text = match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => std::str::from_utf8(value.value()).ok(),
        _ => None,
    };
    Ok(match text.filter(|_| kind.starts_with(|c: char| c.is_ascii_alphabetic())) {
        Some(text) => format!("{kind}={}", escape(text)),
        None => format!("{kind}=#{}", hex(&value.to_der()?)),
    })
}

/// The attributes that have a name of letters in RFC 2253.
fn keyword(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        _ => return None,
    })
}

fn escape(text: &str) -> String {
    let last = text.char_indices().last().map(|(at, _)| at);
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => escaped.extend(['\\', c]),
            '#' if at == 0 => escaped.push_str("\\#"),
            ' ' if at == 0 || Some(at) == last => escaped.push_str("\\ "),
            '\0'..='\x1f' | '\x7f' => {
                let _ = write!(escaped, "\\{:02X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use pkcs8::der::Decode;

    use super::*;

    #[test]
    fn escapes() {
        for (text, expected) in [
            ("", ""),
            ("Ant Financial", "Ant Financial"),
            ("a, b+c", "a\\, b\\+c"),
            ("\"a\" \\ <b>;c", "\\\"a\\\" \\\\ \\<b\\>\\;c"),
            ("# a #", "\\# a #"),
            (" a  b ", "\\ a  b\\ "),
            (" ", "\\ "),
            ("a\nb\x7f", "a\\0Ab\\7F"),
            ("蚂蚁=金服", "蚂蚁=金服"),
        ] {
            assert_eq!(escape(text), expected, "{text:?}");
        }
    }

    /// A name of one attribute: 1.2.840.113549.1.9.1 (an e-mail address) is none that RFC 2253 names.
    #[test]
    fn other_attributes_are_written_in_hex() {
        let attribute = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01\x16\x03a@b";
        let name = [b"\x30\x14\x31\x12\x30\x10", &attribute[..]].concat();
        let (text, common_name) = written(&Name::from_der(&name).unwrap()).unwrap();
        assert_eq!((&*text, common_name), ("1.2.840.113549.1.9.1=#1603614062", None));
    }

    #[test]
    fn several_attributes_in_one_part_are_joined_with_plus() {
        // C, and then CN and O together, in the order that DER wants.
        let name = b"\x30\x1f\x31\x09\x30\x07\x06\x03\x55\x04\x06\x0c\x00\x31\x12\
            \x30\x07\x06\x03\x55\x04\x03\x0c\x00\x30\x07\x06\x03\x55\x04\x0a\x0c\x00";
        let (text, common_name) = written(&Name::from_der(name).unwrap()).unwrap();
        assert_eq!((&*text, common_name.as_deref()), ("CN=+O=,C=", Some("CN=")));
    }
}
