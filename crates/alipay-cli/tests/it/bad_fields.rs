//! Every field of every API, of another type and too long, by the list of fields taken from the gateways' pages.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{DIALECTS, Dialect, Keys, NOWHERE, Ran, for_each};

const SECRETS: [&str; 2] = ["SENTINEL", "471100"];

struct Case {
    dialect: Dialect,
    api: String,
    /// Where in the request.
    path: Vec<String>,
    data: Value,
}

#[test]
fn are_refused_before_anything_is_sent() {
    let keys = Keys::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/fields.json");
    let list: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let apis = list["apis"].as_array().unwrap();
    assert_eq!(apis.len(), 4);
    let cases: Vec<Case> = apis.iter().flat_map(cases).collect();
    assert!(cases.len() > 100, "{}", cases.len());

    for_each(&cases, |Case { dialect, api, path, data }| {
        let mut command = keys.call(dialect, NOWHERE, api);
        let ran = Ran::of(command.args(["--json", "--attempts", "1", "--data", &data.to_string()]));
        assert_eq!(ran.code, 2, "{api} {path:?} {data}: {ran:?}");
        let message = ran.error(2)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&path.join(".")), "{api} {path:?} {data}: {message}");
        assert!(SECRETS.iter().all(|secret| !ran.stderr.contains(secret)), "{api} {path:?}: {}", ran.stderr);
    });
}

fn cases(api: &Value) -> Vec<Case> {
    let name = api["api"].as_str().unwrap();
    let dialect = DIALECTS.into_iter().find(|dialect| dialect.name == api["dialect"]).unwrap();
    let good = good_request(name);
    let mut cases = Vec::new();
    let mut add = |path: &[&str], value: Value| {
        let mut data = good.clone();
        set(&mut data, path, value);
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        cases.push(Case { dialect, api: name.to_owned(), path, data });
    };
    for field in api["request"].as_array().unwrap() {
        let (name, kind) = (field["name"].as_str().unwrap(), field["type"].as_str().unwrap());
        wrong(kind).into_iter().for_each(|value| add(&[name], value));
        if let Some(longest) = field["max_length"].as_u64() {
            let text = "SENTINEL".repeat(longest as usize / 8 + 1);
            // Text that is JSON must be too long, not malformed.
            add(&[name], if kind.contains("JSON") { json!(json!({ "a": text }).to_string()) } else { json!(text) });
        }
        if field["required"] == true && !may_be_missing(name) {
            add(&[name], Value::Null);
            if kind == "String" {
                add(&[name], json!(""));
            }
        }
        // The members of an object, or of the objects in a list.
        let model = kind.trim_start_matches("List<").trim_end_matches('>');
        for member in api["models"][model].as_array().into_iter().flatten() {
            let member = member.as_str().unwrap();
            for value in wrong_member(model, member) {
                add(&[name, member], value);
            }
        }
    }
    cases
}

fn good_request(api: &str) -> Value {
    match api {
        "alipay.fund.account.query" => json!({ "alipay_user_id": "2088301409188095" }),
        "queryAccountAndBenefit" => json!({ "customerId": "2162265049047338" }),
        "consultTopup" => json!({
            "requestId": "r-1", "customerId": "2165210039309494", "topupAmount": { "currency": "SGD", "value": "1" },
        }),
        "inquiryBalance" => json!({ "currency": "CNY" }),
        api => panic!("a request for {api} belongs here"),
    }
}

/// Where the page's table says required, and its own note says otherwise.
fn may_be_missing(name: &str) -> bool {
    name == "transferFactor"
}

/// Values of other types than the page's.
fn wrong(kind: &str) -> Vec<Value> {
    match kind {
        kind if kind.starts_with("String") => {
            vec![json!({ "SENTINEL": 1 }), json!(["SENTINEL"]), json!(true), json!(471100.5)]
        }
        kind if kind.starts_with("List<") => vec![json!("SENTINEL"), json!(471100), json!(true), json!(["SENTINEL"])],
        _ => vec![json!("SENTINEL"), json!(471100), json!(["SENTINEL"]), json!(false)],
    }
}

fn wrong_member(model: &str, member: &str) -> Vec<Value> {
    match (model, member) {
        ("Amount", "value") => {
            vec![
                json!({ "SENTINEL": 1 }),
                json!("471100.5"),
                json!(471100.5),
                json!("SENTINEL"),
                json!("-471100"),
                json!("4711000000000000000"),
            ]
        }
        ("Amount", "currency") => vec![json!({ "SENTINEL": 1 }), json!("SENTINEL"), json!("sgd"), json!("")],
        _ => vec![json!({ "SENTINEL": 1 }), json!(["SENTINEL"])],
    }
}

fn set(data: &mut Value, path: &[&str], value: Value) {
    match path {
        [name] => data[*name] = value,
        [outer, rest @ ..] => {
            if !data[*outer].is_object() {
                data[*outer] = json!({});
            }
            set(&mut data[*outer], rest, value);
        }
        [] => unreachable!("a field has a name"),
    }
}
