//! The control API: JSON under `/_sandbox/`, and the page that uses it. The page's `openapi.json` documents it.

use std::time::Duration;

use alipay_wire::{Code, CodeInfo};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
    request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{About, Decision, events::Events, fault_name::NamedFault, view};
use crate::{Sandbox, locked};

pub(super) const PREFIX: &str = "/_sandbox/";

const JSON: &str = "application/json";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Nothing from elsewhere: the page has its script, its style and the API.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// So many calls are listed at once.
const LISTED: usize = 500;

pub(super) enum Said {
    Whole(Response<Bytes>),
    Events(Response<Events>),
}

/// Why something is not done.
struct Refused(StatusCode, String);

impl Refused {
    fn bad(what: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, what.into())
    }

    fn unknown() -> Self {
        Self(StatusCode::NOT_FOUND, "there is none of this number".to_owned())
    }

    fn nothing() -> Self {
        Self(StatusCode::NOT_FOUND, "there is nothing here".to_owned())
    }
}

type Done = Result<Value, Refused>;

pub(super) async fn answer(sandbox: &Sandbox, head: Parts, body: &Bytes) -> Said {
    let path = head.uri.path().strip_prefix(PREFIX).unwrap_or_default().to_owned();
    if head.method == Method::GET || head.method == Method::HEAD {
        if let Some(file) = file(&path) {
            return Said::Whole(file);
        }
        if path == "events" {
            return Said::Events(events(sandbox));
        }
    }
    if path == "state" && head.method == Method::GET {
        return Said::Whole(said(StatusCode::OK, JSON, sandbox.save()));
    }
    let done = act(sandbox, &head, &path, body).await;
    Said::Whole(match done {
        Ok(value) => said(StatusCode::OK, JSON, value.to_string()),
        Err(Refused(status, why)) => refused(status, &why),
    })
}

async fn act(sandbox: &Sandbox, head: &Parts, path: &str, body: &Bytes) -> Done {
    let parts: Vec<String> = path.split('/').map(decoded).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (head.method.as_str(), &*parts) {
        ("GET", ["settings"]) => Ok(settings(sandbox)),
        ("GET", ["secrets"]) => Ok(secrets(sandbox)),
        ("GET", ["summary"]) => Ok(view::summary(sandbox)),
        ("GET", ["calls"]) => calls(sandbox, head),
        ("GET", ["calls", id]) => {
            let call = find_call(sandbox, id)?;
            Ok(view::call_in_full(sandbox, &call))
        }
        ("POST", ["calls", id, "send"]) => send_again(sandbox, id).await,
        ("GET", ["ledger"]) => Ok(json!({ "entries": sandbox.ledger().iter().map(view::entry).collect::<Vec<_>>() })),
        ("GET", ["money"]) => Ok(view::money(sandbox)),
        ("POST", ["trades", id, decision]) => decide(sandbox, About::Trade, id, decision, body),
        ("POST", ["transfers", id, decision]) => decide(sandbox, About::Transfer, id, decision, body),
        ("POST", ["topups", id, decision]) => decide(sandbox, About::Topup, id, decision, body),
        ("POST", ["pay"]) => pay(sandbox, body),
        ("GET", ["clock"]) => Ok(clock(sandbox)),
        ("POST", ["clock"]) => advance(sandbox, body),
        ("GET", ["faults"]) => Ok(faults(sandbox)),
        ("POST", ["faults"]) => inject(sandbox, body),
        ("DELETE", ["faults"]) => {
            for aimed in sandbox.aimed_faults() {
                sandbox.call_off(aimed.id);
            }
            sandbox.control.changed();
            Ok(faults(sandbox))
        }
        ("DELETE", ["faults", id]) => {
            let is_gone = sandbox.call_off(number(id)?);
            sandbox.control.changed();
            if is_gone { Ok(faults(sandbox)) } else { Err(Refused::unknown()) }
        }
        ("GET", ["answers"]) => Ok(json!({ "answers": sandbox.canned() })),
        ("POST", ["answers"]) => can(sandbox, body),
        ("DELETE", ["answers"]) => {
            sandbox.uncan();
            Ok(json!({ "answers": sandbox.canned() }))
        }
        ("GET", ["notifications"]) => Ok(notifications(sandbox)),
        ("POST", ["notifications", "hold"]) => hold(sandbox, body),
        ("POST", ["notifications", id, "send"]) => notify(sandbox, id, body).await,
        ("POST", ["reset"]) => {
            sandbox.reset();
            Ok(json!({}))
        }
        ("PUT", ["state"]) => {
            sandbox.load(body).map_err(|error| Refused::bad(error.to_string()))?;
            Ok(json!({}))
        }
        _ => Err(Refused::nothing()),
    }
}

/// The files of the page.
fn file(path: &str) -> Option<Response<Bytes>> {
    Some(match path {
        "" => said(StatusCode::OK, "text/html; charset=utf-8", include_str!("page/index.html")),
        "app.js" => said(StatusCode::OK, SCRIPT, include_str!("page/app.js")),
        "words.js" => said(StatusCode::OK, SCRIPT, include_str!("page/words.js")),
        "style.css" => said(StatusCode::OK, STYLE, include_str!("page/style.css")),
        "icon.svg" => said(StatusCode::OK, "image/svg+xml", include_str!("page/icon.svg")),
        "openapi.json" => said(StatusCode::OK, JSON, include_str!("page/openapi.json")),
        _ => return None,
    })
}

fn said(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    guarded(&mut response, content_type);
    response
}

fn guarded<B>(response: &mut Response<B>, content_type: &'static str) {
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

pub(super) fn refused(status: StatusCode, why: &str) -> Response<Bytes> {
    said(status, JSON, json!({ "error": why }).to_string())
}

pub(super) fn misdirected() -> Response<Bytes> {
    let why = "the sandbox is called by a name that is not this machine's: allow it, or use 127.0.0.1 or localhost";
    refused(StatusCode::MISDIRECTED_REQUEST, why)
}

fn events(sandbox: &Sandbox) -> Response<Events> {
    let mut response = Response::new(Events::new(sandbox.control.news.subscribe()));
    guarded(&mut response, "text/event-stream");
    response
}

fn settings(sandbox: &Sandbox) -> Value {
    let mut apis: Vec<(String, String)> =
        locked(&sandbox.routes).metas().map(|(dialect, meta)| (dialect.to_owned(), meta.name.to_string())).collect();
    apis.sort();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "origin": sandbox.control.origin(),
        "gateway": format!("{}{}", sandbox.control.origin(), crate::endpoints::GATEWAY_PATH),
        "app_id": Sandbox::APP_ID,
        "dws_client_id": Sandbox::DWS_CLIENT_ID,
        "worldfirst_client_id": Sandbox::WORLDFIRST_CLIENT_ID,
        "gateway_public_key": sandbox.gateway_public_key_pem(),
        "apis": apis.iter().map(|(dialect, name)| json!({ "gateway": dialect, "name": name })).collect::<Vec<_>>(),
    })
}

/// What the application keeps to itself.
fn secrets(sandbox: &Sandbox) -> Value {
    json!({ "client_private_key": sandbox.client_private_key_pem() })
}

fn calls(sandbox: &Sandbox, head: &Parts) -> Done {
    let query: Vec<(String, String)> =
        form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let asked = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let after = asked("after").map_or(Ok(0), number)?;
    let limit = asked("limit").map_or(Ok(LISTED as u64), number)?;
    let limit = usize::try_from(limit).unwrap_or(LISTED).min(LISTED);
    let all = sandbox.calls();
    let is_asked = |call: &&std::sync::Arc<super::Call>| {
        call.id > after
            && asked("api").is_none_or(|api| call.api() == api)
            && asked("key").is_none_or(|key| call.key() == Some(key))
            && asked("verdict").is_none_or(|verdict| call.verdict().as_str() == verdict)
    };
    let mut shown: Vec<Value> = all.iter().rev().filter(is_asked).take(limit).map(|call| view::call(call)).collect();
    shown.reverse();
    Ok(json!({ "last": all.last().map_or(0, |call| call.id), "count": all.len(), "calls": shown }))
}

fn find_call(sandbox: &Sandbox, id: &str) -> Result<std::sync::Arc<super::Call>, Refused> {
    let id = number(id)?;
    sandbox.calls().into_iter().find(|call| call.id == id).ok_or_else(Refused::unknown)
}

/// Brings the gateway the same bytes again.
async fn send_again(sandbox: &Sandbox, id: &str) -> Done {
    let call = find_call(sandbox, id)?;
    if call.has_files || call.body_length > call.body.len() {
        return Err(Refused(StatusCode::CONFLICT, "not all of this request was kept".to_owned()));
    }
    let mut request = Request::new(http_body_util::Full::new(call.body.clone()));
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = call.uri.clone();
    *request.headers_mut() = call.headers.clone();
    let sent = tower_service::Service::call(&mut sandbox.clone(), request).await;
    let last = sandbox.calls().last().map_or(0, |call| call.id);
    Ok(json!({ "id": last, "answered": sent.is_ok() }))
}

fn decide(sandbox: &Sandbox, about: About, id: &str, decision: &str, body: &Bytes) -> Done {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields)]
    struct How {
        channel: Option<String>,
    }

    let decision: Decision = serde_json::from_value(decision.into()).map_err(|_| Refused::nothing())?;
    let how: How = read(body)?;
    if how.channel.as_ref().is_some_and(|channel| !is_channel(channel)) {
        return Err(Refused::bad("channel: must be the name of one, such as PCREDIT"));
    }
    sandbox
        .decide(about, id, decision, how.channel.as_deref())
        .map_err(|error| Refused(StatusCode::CONFLICT, error.to_string()))?;
    Ok(view::money(sandbox))
}

fn is_channel(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Plays the payer's phone.
fn pay(sandbox: &Sandbox, body: &Bytes) -> Done {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        order_string: String,
    }

    let order: Order = read_whole(body)?;
    let result = sandbox.pay_order_string(&order.order_string);
    let result = result.map_err(|refusal| Refused(StatusCode::CONFLICT, refusal.code().code.to_owned()))?;
    sandbox.control.changed();
    Ok(json!({ "result": result }))
}

fn clock(sandbox: &Sandbox) -> Value {
    json!({ "now": view::time(sandbox.now()), "ahead_seconds": sandbox.control.clock.ahead_millis() / 1000 })
}

fn advance(sandbox: &Sandbox, body: &Bytes) -> Done {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct By {
        advance_seconds: u64,
    }

    const YEAR: u64 = 366 * 24 * 3600;
    let By { advance_seconds } = read_whole(body)?;
    if advance_seconds > 10 * YEAR {
        return Err(Refused::bad("advance_seconds: ten years at most"));
    }
    sandbox.advance(Duration::from_secs(advance_seconds));
    Ok(clock(sandbox))
}

fn faults(sandbox: &Sandbox) -> Value {
    json!({ "faults": sandbox.aimed_faults().iter().map(view::fault).collect::<Vec<_>>() })
}

fn inject(sandbox: &Sandbox, body: &Bytes) -> Done {
    let named: NamedFault = read_whole(body)?;
    let find = |code: &str| documented(sandbox, named.api.as_deref(), code);
    let fault = named.read(find).map_err(Refused::bad)?;
    let id =
        sandbox.aim(named.api.clone().filter(|api| !api.is_empty()), fault, named.times.unwrap_or(1).min(1_000_000));
    let mut shown = faults(sandbox);
    if let Some(members) = shown.as_object_mut() {
        members.insert("id".to_owned(), id.into());
    }
    Ok(shown)
}

/// What is documented about a code by this API, or by any.
fn documented(sandbox: &Sandbox, api: Option<&str>, code: &str) -> Option<CodeInfo> {
    let code = Code::from(code);
    let routes = locked(&sandbox.routes);
    let of_api = routes.metas().map(|(_, meta)| meta).filter(|meta| api.is_none_or(|api| meta.name == api));
    of_api.into_iter().find_map(|meta| meta.code(&code).copied())
}

fn can(sandbox: &Sandbox, body: &Bytes) -> Done {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Canned {
        api: String,
        answer: serde_json::Map<String, Value>,
    }

    let Canned { api, answer } = read_whole(body)?;
    if api.is_empty() || api.len() > 128 {
        return Err(Refused::bad("api: must be the name or path of an API"));
    }
    sandbox.can(&api, Value::Object(answer)).map_err(|()| Refused::bad("there are too many answers"))?;
    Ok(json!({ "answers": sandbox.canned() }))
}

fn notifications(sandbox: &Sandbox) -> Value {
    let all: Vec<Value> = sandbox.deliveries().iter().map(view::delivery).collect();
    json!({ "hold": sandbox.holds_notifications(), "notifications": all, "clock": clock(sandbox) })
}

fn hold(sandbox: &Sandbox, body: &Bytes) -> Done {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Hold {
        hold: bool,
    }

    let Hold { hold } = read_whole(body)?;
    sandbox.hold_notifications(hold);
    Ok(notifications(sandbox))
}

async fn notify(sandbox: &Sandbox, id: &str, body: &Bytes) -> Done {
    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    struct How {
        times: u32,
        forged: bool,
    }

    let (id, how): (u64, How) = (number(id)?, read(body)?);
    let mut attempts = Vec::new();
    for _ in 0..how.times.clamp(1, 10) {
        let attempt = sandbox.send_notification(id, how.forged).await.ok_or_else(Refused::unknown)?;
        attempts.push(view::attempt(&attempt));
    }
    Ok(json!({ "attempts": attempts }))
}

fn number(text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| Refused::unknown())
}

fn decoded(part: &str) -> String {
    // A plus in a path is itself.
    let pair = format!("x={}", part.replace('+', "%2B"));
    form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

/// A body that may be missing.
fn read<T: DeserializeOwned + Default>(body: &Bytes) -> Result<T, Refused> {
    if body.is_empty() { Ok(T::default()) } else { read_whole(body) }
}

fn read_whole<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    // The message names fields and places, and quotes nothing of the body but what is no field.
    serde_json::from_slice(body).map_err(|error| Refused::bad(error.to_string()))
}
