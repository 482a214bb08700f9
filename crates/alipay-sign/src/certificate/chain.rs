//! Whether a published certificate leads to a trusted root.

use std::time::SystemTime;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath, anchor_from_trusted_cert,
};

use super::x509::X509;
use crate::{Backend, LearnError};

/// Checks that `leaf` may sign now and that one of `roots` vouches for it, by way of any of `issuers` in any order.
pub(super) fn check<'a>(
    leaf: &X509,
    issuers: impl Iterator<Item = &'a [u8]>,
    roots: impl Iterator<Item = &'a X509>,
    now: SystemTime,
    backend: Backend,
) -> Result<(), LearnError> {
    let since_epoch = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    // A root is as good as its dates, which webpki leaves to anyone who configures it.
    let roots = roots.filter(|root| root.is_authority() && root.is_valid_at(now));
    let roots: Vec<CertificateDer<'_>> = roots.map(|root| root.der().into()).collect();
    let anchors: Vec<TrustAnchor<'_>> = roots.iter().flat_map(anchor_from_trusted_cert).collect();
    let issuers: Vec<CertificateDer<'_>> = issuers.map(CertificateDer::from).collect();
    let der = CertificateDer::from(leaf.der());

    EndEntityCert::try_from(&der)
        .and_then(|leaf| {
            let now = UnixTime::since_unix_epoch(since_epoch);
            // Nothing else is believed, whatever the root.
            let signatures = backend.library().chain_signatures();
            leaf.verify_for_usage(signatures, &anchors, &issuers, now, AnyPurpose, None, Some(&issuers_may_issue))?;
            Ok(())
        })
        .map_err(|error| LearnError::Untrusted(reason(&error)))?;
    if !leaf.allows(|usage| usage.signatures) {
        return Err(LearnError::Untrusted("its key is not for signatures"));
    }
    Ok(())
}

/// webpki looks at the CA flag, and not at what the key of an authority is for.
fn issuers_may_issue(path: &VerifiedPath<'_>) -> Result<(), Error> {
    let may_issue = |issuer: CertificateDer<'_>| {
        X509::read(issuer.to_vec()).is_ok_and(|issuer| issuer.allows(|usage| usage.issuing))
    };
    let mut issuers = path.intermediate_certificates();
    if issuers.all(|issuer| may_issue(issuer.der())) { Ok(()) } else { Err(Error::EndEntityUsedAsCa) }
}

/// Purposes (server, e-mail, ..) have no meaning here, and real certificates name none.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

fn reason(error: &Error) -> &'static str {
    match error {
        Error::CertExpired { .. } => "it or its issuer has expired",
        Error::CertNotValidYet { .. } => "it or its issuer is not valid yet",
        Error::UnknownIssuer => "no root that is valid now vouches for it",
        Error::InvalidSignatureForPublicKey => "a signature in the chain is false",
        Error::UnsupportedSignatureAlgorithmContext(_) | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            "a signature in the chain is not RSA with SHA-256 or better"
        }
        Error::EndEntityUsedAsCa => "its issuer is not marked as an authority that may issue certificates",
        Error::CaUsedAsEndEntity => "it is the certificate of an authority",
        Error::UnsupportedCriticalExtension => "it or its issuer has a critical extension that is not known",
        _ => "the chain is not built as it has to be",
    }
}
