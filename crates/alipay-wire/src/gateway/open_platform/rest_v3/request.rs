//! From a call to a request that lacks only its signature.

use std::borrow::Cow;

use bytes::Bytes;
use http::{
    HeaderMap, Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    RestV3, authorization, files,
    headers::{APP_AUTH_TOKEN, ENCRYPT_TYPE, JSON, PLAIN_TEXT, REQUEST_ID, ROOT_CERT_SN, SDK_VERSION, request_frame},
    target::{self, Member},
};
use crate::{
    Call, CallOption, Draft, DraftForm, EncodeError, FilePart, Invalid, RequestBody, Route, Signing,
    json::{self, Members},
    open_platform::{common, content::Content},
    protocol::address::url_at,
    signed_header::header,
};

/// Writes `call` for the gateway of `rest`.
pub(super) fn draft(rest: &RestV3, call: &Call, signing: &Signing<'_>) -> Result<Draft, EncodeError> {
    let no_path = "has no path in the REST protocol (v3): call it by gateway.do, or without types as `GET /v3/...`";
    let route = call.api().route.as_ref().ok_or_else(|| Invalid::new("api", no_path))?;
    let options = Options::of(call)?;
    let Message { target, body, encrypted, files } = Message::of(rest, call, route, &options)?;

    let unsigned = authorization::unsigned(&rest.app_id, signing)?;
    let [prefix, suffix] = request_frame(&unsigned, &route.method, &target, options.app_auth_token);
    let signed = [prefix.as_bytes(), body.as_deref().unwrap_or_default(), suffix.as_bytes()].concat();

    let content_type = if encrypted { PLAIN_TEXT } else { JSON };
    let (content, content_type) = match (files, body) {
        ([], None) => (RequestBody::from(Bytes::new()), None),
        ([], Some(body)) => (body.into(), Some(content_type)),
        (files, data) => {
            let body = files::body(data.as_deref(), files, signing.nonce)?;
            let content_type = body.content_type(None)?;
            (body.into(), Some(content_type))
        }
    };
    let mut request = Request::new(content);
    *request.method_mut() = route.method.clone();
    *request.uri_mut() = url_at(&rest.gateway, &target)?;
    let headers = request.headers_mut();
    // The slot for the signature.
    headers.insert(AUTHORIZATION, header("authorization", &authorization::header(&unsigned))?);
    headers.insert(ACCEPT, JSON);
    // A number of 32 characters at most, another one for every attempt.
    headers.insert(REQUEST_ID, header("alipay-request-id", &signing.nonce.to_string())?);
    if let Some(serials) = &signing.key.certificates {
        if serials.root.trim().is_empty() {
            return Err(EncodeError::NoSerial("alipay_root_cert_sn"));
        }
        headers.insert(ROOT_CERT_SN, exact("alipay_root_cert_sn", &serials.root)?);
    }
    headers.extend(content_type.map(|content_type| (CONTENT_TYPE, content_type)));
    if encrypted {
        headers.insert(ENCRYPT_TYPE, header("alipay-encrypt-type", common::AES)?);
    }
    options.write(headers)?;
    Ok(Draft::new(signed, DraftForm::Request(Box::new(request))))
}

/// Target and body, as they are signed and sent.
struct Message<'a> {
    target: String,
    /// There is none where the members of the request travel in the URL, or there are only files.
    body: Option<Bytes>,
    encrypted: bool,
    files: &'a [FilePart],
}

impl<'a> Message<'a> {
    fn of(rest: &RestV3, call: &'a Call, route: &Route, options: &Options<'_>) -> Result<Self, EncodeError> {
        let (json, files) = call.payload().parts();
        let Members(mut members) = serde_json::from_slice(json).map_err(|_| EncodeError::NotAnObject)?;
        let given = members.len();
        let path = target::path(&route.path, &mut members)?;
        if !has_body(&route.method)? {
            Content::leave(call)?;
            options.need_no_body()?;
            call.payload().json()?;
            let query = target::query(members, options.auth_token)?;
            return Ok(Self { target: joined(path, &query), body: None, encrypted: false, files });
        }
        let target = joined(path, &target::query(Vec::new(), options.auth_token)?);
        let body = match options.notify_url(&members)? {
            None if members.len() == given => json.clone(),
            notify_url => written(&members, notify_url.as_deref()),
        };
        Ok(match rest.content.encrypt(call, &body)? {
            Some(_) if !files.is_empty() => return Err(EncodeError::FilesNotEncryptable),
            Some(ciphertext) => Self { target, body: Some(ciphertext.into()), encrypted: true, files },
            None if body == "{}" && !files.is_empty() => Self { target, body: None, encrypted: false, files },
            None => Self { target, body: Some(body), encrypted: false, files },
        })
    }
}

/// Whether members travel in the body. Otherwise they do in the URL.
fn has_body(method: &Method) -> Result<bool, EncodeError> {
    match *method {
        Method::POST | Method::PUT | Method::PATCH => Ok(true),
        Method::GET | Method::HEAD | Method::DELETE => Ok(false),
        _ => Err(Invalid::new("api", "is called with a method that the REST protocol (v3) does not know").into()),
    }
}

fn joined(path: String, query: &str) -> String {
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The JSON of these members, and of this one.
fn written(members: &[Member<'_>], notify_url: Option<&RawValue>) -> Bytes {
    let members = members.iter().map(|(name, value)| (name.as_str(), *value));
    json::object(members.chain(notify_url.map(|url| (NOTIFY_URL, url)))).into()
}

const NOTIFY_URL: &str = "notify_url";

/// The options of a call, each in its place. Encryption has a place of its own.
#[derive(Default)]
struct Options<'a> {
    /// Header and signed text.
    app_auth_token: Option<&'a str>,
    /// The query.
    auth_token: Option<&'a str>,
    /// A header, not signed.
    alipay_sdk: Option<&'a str>,
    /// A member of the body.
    notify_url: Option<&'a str>,
}

impl<'a> Options<'a> {
    fn of(call: &'a Call) -> Result<Self, EncodeError> {
        let mut options = Self::default();
        for option in call.options().iter().filter(|option| option.name != common::ENCRYPT_TYPE) {
            let CallOption { name, value, .. } = option.filled()?;
            let slot = match &**name {
                "app_auth_token" => &mut options.app_auth_token,
                "auth_token" => &mut options.auth_token,
                "alipay_sdk" => &mut options.alipay_sdk,
                NOTIFY_URL => &mut options.notify_url,
                // It would be dropped, and the call would mean something else.
                _ => {
                    let rule = "has no place in the REST protocol (v3): leave it out, or call the API by gateway.do";
                    return Err(Invalid::new(Cow::clone(name), rule).into());
                }
            };
            if slot.replace(value).is_some() {
                return Err(EncodeError::ReservedOption(name.to_string()));
            }
        }
        Ok(options)
    }

    fn need_no_body(&self) -> Result<(), EncodeError> {
        match self.notify_url {
            Some(_) => Err(Invalid::new(NOTIFY_URL, "has no place in this call: its method has no body").into()),
            None => Ok(()),
        }
    }

    /// The value of the member, unless the request has one.
    fn notify_url(&self, members: &[Member<'_>]) -> Result<Option<Box<RawValue>>, EncodeError> {
        let Some(url) = self.notify_url else { return Ok(None) };
        if members.iter().any(|(name, _)| name.as_str() == NOTIFY_URL) {
            let rule = "stands in the request and in the options of the call: give it once";
            return Err(Invalid::new(NOTIFY_URL, rule).into());
        }
        to_raw_value(url).map(Some).map_err(|_| EncodeError::NotJson)
    }

    fn write(&self, headers: &mut HeaderMap) -> Result<(), EncodeError> {
        if let Some(token) = self.app_auth_token {
            let mut value = exact("app_auth_token", token)?;
            value.set_sensitive(true);
            headers.insert(APP_AUTH_TOKEN, value);
        }
        if let Some(version) = self.alipay_sdk {
            headers.insert(SDK_VERSION, exact("alipay_sdk", version)?);
        }
        Ok(())
    }
}

/// A header that arrives as it is given: blanks around it would not, nor would what is not ASCII be read alike everywhere.
fn exact(option: &str, value: &str) -> Result<http::HeaderValue, EncodeError> {
    let is_exact = value.trim() == value && value.is_ascii();
    if is_exact { header(option, value) } else { Err(EncodeError::Header(option.to_owned())) }
}
