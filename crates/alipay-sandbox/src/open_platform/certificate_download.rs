//! `alipay.open.app.alipaycert.download`: the gateway's certificates, by serial. Its answers are not signed.

use alipay_wire::{
    OpenPlatform, Text,
    open_platform::{code::SUCCESS, sub_code},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::certificates::GatewayCertificate;
use crate::Sandbox;

alipay_wire::request! {
    /// Asks for a certificate.
    struct Download {
        required {
            /// The serial of the certificate.
            "alipay_cert_sn" alipay_cert_sn: String as Text {show},
        }
        optional {}
    }
}

alipay_wire::response! {
    /// The certificate.
    struct Downloaded {
        required {
            /// Gateway code.
            "code" code: String as Text {show},
            /// Gateway message.
            "msg" msg: String as Text {show},
            /// The certificate and its issuer, as PEM in base64.
            "alipay_cert_content" alipay_cert_content: String as Text {show},
        }
        optional {}
    }
}

alipay_wire::api! {
    Download => Downloaded {
        dialect: OpenPlatform,
        name: "alipay.open.app.alipaycert.download",
        safety: Query,
        codes: sub_code::INFOS,
    }
}

/// Has the sandbox answer it.
pub(crate) fn serve(sandbox: &Sandbox) {
    sandbox.on::<Download>(|asked, _| match GatewayCertificate::find(&asked.alipay_cert_sn) {
        Some(pem) => Ok(Downloaded::new(SUCCESS.code, "Success", STANDARD.encode(pem))),
        None => Err(sub_code::ALIPAY_CERT_NOT_EXIST.info().into()),
    });
}
