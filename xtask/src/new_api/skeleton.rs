//! The files of an API before anybody has written its fields.

use super::name::{Api, Dialect};

/// A fixture that nobody has pasted yet. It is no JSON, so the tests fail until somebody has.
pub(super) fn fixture(what: &str) -> String {
    format!("Put the sample {what} of the API's page here, unchanged.\n")
}

/// The file of the API.
pub(super) fn source(api: &Api) -> String {
    let Api { name, request, .. } = api;
    let (dialect, response) = (api.dialect.type_name(), api.response());
    // The Open Platform has codes that are no names of Rust.
    let code = match api.dialect {
        Dialect::OpenPlatform => "NAME = \"ACQ.NAME\" F \"What it means. What to do.\";",
        Dialect::Dws | Dialect::WorldFirst => "NAME F \"What it means. What to do.\";",
    };
    let (uses, result, answer, route) = match &api.path {
        None => (dialect.to_owned(), "", "", comment_on_route(name)),
        Some(path) => {
            let uses = format!("{{{dialect}, signed_header::ResultInfo}}");
            let result = "\n            /// The verdict.\n            \"result\" result: ResultInfo {show},\n        ";
            (uses, result, "ResultInfo::success()", format!("route: POST \"{path}\","))
        }
    };
    format!(
        "\
//! `{name}`: what it is for, in a sentence.

use alipay_wire::{uses};

alipay_wire::request! {{
    /// What it asks for. When to use it, and what it changes.
    pub struct {request} {{
        // A line for each field of the page, with meaning, unit, and what it means when it is absent:
        // \"name_on_the_wire\" name_in_rust: String as Text [max 64] {{show}},
        // `{{show}}` shows the value in `Debug`: never that of a field which tells of a person, an account or money.
        required {{}}
        optional {{}}
    }}
}}

alipay_wire::response! {{
    /// What it answers.
    pub struct {response} {{
        required {{{result}}}
        optional {{}}
    }}
}}

alipay_wire::api! {{
    {request} => {response} {{
        dialect: {dialect},
        name: \"{name}\",
        {route}
        // What a repetition does: `Query` changes nothing, `Keyed` has a `key:` by which the gateway knows it, `Unkeyed` does
        // it again. When in doubt, `Unkeyed`.
        safety: Unkeyed,
        codes: {{
            // A line for each code of the page, with its status and what to do, in our own words:
            // {code}
        }},
        serve: |_request, _world| Ok({response}::new({answer})),
    }}
}}
"
    )
}

/// Most APIs of the Open Platform have no path, and some another one than their name says: it must come from the page.
fn comment_on_route(name: &str) -> String {
    let path = name.replace('.', "/");
    format!("// Where the page has a REST path: route: POST \"/v3/{path}\",")
}

/// The test file: the page's samples, read and written.
pub(super) fn test(api: &Api) -> String {
    let Api { name, module, request, .. } = api;
    let (library, response) = (api.package.replace('-', "_"), api.response());
    let (node, filter) = match api.dialect {
        Dialect::OpenPlatform => {
            let member = format!("{}_response", name.replace('.', "_"));
            let comment = "    // The gateway writes these two into every answer.\n";
            let filter = "names.filter(|name| !matches!(name.as_str(), \"code\" | \"msg\"))";
            (format!("value(RESPONSE)[\"{member}\"].take()"), format!("{comment}    let names = {filter};\n"))
        }
        Dialect::Dws | Dialect::WorldFirst => ("value(RESPONSE)".to_owned(), String::new()),
    };
    format!(
        "\
//! `{name}` against its page.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = \"a test may panic\")]

#[path = \"../../alipay-fund-account/tests/support/mod.rs\"]
mod support;

use alipay_wire::Request;
use serde_json::{{Value, json}};
use support::{{assert_errors_quote_nothing, read, value}};
use {library}::{{{request}, {response}}};

const REQUEST: &str = include_str!(\"fixtures/{module}_request.json\");
const RESPONSE: &str = include_str!(\"fixtures/{module}_response.json\");

/// What is decoded of the sample answer.
fn answered() -> Value {{
    {node}
}}

#[test]
fn the_sample_request_is_read_and_written() {{
    let request: {request} = read(REQUEST).unwrap();
    assert!(request.extra.is_empty(), \"without a field: {{:?}}\", request.extra.0.keys());
    assert_eq!(request.validate(), Ok(()));
    assert_eq!(json!(request), value(REQUEST));
}}

#[test]
fn the_sample_answer_is_read_and_written() {{
    let answer: {response} = read(&answered().to_string()).unwrap();
    let names = answer.extra.0.keys();
{filter}    assert_eq!(names.collect::<Vec<_>>(), [\"\"; 0], \"without a field\");
    assert_eq!(json!(answer), answered());
}}

#[test]
fn errors_quote_nothing() {{
    assert!(assert_errors_quote_nothing::<{response}>(&answered()) > 0);
}}

#[cfg(feature = \"server\")]
#[test]
fn a_gateway_answers_the_sample_request() {{
    use alipay_wire::{{
        Api,
        server::{{Serve, World}},
    }};

    let request: {request} = read(REQUEST).unwrap();
    let answer = request.serve(&mut World::default()).unwrap();
    assert_eq!(request.correlate(&answer), Ok(()));
}}
"
    )
}
