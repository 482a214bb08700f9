//! Whether a request gets as far as its API.

use alipay_sign::Verified;
use alipay_wire::{
    inbound::{ReceiveError, RestRequest},
    open_platform::{
        rest_v3::payload,
        sub_code::{
            ILLEGAL_JSON, INVALID_APP_ID, INVALID_METHOD, INVALID_PARAMETER, INVALID_SIGNATURE, INVALID_SIGNATURE_TYPE,
            INVALID_TIMESTAMP, MISSING_APP_ID, MISSING_SIGNATURE, MISSING_TIMESTAMP, SUSPECTED_ATTACK, SubCode,
        },
    },
};
use bytes::Bytes;
use http::request::Parts;
use serde_json::{Map, Value};

use super::{Gateway, nonces::WINDOW};
use crate::{Sandbox, gateway::Exchange, locked, routes::Route};

/// Why a request is turned away.
pub(super) enum Rejection {
    /// The application is known, and so is the key to sign with.
    Known(SubCode),
    Unknown(SubCode),
}

impl From<SubCode> for Rejection {
    fn from(sub_code: SubCode) -> Self {
        Self::Known(sub_code)
    }
}

impl Gateway {
    /// Writes the request, as one JSON object and as it was before it was encrypted, into `exchange`.
    pub(super) fn admit(
        &mut self,
        sandbox: &Sandbox,
        head: &Parts,
        request: Result<RestRequest, ReceiveError>,
        exchange: &mut Exchange,
    ) -> Result<Route, Rejection> {
        let request = request.map_err(|error| {
            Rejection::Unknown(match error {
                // What the gateway misses first where there is no `Authorization`.
                ReceiveError::Missing(_) => MISSING_TIMESTAMP,
                _ => INVALID_SIGNATURE_TYPE,
            })
        })?;
        match request.identity.as_deref() {
            None => return Err(Rejection::Unknown(MISSING_APP_ID)),
            Some(Sandbox::APP_ID) => {}
            Some(_) => return Err(Rejection::Unknown(INVALID_APP_ID)),
        }
        sandbox.check_serials(request.app_cert_sn.as_deref(), request.root_cert_sn.as_deref())?;
        self.check_timestamp(request.timestamp.as_deref())?;
        request.signature().ok_or(MISSING_SIGNATURE)?;
        let (nonce, encrypt_type) = (request.nonce.clone(), request.encrypt_type.clone());
        let sealed = request.seal().map_err(|_| INVALID_SIGNATURE)?;
        let verified = sealed.verify(&sandbox.client_keys()).map_err(|_| INVALID_SIGNATURE)?;
        // Without one, nothing tells the request from the same one sent again.
        let is_new = nonce.is_some_and(|nonce| locked(&sandbox.nonces).note(&nonce, self.now));
        if !is_new {
            return Err(SUSPECTED_ATTACK.into());
        }
        let route = sandbox.api_at(&head.method, head.uri.path()).ok_or(INVALID_METHOD)?;
        exchange.body = self.read(sandbox, &route, head, verified, encrypt_type.as_deref())?;
        Ok(route)
    }

    /// Requests are not taken when they are old, nor when they come from the future.
    fn check_timestamp(&self, timestamp: Option<&str>) -> Result<(), SubCode> {
        let timestamp: i64 = timestamp.ok_or(MISSING_TIMESTAMP)?.parse().map_err(|_| INVALID_TIMESTAMP)?;
        let distance = self.now.unix_millis().abs_diff(timestamp);
        if distance <= WINDOW.unsigned_abs() { Ok(()) } else { Err(INVALID_TIMESTAMP) }
    }

    /// The request itself.
    fn read(
        &mut self,
        sandbox: &Sandbox,
        route: &Route,
        head: &Parts,
        verified: Verified<Bytes>,
        encrypt_type: Option<&str>,
    ) -> Result<Bytes, SubCode> {
        let (verified, is_encrypted) = sandbox.content.open_body(verified, encrypt_type)?;
        self.encryption = is_encrypted.then(|| sandbox.content.clone());
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let known = route.meta.route.as_ref().ok_or(INVALID_METHOD)?;
        let request = payload(known, target, verified.payload());
        let request = request.ok_or(if verified.payload().is_empty() { INVALID_PARAMETER } else { ILLEGAL_JSON })?;
        if (route.is_request)(&request) {
            return Ok(request);
        }
        Ok(with_parsed_members(&request).filter(|parsed| (route.is_request)(parsed)).unwrap_or(request))
    }
}

/// The same request with objects and lists where there is their JSON text: in path and query, all is text.
fn with_parsed_members(request: &[u8]) -> Option<Bytes> {
    let mut members: Map<String, Value> = serde_json::from_slice(request).ok()?;
    for value in members.values_mut() {
        let text = value.as_str().filter(|text| text.starts_with(['{', '[']));
        if let Some(parsed) = text.and_then(|text| serde_json::from_str(text).ok()) {
            *value = parsed;
        }
    }
    Some(Value::Object(members).to_string().into())
}

/// A code as it is written over REST: the prefixes of `gateway.do` are left out.
pub(super) fn bare(code: &str) -> &str {
    let prefixes = ["isv.", "aop.", "isp."];
    prefixes.into_iter().find_map(|prefix| code.strip_prefix(prefix)).unwrap_or(code)
}
