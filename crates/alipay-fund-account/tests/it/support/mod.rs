//! What the tests of all product crates share: decoding as a client does, and comparing types with
//! `docs/spec/fields.json`, which lists what the pages document.

// Every test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing)]

use alipay_wire::{
    CodeInfo, DecodeError, FieldInfo, Model, decode,
    sign::{KeyId, Sealed, Verify, VerifyError},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A difference between page and type, and its reason.
pub(crate) type Reason = (&'static str, &'static str);

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

/// What `fields.json` says about `api`.
pub(crate) fn page(api: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/fields.json");
    let pages = value(&std::fs::read_to_string(path).unwrap());
    pages["apis"].as_array().unwrap().iter().find(|page| page["api"] == api).unwrap().clone()
}

/// The documented fields of a request or an answer are the fields of `M`: names, other spellings, need, maximum.
///
/// `differing` lists the fields whose need differs, and those the page does not have. A stale entry fails.
pub(crate) fn assert_fields<M: Model>(documented: &Value, differing: &[Reason]) {
    let documented = documented.as_array().unwrap();
    let mut found = Vec::new();
    for field in documented {
        let name = field["name"].as_str().unwrap();
        let info = named::<M>(name);
        assert_eq!(info.max.map(|max| json!(max)), field.get("max_length").cloned(), "maximum of {name}");
        if json!(info.required) != *field.get("required").unwrap_or(&json!(false)) {
            found.push(info.name);
        }
    }
    found.extend(undocumented::<M>(documented.iter().map(|field| field["name"].as_str().unwrap())));
    assert_differing(found, differing);
}

/// The documented members of a nested model are the fields of `M`. `differing` lists those the page does not have.
pub(crate) fn assert_members<M: Model>(documented: &Value, differing: &[Reason]) {
    let names: Vec<&str> = documented.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for name in &names {
        named::<M>(name);
    }
    assert_differing(undocumented::<M>(names.into_iter()), differing);
}

/// The documented codes are `codes`, with their status. `differing` lists those the page does not have.
pub(crate) fn assert_codes(documented: &Value, codes: &[CodeInfo], differing: &[Reason]) {
    let documented = documented.as_array().unwrap();
    for code in documented {
        let known = codes.iter().find(|info| code["code"] == info.code);
        let status = known.map(|info| info.status.as_str());
        assert_eq!(status, code["status"].as_str(), "status of {code}");
    }
    let unlisted = codes.iter().map(|info| info.code).filter(|code| documented.iter().all(|one| one["code"] != *code));
    assert_differing(unlisted.collect(), differing);
    assert!(codes.iter().all(|info| !info.action.is_empty()));
}

/// The field of `M` that is documented as `a|b`: same name, same other spellings.
fn named<M: Model>(name: &str) -> &'static FieldInfo {
    let spelt = |info: &&FieldInfo| info.spellings().collect::<Vec<_>>().join("|") == name;
    M::FIELDS.iter().find(spelt).unwrap_or_else(|| panic!("{name} has no field"))
}

fn undocumented<'a, M: Model>(documented: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
    let documented: Vec<&str> = documented.flat_map(|name| name.split('|')).collect();
    M::FIELDS.iter().map(|info| info.name).filter(|name| !documented.contains(name)).collect()
}

fn assert_differing(mut found: Vec<&str>, listed: &[Reason]) {
    let mut listed: Vec<&str> = listed.iter().map(|(name, _)| *name).collect();
    found.sort_unstable();
    listed.sort_unstable();
    assert_eq!(found, listed, "what differs from the page, and what is listed as differing");
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
