//! What happens to messages in practice, and how to undo it: the one list.
//!
//! A new one is one entry: what is said of it, the function that undoes it, and an example, by which the tests spoil a
//! message of each kind and have it explained.

mod form;
mod frame;
mod json;
mod signature;
mod text;

use std::fmt;

use super::{frame::Frame, message::Place, reading::Form};

/// Something that happens to messages on their way, so that they do not verify.
pub struct Alteration {
    name: &'static str,
    /// Goes on where "verifies" ends. `{}` is what it is about.
    pub(super) says: &'static str,
    /// What to do about it, for who received the message.
    pub(super) received: &'static str,
    /// The same, for who sent it.
    pub(super) sent: &'static str,
    pub(super) undo: Undo,
}

impl Alteration {
    /// Its name, which stays the same.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What an alteration is about, and what it makes.
pub(super) type Altered<T> = Vec<(Option<String>, T)>;

/// How it is undone, and an example.
#[cfg_attr(not(test), expect(dead_code, reason = "the examples are for the tests"))]
pub(super) enum Undo {
    Text {
        at: Level,
        undo: fn(&[u8]) -> Option<Vec<u8>>,
        example: Example,
    },
    Form {
        undo: fn(&Form) -> Altered<Form>,
        spoil: fn(&mut Form),
    },
    Frame {
        undo: fn(&Frame, &Place) -> Vec<Frame>,
        spoil: fn(&mut Frame),
    },
    Signature {
        undo: fn(&str) -> Option<String>,
        spoil: fn(&str) -> String,
    },
    /// Told by what the keys find in the signature: nothing is tried.
    Key,
}

/// Of which text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// All that was given.
    Whole,
    /// A value of a form, or a body.
    Value,
    /// Each of these.
    Any,
}

#[cfg_attr(not(test), expect(dead_code, reason = "the examples are for the tests"))]
pub(super) enum Example {
    /// A text as it was signed, and as it was received.
    Pair(&'static [u8], &'static [u8]),
    /// A whole message, as it was received.
    Whole(fn(&[u8]) -> Vec<u8>),
}

const AS_RECEIVED: &str = "pass the bytes as they were received, before anything reads or writes them again";
const AS_SENT: &str = "sign exactly the bytes that are sent";
const JSON_AGAIN: &str = "the JSON was read and written again: pass the text as it was received";
const ENCODE_ONCE: &str = "encode each value once, when the request is written, and sign it before that";

/// A text alteration.
const fn text(
    name: &'static str,
    at: Level,
    undo: fn(&[u8]) -> Option<Vec<u8>>,
    example: Example,
    says: &'static str,
    advice: [&'static str; 2],
) -> Alteration {
    let [received, sent] = advice;
    Alteration { name, says, received, sent, undo: Undo::Text { at, undo, example } }
}

/// An alteration that a key finds.
const fn key(name: &'static str, says: &'static str, advice: [&'static str; 2]) -> Alteration {
    let [received, sent] = advice;
    Alteration { name, says, received, sent, undo: Undo::Key }
}

/// Signed with our own key.
pub(super) static OWN_KEY: Alteration = key(
    "own-key",
    "with {}",
    [
        "it is something you signed, not the gateway: check that it was not sent to the wrong address, nor logged on its way out",
        "",
    ],
);
/// Signed with the gateway's key, where it should be ours.
pub(super) static GATEWAY_KEY: Alteration =
    key("gateway-key", "with {}", ["", "sign with the application's private key"]);
/// Signed with a key of another party.
pub(super) static OTHER_KEY: Alteration = key(
    "other-key",
    "with {}",
    [
        "it was signed for another application, environment or time than the configured key: configure the key that belongs to it",
        "it was signed with the key of another application, environment or time: use the private key whose public half is registered",
    ],
);
/// Signed with a key that is at hand, under the name of another one.
pub(super) static KEY_NAME: Alteration = key(
    "key-name",
    "with {}",
    [
        "the message names another key than it was signed with: configure the gateway's keys under the names it uses for them",
        "name the key you sign with",
    ],
);
/// Signed by RSA.
pub(super) static ALGORITHM: Alteration = key(
    "algorithm",
    "as a signature by RSA (SHA-1)",
    [
        "the application is set to RSA: set it to RSA2 in the console, which is the only one taken here",
        "sign by RSA2: RSA with SHA-256",
    ],
);

/// All that is tried, the most likely first.
pub static ALTERATIONS: &[Alteration] = &[
    Alteration {
        name: "added-parameter",
        says: "without the parameter `{}`",
        received: "your router or framework adds it, or your own URL had it: pass the body or the query as it was received, without it",
        sent: "it is sent but not signed: sign every parameter but `sign`",
        undo: Undo::Form { undo: form::left_out, spoil: form::add },
    },
    text(
        "line-end",
        Level::Any,
        text::without_line_end,
        Example::Pair(b"{\"a\":\"1\"}", b"{\"a\":\"1\"}\n"),
        "without the line break at the end",
        ["it was added when the text was stored or passed on: leave it out", AS_SENT],
    ),
    text(
        "question-mark",
        Level::Whole,
        text::without_question_mark,
        Example::Whole(|query| [b"?", query].concat()),
        "without the `?` in front",
        ["pass the query without it", "pass the query without it"],
    ),
    text(
        "whole-url",
        Level::Whole,
        text::query_of_url,
        Example::Whole(|query| [b"https://shop.example/return?", query, b"#top"].concat()),
        "once the query is taken out of the URL",
        ["pass the query alone", "pass the query alone"],
    ),
    text(
        "whole-result",
        Level::Whole,
        text::result_of_phone,
        Example::Whole(text::as_phone_result),
        "once `result` is taken out of what the phone gave",
        ["pass the text of the member `result` alone", ""],
    ),
    text(
        "json-object",
        Level::Whole,
        text::form_of_object,
        Example::Whole(text::as_object),
        "once the parameters are taken out of the JSON object",
        ["pass the form as it was received, not the parameters as your framework lists them", AS_SENT],
    ),
    text(
        "json-string",
        Level::Whole,
        text::of_json_string,
        Example::Whole(text::as_json_string),
        "once it is taken out of the JSON string it is in",
        ["pass the text itself, without the quotes and backslashes of a log", AS_SENT],
    ),
    text(
        "decoded-before",
        Level::Whole,
        text::encoded_again,
        Example::Whole(text::decoded),
        "when its percent-encoding is taken for undone already",
        ["it was decoded before it was read: pass the body as it was received, and have it decoded once", ENCODE_ONCE],
    ),
    text(
        "plus-lost",
        Level::Value,
        text::blanks_to_plus,
        Example::Pair(b"a+b+c", b"a b c"),
        "with `+` in the place of blanks",
        [
            "a `+` was read as a blank: the text was decoded once too often, or encoded too little",
            "encode a `+` as %2B",
        ],
    ),
    text(
        "plus-kept",
        Level::Value,
        text::plus_to_blanks,
        Example::Pair(b"a b c", b"a+b+c"),
        "with blanks in the place of `+`",
        ["read a `+` of a form as a blank", "encode a blank as %20"],
    ),
    text(
        "encoded-whole",
        Level::Whole,
        text::whole_decoded,
        Example::Whole(text::whole_encoded),
        "once the whole of it is percent-decoded",
        ["it was encoded as if it were one value: pass the body as it was received", ENCODE_ONCE],
    ),
    text(
        "not-decoded",
        Level::Value,
        text::percent_decoded,
        Example::Pair(b"a=1&b=x y", b"a%3D1%26b%3Dx+y"),
        "once more percent-decoded",
        ["decode names and values once before they are put into the text", ENCODE_ONCE],
    ),
    text(
        "decoded-twice",
        Level::Value,
        text::percent_encoded,
        Example::Pair(b"shop%3D7%26coupon%3D50%2525", b"shop=7&coupon=50%25"),
        "percent-encoded once",
        [
            "it was decoded twice: decode names and values once",
            "sign the value as it is sent within the form: decoded once",
        ],
    ),
    text(
        "html",
        Level::Any,
        text::html_unescaped,
        Example::Pair(b"{\"a\":\"<1> & 2\"}", b"{&quot;a&quot;:&quot;&lt;1&gt; &amp; 2&quot;}"),
        "without its HTML escapes",
        ["a filter or a page escaped it: take the message before that", "do not escape what is sent as HTML"],
    ),
    text(
        "byte-order-mark",
        Level::Any,
        text::without_bom,
        Example::Pair(b"{\"a\":\"1\"}", b"\xef\xbb\xbf{\"a\":\"1\"}"),
        "without the invisible byte order mark in front",
        ["it was added when the text was stored: leave it out", AS_SENT],
    ),
    text(
        "blanks-around",
        Level::Any,
        text::trimmed,
        Example::Pair(b"{\"a\":\"1\"}", b"  {\"a\":\"1\"} "),
        "without the blanks around",
        [AS_RECEIVED, AS_SENT],
    ),
    text(
        "trimmed",
        Level::Value,
        text::with_blank_at_end,
        Example::Pair(b"a b ", b"a b"),
        "with the blank that it had at its end",
        ["a framework trimmed it: pass the bytes as they were received", AS_SENT],
    ),
    text(
        "crlf",
        Level::Any,
        text::to_lf,
        Example::Pair(b"{\n\"a\":\"1\"\n}", b"{\r\n\"a\":\"1\"\r\n}"),
        "with line breaks of one character (LF)",
        [
            "line breaks were changed to CRLF, as Windows and some forms do: pass the bytes as they were received",
            AS_SENT,
        ],
    ),
    text(
        "lf",
        Level::Any,
        text::to_crlf,
        Example::Pair(b"{\r\n\"a\":\"1\"\r\n}", b"{\n\"a\":\"1\"\n}"),
        "with line breaks of two characters (CRLF)",
        ["line breaks were changed to LF: pass the bytes as they were received", AS_SENT],
    ),
    text(
        "gbk",
        Level::Any,
        text::to_gbk,
        Example::Pair(b"{\"a\":\"\xd3\xe0\xb6\xee\"}", "{\"a\":\"余额\"}".as_bytes()),
        "written in GBK",
        [
            "it was read as text and written again in UTF-8: pass the bytes as they were received",
            "sign the bytes in the charset that `charset` names",
        ],
    ),
    text(
        "utf-8",
        Level::Any,
        text::to_utf8,
        Example::Pair("{\"a\":\"余额\"}".as_bytes(), b"{\"a\":\"\xd3\xe0\xb6\xee\"}"),
        "written in UTF-8",
        [
            "it was written again in GBK: pass the bytes as they were received",
            "sign the bytes in the charset that `charset` names",
        ],
    ),
    text(
        "latin-1",
        Level::Any,
        text::to_latin1,
        Example::Pair("{\"a\":\"é余\"}".as_bytes(), "{\"a\":\"Ã©ä½\u{99}\"}".as_bytes()),
        "when its bytes were taken for Latin-1",
        [
            "it was read as Latin-1 (ISO-8859-1), which some servers do unless told: read it as UTF-8, or pass the bytes",
            AS_SENT,
        ],
    ),
    text(
        "json-blanks",
        Level::Value,
        json::compact,
        Example::Pair(b"{\"a\":\"1 2\",\"b\":[1,{}]}", b"{\n  \"a\": \"1 2\",\n  \"b\": [1, {}]\n}"),
        "without the blanks between the parts of its JSON",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "json-order",
        Level::Value,
        json::sorted,
        Example::Pair(b"{\"a\":1,\"b\":{\"c\":2,\"d\":3}}", b"{\"b\":{\"d\":3,\"c\":2},\"a\":1}"),
        "with the members of its JSON in alphabetical order",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "json-compacted",
        Level::Value,
        json::spaced,
        Example::Pair(b"{\"a\": \"1 2\", \"b\": [1, {}]}", b"{\"a\":\"1 2\",\"b\":[1,{}]}"),
        "with blanks behind `,` and `:` of its JSON",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "slashes-unescaped",
        Level::Value,
        json::with_escaped_slashes,
        Example::Pair(br#"{"a":"https:\/\/a\/b"}"#, br#"{"a":"https://a/b"}"#),
        "with `\\/` in the place of `/`",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "slashes-escaped",
        Level::Value,
        json::with_plain_slashes,
        Example::Pair(br#"{"a":"https://a/b"}"#, br#"{"a":"https:\/\/a\/b"}"#),
        "with `/` in the place of `\\/`",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "unicode-escaped",
        Level::Value,
        json::without_unicode_escapes,
        Example::Pair("{\"a\":\"余=😀\"}".as_bytes(), br#"{"a":"\u4f59\u003d\ud83d\ude00"}"#),
        "with characters in the place of `\\u` escapes",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "unicode-unescaped",
        Level::Value,
        json::with_unicode_escapes,
        Example::Pair(br#"{"a":"\u4f59\ud83d\ude00"}"#, "{\"a\":\"余😀\"}".as_bytes()),
        "with `\\u` escapes in the place of Chinese and other characters",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "numbers-as-text",
        Level::Value,
        json::with_plain_numbers,
        Example::Pair(br#"{"a":12.50,"b":[3]}"#, br#"{"a":"12.50","b":["3"]}"#),
        "with the numbers of its JSON without quotes",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "numbers-unquoted",
        Level::Value,
        json::with_quoted_numbers,
        Example::Pair(br#"{"a":"12.50","b":["3"]}"#, br#"{"a":12.50,"b":[3]}"#),
        "with the numbers of its JSON in quotes",
        [JSON_AGAIN, AS_SENT],
    ),
    text(
        "numbers-shortened",
        Level::Value,
        json::with_two_decimals,
        Example::Pair(br#"{"a":12.50,"b":"3.00"}"#, br#"{"a":12.5,"b":"3"}"#),
        "with two decimals in the numbers of its JSON",
        ["amounts were read as numbers and written again: pass the text as it was received", AS_SENT],
    ),
    Alteration {
        name: "sign-type-missing",
        says: "with `sign_type=RSA2`",
        received: "it was taken out: pass all parameters, and let the check leave out what is not signed",
        sent: "send the `sign_type` that you sign",
        undo: Undo::Form { undo: form::with_sign_type, spoil: form::drop_sign_type },
    },
    Alteration {
        name: "sign-type-not-signed",
        says: "without `sign_type` in the text",
        received: "",
        sent: "that is the rule for notifications (V1): a request is signed with all its parameters but `sign`",
        undo: Undo::Form { undo: form::without_sign_type, spoil: form::spoil_rule_sign_type },
    },
    Alteration {
        name: "blanks-signed",
        says: "with the parameters that have no value",
        received: "",
        sent: "leave parameters without a value out of the text and of the request",
        undo: Undo::Form { undo: form::with_blanks, spoil: form::spoil_rule_blanks },
    },
    Alteration {
        name: "not-sorted",
        says: "with the parameters in the order in which they were sent",
        received: "",
        sent: "sort the parameters by name, byte by byte, before they are signed",
        undo: Undo::Form { undo: form::as_sent, spoil: form::spoil_rule_order },
    },
    Alteration {
        name: "signature-plus-lost",
        says: "with `+` in the place of blanks in the signature",
        received: "the body was decoded and written again: pass it as it was received",
        sent: "encode the `+` of the signature as %2B",
        undo: Undo::Signature { undo: signature::blanks_to_plus, spoil: |sign| sign.replace('+', " ") },
    },
    Alteration {
        name: "signature-percent-coded",
        says: "once the signature is percent-decoded",
        received: "decode the value of `sign` once before it is read as base64",
        sent: "encode the signature once",
        undo: Undo::Signature { undo: signature::percent_decoded, spoil: signature::percent_encode },
    },
    Alteration {
        name: "signature-url-safe",
        says: "with `+` and `/` in the place of `-` and `_` in the signature",
        received: "it was written in the other alphabet of base64 (base64url): pass it as it was received",
        sent: "write the signature in standard base64, not in base64url",
        undo: Undo::Signature { undo: signature::standard, spoil: |sign| sign.replace('+', "-").replace('/', "_") },
    },
    Alteration {
        name: "signature-wrapped",
        says: "without the line breaks or blanks within the signature",
        received: "it was wrapped when it was stored: pass it as it was received",
        sent: "write the signature in one line",
        undo: Undo::Signature { undo: signature::in_one_line, spoil: signature::wrap },
    },
    Alteration {
        name: "signature-unpadded",
        says: "with the `=` at the end of the signature",
        received: "they were cut off, or taken for separators: split a parameter at its first `=` only",
        sent: "write the signature with its `=` at the end",
        undo: Undo::Signature { undo: signature::padded, spoil: |sign| sign.trim_end_matches('=').to_owned() },
    },
    Alteration {
        name: "path-with-host",
        says: "with the path alone, without scheme and host",
        received: "the signature is over the path of the URL: pass that",
        sent: "sign the path of the URL, without scheme and host",
        undo: Undo::Frame { undo: frame::without_host, spoil: frame::add_host },
    },
    Alteration {
        name: "path-with-query",
        says: "without the query behind the path",
        received: "the query is not signed here: pass the path alone",
        sent: "sign the path without the query",
        undo: Undo::Frame { undo: frame::without_query, spoil: frame::add_query },
    },
    Alteration {
        name: "path-sandbox",
        says: "with the path of the other environment (`/sandbox`)",
        received: "what is signed is the path that was called, in the sandbox with `/sandbox` in it: pass that one",
        sent: "sign the path that you call, in the sandbox with `/sandbox` in it",
        undo: Undo::Frame { undo: frame::other_environment, spoil: frame::change_environment },
    },
    Alteration {
        name: "path-slash",
        says: "with the slash at the end of the path as it was",
        received: "pass the path exactly as it was called",
        sent: "sign the path exactly as it is called",
        undo: Undo::Frame { undo: frame::other_slash, spoil: frame::change_slash },
    },
    Alteration {
        name: "path",
        says: "with the path `{}`",
        received: "it belongs to that path: a proxy or a router may have changed it, or it answers another request",
        sent: "sign the path that you call",
        undo: Undo::Frame { undo: frame::other_path, spoil: frame::change_path },
    },
    Alteration {
        name: "client-id",
        says: "with another client id",
        received: "it is for another of your clients: check it as that one",
        sent: "sign the client id that you send",
        undo: Undo::Frame { undo: frame::other_client, spoil: frame::change_client },
    },
    Alteration {
        name: "time",
        says: "with the time of the other header",
        received: "an answer is signed with its `response-time`, a request or notification with its `request-time`",
        sent: "sign the `request-time` that you send",
        undo: Undo::Frame { undo: frame::other_time, spoil: frame::change_time },
    },
    Alteration {
        name: "method",
        says: "with another HTTP method",
        received: "the method of the request is signed with the rest: pass that",
        sent: "sign the method that you send",
        undo: Undo::Frame { undo: frame::other_method, spoil: frame::change_method },
    },
    Alteration {
        name: "token",
        says: "without the merchant's token",
        received: "",
        sent: "sign the `alipay-app-auth-token` that you send, in a line of its own at the end",
        undo: Undo::Frame { undo: frame::without_token, spoil: frame::add_token },
    },
];
