//! A call that can be stored and sent later, by another process.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Api, ApiMeta, Call, CallOption, CallOptions, Dialect, EncodeError, Invalid, Payload, Route, Safety, Stamp, json,
};

/// The only layout so far.
const VERSION: u32 = 1;

/// A call made storable: the exact body, and who sends it to which gateway family.
///
/// Serialise it before the first attempt, so that after a crash the *same* request can be repeated. It holds neither
/// secrets nor a signature: anyone who sends it stamps and signs anew. The body is as personal as the request was, and anyone who
/// can change what is stored changes what is sent.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparedCall {
    version: u32,
    dialect: String,
    identity: String,
    api: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    textual: bool,
    safety: StoredSafety,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<String>,
    body: String,
    created_at: i64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredSafety {
    Query,
    Keyed,
    Unkeyed,
}

impl PreparedCall {
    /// Stores `call` as the party called `identity` would send it.
    ///
    /// # Errors
    /// [`EncodeError`] when the payload is not text or has files, so that it cannot be stored exactly.
    pub fn new<D: Dialect>(call: &Call, identity: &str, now: Stamp) -> Result<Self, EncodeError> {
        let json = call.payload().json().map_err(|_| EncodeError::FilesNotStored)?;
        let body = std::str::from_utf8(json).map_err(|_| EncodeError::NotJson)?;
        let route = call.api().route.as_ref();
        let (withheld, options) = call.options().iter().partition::<Vec<_>, _>(|option| option.secret);
        Ok(Self {
            version: VERSION,
            dialect: D::NAME.to_owned(),
            identity: identity.to_owned(),
            api: call.api().name.clone().into_owned(),
            method: route.map(|route| route.method.to_string()),
            path: route.map(|route| route.path.clone().into_owned()),
            textual: call.api().textual,
            safety: match call.safety() {
                Safety::Query => StoredSafety::Query,
                Safety::Keyed => StoredSafety::Keyed,
                Safety::Unkeyed => StoredSafety::Unkeyed,
            },
            key: call.key().map(str::to_owned),
            options: options.into_iter().map(|o| (o.name.clone().into_owned(), o.value.clone())).collect(),
            withheld: withheld.into_iter().map(|o| o.name.clone().into_owned()).collect(),
            body: body.to_owned(),
            created_at: now.unix_millis(),
        })
    }

    /// The name of the API.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The idempotency key, if the request has one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The `app_id` or `client-id` it was prepared for.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// What sending it twice may do, as it was stored.
    pub fn safety(&self) -> Safety {
        match self.safety {
            StoredSafety::Query => Safety::Query,
            StoredSafety::Keyed => Safety::Keyed,
            StoredSafety::Unkeyed => Safety::Unkeyed,
        }
    }

    /// When it was prepared. `None` when the stored number is no date.
    pub fn created_at(&self) -> Option<Stamp> {
        Stamp::from_unix_millis(self.created_at)
    }

    /// The call again, to be sent by the party called `identity`. `options` holds the tokens, which were not stored. What
    /// sending it twice may do is taken from the store: see [`call_of`](Self::call_of), which takes it from a type.
    ///
    /// # Errors
    /// [`Invalid`] when it belongs to another dialect, identity or layout, or misses a token.
    pub fn call<D: Dialect>(&self, identity: &str, options: CallOptions) -> Result<Call, Invalid> {
        self.check::<D>(identity, &options)?;
        let api = ApiMeta::untyped(&self.api, self.route::<D>()?).gateway_codes(D::CODES).textual(self.textual);
        Ok(self.rebuild(Cow::Owned(api), self.safety(), options))
    }

    /// Like [`call`](Self::call), for a known API: its documented codes are then known too, and what is stored makes it no
    /// safer than its type is ([`Request::SAFETY`](crate::Request::SAFETY)). As keyed counts only what has its key in its body.
    ///
    /// # Errors
    /// As [`call`](Self::call), and when it is a call of another API.
    pub fn call_of<R: Api>(&self, identity: &str, options: CallOptions) -> Result<Call, Invalid> {
        self.check::<R::Dialect>(identity, &options)?;
        let (stored, known) = (self.route::<R::Dialect>()?, &R::META.route);
        // A protocol without paths stores none.
        let elsewhere = stored.as_ref().is_some_and(|stored| Some(stored) != known.as_ref());
        if self.api != R::META.name || self.textual != R::META.textual || elsewhere {
            return Err(Invalid::new("api", format!("the prepared call is not one of {}", R::META.name)));
        }
        let safety = match (R::SAFETY, self.safety()) {
            (Safety::Query, _) => Safety::Query,
            (Safety::Keyed, Safety::Query | Safety::Keyed) if self.holds_its_key() => Safety::Keyed,
            _ => Safety::Unkeyed,
        };
        Ok(self.rebuild(Cow::Borrowed(R::META), safety, options))
    }

    /// Whether the key is one of the texts in the body.
    fn holds_its_key(&self) -> bool {
        fn holds(value: &Value, key: &str) -> bool {
            match value {
                Value::String(text) => text == key,
                Value::Array(items) => items.iter().any(|item| holds(item, key)),
                Value::Object(members) => members.values().any(|member| holds(member, key)),
                _ => false,
            }
        }
        let body = serde_json::from_str(&self.body).unwrap_or(Value::Null);
        self.key.as_deref().is_some_and(|key| !key.trim().is_empty() && holds(&body, key))
    }

    fn check<D: Dialect>(&self, identity: &str, options: &CallOptions) -> Result<(), Invalid> {
        if self.version != VERSION {
            return Err(Invalid::new("version", "the prepared call has a layout this version cannot read"));
        }
        if self.dialect != D::NAME {
            return Err(Invalid::new("dialect", format!("the prepared call is not for {}", D::NAME)));
        }
        if self.identity != identity {
            return Err(Invalid::new("identity", "the prepared call belongs to another app_id or client-id"));
        }
        if !self.body.starts_with('{') || json::reject_duplicates(self.body.as_bytes()).is_err() {
            return Err(Invalid::new("body", "is no JSON object"));
        }
        match self.withheld.iter().find(|name| options.iter().all(|option| option.name != **name)) {
            Some(missing) => Err(Invalid::new(missing.clone(), "is not stored: give this option again")),
            None => Ok(()),
        }
    }

    /// Where it goes, by the rules for calls without types: what was stored may have been changed.
    fn route<D: Dialect>(&self) -> Result<Option<Route>, Invalid> {
        let stored = (self.method.as_deref(), self.path.as_deref());
        let by_path = || match stored {
            (Some(method), Some(path)) => D::untyped(&format!("{method} {path}")).or_else(|_| D::untyped(path)),
            (_, path) => D::untyped(path.unwrap_or_default()),
        };
        let route = match D::untyped(&self.api) {
            // One of its protocols goes by the name, the other by a path.
            Ok(api) if api.route.is_none() && stored.1.is_some() => by_path()?.route,
            Ok(api) => api.route,
            Err(_) => by_path()?.route,
        };
        match &route {
            Some(route) if stored != (Some(route.method.as_str()), Some(&*route.path)) => {
                Err(Invalid::new("path", "is not where this API is called"))
            }
            _ => Ok(route),
        }
    }

    fn rebuild(&self, api: Cow<'static, ApiMeta>, safety: Safety, options: CallOptions) -> Call {
        let stored: CallOptions = self
            .options
            .iter()
            .map(|(name, value)| CallOption { name: Cow::Owned(name.clone()), value: value.clone(), secret: false })
            .collect();
        let payload = Payload::Json(Bytes::from(self.body.clone()));
        Call::from_parts(api, payload, stored.overridden_by(options), safety, self.key.clone())
    }
}

impl std::fmt::Debug for PreparedCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedCall").field("dialect", &self.dialect).field("api", &self.api).finish_non_exhaustive()
    }
}
