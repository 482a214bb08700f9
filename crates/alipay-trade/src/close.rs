//! `alipay.trade.close`: closes a trade that nobody has paid. It can then be paid no more.
//!
//! Closing is no refund: a trade that was paid is refused.

use alipay_wire::{Code, Extra, Invalid, Keyed, Mismatch, OpenPlatform, Request, Response, Rules, Text};

use crate::{OutTradeNo, TradeNo, rules};

/// Closes a trade that nobody has paid.
///
/// Keyed by the number of the trade: closing twice is closing once.
///
/// * **When:** an order is given up before it is paid. One that was paid is given back with
///   [`TradeRefund`](crate::TradeRefund).
/// * **Changes:** whether it can still be paid; no money.
/// * **Codes:** in [`code`]. Expect `TRADE_NOT_EXIST` for an order whose page nobody has opened, and which can
///   still be opened; `TRADE_STATUS_ERROR` for one that may have been paid.
/// * **Page:** `alipay.trade.close`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.trade.close",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/trade/close",
    safety = Keyed,
    answer = TradeCloseResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct TradeClose {
    /// Your number of the order. Required unless `trade_no` is given.
    #[wire(max = 64)]
    pub out_trade_no: Option<OutTradeNo>,
    /// Alipay's number of the trade. Wins where both are given.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// Your number of who operates the till.
    #[wire(with = Text, max = 28)]
    pub operator_id: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeClose {
    /// Names the trade by your number of the order.
    pub fn new(out_trade_no: impl Into<OutTradeNo>) -> Self {
        Self::blank().out_trade_no(out_trade_no)
    }

    /// Names the trade by Alipay's number.
    pub fn by_trade_no(trade_no: impl Into<TradeNo>) -> Self {
        Self::blank().trade_no(trade_no)
    }
}

/// The trade is closed.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeCloseResponse {
    /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
    /// success.
    #[wire(show)]
    pub code: Option<Code>,
    /// The gateway's words for `code`.
    #[wire(with = Text)]
    pub msg: Option<String>,
    /// The code of a business failure. Never there in a success.
    #[wire(show)]
    pub sub_code: Option<Code>,
    /// The gateway's words for `sub_code`.
    #[wire(with = Text)]
    pub sub_msg: Option<String>,
    /// Alipay's number of the trade.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// Your number of the order.
    #[wire(max = 64)]
    pub out_trade_no: Option<OutTradeNo>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `alipay.trade.close`: the `sub_code` under gateway code `40004`.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "The gateway is busy. Send the same request again.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade: a page that no payer has opened makes none, and can still be opened. Check the number.";
        TRADE_STATUS_ERROR = "ACQ.TRADE_STATUS_ERROR" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt. Query which." key_taken;
        REASON_TRADE_STATUS_INVALID = "ACQ.REASON_TRADE_STATUS_INVALID" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt. Query which." key_taken;
        REASON_ILLEGAL_STATUS = "ACQ.REASON_ILLEGAL_STATUS" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt. Query which." key_taken;
    }
}

impl Keyed for TradeClose {
    fn key(&self) -> Option<&str> {
        rules::number(self.out_trade_no.as_ref(), self.trade_no.as_ref())
    }
}

impl Rules for TradeClose {
    fn check_rules(&self) -> Result<(), Invalid> {
        rules::names_a_trade(self.out_trade_no.as_ref(), self.trade_no.as_ref())
    }

    fn correlate(&self, answer: &TradeCloseResponse) -> Result<(), Mismatch> {
        rules::is_about(
            (self.out_trade_no.as_ref(), self.trade_no.as_ref()),
            (answer.out_trade_no.as_ref(), answer.trade_no.as_ref()),
        )
    }
}
