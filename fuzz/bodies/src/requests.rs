//! Requests that go out, and come in at the other end.

use alipay_sign::{Charset, KeyIdentity, Pairs, Signature};
use alipay_wire::{
    Antom, Call, CallOption, CallOptions, Dialect, Dws, FormV2, Nonce, OpenPlatform, Protocol, Safety, SignedHeader,
    Signing, Stamp, WorldFirst, inbound,
};
use bytes::Bytes;
use http::Request;
use serde_json::value::RawValue;

use crate::{
    Ending,
    oracle::{http::Message, quotes_nothing, variant},
    peek::{Reading, readings},
};

/// Any call: the API in the first line, options as head lines, then the body. What can be sent arrives as it was signed.
pub fn requests_arrive(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let open_platform = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").expect("a gateway");
    let dws = SignedHeader::<Dws>::new("https://dws.example", "T_WALLET_1")
        .map(|it| it.sandbox_paths(data.len().is_multiple_of(2)));
    let antom = SignedHeader::<Antom>::new("https://antom.example", "T_CLIENT_1");
    let worldfirst = SignedHeader::<WorldFirst>::new("https://open-sea.worldfirst.com", "T_PARTNER_1");
    let api = message.first.first().copied().unwrap_or_default();
    let ends = [
        sent::<OpenPlatform>(api, &message, data, &open_platform, arrives_as_form),
        sent::<OpenPlatform>(api, &message, data, &open_platform.charset(Charset::Gbk), arrives_as_form),
        sent::<Dws>(api, &message, data, &dws.expect("a gateway"), arrives_with_headers),
        sent::<Antom>(api, &message, data, &antom.expect("a gateway"), arrives_with_headers),
        sent::<WorldFirst>(api, &message, data, &worldfirst.expect("a gateway"), arrives_with_headers),
    ];
    ends.into_iter().fold(Ending::of(""), |ending, end| ending.and(end))
}

pub(crate) type Arrives = fn(&Request<Bytes>, &Call, &[u8]);

pub(crate) fn sent<D: Dialect>(
    api: &str,
    message: &Message<'_>,
    data: &[u8],
    protocol: &dyn Protocol,
    arrives: Arrives,
) -> String {
    let api = match D::untyped(api) {
        Ok(api) => api,
        Err(error) => {
            quotes_nothing(data, &error);
            return error.rule().to_owned();
        }
    };
    let Ok(body) = serde_json::from_slice::<&RawValue>(&message.body) else { return "no JSON".to_owned() };
    let call = match Call::untyped(api, &body, Safety::Query, None) {
        Ok(call) => call.with_options(options(message)),
        Err(error) => return variant(&error),
    };
    draft_arrives(protocol, &call, arrives).unwrap_or_else(|error| variant(&error))
}

/// Drafts, signs and seals the call. What is then sent goes to the gateway, and its other end sees what was signed.
pub(crate) fn draft_arrives(
    protocol: &dyn Protocol,
    call: &Call,
    arrives: Arrives,
) -> Result<String, alipay_wire::EncodeError> {
    let key = KeyIdentity::new().version(2);
    let now = Stamp::from_unix_millis(1_641_956_400_000).expect("2022 is in the calendar");
    let draft = protocol.draft(call, &Signing::new(&key, now, Nonce::from_random([7; 16])))?;
    let signed = draft.message().clone();
    let request = protocol.seal(draft, &Signature::new(vec![0xfb, 0xff]))?;
    let request = request.map(|body| body.into_bytes().expect("what was JSON is in memory"));
    assert_eq!(request.uri().authority(), protocol.gateway().authority(), "a call leaves its gateway");
    assert_eq!(request.uri().scheme(), protocol.gateway().scheme(), "a call leaves its scheme");
    arrives(&request, call, &signed);
    Ok("#".repeat(1 + call.options().iter().count().min(4)))
}

/// At `gateway.do`.
pub(crate) fn arrives_as_form(request: &Request<Bytes>, call: &Call, signed: &[u8]) {
    let query = request.uri().query().expect("system parameters stand in the query");
    let receive = || inbound::form(query, request.body()).expect("what we send can be received");
    let mut readings = readings(|| receive().sealed);
    let (Some(Reading { message, payload, .. }), None) = (readings.pop(), readings.pop()) else {
        panic!("a request has one reading")
    };
    assert!(message == signed, "what arrives is not what was signed");
    let charset = payload.payload().get_str("charset").map(Charset::named);
    let charset = charset.expect("a request names its charset").expect("a charset that is known");
    let payload = payload.to_utf8(charset).expect("a request is in its charset");
    let pairs: &Pairs = payload.payload();
    assert_eq!(pairs.get_str("app_id"), Some(receive().identity.as_str()));
    assert_eq!(pairs.get_str("method"), Some(&*call.api().name));
    if call.api().textual {
        // Its members are parameters of their own.
        return;
    }
    assert_eq!(pairs.get("biz_content"), call.payload().json().ok().map(|body| &body[..]));
    for option in call.options().iter() {
        assert_eq!(pairs.get_str(&option.name), Some(option.value.as_str()), "an option was lost");
    }
    assert_eq!(pairs.iter().count(), 8 + call.options().iter().count(), "there is more than was given");
}

/// At a gateway of the signed-header family.
pub(crate) fn arrives_with_headers(request: &Request<Bytes>, call: &Call, signed: &[u8]) {
    let (path, headers) = (request.uri().path_and_query().expect("a request has a path"), request.headers());
    let receive = || {
        inbound::signed_headers(request.method(), path.as_str(), headers, request.body().clone())
            .expect("what we send can be received")
    };
    let readings = readings(|| receive().sealed);
    let [Reading { message, payload, .. }] = &readings[..] else { panic!("a request has one reading") };
    assert!(message == signed, "what arrives is not what was signed");
    assert_eq!(receive().sealed.key().map(|key| key.as_str().to_owned()).as_deref(), Some("2"));
    assert_eq!(Some(payload.payload()), call.payload().json().ok());
    for option in call.options().iter() {
        let values: Vec<_> = headers.get_all(&*option.name).iter().collect();
        assert!(matches!(values[..], [one] if one.as_bytes() == option.value.as_bytes()), "an option was lost");
    }
    assert_eq!(headers.len(), 4 + call.options().iter().count(), "there is more than was given");
}

fn options(message: &Message<'_>) -> CallOptions {
    let options = message.headers.iter().map(|(name, value)| CallOption {
        name: name.to_string().into(),
        value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
        secret: value.len().is_multiple_of(2),
    });
    options.collect()
}
