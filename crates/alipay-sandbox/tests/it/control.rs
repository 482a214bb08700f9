//! What is seen and changed of the sandbox beside its answers: by method, and over its JSON API.

use std::time::Duration;

use alipay_sandbox::{About, Decision, Fault, Sandbox, Verdict};
use alipay_trade::{TradeStatus, Trades};
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower_service::Service;

use crate::support::{CONTENT, QUERY, params, send};

const PAY: &str =
    r#"{"out_trade_no":"order_1","total_amount":"88.88","subject":"茶","auth_code":"280000000000000001"}"#;
const REFUND: &str = r#"{"out_trade_no":"order_1","refund_amount":"20.00","out_request_no":"refund_1"}"#;

async fn call(sandbox: &Sandbox, method: &'static str, content: &'static str) {
    send(sandbox, params(method, &[("biz_content", content.as_bytes())])).await;
}

/// Sends parameters whose answer may not come.
async fn try_call(sandbox: &Sandbox, method: &'static str, content: &'static str) -> bool {
    let sandbox = sandbox.clone();
    tokio::spawn(async move { call(&sandbox, method, content).await }).await.is_ok()
}

#[tokio::test]
async fn a_call_is_recorded_with_its_answer() {
    let sandbox = Sandbox::new();
    call(&sandbox, QUERY, CONTENT).await;
    call(&sandbox, QUERY, "{}").await;
    let calls = sandbox.calls();
    let [done, refused] = &*calls else { panic!("{calls:?}") };
    assert_eq!((done.id, done.api(), done.verdict(), done.processed()), (1, QUERY, Verdict::Success, true));
    assert_eq!((refused.verdict(), refused.processed()), (Verdict::Failed, false));
    assert_eq!((done.gateway(), done.protocol()), ("open-platform", "v2"));
    let content = done.parameters().into_iter().find(|(name, _)| name == "biz_content").unwrap().1;
    assert_eq!(content, CONTENT);
    assert!(!done.changes, "a query changes nothing");
    let text = done.signed_text().unwrap();
    assert!(text.starts_with("app_id=2014072300007148&biz_content={") && !text.contains("&sign="), "{text}");
    assert!(!format!("{done:?}").contains("2088301409188095"), "{done:?}");
}

#[tokio::test]
async fn a_lost_answer_and_its_repetition_are_told_apart() {
    let sandbox = Sandbox::new();
    call(&sandbox, "alipay.trade.pay", PAY).await;
    sandbox.inject_for("alipay.trade.refund", Fault::DropAfter, 1);
    call(&sandbox, QUERY, CONTENT).await;
    assert_eq!(sandbox.aimed_faults().len(), 1, "it waits for refunds only");
    assert!(!try_call(&sandbox, "alipay.trade.refund", REFUND).await);
    assert!(sandbox.aimed_faults().is_empty());
    call(&sandbox, "alipay.trade.refund", REFUND).await;
    let calls = sandbox.calls();
    let [.., lost, again] = &*calls else { panic!("{calls:?}") };
    assert_eq!((lost.verdict(), lost.processed(), lost.changes), (Verdict::Disconnected, true, true));
    assert_eq!((again.verdict(), lost.is_same(again), lost.is_same(&calls[0])), (Verdict::Success, true, false));
    sandbox.with_state(|trades: &mut Trades| {
        assert_eq!(trades.get(&"order_1".into()).unwrap().refunds().count(), 1, "made once");
    });
}

#[tokio::test]
async fn only_so_much_is_kept() {
    let sandbox = Sandbox::new();
    let long = "x".repeat(70_000);
    for _ in 0..1_050 {
        let request = Request::post("/nowhere").body(Full::new(Bytes::from(long.clone()))).unwrap();
        sandbox.clone().call(request).await.unwrap();
    }
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| (call.body.len(), call.body_length) == (64 * 1024, 70_000)));
    let kept: usize = calls.iter().map(|call| call.body.len()).sum();
    assert!(kept <= 64 << 20 && calls.last().unwrap().id == 1_050, "{kept}");
    for _ in 0..10_000 {
        sandbox.clone().call(Request::get("/nowhere").body(Full::new(Bytes::new())).unwrap()).await.unwrap();
    }
    assert_eq!(sandbox.calls().len(), 10_000);
}

/// What the same queries say before and after.
fn seen(sandbox: &Sandbox) -> Vec<String> {
    sandbox.with_state(|trades: &mut Trades| {
        let seen = trades.iter().map(|trade| {
            format!(
                "{:?} {} {} {:?}",
                trade.order().out_trade_no().as_str(),
                trade.status().as_str(),
                trade.channel(),
                trade.paid_at()
            )
        });
        seen.collect()
    })
}

#[tokio::test]
async fn saved_state_happens_again() {
    let sandbox = Sandbox::new();
    call(&sandbox, "alipay.trade.pay", PAY).await;
    call(&sandbox, "alipay.trade.refund", REFUND).await;
    let order = r#"{"out_trade_no":"order_2","total_amount":"1.00","subject":"茶"}"#;
    call(&sandbox, "alipay.trade.precreate", order).await;
    sandbox.decide(About::Trade, "order_2", Decision::Pay, Some("PCREDIT")).unwrap();
    assert!(sandbox.decide(About::Trade, "order_2", Decision::Pay, None).is_err(), "it is paid");
    sandbox.advance(Duration::from_secs(3600));
    let (saved, before) = (sandbox.save(), seen(&sandbox));
    assert!(before[1].contains("TRADE_SUCCESS PCREDIT"), "{before:?}");

    let other = Sandbox::new();
    other.load(&saved).unwrap();
    assert_eq!(seen(&other), before);
    assert_eq!(other.save(), saved, "it can be saved again");
    assert!(other.deliveries().is_empty(), "nobody is told again");
    other.with_state(|trades: &mut Trades| {
        assert_eq!(trades.get(&"order_1".into()).unwrap().refunded().to_string(), "20.00");
    });
    assert!(other.load(b"{}").is_err() && !seen(&other).is_empty(), "what is none changes nothing");
}

#[tokio::test]
async fn reset_forgets_everything() {
    let sandbox = Sandbox::new();
    call(&sandbox, "alipay.trade.pay", PAY).await;
    sandbox.advance(Duration::from_secs(60));
    sandbox.inject(Fault::Unknown);
    sandbox.inject_for(QUERY, Fault::Unknown, 3);
    sandbox.reset();
    assert!(sandbox.calls().is_empty() && sandbox.ledger().is_empty() && sandbox.aimed_faults().is_empty());
    assert!(seen(&sandbox).is_empty());
    call(&sandbox, QUERY, CONTENT).await;
    assert_eq!(sandbox.calls()[0].verdict(), Verdict::Success);
}

#[tokio::test]
async fn orders_end_when_the_clock_is_moved() {
    let sandbox = Sandbox::new();
    let waits = r#"{"out_trade_no":"order_1","total_amount":"1.00","subject":"茶"}"#;
    call(&sandbox, "alipay.trade.precreate", waits).await;
    sandbox.advance(Duration::from_secs(2 * 3600 + 60));
    sandbox.with_state(|trades: &mut Trades| {
        assert_eq!(trades.get(&"order_1".into()).unwrap().status(), TradeStatus::TradeClosed);
    });
    // Clients refuse answers from the future.
    call(&sandbox, QUERY, CONTENT).await;
    assert_eq!(sandbox.calls().last().unwrap().verdict(), Verdict::Success);
}

#[cfg(feature = "listen")]
mod over_http {
    use alipay_sandbox::Listener;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    async fn listening() -> (Sandbox, Listener) {
        let sandbox = Sandbox::new();
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        (sandbox, listener)
    }

    /// Sends a request as it is written.
    async fn exchange(listener: &Listener, method: &str, path: &str, headers: &str, body: &str) -> Response<String> {
        let mut stream = TcpStream::connect(listener.address()).await.unwrap();
        let head =
            format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status: u16 = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut response = Response::builder().status(status);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            response = response.header(name, value);
        }
        response.body(body.to_owned()).unwrap()
    }

    async fn ask(listener: &Listener, method: &str, path: &str, body: &str) -> (u16, Value) {
        let headers = format!("host: {}\r\n", listener.address());
        let answer = exchange(listener, method, &format!("/_sandbox/{path}"), &headers, body).await;
        (answer.status().as_u16(), serde_json::from_str(answer.body()).unwrap_or_else(|_| panic!("{answer:?}")))
    }

    #[tokio::test]
    async fn a_foreign_host_is_refused() {
        let (sandbox, listener) = listening().await;
        for path in ["/", "/_sandbox/secrets", "/gateway.do", "/cashier"] {
            for host in
                ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.1"]
            {
                let answer = exchange(&listener, "GET", path, &format!("host: {host}\r\n"), "").await;
                assert_eq!(answer.status(), 421, "{host} {path}");
                assert!(!answer.body().contains("KEY"), "{answer:?}");
            }
        }
        let port = listener.address().port();
        for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), "[::1]:1".into(), "LOCALHOST".into()] {
            assert_eq!(exchange(&listener, "GET", "/", &format!("host: {host}\r\n"), "").await.status(), 200, "{host}");
        }
        sandbox.allow_host("alipay");
        assert_eq!(exchange(&listener, "GET", "/", "host: Alipay:8000\r\n", "").await.status(), 200);
    }

    #[tokio::test]
    async fn another_web_page_changes_nothing() {
        let (sandbox, listener) = listening().await;
        let host = format!("host: {}\r\n", listener.address());
        for from in [
            "origin: http://evil.example\r\n",
            "origin: null\r\n",
            "sec-fetch-site: cross-site\r\n",
            "origin: http://localhost:1\r\n",
        ] {
            for path in ["/_sandbox/clock", "/_sandbox/reset", "/cashier", "/gateway.do"] {
                let answer =
                    exchange(&listener, "POST", path, &format!("{host}{from}"), r#"{"advance_seconds":60}"#).await;
                assert_eq!(answer.status(), 403, "{from} {path}");
            }
        }
        assert!(sandbox.ledger().is_empty());
        assert_eq!(ask(&listener, "GET", "clock", "").await.1["ahead_seconds"], 0);
        let own = format!("{host}origin: http://{}\r\nsec-fetch-site: same-origin\r\n", listener.address());
        let answer = exchange(&listener, "POST", "/_sandbox/clock", &own, r#"{"advance_seconds":60}"#).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        assert!(answer.headers().get("access-control-allow-origin").is_none());
    }

    #[tokio::test]
    async fn the_page_has_a_strict_policy_and_nothing_from_elsewhere() {
        let (_sandbox, listener) = listening().await;
        let host = format!("host: {}\r\n", listener.address());
        for (path, kind) in [
            ("/", "text/html; charset=utf-8"),
            ("/_sandbox/app.js", "text/javascript; charset=utf-8"),
            ("/_sandbox/words.js", "text/javascript; charset=utf-8"),
            ("/_sandbox/style.css", "text/css; charset=utf-8"),
            ("/_sandbox/icon.svg", "image/svg+xml"),
        ] {
            let answer = exchange(&listener, "GET", path, &host, "").await;
            assert_eq!(
                (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
                (200, kind),
                "{path}"
            );
            let policy = answer.headers()["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
            let text = answer.body().replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("innerHTML"), "{path}");
        }
    }

    /// Whatever the document says there is, is there, and whatever is there is in the document.
    #[tokio::test]
    async fn the_document_is_about_what_is_there() {
        let (_sandbox, listener) = listening().await;
        let (_, document) = ask(&listener, "GET", "openapi.json", "").await;
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() > 20);
        for (path, methods) in paths {
            for method in methods.as_object().unwrap().keys() {
                if path.ends_with("/events") {
                    continue;
                }
                let path = path.strip_prefix("/_sandbox/").unwrap().replace("{id}", "7");
                let (status, told) = ask(&listener, &method.to_uppercase(), &path, "").await;
                assert_ne!(told["error"], "there is nothing here", "{method} {path} {status}");
            }
        }
        for (method, path) in [("GET", "nothing"), ("PUT", "calls"), ("DELETE", "state"), ("POST", "trades/7/steal")] {
            let (status, told) = ask(&listener, method, path, "").await;
            assert_eq!((status, told["error"].as_str()), (404, Some("there is nothing here")), "{method} {path}");
        }
    }

    #[tokio::test]
    async fn an_order_is_made_paid_and_refunded_over_http() {
        let (sandbox, listener) = listening().await;
        let order = r#"{"out_trade_no":"order/1 茶","total_amount":"88.88","subject":"<script>alert(1)</script>"}"#;
        call(&sandbox, "alipay.trade.precreate", order).await;
        let (_, money) = ask(&listener, "GET", "money", "").await;
        assert_eq!(
            (money["trades"][0]["status"].as_str(), money["trades"][0]["decisions"][0].as_str()),
            (Some("WAIT_BUYER_PAY"), Some("pay"))
        );
        assert_eq!(money["trades"][0]["subject"], "<script>alert(1)</script>", "a page puts it in as text");
        let path = "trades/order%2F1%20%E8%8C%B6/pay";
        let (status, money) = ask(&listener, "POST", path, r#"{"channel":"PCREDIT"}"#).await;
        assert_eq!(
            (status, money["trades"][0]["status"].as_str(), money["trades"][0]["channel"].as_str()),
            (200, Some("TRADE_SUCCESS"), Some("PCREDIT"))
        );
        assert_eq!(ask(&listener, "POST", path, "").await.0, 409, "it is paid");
        assert_eq!(ask(&listener, "POST", "trades/nobody/pay", "").await.0, 409);
        for body in ["{", "[]", r#"{"channel":7}"#, r#"{"other":1}"#, r#"{"channel":"<b>"}"#] {
            assert_eq!(ask(&listener, "POST", path, body).await.0, 400, "{body}");
        }
    }

    #[tokio::test]
    async fn faults_answers_and_calls_are_for_any_language() {
        let (sandbox, listener) = listening().await;
        let fault = r#"{"fault":"code","api":"alipay.trade.query","code":"ACQ.SYSTEM_ERROR","times":2}"#;
        let (status, told) = ask(&listener, "POST", "faults", fault).await;
        assert_eq!((status, told["faults"][0]["times"].as_u64()), (200, Some(2)), "{told}");
        for wrong in [r#"{"fault":"nothing"}"#, r#"{"fault":"code","code":"NO_SUCH"}"#, r#"{"fault":"code"}"#, "{}", ""]
        {
            assert_eq!(ask(&listener, "POST", "faults", wrong).await.0, 400, "{wrong}");
        }
        call(&sandbox, "alipay.trade.query", r#"{"out_trade_no":"x"}"#).await;
        let (_, told) = ask(&listener, "GET", "calls?verdict=failed", "").await;
        assert_eq!(told["calls"][0]["code"], "ACQ.SYSTEM_ERROR", "{told}");
        let id = ask(&listener, "GET", "faults", "").await.1["faults"][0]["id"].as_u64().unwrap();
        assert_eq!(
            ask(&listener, "DELETE", &format!("faults/{id}"), "").await.1["faults"].as_array().unwrap().len(),
            0
        );

        let given = r#"{"api":"alipay.shop.thing.query","answer":{"code":"10000","thing_url":"http://x"}}"#;
        assert_eq!(ask(&listener, "POST", "answers", given).await.0, 200);
        call(&sandbox, "alipay.shop.thing.query", "{}").await;
        let last = sandbox.calls().last().unwrap().id;
        let (_, told) = ask(&listener, "GET", &format!("calls/{last}"), "").await;
        assert_eq!(told["answer"]["content"]["alipay_shop_thing_query_response"]["thing_url"], "http://x", "{told}");
        ask(&listener, "DELETE", "answers", "").await;
        call(&sandbox, "alipay.shop.thing.query", "{}").await;
        assert_eq!(sandbox.calls().last().unwrap().code().as_deref(), Some("isv.invalid-method"));

        let (status, sent) = ask(&listener, "POST", &format!("calls/{last}/send"), "").await;
        assert_eq!((status, sent["id"].as_u64().unwrap() > last), (200, true));
        assert_eq!(ask(&listener, "GET", "calls/999999", "").await.0, 404);
    }

    #[tokio::test]
    async fn a_wrong_signature_is_explained_and_secrets_are_shown_on_request_only() {
        let (sandbox, listener) = listening().await;
        let mut params = params(QUERY, &[("biz_content", CONTENT.as_bytes())]);
        params.push("sign", "AAAA".to_owned());
        let form = params.iter().map(|(name, value)| {
            format!(
                "{}={}",
                std::str::from_utf8(name).unwrap(),
                form_urlencoded::byte_serialize(value).collect::<String>()
            )
        });
        let form = form.collect::<Vec<_>>().join("&");
        let request =
            Request::builder().method(Method::POST).uri("/gateway.do").body(Full::new(Bytes::from(form))).unwrap();
        sandbox.clone().call(request).await.unwrap().into_body().collect().await.unwrap();
        let (_, told) = ask(&listener, "GET", "calls/1", "").await;
        assert_eq!(told["code"], "isv.invalid-signature", "{told}");
        assert!(told["explanation"].as_str().unwrap().contains("another private key"), "{told}");
        assert!(told["gateway_text"].as_str().unwrap().starts_with("app_id=2014072300007148&"), "{told}");

        let secret = sandbox.client_private_key_pem();
        for path in ["settings", "calls", "calls/1", "ledger", "money", "notifications", "state", "summary"] {
            let (_, told) = ask(&listener, "GET", path, "").await;
            assert!(!told.to_string().contains("PRIVATE KEY"), "{path}");
        }
        assert_eq!(ask(&listener, "GET", "secrets", "").await.1["client_private_key"], secret);
    }

    #[tokio::test]
    async fn who_looks_on_is_told_that_something_happened() {
        let (sandbox, listener) = listening().await;
        let mut stream = TcpStream::connect(listener.address()).await.unwrap();
        let head = format!("GET /_sandbox/events HTTP/1.1\r\nhost: {}\r\n\r\n", listener.address());
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut seen = Vec::new();
        let mut read_until = async |times: usize| {
            let reading = tokio::time::timeout(Duration::from_secs(10), async {
                while String::from_utf8_lossy(&seen).matches("event: changed").count() < times {
                    assert!(stream.read_buf(&mut seen).await.unwrap() > 0);
                }
            });
            reading.await.expect("it is told");
        };
        read_until(1).await;
        call(&sandbox, QUERY, CONTENT).await;
        read_until(2).await;
    }
}
