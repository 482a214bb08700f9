//! APIs without types, answered by closures and by files.

use std::fs;

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, Error};
use alipay_wire::{CodeInfo, Dialect, Dws, OpenPlatform, Safety, Speaks, Status};
use serde_json::{Value, json};

fn client<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>) -> Client<D> {
    Client::builder(protocol).credentials(sandbox.credentials()).http(sandbox.clone()).build().unwrap()
}

fn v2(sandbox: &Sandbox) -> Client<OpenPlatform> {
    client(sandbox, sandbox.endpoints().open_platform())
}

fn v3(sandbox: &Sandbox) -> Client<OpenPlatform> {
    client(sandbox, sandbox.endpoints().open_platform_v3())
}

fn dws(sandbox: &Sandbox) -> Client<Dws> {
    client(sandbox, sandbox.endpoints().dws())
}

async fn ask<D: Dialect>(client: &Client<D>, name: &str, request: Value) -> Result<Value, Error> {
    Ok(client.send_untyped(name, &request, Safety::Unkeyed).await?.json().unwrap())
}

/// The code of a verified failure.
async fn failure<D: Dialect>(client: &Client<D>, name: &str) -> String {
    let error = ask(client, name, json!({})).await.unwrap_err();
    error.answer().unwrap().leading().to_string()
}

const TAKEN: CodeInfo = CodeInfo::new("ACQ.TAKEN", Status::F, "Take another.");

#[tokio::test]
async fn a_closure_answers_by_name() {
    let sandbox = Sandbox::empty();
    assert_eq!(failure(&v2(&sandbox), "alipay.shop.thing").await, "isv.invalid-method");
    sandbox.on_untyped("alipay.shop.thing", |request, world| {
        *world.get::<u32>() += 1;
        request.get("id").map(|id| json!({ "id": id })).ok_or_else(|| TAKEN.into())
    });
    let answer = ask(&v2(&sandbox), "alipay.shop.thing", json!({ "id": [1] })).await.unwrap();
    assert_eq!(answer, json!({ "code": "10000", "msg": "Success", "id": [1] }));
    assert_eq!(failure(&v2(&sandbox), "alipay.shop.thing").await, "ACQ.TAKEN");
    sandbox.with_state(|count: &mut u32| assert_eq!(*count, 2));
    assert_eq!(sandbox.ledger().iter().map(|entry| entry.processed).collect::<Vec<_>>(), [false, true, false]);
}

#[tokio::test]
async fn a_closure_answers_by_path() {
    let sandbox = Sandbox::empty().with_signed_failures();
    sandbox.on_untyped("PUT /v3/alipay/shop/{id}/thing", |request, _| match request["id"].as_str() {
        Some("1") => Ok(json!({ "asked": request })),
        _ => Ok(json!({ "code": "40004", "sub_code": "isv.no-such-thing" })),
    });
    let name = "PUT /v3/alipay/shop/{id}/thing";
    let answer = ask(&v3(&sandbox), name, json!({ "id": "1", "size": 3 })).await.unwrap();
    assert_eq!(answer, json!({ "asked": { "id": "1", "size": 3 } }));
    let error = ask(&v3(&sandbox), name, json!({ "id": "2" })).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading().as_str(), "no-such-thing");
    assert!(matches!(error, Error::Api(_)), "{error:?}");

    let path = "/ams/api/v1/shop/thing";
    sandbox.on_untyped(path, |request, _| match request["id"].as_str() {
        Some(_) => Ok(json!({ "thing": 1 })),
        None => Ok(json!({ "result": { "resultStatus": "U", "resultCode": "UNKNOWN_EXCEPTION" } })),
    });
    let answer = ask(&dws(&sandbox), path, json!({ "id": "1" })).await.unwrap();
    assert_eq!((&answer["thing"], &answer["result"]["resultStatus"]), (&json!(1), &json!("S")));
    assert_eq!(failure(&dws(&sandbox), path).await, "UNKNOWN_EXCEPTION");
}

#[tokio::test]
async fn a_file_answers_before_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, json: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, json).unwrap();
    };
    write("alipay.trade.query.json", r#"{"trade_no":"1"}"#);
    write("ams/api/v1/shop/thing.json", r#"{"thing":2}"#);
    let sandbox = Sandbox::new().with_signed_failures().with_answers(folder.path()).unwrap();

    // A typed API, over both protocols, and one that nobody knows.
    let (v2, v3, dws) = (v2(&sandbox), v3(&sandbox), dws(&sandbox));
    let (name, route) = ("alipay.trade.query", "POST /v3/alipay/trade/query");
    assert_eq!(ask(&v2, name, json!({})).await.unwrap()["trade_no"], "1");
    assert_eq!(ask(&v3, route, json!({})).await.unwrap()["trade_no"], "1");
    assert_eq!(ask(&dws, "/ams/api/v1/shop/thing", json!({})).await.unwrap()["thing"], 2);

    // Read again at each call.
    write("alipay.trade.query.json", r#"{"code":"40004","msg":"Business Failed","sub_code":"ACQ.GONE","sub_msg":"x"}"#);
    assert_eq!(failure(&v2, name).await, "ACQ.GONE");
    assert_eq!(failure(&v3, route).await, "ACQ.GONE");
    write("alipay.trade.query.json", "{\n \"trade_no\": }");
    assert_eq!(failure(&v2, name).await, "sandbox.answer-file");
    assert_eq!(failure(&v3, route).await, "sandbox.answer-file");
    write("ams/api/v1/shop/thing.json", "[]");
    let error = ask(&dws, "/ams/api/v1/shop/thing", json!({})).await.unwrap_err();
    let Error::Api(refused) = error else { panic!("{error:?}") };
    assert_eq!(refused.code().unwrap().as_str(), "SANDBOX_ANSWER_FILE");
    assert!(refused.message().unwrap().contains("thing.json cannot be read: it is no JSON object"));
    fs::remove_file(folder.path().join("alipay.trade.query.json")).unwrap();
    assert_eq!(failure(&v2, name).await, "ACQ.TRADE_NOT_EXIST");
}

#[test]
fn a_bad_file_is_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, json: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, json).unwrap();
        let told = Sandbox::new().with_answers(folder.path()).err().map(|error| error.to_string());
        fs::remove_file(file).unwrap();
        told
    };
    assert_eq!(told("a.b.json", "{}"), None);
    assert_eq!(told("notes.txt", "no JSON"), None);
    for (name, json, expected) in [
        ("a.b.json", "{\n,}", "a.b.json cannot be read: key must be a string at line 2 column 1"),
        ("ams/api/c.json", "[]", "c.json cannot be read: it is no JSON object"),
        ("a.b.json", "", "EOF while parsing"),
    ] {
        let told = told(name, json).unwrap();
        assert!(told.contains(expected), "{told}");
    }
    assert!(Sandbox::new().with_answers(folder.path().join("absent")).is_err());
}
