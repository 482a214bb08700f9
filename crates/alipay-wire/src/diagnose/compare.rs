//! The text that a gateway says it checked, beside the one that was signed.

use serde_json::{Map, Value};

use super::{
    ALTERATIONS, Diagnosis, Finding,
    alterations::{Level, Undo},
    diagnosis::{Texts, shown, told},
};

/// Compares the text that the gateway quotes when it refuses a signature with the one that was signed.
///
/// `words` are the gateway's own: the `sub_msg` of an `isv.invalid-signature`. It quotes the text escaped as HTML. `signed`
/// is the text that was signed, where it is at hand.
///
/// ```
/// use alipay_wire::diagnose::{Finding, compare};
///
/// let words = "the text was: app_id=1&amp;biz_content={&quot;subject&quot;:&quot;a b&quot;}&amp;charset=utf-8";
/// let signed = br#"app_id=1&biz_content={"subject":"a+b"}&charset=utf-8"#;
/// let diagnosis = compare(words, Some(signed));
/// assert_eq!(diagnosis.finding(), Finding::DifferentText);
/// assert!(diagnosis.sentence().contains("differ at `biz_content`"), "{diagnosis}");
/// ```
pub fn compare(words: &str, signed: Option<&[u8]>) -> Diagnosis {
    let Some(quoted) = quoted(words) else {
        let says = "the gateway refused the signature, and does not say which text it checked";
        let advice = "compare the text that you signed with the documentation, and the public key in the console with your \
                      private key";
        return Diagnosis { is_sent: true, ..told(Finding::SignatureRefused, says, advice) };
    };
    let Some(signed) = signed else {
        let says = "the gateway refused the signature, and quotes the text that it checked";
        let advice =
            "compare it with the text that you signed, character by character: give that, and it is done for you";
        return with_texts(told(Finding::SignatureRefused, says, advice), &quoted, &[]);
    };
    // The quotation is in UTF-8, whatever was signed.
    let signed = String::from_utf8(signed.to_vec()).unwrap_or_else(|error| {
        let bytes = error.into_bytes();
        let decoded = alipay_sign::Charset::Gbk.decode(&bytes).map(std::borrow::Cow::into_owned);
        decoded.unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned())
    });
    let signed = signed.as_str();
    let diagnosis = if quoted == signed {
        told(
            Finding::SameText,
            "the gateway checked exactly the text that was signed: it has another key for this application",
            "register the public half of your private key in the console, for this application and environment, or sign with \
             the private key whose public half is registered",
        )
    } else {
        let (says, advice) = first_difference(&quoted, signed);
        told(Finding::DifferentText, says, advice)
    };
    with_texts(diagnosis, &quoted, signed.as_bytes())
}

/// The gateway's words when it refuses a signature, in an answer of any protocol.
pub(super) fn refusal(body: &[u8]) -> Option<String> {
    let answer: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let node = answer.iter().find(|(name, node)| name.ends_with("_response") && node.is_object());
    let members = node.map_or(Some(&answer), |(_, node)| node.as_object())?;
    let members = members.get("result").and_then(Value::as_object).unwrap_or(members);
    let text = |names: [&str; 3]| names.into_iter().find_map(|name| members.get(name)?.as_str());
    let code = text(["sub_code", "code", "resultCode"]).filter(|code| is_about_signatures(code));
    code.map(|_| text(["sub_msg", "message", "resultMessage"]).unwrap_or_default().to_owned())
}

/// Whether a code says that a signature of ours is wrong.
pub fn is_about_signatures(code: &str) -> bool {
    let code = code.rsplit('.').next().unwrap_or(code).replace('_', "-");
    code.eq_ignore_ascii_case("invalid-signature")
}

fn with_texts(diagnosis: Diagnosis, quoted: &str, signed: &[u8]) -> Diagnosis {
    let texts = Texts { received: quoted.as_bytes().to_vec().into(), signed: signed.to_vec().into() };
    Diagnosis { texts: Some(texts), is_sent: true, ..diagnosis }
}

/// What is quoted: from the first name to the end.
fn quoted(words: &str) -> Option<String> {
    let text = html_escape::decode_html_entities(words);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let before = text.get(..text.find('=')?)?;
    let start = before.rfind(|c| !is_name(c)).map_or(0, |at| at + before.get(at..).map_or(1, first_length));
    let quoted = text.get(start..)?.trim();
    (start < before.len() && quoted.contains('&')).then(|| quoted.to_owned())
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Names and values. A `&` begins a parameter only where a name and a `=` follow.
fn parameters(text: &str) -> Vec<(&str, &str)> {
    let is_parameter = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        part.contains('=')
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let mut starts = vec![0];
    starts.extend(text.match_indices('&').map(|(at, _)| at + 1).filter(|at| text.get(*at..).is_some_and(is_parameter)));
    let ends = starts.iter().skip(1).map(|at| at - 1).chain([text.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end));
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).collect()
}

/// Where they differ first, and why.
fn first_difference(quoted: &str, signed: &str) -> (String, &'static str) {
    let (theirs, ours) = (parameters(quoted), parameters(signed));
    let value = |all: &[(&str, &str)], name: &str| {
        all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    for (name, our) in &ours {
        match value(&theirs, name) {
            None => {
                let says =
                    format!("the texts differ at `{}`: it was signed, and did not reach the gateway", shown(name));
                return (
                    says,
                    "send every parameter that is signed; one without a value belongs neither in the text nor in the request",
                );
            }
            Some(their) if their != **our => {
                let (why, advice) = why(&their, our);
                return (format!("the texts differ at `{}`: {why}", shown(name)), advice);
            }
            Some(_) => {}
        }
    }
    match theirs.iter().find(|(name, _)| value(&ours, name).is_none()) {
        Some((name, _)) => {
            let says = format!("the texts differ at `{}`: it reached the gateway, and was not signed", shown(name));
            (says, "sign every parameter that is sent, but `sign`")
        }
        None => (
            "the texts have the same parameters in another order".to_owned(),
            "sort the parameters by name, byte by byte, before they are signed",
        ),
    }
}

/// Why two values differ.
fn why(their: &str, our: &str) -> (String, &'static str) {
    if their == our.replace('+', " ") {
        return ("every `+` that was signed arrived as a blank".to_owned(), "encode a `+` as %2B in the request");
    }
    for entry in ALTERATIONS {
        let Undo::Text { at: Level::Value | Level::Any, undo, .. } = &entry.undo else { continue };
        let makes = |from: &str, to: &str| undo(from.as_bytes()).is_some_and(|made| made == to.as_bytes());
        if makes(their, our) {
            return (format!("what was signed is what the gateway has {}", entry.says), entry.sent);
        }
        if makes(our, their) {
            return (
                format!("what the gateway has is what was signed {}", entry.says),
                "send exactly the text that was signed",
            );
        }
    }
    let ascii = |text: &str| text.chars().filter(|c| c.is_ascii() && *c != '?').collect::<String>();
    if our.starts_with(their) {
        let what = format!("it is cut off behind {} characters", their.chars().count());
        return (what, "encode the values of the request: a `&`, `#` or `;` ends them otherwise");
    }
    if !our.is_ascii() && ascii(their) == ascii(our) {
        let what = "its characters beyond ASCII arrived as others".to_owned();
        return (
            what,
            "send and sign the bytes in the charset that `charset` names, and name it in the query of the URL",
        );
    }
    ("its value is another one".to_owned(), "sign the values that are sent, after everything that changes them")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gateway quotes in HTML.
    fn compared(theirs: &str, ours: &str) -> Diagnosis {
        let quoted = html_escape::encode_safe(theirs).into_owned();
        compare(&format!("验签出错，网关生成的验签字符串为：{quoted}"), Some(ours.as_bytes()))
    }

    #[test]
    fn equal_texts_tell_of_another_key() {
        let text = r#"app_id=1&biz_content={"a":"<b>&c='d'"}&charset=utf-8"#;
        let diagnosis = compared(text, text);
        assert_eq!(diagnosis.finding(), Finding::SameText);
        assert!(diagnosis.advice().contains("register"), "{diagnosis}");
    }

    #[test]
    fn different_texts_differ_somewhere_and_for_a_reason() {
        let ours = r#"app_id=1&biz_content={"a":"茶 + b"}&charset=utf-8&notify_url=https://s/?a=1&b=2"#;
        let changed = |from: &str, to: &str| compared(&ours.replace(from, to), ours).to_string();
        for (from, to, place, why) in [
            ("茶 + b", "茶   b", "`biz_content`", "arrived as a blank"),
            ("茶 + b", "茶+++b", "`biz_content`", "with `+` in the place of blanks"),
            ("茶 + b", "other", "`biz_content`", "its value is another one"),
            ("茶", "??", "`biz_content`", "characters beyond ASCII"),
            ("{\"a\":\"", "{\"a\": \"", "`biz_content`", "without the blanks between"),
            ("?a=1&b=2", "?a=1", "`b`", "did not reach the gateway"),
            ("&charset=utf-8", "", "`charset`", "did not reach the gateway"),
            ("app_id=1", "app_id=1&alipay_sdk=x", "`alipay_sdk`", "was not signed"),
            ("app_id=1", "app_id=", "`app_id`", "cut off behind 0 characters"),
        ] {
            let says = changed(from, to);
            assert!(says.contains(place) && says.contains(why), "{from} {to}: {says}");
        }
        let other_order = compared("b=2&a=1", "a=1&b=2");
        assert!(other_order.sentence().contains("another order"), "{other_order}");
    }

    #[test]
    fn a_text_in_gbk_is_compared_as_text() {
        let ours = alipay_sign::Charset::Gbk.encode("app_id=1&subject=茶").unwrap().into_owned();
        let diagnosis = compare("text: app_id=1&amp;subject=茶", Some(&ours));
        assert_eq!(diagnosis.finding(), Finding::SameText);
    }

    #[test]
    fn a_refusal_is_compared_in_every_protocol() {
        let words = "为：app_id=1&amp;charset=utf-8";
        let envelope = format!(
            r#"{{"error_response":{{"code":"40002","sub_code":"isv.invalid-signature","sub_msg":"{words}"}}}}"#
        );
        let rest = format!(r#"{{"code":"invalid-signature","message":"{words}"}}"#);
        for (answer, finding) in [(envelope, Finding::DifferentText), (rest, Finding::DifferentText)] {
            let message = super::super::Message::new(answer).to_signed_text("app_id=1&charset=GBK");
            assert_eq!(message.diagnose(&super::super::Keys::new()).finding(), finding);
        }
        let words = br#"{"result":{"resultCode":"INVALID_SIGNATURE","resultStatus":"F","resultMessage":"no"}}"#;
        assert_eq!(refusal(words).as_deref(), Some("no"));
        assert_eq!(refusal(br#"{"code":"invalid-app-id","message":"a=1&b=2"}"#), None);
    }

    #[test]
    fn words_without_a_text_are_not_compared() {
        for words in ["", "no", "无效签名", "a=b", "=&", "x = y & z"] {
            assert_eq!(compare(words, Some(b"a=b")).finding(), Finding::SignatureRefused, "{words}");
        }
        assert_eq!(compare("text：a=1&amp;b=2", None).finding(), Finding::SignatureRefused);
    }
}
