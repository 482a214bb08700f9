//! What an API is.

use std::{borrow::Cow, fmt};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Code, CodeInfo, Dialect, EncodeError, FieldInfo, FilePart, open_platform::is_spelt_alike};

/// The request of one API.
///
/// Usually written with [`request!`](crate::request) and [`api!`](crate::api).
pub trait Request: Serialize + Clone + Send + Sync + 'static {
    /// The gateway family this request is for. A client of another one does not accept it.
    type Dialect: Dialect;

    /// Name, route and documented codes of the API.
    const META: &'static ApiMeta;

    /// Checks what the API's page says about the fields: lengths, what is required, what excludes what.
    ///
    /// # Errors
    /// [`Invalid`] names the first field that breaks a rule. Nothing is sent.
    fn validate(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// What sending a value of this type twice may do at best. A stored call of this type is never sent as anything safer,
    /// whatever the store says.
    const SAFETY: Safety = Safety::Unkeyed;

    /// What sending this value twice may do.
    fn safety(&self) -> Safety;

    /// The value by which the gateway recognises a repeated request, from the field the page names.
    fn idempotency_key(&self) -> Option<&str> {
        None
    }

    /// The files that are sent beside the JSON of the request, each in a field of its own.
    fn files(&self) -> Vec<FilePart> {
        Vec::new()
    }

    /// The same request without [`validate`](Request::validate): for values the page's rules forbid and the gateway
    /// takes all the same.
    ///
    /// Not for text of others: what comes back in a form notification with a `&` in it, such as the title of an order, lets
    /// those who chose it write parameters into that notification. See [`one_reading`](crate::inbound::one_reading).
    fn unchecked(self) -> Unchecked<Self>
    where
        Self: Sized,
    {
        Unchecked(self)
    }
}

/// A request that is answered in the same exchange.
///
/// Signed pages and order strings are a [`Request`] only: sending one does not compile.
pub trait Api: Request {
    /// The business answer.
    type Response: DeserializeOwned + Send + 'static;

    /// Checks that what the answer echoes is what was asked: a genuine answer to another question is refused.
    ///
    /// # Errors
    /// [`Mismatch`] names the field that differs.
    fn correlate(&self, answer: &Self::Response) -> Result<(), Mismatch> {
        let _ = answer;
        Ok(())
    }
}

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
    /// The codes the gateway itself answers with, whatever the API: [`Dialect::CODES`].
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

/// A request sent without [`Request::validate`]. Made by [`Request::unchecked`].
#[derive(Clone, Debug)]
pub struct Unchecked<R>(R);

impl<R: Serialize> Serialize for Unchecked<R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<R: Request> Request for Unchecked<R> {
    type Dialect = R::Dialect;
    const META: &'static ApiMeta = R::META;
    const SAFETY: Safety = R::SAFETY;

    fn safety(&self) -> Safety {
        self.0.safety()
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key()
    }

    fn files(&self) -> Vec<FilePart> {
        self.0.files()
    }
}

impl<R: Api> Api for Unchecked<R> {
    type Response = R::Response;

    fn correlate(&self, answer: &Self::Response) -> Result<(), Mismatch> {
        self.0.correlate(answer)
    }
}

/// A request, or a setting, breaks a documented rule. Names the field, never its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Invalid {
    field: String,
    rule: Cow<'static, str>,
}

impl Invalid {
    /// The field called `field` breaks `rule`.
    pub fn new(field: impl Into<String>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), rule: rule.into() }
    }

    /// The name of the field on the wire, with the names of the objects around it: `env.clientIp`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The rule that was broken, in words.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The same error, seen from the object that holds the field.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        let joint = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{outer}{joint}{}", self.field);
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.rule)
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid({self})")
    }
}

impl std::error::Error for Invalid {}

/// A genuine answer that belongs to another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is genuine but belongs to another question: {field} differs from what was asked")]
pub struct Mismatch {
    field: &'static str,
}

impl Mismatch {
    /// The answer's `field` differs from what was asked.
    pub const fn new(field: &'static str) -> Self {
        Self { field }
    }

    /// The name of the field on the wire.
    pub fn field(&self) -> &str {
        self.field
    }

    /// Compares what was asked with what the answer echoes, if it does.
    ///
    /// # Errors
    /// [`Mismatch`] when the answer has the field and it differs.
    pub fn unless_same<T: PartialEq + ?Sized>(field: &'static str, asked: &T, echoed: Option<&T>) -> Result<(), Self> {
        match echoed {
            Some(echoed) if echoed != asked => Err(Self { field }),
            _ => Ok(()),
        }
    }
}

/// The address of a gateway: absolute, and without secrets or a fragment in it.
pub(crate) fn gateway_url(field: &'static str, url: &str) -> Result<http::Uri, Invalid> {
    let uri: http::Uri = url.parse().map_err(|_| Invalid::new(field, "is no valid URL"))?;
    let is_http = matches!(uri.scheme_str(), Some("https" | "http"));
    let (Some(authority), Some(host)) =
        (uri.authority().filter(|_| is_http), uri.host().filter(|host| !host.is_empty()))
    else {
        return Err(Invalid::new(field, "must begin with https:// and a host"));
    };
    if authority.as_str().contains('@') || url.contains('#') {
        return Err(Invalid::new(field, "must have neither a user name nor a fragment"));
    }
    if authority.as_str() != host && authority.port_u16().is_none_or(|port| port == 0) {
        return Err(Invalid::new(field, "must have a port from 1 to 65535, or none"));
    }
    Ok(uri)
}

/// The address of `target`, path and query, at this gateway: exactly as it is given, since that is what is signed.
pub(crate) fn url_at(gateway: &http::Uri, target: &str) -> Result<http::Uri, EncodeError> {
    let mut parts = gateway.clone().into_parts();
    let parsed: http::uri::PathAndQuery = target.parse().map_err(|_| EncodeError::Url)?;
    if !target.starts_with('/') || !target.is_ascii() || parsed.as_str() != target {
        return Err(EncodeError::Url);
    }
    parts.path_and_query = Some(parsed);
    http::Uri::from_parts(parts).map_err(|_| EncodeError::Url)
}
