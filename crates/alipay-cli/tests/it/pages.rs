//! `alipay page` and `alipay order-string`: what they print is taken to the sandbox, as a browser or a phone does.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::Duration,
};

use alipay_sandbox::Sandbox;

use crate::support::{Gateway, NOWHERE, OPEN_PLATFORM, Ran, alipay};

const SUBJECT: &str = "龙井茶 + <点心> \"50%\" quot;'";
const PAGE: &str = "alipay.trade.page.pay";

fn order(number: &str) -> String {
    let product = "FAST_INSTANT_TRADE_PAY";
    let subject = serde_json::to_string(SUBJECT).unwrap();
    format!(r#"{{"out_trade_no":"{number}","total_amount":"88.88","subject":{subject},"product_code":"{product}"}}"#)
}

/// `alipay page` or `alipay order-string`, with everything but the request.
fn command(gateway: &Gateway, command: &str, api: &str) -> Command {
    let mut program = alipay(gateway.keys.folder());
    let url = OPEN_PLATFORM.url(&gateway.origin());
    program.args([command, api, "--gateway", &url, "--app-id", Sandbox::APP_ID]);
    program.args(["--private-key", "private.pem", "--alipay-public-key", "public.pem"]);
    program
}

/// What it prints, with one line break behind it.
#[track_caller]
fn printed(program: &mut Command) -> String {
    let ran = Ran::of(program);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let text = String::from_utf8(ran.stdout).unwrap();
    text.strip_suffix('\n').unwrap().to_owned()
}

/// Answers of the gateway to a browser.
fn browse(gateway: &Gateway, method: &str, target: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(gateway.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = "host: localhost\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded";
    write!(stream, "{method} {target} HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The first attribute of this name, as it is written.
fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    let (_, value) = html.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{name} in {html}"));
    value.split('"').next().unwrap()
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (reference, rest) = part.split_once(';').unwrap();
        plain.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            other => char::from_u32(u32::from_str_radix(other.trim_start_matches("#x"), 16).unwrap()).unwrap(),
        });
        plain.push_str(rest);
    }
    plain
}

/// As browsers write forms, and nothing shorter.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_url_leads_to_the_cashier() {
    let gateway = Gateway::start();
    let data = order("order_1");
    let urls = ["--notify-url", "https://shop.example/notify?a=1&b=2", "--return-url", "https://shop.example/茶"];
    let url = printed(command(&gateway, "page", PAGE).args(["--method", "get", "--data", &data]).args(urls));
    let target = url.strip_prefix(&gateway.origin()).unwrap();
    let page = browse(&gateway, "GET", target, "");
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("id=\"pay\""), "{page}");
    let received = gateway.sandbox.pages().pop().unwrap();
    assert_eq!(received.get_str("return_url"), Some("https://shop.example/茶"));
    assert_eq!(received.get_str("notify_url"), Some("https://shop.example/notify?a=1&b=2"));
}

#[test]
fn a_page_posts_what_was_signed() {
    let gateway = Gateway::start();
    let data = order("order_2");
    gateway.keys.write("order.json", &data);
    let html = printed(command(&gateway, "page", PAGE).args(["--data", "@order.json"]));
    let action = unescaped(attribute(&html, "action"));
    assert_eq!(attribute(&html, "type=\"hidden\" name"), "biz_content");
    let content = unescaped(attribute(&html, "value"));
    let target = action.strip_prefix(&gateway.origin()).unwrap();
    let page = browse(&gateway, "POST", target, &format!("biz_content={}", encoded(&content)));
    assert!(page.contains("id=\"pay\""), "{page}");
    let received = gateway.sandbox.ledger().pop().unwrap();
    let received: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(received["subject"], SUBJECT);
}

#[test]
fn a_phone_pays_an_order_string() {
    let gateway = Gateway::start();
    let data =
        r#"{"out_trade_no":"order_3","total_amount":"0.01","subject":"茶 +%","product_code":"QUICK_MSECURITY_PAY"}"#;
    let order = printed(command(&gateway, "order-string", "alipay.trade.app.pay").args(["--data", data]));
    let result = gateway.sandbox.pay_order_string(&order).unwrap();
    assert!(result.contains("\"order_3\""), "{result}");
    // Signed anew, it is an order that was paid.
    let again = printed(command(&gateway, "order-string", "alipay.trade.app.pay").args(["--data", data]));
    assert_eq!(gateway.sandbox.pay_order_string(&again).unwrap_err().code().code, "ACQ.TRADE_HAS_SUCCESS");
}

#[test]
fn an_api_without_types_is_signed_as_given() {
    let gateway = Gateway::start();
    let data = "{ \"certify_id\" :\n [\"SENTINEL\\/\" , 1.50] }";
    let url = printed(
        command(&gateway, "page", "alipay.user.certify.open.certify").args(["--method", "get", "--data", data]),
    );
    // The sandbox has no such page, and answers by shape; what arrives is what was given.
    let answer = browse(&gateway, "GET", url.strip_prefix(&gateway.origin()).unwrap(), "");
    assert!(answer.contains("alipay_user_certify_open_certify_response"), "{answer}");
    assert_eq!(gateway.sandbox.ledger().pop().unwrap().body, data);
}

#[test]
fn nothing_is_sent() {
    let gateway = Gateway::start();
    let url = printed(command(&gateway, "page", PAGE).args(["--method", "get", "--data", &order("order_4")]));
    assert!(url.contains("sign="));
    assert!(gateway.sandbox.ledger().is_empty());
    // Not even when there is nobody.
    let mut program = alipay(gateway.keys.folder());
    program.args(["page", PAGE, "--gateway", &format!("{NOWHERE}/gateway.do"), "--app-id", Sandbox::APP_ID]);
    program.args(["--private-key", "private.pem", "--alipay-public-key", "public.pem", "--data", &order("order_4")]);
    assert!(printed(&mut program).starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_profile_says_as_whom() {
    let gateway = Gateway::start();
    for (protocol, address) in [("v2", OPEN_PLATFORM.url(&gateway.origin())), ("v3", gateway.origin())] {
        let profile = format!(
            "[profiles.shop]\ndialect = \"open-platform\"\nprotocol = \"{protocol}\"\ngateway = \"{address}\"\n\
             app_id = \"{}\"\nprivate_key_file = \"private.pem\"\nalipay_public_key_file = \"public.pem\"\n",
            Sandbox::APP_ID
        );
        gateway.keys.write("alipay.toml", profile);
        let mut program = alipay(gateway.keys.folder());
        program.args(["page", PAGE, "--profile", "shop", "--method", "get", "--data", &order("order_5")]);
        let url = printed(&mut program);
        let target = url.strip_prefix(&gateway.origin()).unwrap();
        assert!(target.starts_with("/gateway.do?"), "REST has no pages: {target}");
        assert!(browse(&gateway, "GET", target, "").contains("id=\"pay\""));
    }
}

#[test]
fn what_is_wrong_is_told_without_quoting() {
    let gateway = Gateway::start();
    let long = order(&"SENTINEL".repeat(9));
    let run = |api: &str, data: &str| Ran::of(command(&gateway, "page", api).args(["--data", data]));
    run(PAGE, &long).refuses(&["out_trade_no"], ["SENTINEL"]);
    run(PAGE, r#"{"out_trade_no":"SENTINEL"}"#).refuses(&["--data", "total_amount"], ["SENTINEL"]);
    run(PAGE, "{").refuses(&["--data"], ["SENTINEL"]);
    run("SENTINEL", "{}").refuses(&["method"], ["SENTINEL"]);
    run("alipay.trade.query", r#"{"trade_no":"SENTINEL"}"#).refuses(&["alipay call"], ["SENTINEL"]);
    let error = Ran::of(command(&gateway, "page", PAGE).args(["--data", &long, "--json"])).error(2);
    assert_eq!((error["kind"].as_str(), error["effect"].as_str()), (Some("invalid"), Some("none")));

    let ran = gateway.call(&OPEN_PLATFORM, PAGE, &order("SENTINEL"));
    let message = ran.error(2)["message"].to_string();
    assert!(message.contains("alipay page") && !message.contains("SENTINEL"), "{message}");
    assert!(gateway.sandbox.ledger().is_empty());
}
