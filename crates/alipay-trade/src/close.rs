//! `alipay.trade.close`: closes a trade that nobody has paid. It can then be paid no more.
//!
//! Closing is no refund: a trade that was paid is refused.

use alipay_wire::{Code, OpenPlatform, Text};

use crate::{OutTradeNo, TradeNo, rules};

alipay_wire::request! {
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
    pub struct TradeClose {
        required {}
        optional {
            /// Your number of the order. Required unless `trade_no` is given.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// Alipay's number of the trade. Wins where both are given.
            "trade_no" trade_no: TradeNo [max 64],
            /// Your number of who operates the till.
            "operator_id" operator_id: String as Text [max 28],
        }
        private new blank
    }
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

alipay_wire::response! {
    /// The trade is closed.
    pub struct TradeCloseResponse {
        required {}
        optional {
            /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
            /// success.
            "code" code: Code {show},
            /// The gateway's words for `code`.
            "msg" msg: String as Text,
            /// The code of a business failure. Never there in a success.
            "sub_code" sub_code: Code {show},
            /// The gateway's words for `sub_code`.
            "sub_msg" sub_msg: String as Text,
            /// Alipay's number of the trade.
            "trade_no" trade_no: TradeNo [max 64],
            /// Your number of the order.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
        }
    }
}

alipay_wire::codes! {
    /// Codes of `alipay.trade.close`: the `sub_code` under gateway code `40004`.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "The gateway is busy. Send the same request again.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade: a page that no payer has opened makes none, and can still be opened. Check the number.";
        TRADE_STATUS_ERROR = "ACQ.TRADE_STATUS_ERROR" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt of yours. Query which." key_taken;
        REASON_TRADE_STATUS_INVALID = "ACQ.REASON_TRADE_STATUS_INVALID" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt of yours. Query which." key_taken;
        REASON_ILLEGAL_STATUS = "ACQ.REASON_ILLEGAL_STATUS" F "Only a trade that waits for the buyer can be closed: it was paid, or closed before, perhaps by an earlier attempt of yours. Query which." key_taken;
    }
}

alipay_wire::api! {
    TradeClose => TradeCloseResponse {
        dialect: OpenPlatform,
        name: "alipay.trade.close",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: POST "/v3/alipay/trade/close",
        safety: Keyed,
        codes: code::ALL,
        key: |close| rules::number(close.out_trade_no.as_ref(), close.trade_no.as_ref()),
        validate: |close| rules::names_a_trade(close.out_trade_no.as_ref(), close.trade_no.as_ref()),
        correlate: |close, answer| rules::is_about(
            (close.out_trade_no.as_ref(), close.trade_no.as_ref()),
            (answer.out_trade_no.as_ref(), answer.trade_no.as_ref()),
        ),
    }
}
