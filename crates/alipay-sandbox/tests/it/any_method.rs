//! Methods that are in the catalogue and nowhere else.

use alipay_catalogue::Catalogue;
use alipay_sandbox::{Fault, Sandbox};
use alipay_sign::{Credentials, PrivateKey, PublicKey, generate};
use alipay_transport::Client;
use alipay_wire::{Antom, ApiMeta, Dialect, OpenPlatform, Safety, Speaks, Upload};
use serde_json::{Value, json};

fn client<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>) -> Client<D> {
    Client::builder(protocol).credentials(sandbox.credentials()).http(sandbox.clone()).build().unwrap()
}

fn v2(sandbox: &Sandbox) -> Client<OpenPlatform> {
    client(sandbox, sandbox.endpoints().open_platform())
}

#[tokio::test]
async fn it_is_answered_at_gateway_do() {
    let sandbox = Sandbox::new();
    let client = v2(&sandbox);
    let request = json!({ "out_trade_no": "order_1", "total_amount": "8.88", "subject": "tea" });
    let reply = client.send_untyped("alipay.trade.create", &request, Safety::Unkeyed).await.unwrap();
    let expected = json!({ "code": "10000", "msg": "Success", "out_trade_no": "order_1", "trade_no": "trade_no" });
    assert_eq!(reply.json::<Value>().unwrap(), expected);
    let again = client.send_untyped("alipay.trade.create", &request, Safety::Unkeyed).await.unwrap();
    assert_eq!(again.body().payload(), reply.body().payload());
    assert!(sandbox.ledger().iter().all(|entry| entry.processed));

    // One whose members are parameters of their own.
    let api = ApiMeta::untyped("alipay.acquire.query", None).textual(true);
    let reply = client.untyped_api(api, &json!({ "out_trade_no": "o_1" }), Safety::Query).send().await.unwrap();
    assert_eq!(reply.json::<Value>().unwrap()["out_trade_no"], "o_1");

    let error = client.send_untyped("alipay.trade.creat", &request, Safety::Unkeyed).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading().as_str(), "isv.invalid-method");
}

#[tokio::test]
async fn files_are_taken_where_the_method_has_them() {
    let sandbox = Sandbox::new();
    let api = ApiMeta::untyped("alipay.commerce.app.auth.upload", None).textual(true);
    let call = v2(&sandbox).untyped_api(api, &json!({ "service_name": "s" }), Safety::Unkeyed);
    call.file("file", Upload::from_bytes("a.txt", "content")).send().await.unwrap();
    assert_eq!(sandbox.ledger().len(), 1);
}

#[tokio::test]
async fn it_is_answered_over_rest() {
    let sandbox = Sandbox::new();
    let client: Client<OpenPlatform> = client(&sandbox, sandbox.endpoints().open_platform_v3());
    for (route, name, request, echoed) in [
        ("POST /v3/alipay/trade/create", "alipay.trade.create", json!({ "out_trade_no": "o_1" }), "out_trade_no"),
        ("GET /v3/alios/open/auto/info/query", "alios.open.auto.info.query", json!({ "vin": "v_1" }), "vin"),
        ("DELETE /v3/alipay/ebpp/invoice/institution/delete", "alipay.ebpp.invoice.institution.delete", json!({}), ""),
    ] {
        let reply = client.send_untyped(route, &request, Safety::Unkeyed).await.unwrap();
        let answer: Value = reply.json().unwrap();
        assert_eq!(answer.get(echoed), request.get(echoed), "{route}");
        assert!(answer.get("code").is_none());
        assert_eq!(sandbox.ledger().last().unwrap().api, name);
    }
    for route in ["GET /v3/alipay/trade/create", "POST /v3/alipay/trade/creat", "POST /v3/alipay/trade/page/pay"] {
        let error = client.send_untyped(route, &json!({}), Safety::Unkeyed).await.unwrap_err();
        assert!(error.to_string().ends_with("without a signature: invalid-method"), "{error}");
        assert!(!sandbox.ledger().last().unwrap().processed);
    }
}

#[tokio::test]
async fn antom_is_answered_by_path() {
    let sandbox = Sandbox::new();
    let pay = "/ams/api/v1/payments/pay";
    let request = json!({ "paymentRequestId": "r_1", "paymentAmount": { "currency": "EUR", "value": "100" } });
    for endpoint in [sandbox.endpoints().antom(), sandbox.endpoints().antom().sandbox_paths(true)] {
        let client: Client<Antom> = client(&sandbox, endpoint);
        let answer: Value = client.send_untyped(pay, &request, Safety::Unkeyed).await.unwrap().json().unwrap();
        assert_eq!(answer["paymentAmount"], request["paymentAmount"]);
        assert_eq!((&answer["paymentRequestId"], &answer["result"]["resultStatus"]), (&json!("r_1"), &json!("S")));
        let error = client.send_untyped("/ams/api/v1/payments/pey", &request, Safety::Unkeyed).await.unwrap_err();
        assert_eq!(error.answer().unwrap().leading().as_str(), "INVALID_API");
    }
}

#[tokio::test]
async fn what_has_a_behaviour_keeps_it() {
    let sandbox = Sandbox::new();
    let question = json!({ "out_trade_no": "nobody's" });
    let error = v2(&sandbox).send_untyped("alipay.trade.query", &question, Safety::Query).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading().as_str(), "ACQ.TRADE_NOT_EXIST");

    sandbox.on_untyped("alipay.trade.create", |_, _| Ok(json!({ "trade_no": "mine" })));
    for client in [v2(&sandbox), client(&sandbox, sandbox.endpoints().open_platform_v3())] {
        let names = ["alipay.trade.create", "POST /v3/alipay/trade/create"];
        let mut replies = 0;
        for name in names {
            if let Ok(reply) = client.send_untyped(name, &json!({}), Safety::Unkeyed).await {
                assert_eq!(reply.json::<Value>().unwrap()["trade_no"], "mine");
                replies += 1;
            }
        }
        assert_eq!(replies, 1);
    }

    let error =
        v2(&Sandbox::empty()).send_untyped("alipay.trade.create", &json!({}), Safety::Unkeyed).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading().as_str(), "isv.invalid-method");
}

#[tokio::test]
async fn it_is_admitted_and_misbehaves_like_any_other() {
    let sandbox = Sandbox::new();
    let client = v2(&sandbox);
    sandbox.inject(Fault::Tampered);
    let error = client.send_untyped("alipay.trade.create", &json!({}), Safety::Unkeyed).await.unwrap_err();
    assert_eq!((error.kind(), error.effect().as_str()), ("verify", "unknown"));
    let stranger = PrivateKey::from_text(&generate().unwrap().private_pkcs8_pem()).unwrap();
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    let credentials = Credentials::new(stranger, gateway).unwrap();
    let stranger: Client<OpenPlatform> = Client::builder(sandbox.endpoints().open_platform())
        .credentials(credentials)
        .http(sandbox.clone())
        .build()
        .unwrap();
    let error = stranger.send_untyped("alipay.trade.create", &json!({}), Safety::Unkeyed).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading().as_str(), "isv.invalid-signature");
}

#[tokio::test]
async fn each_of_a_hundred_is_verified_and_read() {
    let sandbox = Sandbox::new();
    let client = v2(&sandbox);
    let catalogue = Catalogue::open_platform().unwrap();
    for method in catalogue.methods().step_by(96) {
        let reply = client.send_untyped(method.name(), &json!({}), Safety::Unkeyed).await;
        let answer: Value = reply.unwrap_or_else(|error| panic!("{method:?}: {error}")).json().unwrap();
        assert!(method.answer().all(|member| answer.get(member.name).is_some() || member.name.starts_with("sub_")));
    }
}
