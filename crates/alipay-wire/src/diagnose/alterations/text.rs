//! Texts: what was added, encoded, decoded or written in another charset.

use alipay_sign::Charset;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::open_platform::{encode, fields};

/// The changed text, if it is another one.
fn changed(before: &[u8], after: Vec<u8>) -> Option<Vec<u8>> {
    (before != after).then_some(after)
}

fn utf8(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

pub(super) fn without_line_end(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    changed(text, text.get(..end)?.to_vec())
}

pub(super) fn without_question_mark(text: &[u8]) -> Option<Vec<u8>> {
    text.strip_prefix(b"?").map(<[u8]>::to_vec)
}

pub(super) fn query_of_url(text: &[u8]) -> Option<Vec<u8>> {
    let text = utf8(text)?.trim();
    let is_url = text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/');
    let (_, query) = text.split_once('?').filter(|_| is_url)?;
    Some(query.split('#').next().unwrap_or(query).as_bytes().to_vec())
}

pub(super) fn result_of_phone(text: &[u8]) -> Option<Vec<u8>> {
    let members: Map<String, Value> = serde_json::from_slice(text).ok()?;
    members.get("resultStatus")?;
    Some(members.get("result")?.as_str()?.as_bytes().to_vec())
}

pub(super) fn as_phone_result(text: &[u8]) -> Vec<u8> {
    let result = String::from_utf8_lossy(text);
    serde_json::json!({ "memo": "", "result": result, "resultStatus": "9000" }).to_string().into_bytes()
}

pub(super) fn form_of_object(text: &[u8]) -> Option<Vec<u8>> {
    let members: Map<String, Value> = serde_json::from_slice(text).ok()?;
    members.get("sign")?.as_str()?;
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // An answer has a signature beside an object.
    if members.values().any(Value::is_object) {
        return None;
    }
    let pairs: Vec<(String, String)> = members.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    Some(encode(pairs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()))).into_bytes())
}

pub(super) fn as_object(form: &[u8]) -> Vec<u8> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let members = fields(form).map(|(name, value)| (text(name), Value::String(text(value))));
    Value::Object(members.collect()).to_string().into_bytes()
}

pub(super) fn of_json_string(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let within: String = serde_json::from_slice(text.strip_prefix(b"\"").map(|_| text)?).ok()?;
    Some(within.into_bytes())
}

pub(super) fn as_json_string(text: &[u8]) -> Vec<u8> {
    Value::String(String::from_utf8_lossy(text).into_owned()).to_string().into_bytes()
}

/// A form whose names and values stand there decoded, as one that can be decoded.
pub(super) fn encoded_again(text: &[u8]) -> Option<Vec<u8>> {
    let encoded = text.iter().flat_map(|byte| match byte {
        b'%' => b"%25".to_vec(),
        b'+' => b"%2B".to_vec(),
        other => vec![*other],
    });
    changed(text, encoded.collect())
}

pub(super) fn decoded(form: &[u8]) -> Vec<u8> {
    let pairs: Vec<Vec<u8>> = fields(form).map(|(name, value)| [name, value].join(&b'=')).collect();
    pairs.join(&b'&')
}

pub(super) fn blanks_to_plus(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, text.iter().map(|&byte| if byte == b' ' { b'+' } else { byte }).collect())
}

pub(super) fn plus_to_blanks(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect())
}

pub(super) fn percent_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let is_encoded = text.contains(&b'%');
    is_encoded.then(|| percent_decode(&plus_to_blanks(text).unwrap_or_else(|| text.to_vec())).collect())
}

/// A message of which not even a `=` is left.
pub(super) fn whole_decoded(text: &[u8]) -> Option<Vec<u8>> {
    percent_decoded(text).filter(|_| !text.contains(&b'=') && !text.contains(&b'{'))
}

pub(super) fn whole_encoded(text: &[u8]) -> Vec<u8> {
    form_urlencoded::byte_serialize(text).collect::<String>().into_bytes()
}

pub(super) fn percent_encoded(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, form_urlencoded::byte_serialize(text).collect::<String>().into_bytes())
}

pub(super) fn html_unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let is_escaped = text.contains(&b'&') && text.contains(&b';');
    changed(text, html_escape::decode_html_entities(utf8(text).filter(|_| is_escaped)?).as_bytes().to_vec())
}

pub(super) fn without_bom(text: &[u8]) -> Option<Vec<u8>> {
    text.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec)
}

pub(super) fn trimmed(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, text.trim_ascii().to_vec())
}

pub(super) fn with_blank_at_end(text: &[u8]) -> Option<Vec<u8>> {
    Some([text, b" "].concat())
}

pub(super) fn to_lf(text: &[u8]) -> Option<Vec<u8>> {
    let has_cr = text.contains(&b'\r');
    let kept = |at: &usize| text.get(*at) != Some(&b'\r') || text.get(at + 1) != Some(&b'\n');
    changed(text, (0..text.len()).filter(|_| has_cr).filter(kept).filter_map(|at| text.get(at).copied()).collect())
        .filter(|after| has_cr && !after.is_empty())
}

pub(super) fn to_crlf(text: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    (lines.len() > 1 && !text.contains(&b'\r')).then(|| lines.join(&b"\r\n"[..]))
}

pub(super) fn to_gbk(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, Charset::Gbk.encode(utf8(text)?).ok()?.into_owned())
}

pub(super) fn to_utf8(text: &[u8]) -> Option<Vec<u8>> {
    changed(text, Charset::Gbk.decode(text).ok()?.as_bytes().to_vec())
}

pub(super) fn to_latin1(text: &[u8]) -> Option<Vec<u8>> {
    let bytes = utf8(text)?.chars().map(|char| u8::try_from(u32::from(char)).ok());
    changed(text, bytes.collect::<Option<_>>()?)
}
