//! What a real browser makes of the pages: it brings the gateway exactly what was signed.

use std::{
    thread,
    time::{Duration, Instant},
};

use alipay::{
    Client, OpenPlatform, PrivateKey, Request, SignedPage, open_platform::HtmlForm, sign::Pairs, trade::TradePagePay,
    wire::inbound,
};
use http::Response;
use serde_json::value::RawValue;

use super::{
    chromium::Chromium,
    payment::{Place, SUBJECT},
    shop::{ORDER, amount},
};

/// Each alone, and in company: what some SDKs, browsers and parsers of URLs change.
const SUBJECTS: [&str; 18] = [
    SUBJECT,
    "& < > \" ' %",
    "&quot;",
    "&amp;",
    "&not",
    "&notin;&copy=1&lt",
    "&#38;&#x26;&#0;",
    "</script><script>alert(1)</script><!--",
    "\"><input name=\"x",
    "a%2Fb%252F%zz",
    "a+b c  d",
    "a=b&c=d#e?f",
    "\\u0026 \\n \\\\",
    "tabulator\tand no-break\u{A0}space",
    "双字节：「龙井」，０１２",
    "😀👨‍👩‍👧 é e\u{301}",
    "\u{202E}right to left\u{2028}\u{FEFF}",
    "  blanks around  ",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_gateway_receives_what_was_signed() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let client = place.client();
    for (at, subject) in SUBJECTS.into_iter().enumerate() {
        let order = TradePagePay::new(format!("order_{at}"), amount(), subject).body(subject).unchecked();
        let page = client.page(&order).options(place.urls()).sign().await.unwrap();
        check(&place, &chromium, &page);
        let content = place.sandbox.ledger().pop().unwrap().body;
        let content: serde_json::Value = serde_json::from_slice(&content).unwrap();
        assert_eq!((content["subject"].as_str(), content["body"].as_str()), (Some(subject), Some(subject)));
    }
}

/// Line breaks in a field would become others: they travel in the address.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn line_breaks_arrive_as_they_were_signed() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let client = place.client();
    for (at, gap) in ["\n", "\r\n", "\r", "\n\n\t"].into_iter().enumerate() {
        let json = format!(
            "{{{gap}\"out_trade_no\":{gap}\"order_{at}\",{gap}\"total_amount\":\"1.00\",\
             \"subject\":\"茶\",\"product_code\":\"FAST_INSTANT_TRADE_PAY\"}}"
        );
        let raw = RawValue::from_string(json).unwrap();
        let page = client.untyped_page("alipay.trade.page.pay", &raw).options(place.urls()).sign().await.unwrap();
        check(&place, &chromium, &page);
    }
}

#[cfg(feature = "gbk")]
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_page_in_gbk_is_sent_in_gbk() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let client = place.speaking(place.listener.endpoints().open_platform().charset(alipay::Charset::Gbk));
    // The second bytes of the first three are a backslash and both braces.
    for (at, subject) in ["淺亄亇 & 点心 &not", "「龙井茶」＋①②→★ абв"].into_iter().enumerate() {
        let order = TradePagePay::new(format!("order_{at}"), amount(), subject).unchecked();
        check(&place, &chromium, &client.page(&order).options(place.urls()).sign().await.unwrap());
        let content = place.sandbox.ledger().pop().unwrap().body;
        assert!(String::from_utf8(content.to_vec()).unwrap().contains(subject));
    }
}

/// By URL, by form, and by a form whose button is pressed.
fn check(place: &Place, chromium: &Chromium, page: &SignedPage) {
    let expected = signed(place, page);
    let before = place.sandbox.pages().len();
    chromium.visit(&page.url());
    assert_eq!(received(place, before + 1), expected, "by URL");
    for (form, press) in [(page.form(), false), (page.form().without_script(), true)] {
        let before = place.sandbox.pages().len();
        place.shop.show(served(form, None));
        chromium.visit(&place.shop.url("/checkout"));
        if press {
            chromium.click("button");
        }
        assert_eq!(received(place, before + 1), expected, "by form");
        chromium.reaches("Sandbox: Cashier");
    }
}

/// The text that was signed.
fn signed(place: &Place, page: &SignedPage) -> Vec<u8> {
    let url = page.url();
    let key = PrivateKey::from_text(place.sandbox.client_private_key_pem()).unwrap().public_key();
    let received = inbound::form(url.split_once('?').unwrap().1, b"").unwrap();
    canonical(received.sealed.verify(&key).unwrap().payload().clone())
}

/// The text that the gateway verified last, once it has verified this many.
fn received(place: &Place, count: usize) -> Vec<u8> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let mut pages = place.sandbox.pages();
        if pages.len() >= count {
            return canonical(pages.pop().unwrap());
        }
        assert!(Instant::now() < deadline, "{:?}", place.sandbox.ledger().pop());
        thread::sleep(Duration::from_millis(5));
    }
}

fn canonical(pairs: Pairs) -> Vec<u8> {
    pairs.canonical().message().to_vec()
}

fn served(form: HtmlForm, policy: Option<&str>) -> Response<String> {
    let page = Response::builder().header("content-type", HtmlForm::CONTENT_TYPE).header("cache-control", "no-store");
    let page = policy.into_iter().fold(page, |page, policy| page.header("content-security-policy", policy));
    page.body(form.into_html()).unwrap()
}

/// Whatever a server says of the charset: the page is ASCII.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_page_is_read_alike_under_any_content_type() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let page = place.order(&place.client()).sign().await.unwrap();
    let expected = signed(&place, &page);
    let charsets = ["text/html", "text/html; charset=gbk", "text/html; charset=iso-8859-1"];
    for (at, content_type) in charsets.into_iter().enumerate() {
        let html = page.form().into_html();
        place.shop.show(Response::builder().header("content-type", content_type).body(html).unwrap());
        chromium.visit(&place.shop.url("/checkout"));
        assert_eq!(received(&place, at + 1), expected, "{content_type}");
    }
}

/// A policy that allows nothing but the script with this nonce, and forms to the gateway.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_strict_policy_lets_the_page_through() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let page = place.order(&place.client()).sign().await.unwrap();
    let gateway = place.listener.endpoints().origin().to_owned();
    let policy = format!("default-src 'none'; script-src 'nonce-r4nd0m'; form-action {gateway}");
    place.shop.show(served(page.form().nonce("r4nd0m"), Some(&policy)));
    chromium.visit(&place.shop.url("/checkout"));
    assert_eq!(received(&place, 1), signed(&place, &page));
    chromium.reaches("Sandbox: Cashier");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_whole_story() {
    let Some(chromium) = Chromium::start() else { return };
    let place = Place::open().await;
    let client = place.client();
    pay(&place, &chromium, &client).await;
    assert_eq!(place.shop.returned(1).await, [ORDER]);
    place.check_paid_and_refund(&client).await;
}

/// Loads the merchant's page, presses the cashier's button, and comes back.
async fn pay(place: &Place, chromium: &Chromium, client: &Client<OpenPlatform>) {
    let page = place.order(client).sign().await.unwrap();
    place.shop.show(served(page.form(), None));
    chromium.visit(&place.shop.url("/checkout"));
    chromium.reaches("Sandbox: Cashier");
    chromium.click("#pay");
    chromium.reaches("thank you");
}
