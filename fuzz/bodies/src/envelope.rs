//! Answers of the Open Platform: a node, and the signature over its exact bytes.

use std::sync::LazyLock;

use alipay_fund_account::FundAccountQueryResponse;
use alipay_sign::{Charset, ContentKey, Sealed, Signature};
use alipay_wire::{
    ApiMeta, Call, FormV2, OpenError, Opened, Outcome, Protocol, Safety, Sent, Stamp, decode, inbound::Reply,
};
use bytes::Bytes;
use http::{HeaderValue, header::CONTENT_TYPE, response::Parts};
use serde_json::{Map, Value};

use crate::{
    Ending,
    oracle::{base64_decoded, json, quotes_nothing, variant},
    peek::{Reading, readings, verified},
};

const METHOD: &str = "alipay.fund.account.query";
const NODE: &str = "alipay_fund_account_query_response";
const ERROR_NODE: &str = "error_response";

/// The key of a documentation's example: sixteen bytes that count up.
pub(crate) const CONTENT_KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// One side of the conversation.
struct Client {
    protocol: FormV2,
    charset: Charset,
    call: Call,
    head: Parts,
}

static UTF_8: LazyLock<Client> = LazyLock::new(|| Client::new(Charset::Utf8));
static GBK: LazyLock<Client> = LazyLock::new(|| Client::new(Charset::Gbk));

/// Any bytes as the body of an answer in UTF-8. Anyone who reads JSON must see the one node that was cut out.
pub fn envelope_utf8(data: &[u8]) -> Ending {
    UTF_8.reads(data)
}

/// The same for an answer in GBK, where half a character may look like a brace, a quote or a backslash.
pub fn envelope_gbk(data: &[u8]) -> Ending {
    GBK.reads(data)
}

/// Any JSON a gateway may enclose comes out as it went in, in both charsets.
pub fn envelope_enclosed(data: &[u8]) -> Ending {
    let node = data.trim_ascii();
    if node.is_empty() {
        // Read as an object, as REST has it; but nothing to enclose.
        return Ending::of("nothing");
    }
    if let Err(error) = decode::<Value>(&verified(node)) {
        quotes_nothing(data, &error);
        return Ending::of(error);
    }
    let text = std::str::from_utf8(node).expect("JSON is UTF-8");
    let reply = || Reply::envelope(METHOD, Bytes::copy_from_slice(node));
    let ending = Ending::of(UTF_8.finds(reply(), text));
    match reply().in_charset(Charset::Gbk) {
        Ok(reply) => ending.and(GBK.finds(reply, text)),
        Err(error) => ending.and(error),
    }
    .and(node.first().is_some_and(|first| *first == b'{'))
}

impl Client {
    fn new(charset: Charset) -> Self {
        let protocol = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148");
        let key = ContentKey::from_base64(CONTENT_KEY).expect("a key");
        let api = ApiMeta::untyped(METHOD, None);
        let mut head = http::Response::new(()).into_parts().0;
        let content_type = format!("text/html;charset={charset}");
        head.headers.insert(CONTENT_TYPE, HeaderValue::from_str(&content_type).expect("a content type"));
        Self {
            protocol: protocol.expect("the gateway of the vectors").charset(charset).content_key(key),
            charset,
            call: Call::untyped(api, &Map::new(), Safety::Query, None).expect("an object can be sent"),
            head,
        }
    }

    fn reads(&self, data: &[u8]) -> Ending {
        let body = Bytes::copy_from_slice(data);
        match self.open(&self.head, &body) {
            Err(error) => {
                quotes_nothing(data, &error);
                Ending::of(error)
            }
            Ok(Opened::Unsigned(unverified)) => {
                self.the_one_node(data, unverified.untrusted_bytes());
                let answer = self.protocol.read_failure(&self.call, &self.head, &unverified).answer;
                assert!(answer.code.as_str() != "10000" || answer.sub_code.is_some(), "an unsigned success was taken");
                Ending::of("unsigned").and(answer.sub_code.is_some())
            }
            Ok(Opened::Signed(_)) => {
                let readings = readings(|| self.signed(&self.head, &body));
                let first = readings.first().expect("a signed answer has a reading");
                let is_error = self.the_one_node(data, first.payload.payload()) == ERROR_NODE;
                let sign = self.the_one(data, |name| name == "sign").and_then(|(_, sign)| json::string_value(&sign));
                let sign = sign.and_then(|sign| base64_decoded(sign.as_bytes()));
                assert_eq!(sign.as_ref(), Some(&first.signature), "another reader sees another signature");
                let ending = Ending::of("signed").times(readings.len());
                readings.into_iter().fold(ending, |ending, reading| ending.and(self.concludes(reading, is_error)))
            }
        }
    }

    /// What is read was signed. It is read as far as it goes.
    fn concludes(&self, reading: Reading<Bytes>, is_error: bool) -> String {
        assert_eq!(&reading.message, reading.payload.payload(), "what is read is not what was signed");
        let payload = match self.protocol.reveal(&self.call, &self.head, reading.payload) {
            Ok(payload) => payload,
            Err(error) => return error.to_string(),
        };
        let outcome = match self.protocol.conclude(&self.call, &self.head, &payload) {
            Ok(conclusion) => conclusion.outcome,
            Err(error) => return error.to_string(),
        };
        assert!(!(is_error && outcome == Outcome::Success), "an error node succeeded");
        match decode::<FundAccountQueryResponse>(&payload) {
            Ok(_) => format!("{outcome:?}"),
            Err(error) => format!("{outcome:?} {error}"),
        }
    }

    /// Finds what a gateway enclosed.
    fn finds(&self, reply: Reply, text: &str) -> String {
        let message = reply.message().clone();
        let signature = Signature::new(message.iter().rev().take(7).copied().chain([1]).collect());
        let (head, body) = reply.seal(&signature).expect("an envelope can hold any node").into_parts();
        let readings = readings(|| self.signed(&head, &body));
        let count = readings.len();
        let first = readings.into_iter().next().expect("a signed answer has a reading");
        assert_eq!((&first.message[..], &first.signature[..]), (&message[..], signature.as_bytes()));
        assert_eq!(first.payload.payload(), &message, "what was enclosed is not what is cut out");
        self.the_one_node(&body, &message);
        match self.protocol.reveal(&self.call, &head, first.payload) {
            Ok(node) => {
                assert_eq!(String::from_utf8_lossy(node.payload()), text, "what is read is not what was enclosed")
            }
            // A string is a ciphertext, and this one is none.
            Err(error) => assert!(text.starts_with('"'), "what was enclosed cannot be read: {}", variant(&error)),
        }
        "#".repeat(count)
    }

    fn open(&self, head: &Parts, body: &Bytes) -> Result<Opened, OpenError> {
        let sent = Sent::new(Stamp::from_unix_millis(0).expect("1970 is in the calendar"));
        self.protocol.open(&self.call, &sent, head, body.clone())
    }

    #[track_caller]
    fn signed(&self, head: &Parts, body: &Bytes) -> Sealed<Bytes> {
        match self.open(head, body) {
            Ok(Opened::Signed(sealed)) => sealed,
            other => panic!("a signed answer is not read as one: {other:?}"),
        }
    }

    /// Another reader finds one node, and it is what was cut out. Gives its name.
    #[track_caller]
    fn the_one_node(&self, body: &[u8], cut: &[u8]) -> String {
        let found = self.the_one(body, |name| name == NODE || name == ERROR_NODE);
        let (name, node) = found.expect("an answer without a node was taken");
        let charset = self.charset_of(body);
        assert_eq!(charset.decode(cut).as_deref(), Ok(&*node), "another reader sees another node");
        assert_eq!(charset.encode(&node).map_or(cut.len(), |bytes| bytes.len()), cut.len());
        name
    }

    /// The one member whose name is meant. Fails when there are two.
    #[track_caller]
    fn the_one(&self, body: &[u8], meant: impl Fn(&str) -> bool) -> Option<(String, String)> {
        let text = self.charset_of(body).decode(body).expect("an answer that is no text was taken");
        let members = json::members(&text).expect("an answer that is no object was taken");
        let mut found = members.into_iter().filter(|(name, _)| meant(name));
        let first = found.next().map(|(name, value)| (name, value.to_owned()));
        assert!(found.next().is_none(), "an answer with two nodes or signatures was taken");
        first
    }

    /// The charset that was agreed on, or the other.
    fn charset_of(&self, body: &[u8]) -> Charset {
        let other = if self.charset == Charset::Utf8 { Charset::Gbk } else { Charset::Utf8 };
        if self.charset.decode(body).is_ok() { self.charset } else { other }
    }
}
