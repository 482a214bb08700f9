//! What a DER document is, told from its outline before anything is made of it.

use pkcs8::{
    AlgorithmIdentifierRef, ObjectIdentifier,
    der::{self, Decode, Reader, SliceReader, Tag, TagNumber, asn1::AnyRef},
};

use super::KeyError;

/// A document that may hold an RSA key.
pub(crate) enum Kind {
    /// PKCS#8, which names its algorithm.
    Pkcs8,
    /// PKCS#1 private key.
    Pkcs1Private,
    /// X.509 SubjectPublicKeyInfo, which names its algorithm.
    Spki,
    /// PKCS#1 public key.
    Pkcs1Public,
}

impl Kind {
    /// Tells the kind of `der`. What can never be an RSA key at hand is an error at once.
    pub(crate) fn of(der: &[u8]) -> Result<Self, KeyError> {
        use Tag::{BitString, Integer, OctetString, Sequence};

        let members = members(der).map_err(|_| KeyError::Malformed)?;
        let outline: Vec<Tag> = members.iter().map(|member| member.header().tag()).collect();
        match outline.as_slice() {
            [Integer, Sequence, OctetString, ..] => Ok(Self::Pkcs8),
            [Sequence, BitString] => Ok(Self::Spki),
            [Integer, Integer] => Ok(Self::Pkcs1Public),
            [Integer, OctetString, ..] => Err(KeyError::NotRsa { algorithm: elliptic_curve(sec1_curve(&members)) }),
            [Integer, Integer, Integer, Integer, Integer, Integer] => Err(KeyError::NotRsa { algorithm: "DSA" }),
            [Integer, Integer, Integer, ..] => Ok(Self::Pkcs1Private),
            [Sequence, OctetString] => Err(KeyError::Encrypted),
            [Sequence, Sequence, BitString] => Err(KeyError::Certificate),
            _ => Err(KeyError::Malformed),
        }
    }
}

/// Refuses every algorithm but RSA, by name.
pub(super) fn require_rsa(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), KeyError> {
    if algorithm.oid == pkcs1::ALGORITHM_OID {
        return Ok(());
    }
    let parameter = algorithm.parameters.and_then(|parameters| parameters.decode_as().ok());
    Err(KeyError::NotRsa { algorithm: algorithm_name(algorithm.oid, parameter) })
}

fn members(der: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(der)?;
    let members = reader.sequence(|reader| {
        let mut members = Vec::new();
        while !reader.is_finished() {
            members.push(AnyRef::decode(reader)?);
        }
        Ok::<_, der::Error>(members)
    })?;
    reader.finish()?;
    Ok(members)
}

/// The curve of a bare elliptic curve key (`EC PRIVATE KEY`).
fn sec1_curve(members: &[AnyRef<'_>]) -> Option<ObjectIdentifier> {
    const PARAMETERS: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
    let parameters = members.iter().find(|member| member.header().tag() == PARAMETERS)?;
    ObjectIdentifier::from_der(parameters.value()).ok()
}

fn algorithm_name(algorithm: ObjectIdentifier, parameter: Option<ObjectIdentifier>) -> &'static str {
    match algorithm.to_string().as_str() {
        "1.2.840.10045.2.1" => elliptic_curve(parameter),
        "1.2.156.10197.1.301" | "1.2.156.10197.1.301.1" => "SM2",
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.1.7" => "RSA-OAEP",
        "1.2.840.113549.1.1.10" => "RSA-PSS",
        "1.2.840.113549.1.3.1" => "Diffie-Hellman",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => "an unknown algorithm",
    }
}

fn elliptic_curve(curve: Option<ObjectIdentifier>) -> &'static str {
    match curve.map(|curve| curve.to_string()).as_deref() {
        Some("1.2.156.10197.1.301") => "SM2",
        Some("1.2.840.10045.3.1.7") => "elliptic curve P-256",
        Some("1.3.132.0.10") => "elliptic curve secp256k1",
        Some("1.3.132.0.34") => "elliptic curve P-384",
        Some("1.3.132.0.35") => "elliptic curve P-521",
        _ => "an elliptic curve",
    }
}
