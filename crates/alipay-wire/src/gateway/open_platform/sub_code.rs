//! The sub-codes the gateway answers with whatever the API: the `sub_code` of a node.
//!
//! They are spelt in several ways, so a [`Code`] equals a constant whenever it differs from it in case, separators, prefix
//! or a known misspelling only.
//!
//! ```
//! use alipay_wire::{Code, Outcome, open_platform::sub_code};
//!
//! assert_eq!(Code::from("ISV.INVALID_SIGNATURE"), sub_code::INVALID_SIGNATURE);
//! assert_eq!(sub_code::METHOD_CALL_LIMITED.outcome(), Outcome::NotProcessed);
//! ```

use std::fmt;

use crate::{Code, CodeInfo, Outcome, Status, api::spelling::is_spelt_alike};

/// A documented sub-code, and when a call that it answered may be sent again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SubCode {
    info: CodeInfo,
    repeat: Repeat,
}

/// When a call may be sent again as it is, by the word of a sub-code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Repeat {
    /// It would be answered alike. Correct what is wrong first.
    Never,
    /// With another token.
    WithNewToken,
    /// Later and slower: it was not processed.
    Later,
    /// A query at any time. Anything else with its own request number only, or after a query: what happened to it is
    /// unknown.
    SameNumber,
}

impl SubCode {
    const fn new(code: &'static str, repeat: Repeat, action: &'static str) -> Self {
        let status = match repeat {
            Repeat::Never | Repeat::WithNewToken => Status::F,
            Repeat::Later | Repeat::SameNumber => Status::U,
        };
        Self { info: CodeInfo::new(code, status, action), repeat }
    }

    /// The code as it is usually sent, its status, and what to do next.
    pub const fn info(&self) -> CodeInfo {
        self.info
    }

    /// When a call that it answered may be sent again.
    pub const fn repeat(&self) -> Repeat {
        self.repeat
    }

    /// What happened to the call.
    pub const fn outcome(&self) -> Outcome {
        match self.repeat {
            Repeat::Never | Repeat::WithNewToken => Outcome::Refused,
            Repeat::Later => Outcome::NotProcessed,
            Repeat::SameNumber => Outcome::Unknown,
        }
    }
}

/// What is documented about a sub-code, in whatever way it is spelt. `None` for one that is none of these.
pub fn find(code: &Code) -> Option<&'static SubCode> {
    ALL.iter().find(|known| *code == known.info).or_else(|| ALL.iter().find(|known| code == *known))
}

/// Spelt alike.
impl PartialEq<SubCode> for Code {
    fn eq(&self, other: &SubCode) -> bool {
        is_spelt_alike(self.as_str(), other.info.code)
    }
}

/// Spelt alike.
impl PartialEq<Code> for SubCode {
    fn eq(&self, other: &Code) -> bool {
        other == self
    }
}

impl fmt::Debug for SubCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubCode({}, {:?})", self.info.code, self.repeat)
    }
}

macro_rules! sub_codes {
    ($( $name:ident = $code:literal $repeat:ident $action:literal; )*) => {
        $(
            #[doc = concat!("`", $code, "`. Repeat: [`", stringify!($repeat), "`](Repeat::", stringify!($repeat), "). ", $action)]
            pub const $name: SubCode = SubCode::new($code, Repeat::$repeat, $action);
        )*

        /// Every sub-code.
        pub const ALL: &[SubCode] = &[$($name,)*];

        /// Every sub-code, as APIs list theirs.
        pub const INFOS: &[CodeInfo] = &[$($name.info,)*];
    };
}

sub_codes! {
    // 20000, and what business systems say under 40004.
    ISP_UNKNOWN_ERROR = "isp.unknow-error" SameNumber "The business system failed, and its outcome is unknown. Repeat a query; for anything else query first, or repeat with the same request number.";
    AOP_UNKNOWN_ERROR = "aop.unknow-error" SameNumber "The gateway failed, and the outcome is unknown. Repeat a query; for anything else query first, or repeat with the same request number.";
    SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" SameNumber "The business system failed, and its outcome is unknown. Repeat a query; for anything else query first, or repeat with the same request number.";

    // 20001: tokens.
    INVALID_AUTH_TOKEN = "aop.invalid-auth-token" WithNewToken "The user's token is not valid. Refresh it, or have the user authorise again.";
    AUTH_TOKEN_TIME_OUT = "aop.auth-token-time-out" WithNewToken "The user's token has expired. Refresh it, or have the user authorise again.";
    INVALID_APP_AUTH_TOKEN = "aop.invalid-app-auth-token" WithNewToken "The merchant's token is not valid. Refresh it, or have the merchant authorise again.";
    INVALID_APP_AUTH_TOKEN_NO_API = "aop.invalid-app-auth-token-no-api" WithNewToken "The merchant's authorisation does not cover this API. Have the merchant authorise again, with this API in it.";
    APP_AUTH_TOKEN_TIME_OUT = "aop.app-auth-token-time-out" WithNewToken "The merchant's token has expired. Refresh it, or have the merchant authorise again.";
    NO_PRODUCT_REG_BY_PARTNER = "aop.no-product-reg-by-partner" Never "The merchant has signed up for no product. Have the merchant sign up first.";

    // 40001: what is missing.
    MISSING_METHOD = "isv.missing-method" Never "The parameter method did not arrive.";
    MISSING_SIGNATURE = "isv.missing-signature" Never "The parameter sign did not arrive. Something on the way may cut long URLs.";
    MISSING_SIGNATURE_TYPE = "isv.missing-signature-type" Never "The parameter sign_type did not arrive.";
    MISSING_SIGNATURE_KEY = "isv.missing-signature-key" Never "The gateway has no public key of the application. Upload it in the console.";
    MISSING_APP_ID = "isv.missing-app-id" Never "The parameter app_id did not arrive.";
    MISSING_TIMESTAMP = "isv.missing-timestamp" Never "The parameter timestamp did not arrive.";
    MISSING_VERSION = "isv.missing-version" Never "The parameter version did not arrive.";
    MISSING_APP_CERT_SN = "isv.missing-app-cert-sn" Never "The application is in certificate mode. Sign with a key that has its certificates.";
    MISSING_ALIPAY_ROOT_CERT_SN = "isv.missing-alipay-root-cert-sn" Never "The application is in certificate mode. Sign with a key that has its certificates, the roots among them.";
    MISSING_ENCRYPT_KEY = "isv.missing-encrypt-key" Never "The application has no AES key. Set one in the console.";
    DECRYPTION_ERROR_MISSING_ENCRYPT_TYPE = "isv.decryption-error-missing-encrypt-type" Never "The content is encrypted, and encrypt_type does not say how.";

    // 40002: what is wrong.
    INVALID_PARAMETER = "isv.invalid-parameter" Never "A parameter has a wrong form or value. Compare the request with its page.";
    INVALID_METHOD = "isv.invalid-method" Never "There is no API of this name.";
    INVALID_FORMAT = "isv.invalid-format" Never "The parameter format is not JSON.";
    INVALID_VERSION = "isv.invalid-version" Never "The parameter version is not 1.0.";
    INVALID_SIGNATURE_TYPE = "isv.invalid-signature-type" Never "The parameter sign_type is not what the application is registered with. New applications sign with RSA2.";
    INVALID_SIGNATURE = "isv.invalid-signature" Never "The signature does not match. Compare the public key in the console with the private one, look whether gateway and app_id belong together, and whether something on the way changes parameters.";
    INVALID_APP_ID = "isv.invalid-app-id" Never "There is no such application at this gateway, or it is not online. Sandbox and production know different ones.";
    INVALID_TIMESTAMP = "isv.invalid-timestamp" Never "The timestamp is malformed, or too far from the gateway's clock. Set the clock of this machine.";
    INVALID_CHARSET = "isv.invalid-charset" Never "The charset is neither UTF-8 nor GBK.";
    INVALID_DIGEST = "isv.invalid-digest" Never "The digest of a file is missing or does not match.";
    INVALID_ENCRYPT_TYPE = "isv.invalid-encrypt-type" Never "The content is encrypted with something other than AES, or the API takes no encrypted content.";
    INVALID_ENCRYPT = "isv.invalid-encrypt" Later "The gateway could not decrypt the content just now. Call again later.";
    DECRYPTION_ERROR_NOT_VALID_ENCRYPT_TYPE = "isv.decryption-error-not-valid-encrypt-type" Never "The content is encrypted with something other than AES.";
    DECRYPTION_ERROR_NOT_VALID_ENCRYPT_KEY = "isv.decryption-error-not-valid-encrypt-key" Never "The application has no AES key, or a malformed one. Set it in the console.";
    DECRYPTION_ERROR_UNKNOWN = "isv.decryption-error-unknown" Never "The gateway cannot decrypt the content. Compare the content key with the AES key in the console.";
    ILLEGAL_JSON = "isv.illegal-json" Never "The content is not the JSON its page asks for.";
    SUSPECTED_ATTACK = "isv.suspected-attack" Never "A value looks like an attack to the gateway. Use no names of its parameters in values.";
    CODE_INVALID = "isv.code-invalid" Never "The authorisation code is wrong, expired or used up. Have the user authorise again.";
    UPLOAD_FAIL = "isv.upload-fail" Later "The gateway could not store the file. Send it again later.";
    INVALID_FILE_EXTENSION = "isv.invalid-file-extension" Never "The gateway does not take files with this extension.";
    INVALID_FILE_SIZE = "isv.invalid-file-size" Never "The file is larger than the gateway takes: 50 MB at most.";
    FORBIDDEN_API = "isv.forbidden-api" Never "The API is closed. Look at its page for what replaced it.";
    NOT_SUPPORT_APP_AUTH = "isv.not-support-app-auth" Never "The API cannot be called for another merchant. Call it without app_auth_token.";
    APP_CERT_EXPIRED = "isv.app-cert-expired" Never "The certificate of the application has expired. Get a new one from the console.";
    APP_CERT_NOT_EXIST = "isv.app-cert-not-exist" Never "The gateway does not know the certificate of the application. Upload it in the console.";
    ALIPAY_CERT_NOT_EXIST = "isv.alipay-cert-not-exist" Never "The gateway has no certificate of this serial.";
    INVALID_ALIPAY_ROOT_CERT_SN = "isv.invalid-alipay-root-cert-sn" Never "The serial of the roots is wrong. Take the root file from the console.";
    NOT_ONLINE_APP = "not-online-app" Never "The application is not online. Publish it in the console.";

    // 40003: what has to be arranged first.
    MISSING_SIGNATURE_CONFIG = "isv.missing-signature-config" Never "The gateway has neither a public key nor a certificate of the application for this kind of signature. Upload one in the console.";
    INVALID_AUTH_RELATIONS = "invalid-auth-relations" Never "There is no authorisation between the parties of this call. Obtain one first.";

    // 40005: too much.
    APP_CALL_LIMITED = "isv.app-call-limited" Later "The application makes too many calls: this one was not processed. Call again, later and slower.";
    METHOD_CALL_LIMITED = "isv.method-call-limited" Later "The API is called too often: this call was not processed. Call again, later and slower.";

    // 40006: who may.
    INSUFFICIENT_ISV_PERMISSIONS = "isv.insufficient-isv-permissions" Never "The application may not call this API. Add the product in the console, and look whether it has to be signed up for.";
    INSUFFICIENT_USER_PERMISSIONS = "isv.insufficient-user-permissions" Never "The merchant the call is for may not use this API. Have the merchant sign up for the product.";
    SELF_INVOKE_FORBIDDEN = "isv.self-invoke-forbidden" Never "The application may call this API for other merchants only, or is not bound to its own.";
    ILLEGAL_CLIENT_IP = "isv.illegal-client-ip" Never "The call comes from an address that is not on the application's list. Add it in the console.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_spelt_alike() {
        for (at, a) in ALL.iter().enumerate() {
            let twins = ALL.iter().skip(at + 1).filter(|b| is_spelt_alike(a.info.code, b.info.code));
            // Told apart by who failed.
            assert_eq!(twins.count(), usize::from(*a == ISP_UNKNOWN_ERROR), "{a:?}");
        }
    }

    #[test]
    fn exact_spelling_wins() {
        assert_eq!(find(&Code::from("aop.unknow-error")), Some(&AOP_UNKNOWN_ERROR));
        assert_eq!(find(&Code::from("unknown-error")), Some(&ISP_UNKNOWN_ERROR));
        assert_eq!(find(&Code::from("ACQ.TRADE_NOT_EXIST")), None);
    }
}
