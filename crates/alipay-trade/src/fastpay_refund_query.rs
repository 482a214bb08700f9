//! `alipay.trade.fastpay.refund.query`: what became of a refund.
//!
//! Ask ten seconds after the refund, or later, with the numbers it was made with. An answer without data is no failure of the
//! refund: it was not received, not done yet, or the number is another one.

use alipay_wire::{
    Code, Mismatch, OneOrMany, OpenPlatform, Settlement, Settles, Text, Timestamp, Yuan, open_platform::UserId,
};

use crate::{
    EnterprisePayInfo, OutRequestNo, OutTradeNo, QueryOption, RefundChargeInfo, TradeFundBill, TradeNo, VoucherDetail,
    rules,
};

alipay_wire::request! {
    /// Asks what became of a refund.
    ///
    /// * **When:** [`TradeRefund`](crate::TradeRefund) ended with an unknown effect, or with a `fund_change` that is
    ///   not `Y`.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** in [`code`]. Expect `TRADE_NOT_EXIST` for numbers that name no trade. A refused question says
    ///   nothing about the money.
    /// * **Page:** `alipay.trade.fastpay.refund.query`, Open Platform.
    pub struct TradeFastpayRefundQuery {
        required {
            /// Your number of the refund. Of a refund without one, your number of the order.
            "out_request_no" out_request_no: OutRequestNo [max 64],
        }
        optional {
            /// Your number of the order. Required unless `trade_no` is given.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// Alipay's number of the trade. Wins where both are given.
            "trade_no" trade_no: TradeNo [max 64],
            /// What else is to be answered, such as [`QueryOption::GMT_REFUND_PAY`].
            "query_options" query_options: Vec<QueryOption> {show},
            /// The institution that took the trade, where several stand between: its partner id.
            "org_pid" org_pid: UserId [max 16],
        }
        private new blank
    }
}

impl TradeFastpayRefundQuery {
    /// Names the trade by your number of the order, and the refund.
    pub fn new(out_trade_no: impl Into<OutTradeNo>, out_request_no: impl Into<OutRequestNo>) -> Self {
        Self::blank(out_request_no).out_trade_no(out_trade_no)
    }

    /// Names the trade by Alipay's number, and the refund.
    pub fn by_trade_no(trade_no: impl Into<TradeNo>, out_request_no: impl Into<OutRequestNo>) -> Self {
        Self::blank(out_request_no).trade_no(trade_no)
    }
}

alipay_wire::response! {
    /// What became of a refund. Nothing is there of a refund the gateway does not know.
    pub struct TradeFastpayRefundQueryResponse {
        required {}
        optional {
            /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
            /// success. It says that the question was answered, and nothing about the refund.
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
            /// Your number of the refund.
            "out_request_no" out_request_no: OutRequestNo [max 64],
            /// How the refund stands. None when it was not received, or not done.
            "refund_status" refund_status: RefundStatus [max 32] {show},
            /// Amount of the order.
            "total_amount" total_amount: Yuan,
            /// Amount of this refund.
            "refund_amount" refund_amount: Yuan,
            /// Why it was refunded.
            "refund_reason" refund_reason: String as Text [max 256],
            /// Why it failed, for refunds that are carried out later.
            "error_code" error_code: Code [max 64] {show},
            /// When it was refunded: `yyyy-MM-dd HH:mm:ss` in China time. Asked for with [`QueryOption::GMT_REFUND_PAY`].
            "gmt_refund_pay" gmt_refund_pay: Timestamp {show},
            /// What went back from you. Asked for with [`QueryOption::REFUND_DETAIL_ITEM_LIST`].
            "send_back_fee" send_back_fee: Yuan,
            /// By which means. Asked for with [`QueryOption::REFUND_DETAIL_ITEM_LIST`].
            "refund_detail_item_list" refund_detail_item_list: Vec<TradeFundBill> as OneOrMany {show},
            /// Which vouchers were given back. Asked for with [`QueryOption::REFUND_VOUCHER_DETAIL_LIST`].
            "refund_voucher_detail_list" refund_voucher_detail_list: Vec<VoucherDetail> as OneOrMany {show},
            /// What goes back to a bank card. Asked for with [`QueryOption::DEPOSIT_BACK_INFO`].
            "deposit_back_info" deposit_back_info: DepositBackInfo {show},
            /// The same, card by card. Asked for with [`QueryOption::DEPOSIT_BACK_INFO_LIST`].
            "deposit_back_info_list" deposit_back_info_list: Vec<DepositBackInfo> as OneOrMany {show},
            /// What a company gets back. Asked for with [`QueryOption::ENTERPRISE_PAY_INFO`].
            "enterprise_pay_info" enterprise_pay_info: EnterprisePayInfo {show},
            /// The shares that were taken back.
            "refund_royaltys" refund_royaltys: Vec<RefundRoyaltyResult> as OneOrMany {show},
            /// Ticket amount of a marketing product that went back.
            "refund_hyb_amount" refund_hyb_amount: Yuan,
            /// The fees that were given back.
            "refund_charge_info_list" refund_charge_info_list: Vec<RefundChargeInfo> as OneOrMany {show},
            /// What was given back of your fees, where an institution stands between.
            "refund_charge_amount" refund_charge_amount: Yuan,
            /// The number of the clearing, where an institution stands between.
            "refund_settlement_id" refund_settlement_id: String as Text [max 64],
            /// What went back to the buyer, where that was agreed.
            "present_refund_buyer_amount" present_refund_buyer_amount: Yuan,
            /// What went back to Alipay's marketing, where that was agreed.
            "present_refund_discount_amount" present_refund_discount_amount: Yuan,
            /// What went back to your marketing, where that was agreed.
            "present_refund_mdiscount_amount" present_refund_mdiscount_amount: Yuan,
            /// The means of a medical insurance.
            "refund_channel_list" refund_channel_list: String as Text [max 256] {show},
            /// How those stand: `SUCCESS`, `FAIL` or `PART_SUCCESS`.
            "refund_channel_status" refund_channel_status: String as Text [max 64] {show},
            /// What an industry says about the refund.
            "industry_sepc_detail" industry_sepc_detail: String as Text,
        }
    }
}

alipay_wire::text! {
    /// How a refund stands. The set is open.
    pub struct RefundStatus show {
        /// Refunded.
        REFUND_SUCCESS = "REFUND_SUCCESS";
        /// On its way, for refunds that are carried out later.
        REFUND_PROCESSING = "REFUND_PROCESSING";
        /// Failed, for refunds that are carried out later.
        REFUND_FAIL = "REFUND_FAIL";
    }
}

alipay_wire::response! {
    /// What goes back to a bank card. What the bank refuses goes to the buyer's balance at Alipay.
    pub struct DepositBackInfo {
        required {}
        optional {
            /// Whether there is anything: `true` or `false`.
            "has_deposit_back" has_deposit_back: String as Text [max 5] {show},
            /// `S` done, `F` failed, `P` on its way.
            "dback_status" dback_status: String as Text [max 8] {show},
            /// How much.
            "dback_amount" dback_amount: Yuan,
            /// When the bank answered.
            "bank_ack_time" bank_ack_time: Timestamp {show},
            /// When the bank should have paid it.
            "est_bank_receipt_time" est_bank_receipt_time: Timestamp {show},
        }
    }
}

alipay_wire::response! {
    /// A share that was taken back.
    pub struct RefundRoyaltyResult {
        required {}
        optional {
            /// How much.
            "refund_amount" refund_amount: Yuan,
            /// What kind of share.
            "royalty_type" royalty_type: String as Text [max 32] {show},
            /// Whether it was: `SUCCESS` or another word.
            "result_code" result_code: Code [max 32] {show},
            /// Who gave it back.
            "trans_out" trans_out: UserId [max 28],
            /// The mail address of who gave it back.
            "trans_out_email" trans_out_email: String as Text [max 64],
            /// Who got it back.
            "trans_in" trans_in: UserId [max 28],
            /// The mail address of who got it back.
            "trans_in_email" trans_in_email: String as Text [max 64],
            /// Who gave it back, as you named them.
            "ori_trans_out" ori_trans_out: String as Text [max 64],
            /// Who got it back, as you named them.
            "ori_trans_in" ori_trans_in: String as Text [max 64],
        }
    }
}

/// Whether it was refunded.
///
/// | `refund_status` | settlement |
/// |---|---|
/// | `REFUND_SUCCESS` | settled |
/// | `REFUND_SUCCESS`, and a `refund_channel_status` other than `SUCCESS` | unknown: a part, or nothing |
/// | `REFUND_PROCESSING` | pending |
/// | none, empty, `REFUND_FAIL`, anything else | unknown: not received, not done, or done later under the same number |
impl Settles for TradeFastpayRefundQueryResponse {
    fn outcome(&self) -> Settlement {
        let channels = self.refund_channel_status.as_deref().map(str::trim).unwrap_or_default();
        match self.refund_status.as_ref().map(RefundStatus::as_str) {
            Some("REFUND_SUCCESS") if matches!(channels, "" | "SUCCESS") => Settlement::Settled,
            Some("REFUND_PROCESSING") => Settlement::Pending,
            _ => Settlement::Unknown,
        }
    }
}

alipay_wire::codes! {
    /// Codes of `alipay.trade.fastpay.refund.query`: the `sub_code` under gateway code `40004`.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "The gateway is busy. Send the same query again; if it persists, ask Alipay's technical support.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        // The page lists it with and without the prefix; codes are compared without.
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade. Check the numbers.";
        ENTERPRISE_PAY_BIZ_ERROR = "ACQ.ENTERPRISE_PAY_BIZ_ERROR" F "The company's part cannot be told. Send the query again, without `enterprise_pay_info` if it persists.";
    }
}

alipay_wire::api! {
    TradeFastpayRefundQuery => TradeFastpayRefundQueryResponse {
        dialect: OpenPlatform,
        name: "alipay.trade.fastpay.refund.query",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: POST "/v3/alipay/trade/fastpay/refund/query",
        safety: Query,
        codes: code::ALL,
        validate: |query| rules::names_a_trade(query.out_trade_no.as_ref(), query.trade_no.as_ref()),
        correlate: |query, answer| {
            rules::is_about(
                (query.out_trade_no.as_ref(), query.trade_no.as_ref()),
                (answer.out_trade_no.as_ref(), answer.trade_no.as_ref()),
            )?;
            Mismatch::unless_same("out_request_no", &query.out_request_no, answer.out_request_no.as_ref())
        },
    }
}
