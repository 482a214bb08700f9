//! Reading one certificate, whatever kind of key it is for.

use std::time::SystemTime;

use md5::{Digest, Md5};
use pkcs8::{
    ObjectIdentifier,
    der::{self, Decode, Encode, oid::AssociatedOid},
};
use x509_cert::{
    Certificate, TbsCertificate,
    ext::pkix::{BasicConstraints, KeyUsage},
};

use super::{CertificateError, hex::hex, name, text};
use crate::{Backend, KeyError, PublicKey};

/// A certificate that was read, and believed in nothing.
pub(super) struct X509 {
    der: Vec<u8>,
    fields: Fields,
    serial: String,
}

struct Fields {
    issuer: String,
    not_before: SystemTime,
    not_after: SystemTime,
    subject: String,
    common_name: Option<String>,
    /// SubjectPublicKeyInfo.
    key: Vec<u8>,
    is_authority: bool,
    usage: Option<KeyUsage>,
    signature_algorithm: ObjectIdentifier,
}

impl X509 {
    pub(super) fn read(der: Vec<u8>) -> Result<Self, CertificateError> {
        let certificate = Certificate::from_der(&der).map_err(|_| text::instead(&der))?;
        let fields = Fields::of(&certificate).map_err(|_| CertificateError::Malformed)?;
        let number = certificate.tbs_certificate().serial_number().as_bytes();
        let serial = hex(&Md5::digest(format!("{}{}", fields.issuer, decimal(number))));
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
        self.fields.common_name.as_deref()
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
    pub(super) fn allows(&self, usage: fn(&KeyUsage) -> bool) -> bool {
        self.fields.usage.as_ref().is_none_or(usage)
    }
}

impl Fields {
    fn of(certificate: &Certificate) -> der::Result<Self> {
        let certified = certificate.tbs_certificate();
        let (subject, common_name) = name::written(certified.subject())?;
        let (not_before, not_after) = (certified.validity().not_before, certified.validity().not_after);
        Ok(Self {
            issuer: name::written(certified.issuer())?.0,
            not_before: not_before.to_system_time(),
            not_after: not_after.to_system_time(),
            subject,
            common_name,
            key: certified.subject_public_key_info().to_der()?,
            is_authority: extension::<BasicConstraints>(certified)?.is_some_and(|constraints| constraints.ca),
            usage: extension(certified)?,
            signature_algorithm: certificate.signature_algorithm().oid,
        })
    }
}

fn extension<'a, E: Decode<'a, Error = der::Error> + AssociatedOid>(of: &'a TbsCertificate) -> der::Result<Option<E>> {
    Ok(of.get_extension::<E>()?.map(|(_critical, extension)| extension))
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
}
