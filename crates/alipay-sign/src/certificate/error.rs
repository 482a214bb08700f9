//! What can be wrong with a certificate, and what to do about it.

use crate::KeyError;

/// A certificate could not be used, and what to do about it.
///
/// No error quotes the text it is about: somebody may have given a private key instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// There is no certificate in the text.
    #[error("the certificate is empty: give the whole text of the .crt file")]
    Empty,
    /// The text is not base64, nor PEM around base64.
    #[error("the certificate is no PEM and no base64: give the text of the .crt file itself, not its path or name")]
    NotBase64,
    /// A BEGIN or END line is missing or damaged, or the two do not name the same thing.
    #[error("a BEGIN or END line of the certificate is missing or damaged: copy the .crt file again, as a whole")]
    BrokenArmour,
    /// The PEM block is labelled as something this crate does not know.
    #[error("the PEM label is not known: give a .crt file with blocks labelled CERTIFICATE")]
    UnknownLabel,
    /// What the text stands for is not a certificate, or not all of one.
    #[error("the certificate is damaged or cut short: download it again from the console")]
    Malformed,
    /// A public key stands where a certificate belongs.
    #[error(
        "this is a public key where a certificate belongs: download the certificates of the application \
         from the console, or configure the application without certificates"
    )]
    PublicKeyGiven,
    /// A private key stands where a certificate belongs.
    #[error(
        "this is a private key where a certificate belongs: give the certificate, and show the private key to nobody"
    )]
    PrivateKeyGiven,
    /// A request for a certificate stands where the certificate belongs.
    #[error(
        "this is a request for a certificate (.csr): upload it in the console, \
         and give the certificate (.crt) that the console makes of it"
    )]
    RequestGiven,
    /// The certificate of an authority stands where that of the application or of Alipay belongs.
    #[error(
        "this is the certificate of an authority, such as alipayRootCert.crt: give appCertPublicKey_<app id>.crt \
         for the application, or alipayCertPublicKey_RSA2.crt for Alipay"
    )]
    AuthorityGiven,
    /// The key in the certificate cannot be used.
    #[error("the key in the certificate cannot be used: give the certificate for RSA2")]
    Key(#[source] KeyError),
    /// Its subject has more than one common name, so that it could be taken for the certificate of two parties.
    #[error("the certificate has more than one common name: download it again from the console")]
    TwoNames,
    /// None of the certificates is an RSA root.
    #[error("there is no RSA root among the certificates: give alipayRootCert.crt as the console offers it")]
    NoRoot,
    /// The certificate is that of another key.
    #[error(
        "the certificate does not belong to the private key: give the certificate made from this key's request, \
         or the private key that request was made with"
    )]
    OtherKey,
}
