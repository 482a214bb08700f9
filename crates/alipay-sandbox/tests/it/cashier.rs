//! The cashier, as a payer's browser and phone meet it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::{Fault, Sandbox};
use alipay_sign::{KeyRing, Pairs, PrivateKey, Sign};
use alipay_trade::{TradeStatus, Trades};
use alipay_wire::{Draft, DraftForm, FormV2, inbound};
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use support::{gateway_key, params, send};

const PAGE: &str = "alipay.trade.page.pay";
const WAP: &str = "alipay.trade.wap.pay";
const APP: &str = "alipay.trade.app.pay";
const ORDER: &str = r#"{"out_trade_no":"order_1","total_amount":"88.88","subject":"<b>\"茶\" + 'tea'","product_code":"FAST_INSTANT_TRADE_PAY"}"#;
const NOTIFY: (&str, &[u8]) = ("notify_url", b"http://127.0.0.1:9/notify?shop=7");
const RETURN: (&str, &[u8]) = ("return_url", "https://shop.example/订单?x=1#paid".as_bytes());

/// The parameters of a page about an order.
fn page(method: &'static str, order: &'static str, own: &[(&'static str, &'static [u8])]) -> Pairs {
    params(method, &[&[("biz_content", order.as_bytes())], own].concat())
}

/// Signs parameters as the application.
fn signed(sandbox: &Sandbox, params: Pairs) -> alipay_wire::open_platform::SignedParams {
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let params = params.canonical();
    let signature = key.sign(&params.message()).unwrap();
    FormV2::sign_params(Draft::new(params.message(), DraftForm::Params(params)), &signature).unwrap()
}

fn url(sandbox: &Sandbox, params: Pairs) -> String {
    signed(sandbox, params).into_url(&sandbox.endpoints().gateway().parse().unwrap())
}

/// What a browser is answered.
async fn visit(sandbox: &Sandbox, method: Method, url: &str, body: &str) -> Response<String> {
    let request = Request::builder().method(method).uri(url).body(Full::new(Bytes::from(body.to_owned()))).unwrap();
    let (head, body) = sandbox.clone().call(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(sandbox: &Sandbox, params: Pairs) -> String {
    let page = visit(sandbox, Method::GET, &url(sandbox, params), "").await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    page.into_body()
}

/// Presses a button of the cashier.
async fn press(sandbox: &Sandbox, button: &str) -> Response<String> {
    let url = format!("{}/cashier", sandbox.endpoints().origin());
    visit(sandbox, Method::POST, &url, &format!("out_trade_no=order_1&press={button}")).await
}

fn status(sandbox: &Sandbox) -> TradeStatus {
    sandbox.with_state(|trades: &mut Trades| trades.get(&"order_1".into()).unwrap().status())
}

/// The parameters of a notification or of a return, by the gateway's key.
fn verified(form: &[u8], sandbox: &Sandbox) -> Pairs {
    let received = inbound::signed_form(form).unwrap();
    received.sealed.verify(&KeyRing::new("1", gateway_key(sandbox))).expect("genuine").into_payload()
}

#[tokio::test]
async fn a_page_shows_the_order_escaped() {
    let sandbox = Sandbox::new();
    let html = get(&sandbox, page(PAGE, ORDER, &[])).await;
    assert!(html.contains("&lt;b&gt;&quot;茶&quot; + &#x27;tea&#x27;"), "{html}");
    assert!(html.contains("88.88 yuan") && html.contains("name=\"out_trade_no\" value=\"order_1\""), "{html}");
    assert!(html.contains("id=\"pay\"") && html.contains("id=\"cancel\""), "{html}");
    assert_eq!(status(&sandbox), TradeStatus::WaitBuyerPay);
    assert_eq!(sandbox.take_notifications().len(), 0, "nothing was paid");
    // Coming back to it is the same trade.
    assert_eq!(get(&sandbox, page(PAGE, ORDER, &[])).await, html);
}

#[tokio::test]
async fn what_was_signed_is_what_was_received() {
    let sandbox = Sandbox::new();
    let sent = page(PAGE, ORDER, &[NOTIFY, RETURN]);
    get(&sandbox, sent.clone()).await;
    // The same as a form: the split between query and body does not matter.
    let answer = send(&sandbox, sent.clone()).await;
    assert!(answer.has("id=\"pay\""), "{answer:?}");
    for received in sandbox.pages() {
        assert_eq!(received.canonical().message(), sent.clone().canonical().message());
    }
    assert_eq!(sandbox.pages().len(), 2);
    let entry = sandbox.ledger().pop().unwrap();
    assert_eq!((entry.api.as_str(), entry.key.as_deref(), entry.processed), (PAGE, Some("order_1"), true));
    assert_eq!(entry.body, ORDER);
}

#[tokio::test]
async fn paying_notifies_and_leads_back() {
    let sandbox = Sandbox::new();
    get(&sandbox, page(PAGE, ORDER, &[NOTIFY, RETURN])).await;
    let answer = press(&sandbox, "pay").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(status(&sandbox), TradeStatus::TradeSuccess);

    let location = answer.headers()["location"].to_str().unwrap();
    let rest = location.strip_prefix("https://shop.example/%E8%AE%A2%E5%8D%95?x=1&").expect(location);
    let query = rest.strip_suffix("#paid").expect(location);
    let returned = verified(query.as_bytes(), &sandbox);
    assert_eq!(returned.get_str("method"), Some("alipay.trade.page.pay.return"));
    assert_eq!(returned.get_str("out_trade_no"), Some("order_1"));
    assert_eq!(returned.get_str("total_amount"), Some("88.88"));
    assert_eq!(returned.get("trade_status"), None, "a return tells no status");

    let [notification] = &*sandbox.take_notifications() else { panic!("one notification") };
    assert_eq!(notification.uri(), "http://127.0.0.1:9/notify?shop=7");
    let told = verified(notification.body(), &sandbox);
    assert_eq!(told.get_str("notify_type"), Some("trade_status_sync"));
    assert_eq!(told.get_str("trade_status"), Some("TRADE_SUCCESS"));
    assert_eq!(told.get_str("subject"), Some("<b>\"茶\" + 'tea'"));
    assert!(sandbox.take_notifications().is_empty(), "taken");

    // The payer goes back and presses again.
    assert!(press(&sandbox, "pay").await.body().contains("ACQ.TRADE_HAS_SUCCESS"));
    assert!(sandbox.take_notifications().is_empty());
}

#[tokio::test]
async fn refunds_are_told_and_queries_are_not() {
    let sandbox = Sandbox::new();
    get(&sandbox, page(PAGE, ORDER, &[NOTIFY])).await;
    assert!(press(&sandbox, "pay").await.body().contains("Paid"), "there is no page to return to");
    let refund = r#"{"out_trade_no":"order_1","refund_amount":"8.88","out_request_no":"r1"}"#;
    for _ in 0..2 {
        assert!(send(&sandbox, page("alipay.trade.refund", refund, &[])).await.has("\"fund_change\""));
        assert!(send(&sandbox, page("alipay.trade.query", r#"{"out_trade_no":"order_1"}"#, &[])).await.has("10000"));
    }
    let told: Vec<_> = sandbox.take_notifications().iter().map(|request| verified(request.body(), &sandbox)).collect();
    let [paid, refunded] = &*told else { panic!("{told:?}") };
    assert_eq!((paid.get("refund_fee"), refunded.get_str("refund_fee")), (None, Some("8.88")));
    assert_ne!(paid.get("notify_id"), refunded.get("notify_id"));
}

/// By page and by code, merchants are told of `TRADE_SUCCESS` only, unless they ask for more.
#[tokio::test]
async fn a_full_refund_is_told_on_phones_only() {
    for (api, told) in [(PAGE, 1), (WAP, 2)] {
        let sandbox = Sandbox::new();
        get(&sandbox, page(api, ORDER, &[NOTIFY])).await;
        press(&sandbox, "pay").await;
        let refund = r#"{"out_trade_no":"order_1","refund_amount":"88.88","out_request_no":"r1"}"#;
        assert!(send(&sandbox, page("alipay.trade.refund", refund, &[])).await.has("\"fund_change\""));
        assert_eq!(status(&sandbox), TradeStatus::TradeClosed);
        assert_eq!(sandbox.take_notifications().len(), told, "{api}");
    }
}

#[tokio::test]
async fn giving_up_pays_nothing() {
    let sandbox = Sandbox::new();
    get(&sandbox, page(PAGE, ORDER, &[NOTIFY, RETURN])).await;
    assert!(press(&sandbox, "cancel").await.body().contains("Cancelled"));
    assert_eq!(status(&sandbox), TradeStatus::WaitBuyerPay);
    assert!(sandbox.take_notifications().is_empty());

    for (quit, expected) in
        [("https://shop.example/cart", Some("https://shop.example/cart")), ("javascript:alert(1)", None)]
    {
        let sandbox = Sandbox::new();
        let order = format!(
            r#"{{"out_trade_no":"order_1","total_amount":"1","subject":"Tea","product_code":"QUICK_WAP_WAY","quit_url":"{quit}"}}"#
        );
        get(&sandbox, params(WAP, &[("biz_content", order.as_bytes())])).await;
        let answer = press(&sandbox, "cancel").await;
        assert_eq!(answer.headers().get("location").map(|url| url.to_str().unwrap()), expected);
    }
}

#[tokio::test]
async fn a_page_is_checked_as_every_request_and_fails_as_a_page() {
    let sandbox = Sandbox::new();
    let good = url(&sandbox, page(PAGE, ORDER, &[]));
    let no_charset = params(PAGE, &[("biz_content", ORDER.as_bytes()), ("charset", b"latin1")]);
    let stranger = page(PAGE, ORDER, &[]).without("app_id").with("app_id", "2014072300007149");
    let cheap = page(PAGE, r#"{"out_trade_no":"order_1","total_amount":"0.001"}"#, &[]);
    for (url, code) in [
        (good.replace("88.88", "0.01"), "isv.invalid-signature"),
        (good.replace("&sign=", "&sgin="), "isv.missing-signature"),
        (url(&sandbox, no_charset), "isv.invalid-charset"),
        (url(&sandbox, stranger), "isv.invalid-app-id"),
        (url(&sandbox, cheap), "ACQ.INVALID_PARAMETER"),
    ] {
        let answer = visit(&sandbox, Method::GET, &url, "").await;
        let html = answer.body();
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert!(html.contains(&format!("<p id=\"code\">{code}</p>")) && !html.contains("id=\"pay\""), "{code}: {html}");
    }
    assert!(sandbox.ledger().iter().all(|entry| !entry.processed));
    assert!(press(&sandbox, "pay").await.body().contains("ACQ.TRADE_NOT_EXIST"));

    get(&sandbox, page(PAGE, ORDER, &[])).await;
    let other =
        r#"{"out_trade_no":"order_1","total_amount":"88.89","subject":"Tea","product_code":"FAST_INSTANT_TRADE_PAY"}"#;
    assert!(get(&sandbox, page(PAGE, other, &[])).await.contains("ACQ.CONTEXT_INCONSISTENT"));
}

#[tokio::test]
async fn what_is_no_page_is_answered_to_a_program() {
    let sandbox = Sandbox::new();
    let answer = send(&sandbox, page(APP, ORDER, &[])).await;
    assert!(answer.has("isv.invalid-method") && answer.is_signed_by(&gateway_key(&sandbox)), "{answer:?}");
    let gone = visit(&sandbox, Method::GET, &format!("{}/cashier", sandbox.endpoints().origin()), "").await;
    assert_eq!(gone.status(), 404);
}

#[tokio::test]
async fn a_phone_pays_an_order_string() {
    let sandbox = Sandbox::new();
    let order = |params: Pairs| signed(&sandbox, params).into_order_string();
    let good = order(page(APP, ORDER, &[NOTIFY]));
    let result = sandbox.pay_order_string(&good).unwrap();
    assert!(result.starts_with(r#"{"alipay_trade_app_pay_response":{"#), "{result}");
    assert!(result.contains(r#""total_amount":"88.88""#) && result.contains(r#","sign":""#), "{result}");
    assert_eq!(status(&sandbox), TradeStatus::TradeSuccess);
    let told = verified(sandbox.take_notifications()[0].body(), &sandbox);
    assert_eq!(told.get_str("trade_status"), Some("TRADE_SUCCESS"));
    assert_eq!(sandbox.pages()[0].get_str("method"), Some(APP));

    let code = |order: &str| sandbox.pay_order_string(order).unwrap_err().code().code;
    assert_eq!(code(&good), "ACQ.TRADE_HAS_SUCCESS");
    assert_eq!(code(&good.replace("88.88", "0.01")), "isv.invalid-signature");
    assert_eq!(code(&order(page(PAGE, ORDER, &[]))), "isv.invalid-method");
    assert_eq!(code("%"), "isv.missing-app-id");
}

#[tokio::test]
async fn the_way_to_the_cashier_can_fail() {
    let sandbox = Sandbox::new();
    let url = url(&sandbox, page(PAGE, ORDER, &[]));
    sandbox.inject(Fault::Status(502));
    assert_eq!(visit(&sandbox, Method::GET, &url, "").await.status(), 502);
    sandbox.inject(Fault::DropAfter);
    let request = Request::builder().uri(&url).body(Full::<Bytes>::default()).unwrap();
    assert!(sandbox.clone().call(request).await.is_err());
    assert_eq!(status(&sandbox), TradeStatus::WaitBuyerPay, "it was opened all the same");
}

#[cfg(feature = "gbk")]
#[tokio::test]
async fn an_order_in_gbk_is_told_of_in_gbk() {
    let sandbox = Sandbox::new();
    let order = b"{\"out_trade_no\":\"order_1\",\"total_amount\":\"1.00\",\"subject\":\"\x9C\x5C\",\"product_code\":\"FAST_INSTANT_TRADE_PAY\"}";
    let sent = params(PAGE, &[("biz_content", order), ("charset", b"GBK"), NOTIFY, RETURN]);
    assert!(get(&sandbox, sent).await.contains("淺"));
    let answer = press(&sandbox, "pay").await;
    assert!(answer.headers()["location"].to_str().unwrap().contains("&charset=GBK&"));
    let [notification] = &*sandbox.take_notifications() else { panic!("one notification") };
    assert_eq!(verified(notification.body(), &sandbox).get("subject"), Some(&b"\x9C\x5C"[..]));
}

#[cfg(feature = "cert")]
#[tokio::test]
async fn in_certificate_mode_both_sides_name_their_certificates() {
    let sandbox = Sandbox::new().with_certificates();
    let html = get(&sandbox, page(PAGE, ORDER, &[])).await;
    assert!(html.contains("missing-app-cert-sn"), "{html}");
    let credentials = sandbox.credentials();
    let serials = credentials.signer().key().certificates.clone().unwrap();
    let sent = page(PAGE, ORDER, &[NOTIFY, RETURN])
        .with("app_cert_sn", serials.app.to_string())
        .with("alipay_root_cert_sn", serials.root.to_string());
    assert!(get(&sandbox, sent).await.contains("id=\"pay\""));
    let answer = press(&sandbox, "pay").await;
    let location = answer.headers()["location"].to_str().unwrap();
    assert!(location.contains("&alipay_cert_sn="), "{location}");
    let [notification] = &*sandbox.take_notifications() else { panic!("one notification") };
    let received = inbound::signed_form(notification.body()).unwrap();
    assert!(received.sealed.verify(credentials.verifier()).is_ok());
}

#[cfg(feature = "listen")]
mod delivery {
    use std::time::Duration;

    use tokio::{
        io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };

    use alipay_sandbox::{About, Decision, Delivery, DeliveryState};

    use super::*;

    /// Answers as many notifications with these bodies, and gives the forms that came.
    async fn merchant(socket: TcpListener, answers: &[&str]) -> Vec<Vec<u8>> {
        let mut forms = Vec::new();
        for answer in answers {
            let mut stream = BufReader::new(socket.accept().await.unwrap().0);
            let mut length = 0;
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).await.unwrap();
                match line.trim_end().to_ascii_lowercase().split_once(':') {
                    Some(("content-length", text)) => length = text.trim().parse().unwrap(),
                    None if line.trim_end().is_empty() => break,
                    _ => {}
                }
            }
            let mut form = vec![0; length];
            stream.read_exact(&mut form).await.unwrap();
            forms.push(form);
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        forms
    }

    /// Pays an order over the socket of the sandbox, whose notifications go to this port.
    async fn pay(sandbox: &Sandbox, port: u16) -> alipay_sandbox::Listener {
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        let url = format!("http://127.0.0.1:{port}/notify");
        let sent = params(PAGE, &[("biz_content", ORDER.as_bytes()), ("notify_url", url.as_bytes())]);
        get(sandbox, sent).await;
        let form = "out_trade_no=order_1&press=pay";
        let mut stream = TcpStream::connect(listener.address()).await.unwrap();
        let head = "POST /cashier HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
        let request = format!("{head}content-length: {}\r\n\r\n{form}", form.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains("Paid"), "{answer}");
        listener
    }

    /// Lets the time pass that lies between deliveries, until this holds.
    async fn pass_time_until(sandbox: &Sandbox, holds: impl Fn(&Delivery) -> bool) -> Delivery {
        let passing = tokio::time::timeout(Duration::from_secs(10), async {
            loop {
                let [delivery] = &*sandbox.deliveries() else { panic!("one notification") };
                if holds(delivery) {
                    return delivery.clone();
                }
                if let DeliveryState::Due(at) = delivery.state {
                    let left = at.unix_millis() - sandbox.now().unix_millis();
                    sandbox.advance(Duration::from_millis(left.max(0).unsigned_abs()));
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        passing.await.expect("it comes to that")
    }

    #[tokio::test]
    async fn a_notification_is_sent_until_it_is_acknowledged() {
        let sandbox = Sandbox::new();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let merchant = tokio::spawn(merchant(socket, &["\"success\"", "success"]));
        let _listener = pay(&sandbox, port).await;
        let first = pass_time_until(&sandbox, |delivery| !delivery.attempts.is_empty()).await;
        assert_eq!(first.attempts[0].reason.as_deref(), Some("the body is not exactly `success`"));
        let DeliveryState::Due(at) = first.state else { panic!("{first:?}") };
        assert_eq!((at.unix_millis() - first.attempts[0].at.unix_millis()) / 60_000, 4, "minutes");

        let done = pass_time_until(&sandbox, |delivery| delivery.state == DeliveryState::Acknowledged).await;
        assert_eq!(done.attempts.len(), 2);
        let forms = merchant.await.unwrap();
        assert_eq!(forms[0], forms[1], "the same again");
        assert_eq!(verified(&forms[0], &sandbox).get_str("trade_status"), Some("TRADE_SUCCESS"));
        assert!(sandbox.take_notifications().is_empty());
    }

    #[tokio::test]
    async fn what_nobody_acknowledges_is_sent_eight_times_within_a_day_and_kept() {
        let sandbox = Sandbox::new();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let merchant = tokio::spawn(merchant(socket, &["fail"; 8]));
        let _listener = pay(&sandbox, port).await;
        let kept = pass_time_until(&sandbox, |delivery| delivery.state == DeliveryState::GivenUp).await;
        let forms = merchant.await.unwrap();
        assert_eq!((forms.len(), kept.attempts.len()), (8, 8));
        let pauses = kept.attempts.windows(2).map(|pair| pair[1].at.unix_millis() - pair[0].at.unix_millis());
        assert_eq!(pauses.map(|millis| millis / 60_000).collect::<Vec<_>>(), [4, 10, 10, 60, 120, 360, 900]);
        assert_eq!(sandbox.take_notifications()[0].body(), &forms[0]);
    }

    /// Who knows the public keys could let the sandbox call into a network.
    #[tokio::test]
    async fn notifications_go_to_this_machine_unless_allowed() {
        let sandbox = Sandbox::new();
        let _listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        let order = |number: &str| {
            format!(
                r#"{{"out_trade_no":"{number}","total_amount":"1.00","subject":"茶","product_code":"FAST_INSTANT_TRADE_PAY"}}"#
            )
        };
        for (number, url) in [("a", "http://192.0.2.1:80/notify"), ("b", "http://shop.invalid/notify")] {
            let content = order(number);
            get(&sandbox, params(PAGE, &[("biz_content", content.as_bytes()), ("notify_url", url.as_bytes())])).await;
            sandbox.decide(About::Trade, number, Decision::Pay, None).unwrap();
        }
        sandbox.allow_host("shop.invalid");
        let reasons: Vec<_> = sent_by_hand(&sandbox).await;
        assert_eq!(reasons[0], "its address is not on this machine, and was not allowed");
        assert_ne!(reasons[1], reasons[0]);
    }

    async fn sent_by_hand(sandbox: &Sandbox) -> Vec<String> {
        let mut reasons = Vec::new();
        for delivery in sandbox.deliveries() {
            reasons.extend(sandbox.send_notification(delivery.id, false).await.and_then(|attempt| attempt.reason));
        }
        reasons
    }
}
