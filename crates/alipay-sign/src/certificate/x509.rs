//! Reading one certificate, whatever kind of key it is for.

use std::{
    fmt::Write,
    time::{Duration, SystemTime},
};

use md5::{Digest, Md5};
use pkcs8::{
    ObjectIdentifier,
    der::{
        self, Decode, Encode, Reader, SliceReader, Tag, TagNumber,
        asn1::{AnyRef, BitStringRef, GeneralizedTime, OctetStringRef, UtcTime},
    },
};

use super::{CertificateError, name, text};
use crate::{Backend, KeyError, PublicKey};

/// A certificate that was read, and believed in nothing.
pub(super) struct X509 {
    der: Vec<u8>,
    fields: Fields,
    serial: String,
}

struct Fields {
    number: Vec<u8>,
    issuer: String,
    not_before: SystemTime,
    not_after: SystemTime,
    subject: String,
    common_names: Vec<String>,
    /// SubjectPublicKeyInfo.
    key: Vec<u8>,
    is_authority: bool,
    usage: Option<Usage>,
    signature_algorithm: ObjectIdentifier,
}

/// What a key is said to be for, as far as it matters here.
#[derive(Clone, Copy)]
pub(super) struct Usage {
    pub(super) signatures: bool,
    pub(super) issuing: bool,
}

impl X509 {
    pub(super) fn read(der: Vec<u8>) -> Result<Self, CertificateError> {
        let fields = Fields::read(&der).map_err(|_| text::instead(&der))?;
        // Two readers might take it for the certificate of two parties.
        if fields.common_names.len() > 1 {
            return Err(CertificateError::TwoNames);
        }
        let serial = hex(&Md5::digest(format!("{}{}", fields.issuer, decimal(&fields.number))));
        Ok(Self { der, fields, serial })
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    /// The name by which the Open Platform knows it: MD5 of issuer and serial number, in hex.
    pub(super) fn serial(&self) -> &str {
        &self.serial
    }

    pub(super) fn issuer(&self) -> &str {
        &self.fields.issuer
    }

    pub(super) fn subject(&self) -> &str {
        &self.fields.subject
    }

    /// The common name of the subject, as its name is written.
    pub(super) fn common_name(&self) -> Option<&str> {
        self.fields.common_names.first().map(String::as_str)
    }

    pub(super) fn public_key(&self, backend: Backend) -> Result<PublicKey, KeyError> {
        PublicKey::from_der_with(&self.fields.key, backend)
    }

    pub(super) fn not_before(&self) -> SystemTime {
        self.fields.not_before
    }

    pub(super) fn not_after(&self) -> SystemTime {
        self.fields.not_after
    }

    pub(super) fn is_valid_at(&self, now: SystemTime) -> bool {
        (self.not_before()..=self.not_after()).contains(&now)
    }

    /// The algorithm of the signature on it.
    pub(super) fn signature_algorithm(&self) -> ObjectIdentifier {
        self.fields.signature_algorithm
    }

    /// Whether it says that it is the certificate of an authority.
    pub(super) fn is_authority(&self) -> bool {
        self.fields.is_authority
    }

    /// Whether its key may be used for this, as far as it says what for.
    pub(super) fn allows(&self, usage: fn(Usage) -> bool) -> bool {
        self.fields.usage.is_none_or(usage)
    }
}

impl Fields {
    fn read(der: &[u8]) -> der::Result<Self> {
        /// 20 bytes is the most an authority may give, and one more makes it positive.
        const MAX_NUMBER: usize = 21;
        const VERSION: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
        const EXTENSIONS: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(3) };

        let [certified, algorithm, _signature] = exactly(&AnyRef::from_der(der)?)?;
        let certified = members(&certified)?;
        let mut rest = certified.as_slice();
        if let [first, others @ ..] = rest
            && first.header().tag() == VERSION
        {
            rest = others;
        }
        let [number, _algorithm, issuer, validity, subject, key, rest @ ..] = rest else {
            return Err(Tag::Sequence.length_error().into());
        };
        number.header().tag().assert_eq(Tag::Integer)?;
        if number.value().len() > MAX_NUMBER {
            return Err(Tag::Integer.length_error().into());
        }
        let [not_before, not_after] = exactly(validity)?;
        let (subject, common_names) = name::read(subject)?;
        let mut fields = Self {
            number: number.value().to_vec(),
            issuer: name::read(issuer)?.0,
            not_before: time(&not_before)?,
            not_after: time(&not_after)?,
            subject,
            common_names,
            key: key.to_der()?,
            is_authority: false,
            usage: None,
            signature_algorithm: first(&algorithm)?.decode_as()?,
        };
        if let Some(extensions) = rest.iter().find(|member| member.header().tag() == EXTENSIONS) {
            for extension in members(&AnyRef::from_der(extensions.value())?)? {
                fields.read_extension(&extension)?;
            }
        }
        Ok(fields)
    }

    fn read_extension(&mut self, extension: &AnyRef<'_>) -> der::Result<()> {
        const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
        const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");

        let parts = members(extension)?;
        // Whether it is critical may stand between them.
        let [kind, .., content] = parts.as_slice() else { return Err(Tag::Sequence.length_error().into()) };
        let content: &OctetStringRef = content.decode_as()?;
        match kind.decode_as()? {
            KEY_USAGE => {
                let bits: BitStringRef<'_> = BitStringRef::from_der(content.as_bytes())?;
                let bit = |at| bits.bits().nth(at).unwrap_or(false);
                self.usage = Some(Usage { signatures: bit(0), issuing: bit(5) });
            }
            BASIC_CONSTRAINTS => {
                let constraints = members(&AnyRef::from_der(content.as_bytes())?)?;
                let is_authority = constraints.first().filter(|first| first.header().tag() == Tag::Boolean);
                self.is_authority = is_authority.map(|flag| flag.decode_as()).transpose()?.unwrap_or(false);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a SEQUENCE or SET consists of.
pub(super) fn members<'a>(of: &AnyRef<'a>) -> der::Result<Vec<AnyRef<'a>>> {
    if !matches!(of.header().tag(), Tag::Sequence | Tag::Set) {
        return Err(of.header().tag().unexpected_error(Some(Tag::Sequence)).into());
    }
    let mut reader = SliceReader::new(of.value())?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(AnyRef::decode(&mut reader)?);
    }
    Ok(members)
}

fn exactly<'a, const N: usize>(of: &AnyRef<'a>) -> der::Result<[AnyRef<'a>; N]> {
    members(of)?.try_into().map_err(|_| Tag::Sequence.length_error().into())
}

fn first<'a>(of: &AnyRef<'a>) -> der::Result<AnyRef<'a>> {
    members(of)?.first().copied().ok_or_else(|| Tag::Sequence.length_error().into())
}

fn time(value: &AnyRef<'_>) -> der::Result<SystemTime> {
    let since_epoch: Duration = match value.header().tag() {
        Tag::UtcTime => value.decode_as::<UtcTime>()?.to_unix_duration(),
        _ => value.decode_as::<GeneralizedTime>()?.to_unix_duration(),
    };
    Ok(SystemTime::UNIX_EPOCH + since_epoch)
}

/// A big-endian number in decimal.
fn decimal(number: &[u8]) -> String {
    // From the lowest digit up.
    let mut digits = vec![0_u8];
    for byte in number {
        let mut carry = u16::from(*byte);
        for digit in &mut digits {
            let value = u16::from(*digit) * 256 + carry;
            (*digit, carry) = ((value % 10) as u8, value / 10);
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_decimal() {
        for (number, expected) in [
            (&[][..], "0"),
            (&[0], "0"),
            (&[9], "9"),
            (&[0, 10], "10"),
            (&[255, 255], "65535"),
            (&u64::MAX.to_be_bytes(), "18446744073709551615"),
            (&u128::MAX.to_be_bytes(), "340282366920938463463374607431768211455"),
        ] {
            assert_eq!(decimal(number), expected, "{number:?}");
        }
    }

    #[test]
    fn hex_keeps_leading_zeros() {
        assert_eq!(hex(&[0, 1, 0xab]), "0001ab");
    }
}
