//! The cashier's pages.

use alipay_trade::Trade;
use alipay_wire::CodeInfo;
use bytes::Bytes;
use html_escape::encode_quoted_attribute as escaped;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION},
};

/// The order, and the buttons that decide it.
pub(super) fn cashier(trade: &Trade) -> Response<Bytes> {
    let order = trade.order();
    let rows = [
        ("Order", order.subject()),
        ("Description", order.body().unwrap_or_default()),
        ("Amount", &format!("{} yuan", order.total_amount())),
        ("Merchant's number", order.out_trade_no().as_str()),
        ("Trade number", trade.trade_no().as_str()),
    ];
    let rows = rows.iter().filter(|(_, value)| !value.is_empty());
    let rows: String =
        rows.map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escaped(*value))).collect();
    let number = escaped(order.out_trade_no().as_str());
    page(
        "Cashier",
        &format!(
            "<table>\n{rows}</table>\n<form method=\"post\" action=\"{}\">\n\
             <input type=\"hidden\" name=\"out_trade_no\" value=\"{number}\">\n\
             <button id=\"pay\" name=\"press\" value=\"pay\">Pay</button>\n\
             <button id=\"cancel\" name=\"press\" value=\"cancel\">Cancel</button>\n</form>",
            super::PATH
        ),
    )
}

/// Why there is nothing to pay, or why it was not paid.
pub(super) fn failure(code: &CodeInfo) -> Response<Bytes> {
    page("Not possible", &format!("<p id=\"code\">{}</p>\n<p>{}</p>", escaped(code.code), escaped(code.action)))
}

/// The end, where there is no page of the merchant's to return to.
pub(super) fn paid(trade: &Trade) -> Response<Bytes> {
    page("Paid", &format!("<p>{} yuan</p>", trade.order().total_amount()))
}

pub(super) fn cancelled() -> Response<Bytes> {
    page("Cancelled", "<p>Nothing was paid. The order can still be paid.</p>")
}

/// Sends the browser elsewhere, with a GET.
pub(super) fn redirect(url: &str) -> Response<Bytes> {
    let Ok(location) = HeaderValue::from_str(url) else { return page("Done", "") };
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}

/// A page whose `content` is HTML. The icon keeps browsers from asking for one.
fn page(title: &str, content: &str) -> Response<Bytes> {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>Sandbox: {title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n{content}\n</body>\n</html>\n"
    );
    let mut response = Response::new(Bytes::from(html));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
