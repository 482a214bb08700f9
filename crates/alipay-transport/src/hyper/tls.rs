//! Whom to trust.

use std::{fmt, sync::Arc};

use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, pem::PemObject};

use super::HttpSettingsError;

/// The certificate authorities to trust.
#[derive(Default)]
pub(super) enum Roots {
    /// Those compiled in, or the platform's when none are.
    #[default]
    BuiltIn,
    /// The platform's.
    #[cfg(feature = "platform-roots")]
    Platform,
    /// Those in a PEM text.
    Pem(Vec<u8>),
}

impl Roots {
    pub(super) fn client_config(self) -> Result<ClientConfig, HttpSettingsError> {
        let roots = self.store()?;
        if roots.is_empty() {
            return Err(HttpSettingsError::NoRoots);
        }
        // The provider is named here, so that none has to be installed for the process.
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| HttpSettingsError::Tls)?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }

    fn store(self) -> Result<RootCertStore, HttpSettingsError> {
        match self {
            Self::BuiltIn => Ok(built_in()),
            #[cfg(feature = "platform-roots")]
            Self::Platform => Ok(platform()),
            Self::Pem(pem) => from_pem(&pem),
        }
    }
}

#[cfg(feature = "webpki-roots")]
fn built_in() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

#[cfg(all(not(feature = "webpki-roots"), feature = "platform-roots"))]
fn built_in() -> RootCertStore {
    platform()
}

#[cfg(not(any(feature = "webpki-roots", feature = "platform-roots")))]
fn built_in() -> RootCertStore {
    RootCertStore::empty()
}

#[cfg(feature = "platform-roots")]
fn platform() -> RootCertStore {
    let mut store = RootCertStore::empty();
    // Single unreadable certificates of the system are not our business; an empty store is, and is refused above.
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    store
}

fn from_pem(pem: &[u8]) -> Result<RootCertStore, HttpSettingsError> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| HttpSettingsError::BadCaPem)?;
        store.add(certificate).map_err(|_| HttpSettingsError::BadCaPem)?;
    }
    if store.is_empty() { Err(HttpSettingsError::BadCaPem) } else { Ok(store) }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BuiltIn => "BuiltIn",
            #[cfg(feature = "platform-roots")]
            Self::Platform => "Platform",
            Self::Pem(_) => "Pem",
        })
    }
}
