//! The cashier's pages, in the language of the browser, and in the design of the sandbox's page.

use alipay_trade::Trade;
use alipay_wire::CodeInfo;
use bytes::Bytes;
use html_escape::encode_quoted_attribute as escaped;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY},
};

/// Nothing from elsewhere but the design. Where the form leads is not said: it goes on to the merchant.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// What the pages say.
pub(super) struct Words {
    language: &'static str,
    cashier: &'static str,
    description: &'static str,
    merchant_number: &'static str,
    trade_number: &'static str,
    yuan: &'static str,
    pay: &'static str,
    cancel: &'static str,
    no_money: &'static str,
    not_possible: &'static str,
    paid: &'static str,
    cancelled: &'static str,
    nothing_paid: &'static str,
    done: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    cashier: "Cashier",
    description: "Description",
    merchant_number: "Merchant's number",
    trade_number: "Trade number",
    yuan: "yuan",
    pay: "Pay",
    cancel: "Cancel",
    no_money: "A sandbox: no money moves.",
    not_possible: "Not possible",
    paid: "Paid",
    cancelled: "Cancelled",
    nothing_paid: "Nothing was paid. The order can still be paid.",
    done: "Done",
};

const CHINESE: Words = Words {
    language: "zh-CN",
    cashier: "收银台",
    description: "商品描述",
    merchant_number: "商户订单号",
    trade_number: "交易号",
    yuan: "元",
    pay: "付款",
    cancel: "取消",
    no_money: "这是沙箱，不会动用真实资金。",
    not_possible: "无法付款",
    paid: "已付款",
    cancelled: "已取消",
    nothing_paid: "没有付款，订单仍可支付。",
    done: "完成",
};

/// Those of the browser's first language.
pub(super) fn words(headers: &HeaderMap) -> &'static Words {
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    if language.is_some_and(|language| language.trim_start().starts_with("zh")) { &CHINESE } else { &ENGLISH }
}

/// The order, and the buttons that decide it.
pub(super) fn cashier(words: &Words, trade: &Trade) -> Response<Bytes> {
    let order = trade.order();
    let rows = [
        (words.description, order.body().unwrap_or_default()),
        (words.merchant_number, order.out_trade_no().as_str()),
        (words.trade_number, trade.trade_no().as_str()),
    ];
    let rows = rows.iter().filter(|(_, value)| !value.is_empty());
    let rows: String = rows.map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", escaped(*value))).collect();
    let number = escaped(order.out_trade_no().as_str());
    let Words { yuan, pay, cancel, no_money, cashier, .. } = words;
    page(
        words,
        cashier,
        &format!(
            "<h1>{}</h1>\n<p class=\"sum\">{} {yuan}</p>\n<dl class=\"facts\">\n{rows}</dl>\n\
             <form method=\"post\" action=\"{}\">\n<input type=\"hidden\" name=\"out_trade_no\" value=\"{number}\">\n\
             <button id=\"pay\" class=\"main\" name=\"press\" value=\"pay\">{pay}</button>\n\
             <button id=\"cancel\" name=\"press\" value=\"cancel\">{cancel}</button>\n</form>\n<p class=\"note\">{no_money}</p>",
            escaped(order.subject()),
            order.total_amount(),
            super::PATH
        ),
    )
}

/// Why there is nothing to pay, or why it was not paid.
pub(super) fn failure(words: &Words, code: &CodeInfo) -> Response<Bytes> {
    let content = format!("<p id=\"code\">{}</p>\n<p class=\"note\">{}</p>", escaped(code.code), escaped(code.action));
    ended(words, words.not_possible, "bad", "✕", &content)
}

/// The end, where there is no page of the merchant's to return to.
pub(super) fn paid(words: &Words, trade: &Trade) -> Response<Bytes> {
    let content = format!("<p class=\"sum\">{} {}</p>", trade.order().total_amount(), words.yuan);
    ended(words, words.paid, "good", "✓", &content)
}

pub(super) fn cancelled(words: &Words) -> Response<Bytes> {
    ended(words, words.cancelled, "wait", "–", &format!("<p>{}</p>", words.nothing_paid))
}

/// Sends the browser elsewhere, with a GET.
pub(super) fn redirect(words: &Words, url: &str) -> Response<Bytes> {
    let Ok(location) = HeaderValue::from_str(url) else { return ended(words, words.done, "good", "✓", "") };
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}

fn ended(words: &Words, title: &str, tone: &str, sign: &str, content: &str) -> Response<Bytes> {
    let sign = format!("<div class=\"sign {tone}\" aria-hidden=\"true\">{sign}</div>");
    page(words, title, &format!("{sign}\n<h1>{title}</h1>\n{content}"))
}

/// A page whose `content` is HTML.
fn page(words: &Words, title: &str, content: &str) -> Response<Bytes> {
    let Words { language, cashier, .. } = words;
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/_sandbox/style.css\">\n<title>Sandbox: {title}</title>\n</head>\n\
         <body class=\"cashier\">\n<main class=\"card counter\">\n<p class=\"brand\"><img src=\"/_sandbox/icon.svg\" alt=\"\" \
         width=\"24\" height=\"24\">{cashier}</p>\n{content}\n</main>\n</body>\n</html>\n"
    );
    let mut response = Response::new(Bytes::from(html));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
