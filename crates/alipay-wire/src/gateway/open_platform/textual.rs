//! Requests without `biz_content`: the members of the request are parameters of their own.

use alipay_sign::{CharsetError, Pairs};
use bytes::Bytes;
use serde_json::{Map, Value, value::RawValue};

use super::common;
use crate::{EncodeError, json::Members, model::key::Key, protocol::multipart::is_part_name};

/// The parameters that stand for a request. None of its members is called like a common parameter.
pub(super) fn parameters(request: &[u8]) -> Result<Vec<(String, String)>, EncodeError> {
    let Members(members) = serde_json::from_slice(request).map_err(|_| EncodeError::NotAnObject)?;
    match members.iter().find_map(|(name, _)| common::find(name.as_str())) {
        Some(common) => Err(EncodeError::CommonParameter(common)),
        None => texts(members),
    }
}

/// The texts of members that are parameters of their own: text as it is, numbers and truth values as they are written,
/// objects and lists as JSON text. What is `null` or blank is left out.
pub(super) fn texts(members: Vec<(Key<'_>, &RawValue)>) -> Result<Vec<(String, String)>, EncodeError> {
    let mut parameters = Vec::with_capacity(members.len());
    for (name, value) in members {
        let name = name.into_string();
        // What is signed is not escaped: a name with `=` or `&` in it would read as several.
        if !is_part_name(&name) {
            return Err(EncodeError::ParameterName);
        }
        if parameters.iter().any(|(known, _)| *known == name) {
            return Err(EncodeError::DuplicateParameter);
        }
        parameters.push((name, text(value)?));
    }
    parameters.retain(|(_, value)| !value.trim().is_empty());
    Ok(parameters)
}

/// The text of one member.
pub(super) fn text(value: &RawValue) -> Result<String, EncodeError> {
    match value.get() {
        "null" => Ok(String::new()),
        json if json.starts_with('"') => serde_json::from_str(json).map_err(|_| EncodeError::NotJson),
        json => Ok(json.to_owned()),
    }
}

/// The request in the parameters of a call, as its gateway reads it: `biz_content`, or where there is none the
/// parameters that are not common ones, as a JSON object of texts.
///
/// # Errors
/// [`CharsetError::Malformed`] when a parameter is not UTF-8: transcode them first.
pub fn payload(params: &Pairs) -> Result<Bytes, CharsetError> {
    let utf8 = |bytes| std::str::from_utf8(bytes).map_err(|_| CharsetError::Malformed);
    if let Some(content) = params.get("biz_content") {
        return utf8(content).map(|content| Bytes::copy_from_slice(content.as_bytes()));
    }
    let mut members = Map::new();
    for (name, value) in params.iter() {
        let name = utf8(name)?;
        if common::find(name).is_none() {
            members.insert(name.to_owned(), Value::from(utf8(value)?));
        }
    }
    Ok(Value::Object(members).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_parameters() {
        let request = r#"{"s":"a\"b","n":1.50,"b":true,"o":{"x": 1},"l":[],"none":null,"blank":" ","wide":"\u3000"}"#;
        let parameters = parameters(request.as_bytes()).unwrap();
        let expected = [("s", "a\"b"), ("n", "1.50"), ("b", "true"), ("o", r#"{"x": 1}"#), ("l", "[]")];
        assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn names_that_cannot_be_parameters_are_refused() {
        for (request, error) in [
            (r#"{"charset":"x"}"#, EncodeError::CommonParameter("charset")),
            (r#"{"auth_token":"x"}"#, EncodeError::CommonParameter("auth_token")),
            (r#"{"sign":null}"#, EncodeError::CommonParameter("sign")),
            (r#"{"a=b":"x"}"#, EncodeError::ParameterName),
            (r#"{"":"x"}"#, EncodeError::ParameterName),
            (r#"{"a":"x","a":"x"}"#, EncodeError::DuplicateParameter),
            (r#"{"a":"","a":"x"}"#, EncodeError::DuplicateParameter),
            (r#"["a"]"#, EncodeError::NotAnObject),
        ] {
            assert_eq!(parameters(request.as_bytes()), Err(error), "{request}");
        }
    }

    #[test]
    fn the_gateway_reads_what_was_meant() {
        let params: Pairs =
            [("method", "a.b"), ("grant_type", "refresh_token"), ("app_auth_token", "t")].into_iter().collect();
        assert_eq!(payload(&params).unwrap(), r#"{"grant_type":"refresh_token"}"#);
        assert_eq!(payload(&params.with("biz_content", "{}")).unwrap(), "{}");
        assert!(payload(&Pairs::new().with("a", &b"\xD3\xE0"[..])).is_err());
    }
}
