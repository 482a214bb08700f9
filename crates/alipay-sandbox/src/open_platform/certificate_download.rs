//! `alipay.open.app.alipaycert.download`: the gateway's certificates, by serial. Its answers are not signed.

use alipay_wire::{
    Extra, OpenPlatform, Request, Response, Text,
    open_platform::{code::SUCCESS, sub_code},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::certificates::GatewayCertificate;
use crate::Sandbox;

/// Asks for a certificate.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.open.app.alipaycert.download",
    safety = Query,
    answer = Downloaded,
    codes = sub_code::INFOS
)]
struct Download {
    /// The serial of the certificate.
    #[wire(with = Text, show)]
    alipay_cert_sn: String,
    extra: Extra,
}

/// The certificate.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
struct Downloaded {
    /// Gateway code.
    #[wire(with = Text, show)]
    code: String,
    /// Gateway message.
    #[wire(with = Text, show)]
    msg: String,
    /// The certificate and its issuer, as PEM in base64.
    #[wire(with = Text, show)]
    alipay_cert_content: String,
    extra: Extra,
}

/// Has the sandbox answer it.
pub(crate) fn serve(sandbox: &Sandbox) {
    sandbox.on::<Download>(|asked, _| match GatewayCertificate::find(&asked.alipay_cert_sn) {
        Some(pem) => Ok(Downloaded::new(SUCCESS.code, "Success", STANDARD.encode(pem))),
        None => Err(sub_code::ALIPAY_CERT_NOT_EXIST.info().into()),
    });
}
