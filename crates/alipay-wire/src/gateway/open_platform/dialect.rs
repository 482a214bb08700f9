//! The Open Platform as a dialect.

use http::Method;

use super::{
    code,
    common::{AES, ENCRYPT_TYPE, PLAIN, is_method_name},
    rest_v3::is_rest_path,
    sub_code,
};
use crate::{ApiMeta, CodeInfo, Defaults, Dialect, Invalid, Route, UnknownAnswer};

/// The mainland Open Platform: `gateway.do` with form parameters and `sign`, and the REST protocol (v3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenPlatform {}

impl Dialect for OpenPlatform {
    type Options = OpenPlatformOptions;
    const NAME: &'static str = "open-platform";
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Retry);
    const CODES: &'static [&'static [CodeInfo]] = &[code::ALL, sub_code::INFOS];

    /// By the name of a method, such as `alipay.fund.account.query`, for `gateway.do`. For the REST protocol (v3) by method
    /// and path, such as `GET /v3/alipay/fund/account/query`; a path alone is a `POST`. A `{name}` in it is the member of
    /// the request that stands there: write no value into the path itself, since errors and logs show it.
    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        if name.contains('/') {
            return by_rest_path(name);
        }
        if !is_method_name(name) {
            return Err(Invalid::new("method", "is no method name such as alipay.fund.account.query"));
        }
        Ok(ApiMeta::untyped(name, None).gateway_codes(Self::CODES).textual(KNOWN_TEXTUAL.contains(&name)))
    }
}

fn by_rest_path(name: &str) -> Result<ApiMeta, Invalid> {
    const METHODS: [Method; 6] = [Method::POST, Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD];
    let (method, path) = name.split_once(' ').unwrap_or(("POST", name));
    match METHODS.into_iter().find(|known| *known == method) {
        Some(method) if name.len() <= 256 && is_rest_path(path) => {
            let route = Route { method, path: path.to_owned().into() };
            Ok(ApiMeta::untyped(name, Some(route)).gateway_codes(OpenPlatform::CODES))
        }
        _ => Err(Invalid::new("path", "is no path such as /v3/alipay/trade/pay, or GET /v3/alipay/fund/account/query")),
    }
}

/// APIs known to take their parameters one by one. A caller without types marks others with [`ApiMeta::textual`].
const KNOWN_TEXTUAL: [&str; 2] = ["alipay.system.oauth.token", "alipay.user.info.share"];

options! {
    /// Common parameters of one Open Platform call.
    ///
    /// Over the REST protocol (v3), `app_auth_token` and `alipay_sdk` travel in headers, `auth_token` in the URL and
    /// `notify_url` as a member of the body. The others have no place there: a call with one of them is not sent.
    pub struct OpenPlatformOptions {
        /// Acts for the merchant application that issued this token. Never stored.
        with_secret app_auth_token => "app_auth_token",
        /// Acts for the user who issued this token. Never stored.
        with_secret auth_token => "auth_token",
        /// Where the gateway sends its notification.
        with notify_url => "notify_url",
        /// Where the payer's browser returns to.
        with return_url => "return_url",
        /// The kind of terminal, for old products.
        with terminal_type => "terminal_type",
        /// Details of the terminal, for old products.
        with terminal_info => "terminal_info",
        /// The product code, for old products.
        with prod_code => "prod_code",
        /// The application the call is about, when it is not the caller's own.
        with target_app_id => "target_app_id",
        /// The service the gateway forwards the call to.
        with ws_service_url => "ws_service_url",
        /// What calls, in your own words, such as `my-shop/1.2`. The gateway does not ask for it, and none is sent
        /// unless you set one.
        with alipay_sdk => "alipay_sdk",
        [own setter] encrypt => ENCRYPT_TYPE,
    }
}

impl OpenPlatformOptions {
    /// Whether the content of this call is encrypted. Without this option it is when there is a content key, and the
    /// API has a `biz_content`.
    ///
    /// With `true`, a call that cannot be encrypted is not sent. A stored call keeps this option, and never the key.
    #[must_use]
    pub fn encrypt(mut self, encrypt: bool) -> Self {
        self.encrypt = Some(if encrypt { AES } else { PLAIN }.to_owned());
        self
    }
}
