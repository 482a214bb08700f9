//! Gateway families, as types.

use http::Method;

use crate::{
    ApiMeta, CallOptions, CodeInfo, Invalid, Route,
    open_platform::{AES, ENCRYPT_TYPE, PLAIN, code, is_method_name, rest_v3::is_rest_path, sub_code},
};

/// A gateway family. A request names its dialect, a client speaks one, and only equal ones fit together.
pub trait Dialect: Sized + Send + Sync + 'static {
    /// What may travel beside the payload of a call.
    type Options: Into<CallOptions> + Default + Clone + Send + Sync;

    /// The name used in configuration, logs and stored calls.
    const NAME: &'static str;

    /// How clients of this dialect behave unless told otherwise.
    const DEFAULTS: Defaults;

    /// The codes the gateway itself answers with, whatever the API.
    const CODES: &'static [&'static [CodeInfo]] = &[];

    /// The API that a caller without types means by `name`.
    ///
    /// # Errors
    /// [`Invalid`] when `name` cannot name an API of this dialect.
    fn untyped(name: &str) -> Result<ApiMeta, Invalid>;
}

/// How clients of a dialect behave unless told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Defaults {
    /// What to do about an answer that says the outcome is unknown.
    pub unknown: UnknownAnswer,
}

impl Defaults {
    /// Defaults with this rule for unknown answers.
    pub const fn new(unknown: UnknownAnswer) -> Self {
        Self { unknown }
    }
}

/// What a client does about a verified answer that says the outcome is unknown, for calls that may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownAnswer {
    /// Repeat within the call, with backoff.
    Retry,
    /// Leave it to the caller: the gateway prescribes a schedule far longer than any call.
    Leave,
}

macro_rules! options {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$doc:meta])* $with:ident $field:ident => $wire:literal, )*
            $( [own setter] $own:ident => $own_wire:ident, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $name { $( $field: Option<String>, )* $( $own: Option<String>, )* }

        impl $name {
            /// No options.
            pub fn new() -> Self {
                Self::default()
            }

            $(
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<String>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*
        }

        impl From<$name> for CallOptions {
            fn from(options: $name) -> Self {
                let $name { $($field,)* $($own,)* } = options;
                Self::default()$(.$with($wire, $field))*$(.with($own_wire, $own))*
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                CallOptions::from(self.clone()).fmt(f)
            }
        }
    };
}

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

/// The Digital Wallet gateway: `/ams/api/v1/...`, signed headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dws {}

impl Dialect for Dws {
    type Options = DwsOptions;
    const NAME: &'static str = "dws";
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Retry);
    const CODES: &'static [&'static [CodeInfo]] = SIGNED_HEADER_CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one Digital Wallet call. Its pages document none.
    pub struct DwsOptions {}
}

/// Antom payments: the protocol of [`Dws`] with its own time format and sandbox paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Antom {}

impl Dialect for Antom {
    type Options = AntomOptions;
    const NAME: &'static str = "antom";
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Retry);
    const CODES: &'static [&'static [CodeInfo]] = SIGNED_HEADER_CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one Antom call.
    pub struct AntomOptions {
        /// Acts for the merchant that issued this token. Never stored.
        with_secret agent_token => "agent-token",
    }
}

/// WorldFirst: `/aps/api/business/...`, signed headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldFirst {}

impl Dialect for WorldFirst {
    type Options = WorldFirstOptions;
    const NAME: &'static str = "worldfirst";
    /// Its pages prescribe seven queries within 635 minutes: no matter for a call.
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Leave);
    const CODES: &'static [&'static [CodeInfo]] = SIGNED_HEADER_CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one WorldFirst call.
    pub struct WorldFirstOptions {
        /// The customer whose account is acted on (enterprise APIs).
        with connected_customer_id => "connected-customerid",
        /// The account acted on (enterprise APIs).
        with connected_account_id => "connected-accountid",
        /// The OAuth token of the customer (enterprise APIs). Never stored.
        with_secret access_token => "access-token",
    }
}

/// Their pages list the gateway's own codes among each API's: those that several pages share.
const SIGNED_HEADER_CODES: &[&[CodeInfo]] = &[crate::signed_header::code::ALL];

fn by_path(path: &str) -> Result<ApiMeta, Invalid> {
    let segment = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    let is_dots = |part: &str| matches!(part, "." | "..");
    if !path.starts_with('/') || !path.bytes().all(segment) || path.split('/').any(is_dots) {
        return Err(Invalid::new("path", "is no absolute path such as /ams/api/v1/accounts/queryAccountAndBenefit"));
    }
    let route = Route { method: Method::POST, path: path.to_owned().into() };
    Ok(ApiMeta::untyped(path, Some(route)).gateway_codes(SIGNED_HEADER_CODES))
}
