//! What a buyer is to pay, as a page or a call says it.

use std::fmt;

use alipay_wire::{Invalid, JsonText, Request, Timestamp, Yuan, server::Refusal};
use serde::de::DeserializeOwned;

use crate::{OutTradeNo, TradeAppPay, TradePagePay, TradePay, TradeWapPay, pay};

/// What a buyer is to pay, as a page or a call says it, and where its notifications go.
#[derive(Clone, PartialEq)]
pub struct Order {
    method: &'static str,
    out_trade_no: OutTradeNo,
    total_amount: Yuan,
    subject: String,
    body: Option<String>,
    passback_params: Option<String>,
    time_expire: Option<Timestamp>,
    timeout_express: Option<String>,
    quit_url: Option<String>,
    notify_url: Option<String>,
    return_url: Option<String>,
}

impl Order {
    /// The order in the parameters `method` and `biz_content` of a signed page. `None` when `method` is no page.
    ///
    /// The signature is for the caller to verify, and so are the other parameters: give those on with
    /// [`with_notify_url`](Self::with_notify_url) and [`with_return_url`](Self::with_return_url).
    ///
    /// # Errors
    /// `ACQ.TOTAL_FEE_EXCEED` or `ACQ.INVALID_PARAMETER` when the content breaks a rule of its page.
    pub fn read(method: &str, biz_content: &str) -> Option<Result<Self, Refusal>> {
        Some(match method {
            _ if method == TradePagePay::META.name => read::<TradePagePay>(biz_content),
            _ if method == TradeWapPay::META.name => read::<TradeWapPay>(biz_content),
            _ if method == TradeAppPay::META.name => read::<TradeAppPay>(biz_content),
            _ => return None,
        })
    }

    /// The same, placed by another API with the same fields.
    #[must_use]
    pub fn placed_by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// Sets where notifications go.
    #[must_use]
    pub fn with_notify_url(mut self, url: impl Into<String>) -> Self {
        self.notify_url = Some(url.into());
        self
    }

    /// Sets where the buyer's browser returns to.
    #[must_use]
    pub fn with_return_url(mut self, url: impl Into<String>) -> Self {
        self.return_url = Some(url.into());
        self
    }

    /// The name of the API that placed it, such as `alipay.trade.page.pay`.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The merchant's number of it.
    pub fn out_trade_no(&self) -> &OutTradeNo {
        &self.out_trade_no
    }

    /// What is to be paid.
    pub fn total_amount(&self) -> Yuan {
        self.total_amount
    }

    /// Its title.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Its description. `None` when it has none.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// What the merchant gave along with it. `None` when that is nothing.
    pub fn passback_params(&self) -> Option<&str> {
        self.passback_params.as_deref()
    }

    /// Where a buyer who gives up returns to.
    pub fn quit_url(&self) -> Option<&str> {
        self.quit_url.as_deref()
    }

    /// Where notifications go.
    pub fn notify_url(&self) -> Option<&str> {
        self.notify_url.as_deref()
    }

    /// Where the buyer's browser returns to.
    pub fn return_url(&self) -> Option<&str> {
        self.return_url.as_deref()
    }

    /// When it ends, if it says.
    pub(super) fn time_expire(&self) -> Option<&Timestamp> {
        self.time_expire.as_ref()
    }

    /// After how long it ends: what it says, or what its product has.
    pub(super) fn timeout_express(&self) -> &str {
        let usual = match self.method {
            "alipay.trade.precreate" => "2h",
            method if method == TradePay::META.name => "3h",
            _ => "15d",
        };
        self.timeout_express.as_deref().unwrap_or(usual)
    }

    /// Whether both place the same order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.method == other.method && self.total_amount == other.total_amount && self.subject == other.subject
    }
}

/// Shows how it was placed, and nothing of the order.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("method", &self.method).finish_non_exhaustive()
    }
}

fn read<R: Request + DeserializeOwned>(biz_content: &str) -> Result<Order, Refusal>
where
    Order: for<'a> From<&'a R>,
{
    let request: R = JsonText::from(biz_content).parse().map_err(|_| pay::code::INVALID_PARAMETER)?;
    request.validate().map_err(|broken| refusal(&broken))?;
    Ok(Order::from(&request))
}

/// What the gateway says of a broken rule.
pub(super) fn refusal(broken: &Invalid) -> Refusal {
    match broken.field() {
        "total_amount" => pay::code::TOTAL_FEE_EXCEED,
        _ => pay::code::INVALID_PARAMETER,
    }
    .into()
}

/// The requests that place orders have the same fields for what counts here.
macro_rules! placed_by {
    ($($request:ident $(returns to $quit_url:ident)?;)*) => {$(
        impl From<&$request> for Order {
            fn from(request: &$request) -> Self {
                #[allow(unused_mut, reason = "one of them has no address to set")]
                let mut order = Self {
                    method: method::<$request>(),
                    out_trade_no: request.out_trade_no.clone(),
                    total_amount: request.total_amount,
                    subject: request.subject.clone(),
                    body: request.body.clone(),
                    passback_params: request.passback_params.clone(),
                    time_expire: request.time_expire.clone(),
                    timeout_express: request.timeout_express.clone(),
                    quit_url: None,
                    notify_url: None,
                    return_url: None,
                };
                $(order.quit_url.clone_from(&request.$quit_url);)?
                order
            }
        }
    )*};
}

placed_by! {
    TradePagePay returns to request_from_url;
    TradeWapPay returns to quit_url;
    TradeAppPay;
    TradePay;
}

fn method<R: Request>() -> &'static str {
    &R::META.name
}
