//! The way back to the merchant.

use alipay_sign::{Pairs, Sign};
use alipay_trade::Trade;
use alipay_wire::inbound::{FormRule, Notice};
use http::Uri;

use super::{address, charset_of};
use crate::Sandbox;

/// Where the browser of a payer who paid returns to, with the parameters that the gateway signs.
pub(super) fn signed(sandbox: &Sandbox, trade: &Trade) -> Option<String> {
    let order = trade.order();
    let url = address::of(order.return_url()?)?;
    let signer = sandbox.open_platform_signer();
    let charset = charset_of(sandbox, order.out_trade_no());
    let mut pairs: Pairs = [
        ("charset", charset.as_str()),
        ("out_trade_no", order.out_trade_no().as_str()),
        ("method", &format!("{}.return", order.method())),
        ("total_amount", &order.total_amount().to_string()),
        ("trade_no", trade.trade_no().as_str()),
        ("auth_app_id", Sandbox::APP_ID),
        ("version", "1.0"),
        ("app_id", Sandbox::APP_ID),
        ("seller_id", alipay_trade::Trades::SELLER_ID),
        ("timestamp", &sandbox.clock.now().china()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into_iter()
    .collect();
    if let Some(serial) = &signer.certificate {
        pairs.push("alipay_cert_sn", serial.as_str().to_owned());
    }
    // Signed by the rule of trade notifications, and written as their body.
    let notice = Notice::form(&Uri::from_static("/"), FormRule::V1, pairs);
    let signature = signer.key.sign(notice.message()).ok()?;
    let query = notice.seal(&signature).ok()?.into_body();
    let (url, fragment) = url.split_once('#').map_or((url.as_str(), None), |(url, fragment)| (url, Some(fragment)));
    let query_begins = if url.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{url}{query_begins}{}{fragment}", String::from_utf8_lossy(&query)))
}
