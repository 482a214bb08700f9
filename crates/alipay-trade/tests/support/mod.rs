//! What the tests of these APIs share: decoding as a client does, and looking for what must not be shown.

// Every test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing)]

use alipay_wire::{
    Call, DecodeError, Extra, Invalid, Model, Request, Safety, decode,
    sign::{KeyId, Sealed, Verify, VerifyError},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Takes every signature for genuine.
struct Gullible;

impl Verify for Gullible {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

/// Decodes an answer the way a client does.
pub(crate) fn read<T: DeserializeOwned>(answer: &str) -> Result<T, DecodeError> {
    let sealed = Sealed::framed("", answer.to_owned(), "", Vec::new(), None);
    decode(&sealed.verify(&Gullible).unwrap())
}

/// JSON text as a value.
pub(crate) fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// What a request is sent as, and what that says about sending it twice.
pub(crate) fn sent<R: Request>(request: &R) -> (Value, Safety, Option<String>) {
    let call = Call::new(request).unwrap();
    let body = value(std::str::from_utf8(call.payload().json().unwrap()).unwrap());
    (body, call.safety(), call.key().map(str::to_owned))
}

/// The field and the rule that a request breaks.
pub(crate) fn refused<R: Request>(request: &R) -> String {
    let broken = request.validate().unwrap_err();
    assert_eq!(Call::new(request).unwrap_err().to_string(), broken.to_string());
    Invalid::to_string(&broken)
}

/// No member of the JSON was left over.
pub(crate) fn assert_nothing_left(extras: &[&Extra]) {
    for extra in extras {
        assert!(extra.is_empty(), "{:?}", extra.0.keys().collect::<Vec<_>>());
    }
}

/// Every documented name of a model is written in lower case with underscores, and stands once.
pub(crate) fn assert_names<M: Model>() {
    let mut names: Vec<&str> = M::FIELDS.iter().flat_map(|field| [field.name]).collect();
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{names:?}");
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// What is planted where it must not come out again.
pub(crate) const PLANTED: [&str; 2] = ["4111 PLANTED", "4111222233334444"];

/// Whether `text` shows something planted.
pub(crate) fn leaks(text: &str) -> bool {
    PLANTED.iter().any(|planted| text.contains(planted))
}

/// Puts a wrong value into each place of `answer` in turn. No error may quote it. Gives the number of errors.
pub(crate) fn assert_errors_quote_nothing<T: DeserializeOwned>(answer: &Value) -> usize {
    let [text, digits] = PLANTED;
    let wrong = [json!(text), json!([text]), json!({ text: text }), json!(4_111_222_233_334_444.5), json!(digits)];
    let mut errors = 0;
    for place in places(answer) {
        for value in &wrong {
            let mut answer = answer.clone();
            *answer.pointer_mut(&place).unwrap() = value.clone();
            let Err(error) = read::<T>(&answer.to_string()) else { continue };
            let shown = format!("{error} {error:?} {}", error.path());
            assert!(!leaks(&shown), "{place}: {shown}");
            errors += 1;
        }
    }
    errors
}

/// Every place in a JSON value, as JSON pointers.
fn places(value: &Value) -> Vec<String> {
    let inner = |(name, value): (String, &Value)| {
        let below = places(value).into_iter().map(|place| format!("/{name}{place}")).collect::<Vec<_>>();
        [vec![format!("/{name}")], below].concat()
    };
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).flat_map(inner).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).flat_map(inner).collect()
        }
        _ => Vec::new(),
    }
}
