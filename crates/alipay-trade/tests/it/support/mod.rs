//! What the tests of these APIs share beyond those of all products.

// Every test file uses a part of this.
#![allow(dead_code, unused_imports, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../../../../alipay-fund-account/tests/it/support/mod.rs"]
mod products;

use alipay_wire::{Call, Extra, Invalid, Model, Request, Safety};
use serde_json::Value;

pub(crate) use products::{PLANTED, assert_errors_quote_nothing, leaks, read, value};

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
