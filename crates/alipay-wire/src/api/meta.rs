//! The facts about an API.

use std::borrow::Cow;

use super::spelling::is_spelt_alike;
use crate::{Code, CodeInfo, FieldInfo};

/// What sending a request twice may do. A property of the value, not only of its type: a refund without its request
/// number is [`Unkeyed`](Safety::Unkeyed), the same refund with one is [`Keyed`](Safety::Keyed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Reads only. Sending it twice does no harm.
    Query,
    /// Changes something, and carries a key by which the gateway recognises a repetition.
    Keyed,
    /// Changes something, and a repetition would change it again.
    Unkeyed,
}

/// The facts about one API that do not depend on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiMeta {
    /// The gateway's own name of the API, such as `alipay.fund.account.query` or `inquiryBalance`.
    pub name: Cow<'static, str>,
    /// Method and path, where the protocol has a path per API.
    pub route: Option<Route>,
    /// Every code its page documents.
    pub codes: &'static [CodeInfo],
    /// The codes the gateway itself answers with, whatever the API: [`Dialect::CODES`](crate::Dialect::CODES).
    pub gateway_codes: &'static [&'static [CodeInfo]],
    /// Whether the members of the request are parameters of their own, instead of one `biz_content`. Some APIs of the
    /// Open Platform are like that, `alipay.system.oauth.token` above all; the other dialects have none.
    pub textual: bool,
    /// The documented members of the answer. Empty where its type is not known.
    pub answer: &'static [FieldInfo],
}

impl ApiMeta {
    /// An API known at compile time.
    pub const fn new(name: &'static str, route: Option<Route>, codes: &'static [CodeInfo]) -> Self {
        Self { name: Cow::Borrowed(name), route, codes, gateway_codes: &[], textual: false, answer: &[] }
    }

    /// An API known only by what it is called at run time.
    pub fn untyped(name: impl Into<String>, route: Option<Route>) -> Self {
        Self { name: Cow::Owned(name.into()), route, codes: &[], gateway_codes: &[], textual: false, answer: &[] }
    }

    /// Sets the codes the gateway itself answers with.
    #[must_use]
    pub const fn gateway_codes(mut self, codes: &'static [&'static [CodeInfo]]) -> Self {
        self.gateway_codes = codes;
        self
    }

    /// Sets whether the members of the request are parameters of their own.
    #[must_use]
    pub const fn textual(mut self, textual: bool) -> Self {
        self.textual = textual;
        self
    }

    /// Sets the documented members of the answer.
    #[must_use]
    pub const fn answer(mut self, answer: &'static [FieldInfo]) -> Self {
        self.answer = answer;
        self
    }

    /// What is documented about `code`, by the API's own page or else by the gateway's.
    ///
    /// The gateway's codes are found in any spelling: the Open Platform varies in case, prefix and letters. `None` when nothing is.
    pub fn code(&self, code: &Code) -> Option<&'static CodeInfo> {
        let own = self.codes.iter().find(|info| code == *info);
        own.or_else(|| self.gateway_codes.iter().find_map(|codes| find(codes, code)))
    }
}

/// The code itself, or else one that is spelt alike.
pub(crate) fn find(codes: &'static [CodeInfo], code: &Code) -> Option<&'static CodeInfo> {
    let alike = |info: &&CodeInfo| is_spelt_alike(code.as_str(), info.code);
    codes.iter().find(|info| code == *info).or_else(|| codes.iter().find(alike))
}

/// Method and path of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: http::Method,
    /// The absolute path, signed and sent exactly as it stands here.
    pub path: Cow<'static, str>,
}

impl Route {
    /// A route known at compile time.
    pub const fn new(method: http::Method, path: &'static str) -> Self {
        Self { method, path: Cow::Borrowed(path) }
    }
}
