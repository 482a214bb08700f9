//! `alipay.trade.fastpay.refund.query`: what happened to a refund.
//!
//! Ask ten seconds after the refund, or later, with the numbers it was made with. An answer without data is no failure of the
//! refund: it was not received, not done yet, or the number is another one.

use alipay_wire::{
    Code, Extra, Invalid, Mismatch, MoneyOutcome, OneOrMany, OpenPlatform, OtherText, Request, Response, Rules,
    StringEnum, Text, Timestamp, Yuan, open_platform::UserId,
};

use crate::{
    EnterprisePayInfo, OutRequestNo, OutTradeNo, QueryOption, RefundChargeInfo, TradeFundBill, TradeNo, VoucherDetail,
    rules,
};

/// Asks what happened to a refund.
///
/// * **When:** [`TradeRefund`](crate::TradeRefund) ended with an unknown effect, or with a `fund_change` that is
///   not `Y`.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `TRADE_NOT_EXIST` for numbers that name no trade. A refused question says
///   nothing about the money.
/// * **Page:** `alipay.trade.fastpay.refund.query`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.trade.fastpay.refund.query",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/trade/fastpay/refund/query",
    safety = Query,
    answer = TradeFastpayRefundQueryResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct TradeFastpayRefundQuery {
    /// Your number of the refund. Of a refund without one, your number of the order.
    #[wire(max = 64)]
    pub out_request_no: OutRequestNo,
    /// Your number of the order. Required unless `trade_no` is given.
    #[wire(max = 64)]
    pub out_trade_no: Option<OutTradeNo>,
    /// Alipay's number of the trade. Wins where both are given.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// What else is to be answered, such as [`QueryOption::GmtRefundPay`].
    #[wire(show)]
    pub query_options: Option<Vec<QueryOption>>,
    /// The institution that took the trade, where several stand between: its partner id.
    #[wire(max = 16)]
    pub org_pid: Option<UserId>,
    /// Members this type has no field for.
    pub extra: Extra,
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

/// What happened to a refund. Nothing is there of a refund the gateway does not know.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeFastpayRefundQueryResponse {
    /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
    /// success. It says that the question was answered, and nothing about the refund.
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
    /// Your number of the refund.
    #[wire(max = 64)]
    pub out_request_no: Option<OutRequestNo>,
    /// How the refund stands. None when it was not received, or not done.
    #[wire(max = 32, show)]
    pub refund_status: Option<RefundStatus>,
    /// Amount of the order.
    pub total_amount: Option<Yuan>,
    /// Amount of this refund.
    pub refund_amount: Option<Yuan>,
    /// Why it was refunded.
    #[wire(with = Text, max = 256)]
    pub refund_reason: Option<String>,
    /// Why it failed, for refunds that are carried out later.
    #[wire(max = 64, show)]
    pub error_code: Option<Code>,
    /// When it was refunded: `yyyy-MM-dd HH:mm:ss` in China time. Asked for with [`QueryOption::GmtRefundPay`].
    #[wire(show)]
    pub gmt_refund_pay: Option<Timestamp>,
    /// What went back from you. Asked for with [`QueryOption::RefundDetailItemList`].
    pub send_back_fee: Option<Yuan>,
    /// By which means. Asked for with [`QueryOption::RefundDetailItemList`].
    #[wire(with = OneOrMany, show)]
    pub refund_detail_item_list: Option<Vec<TradeFundBill>>,
    /// Which vouchers were given back. Asked for with [`QueryOption::RefundVoucherDetailList`].
    #[wire(with = OneOrMany, show)]
    pub refund_voucher_detail_list: Option<Vec<VoucherDetail>>,
    /// What goes back to a bank card. Asked for with [`QueryOption::DepositBackInfo`].
    #[wire(show)]
    pub deposit_back_info: Option<DepositBackInfo>,
    /// The same, card by card. Asked for with [`QueryOption::DepositBackInfoList`].
    #[wire(with = OneOrMany, show)]
    pub deposit_back_info_list: Option<Vec<DepositBackInfo>>,
    /// What a company gets back. Asked for with [`QueryOption::EnterprisePayInfo`].
    #[wire(show)]
    pub enterprise_pay_info: Option<EnterprisePayInfo>,
    /// The shares that were taken back.
    #[wire(with = OneOrMany, show)]
    pub refund_royaltys: Option<Vec<RefundRoyaltyResult>>,
    /// Ticket amount of a marketing product that went back.
    pub refund_hyb_amount: Option<Yuan>,
    /// The fees that were given back.
    #[wire(with = OneOrMany, show)]
    pub refund_charge_info_list: Option<Vec<RefundChargeInfo>>,
    /// What was given back of your fees, where an institution stands between.
    pub refund_charge_amount: Option<Yuan>,
    /// The number of the clearing, where an institution stands between.
    #[wire(with = Text, max = 64)]
    pub refund_settlement_id: Option<String>,
    /// What went back to the buyer, where that was agreed.
    pub present_refund_buyer_amount: Option<Yuan>,
    /// What went back to Alipay's marketing, where that was agreed.
    pub present_refund_discount_amount: Option<Yuan>,
    /// What went back to your marketing, where that was agreed.
    pub present_refund_mdiscount_amount: Option<Yuan>,
    /// The means of a medical insurance.
    #[wire(with = Text, max = 256, show)]
    pub refund_channel_list: Option<String>,
    /// How those stand: `SUCCESS`, `FAIL` or `PART_SUCCESS`.
    #[wire(with = Text, max = 64, show)]
    pub refund_channel_status: Option<String>,
    /// What an industry says about the refund.
    #[wire(with = Text)]
    pub industry_sepc_detail: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// How a refund stands. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum RefundStatus {
    /// Refunded.
    RefundSuccess,
    /// On its way, for refunds that are carried out later.
    RefundProcessing,
    /// Failed, for refunds that are carried out later.
    RefundFail,
    /// A word that is not listed here.
    Other(OtherText),
}

/// What goes back to a bank card. What the bank refuses goes to the buyer's balance at Alipay.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct DepositBackInfo {
    /// Whether there is anything: `true` or `false`.
    #[wire(with = Text, max = 5, show)]
    pub has_deposit_back: Option<String>,
    /// `S` done, `F` failed, `P` on its way.
    #[wire(with = Text, max = 8, show)]
    pub dback_status: Option<String>,
    /// How much.
    pub dback_amount: Option<Yuan>,
    /// When the bank answered.
    #[wire(show)]
    pub bank_ack_time: Option<Timestamp>,
    /// When the bank should have paid it.
    #[wire(show)]
    pub est_bank_receipt_time: Option<Timestamp>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A share that was taken back.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct RefundRoyaltyResult {
    /// How much.
    pub refund_amount: Option<Yuan>,
    /// What kind of share.
    #[wire(with = Text, max = 32, show)]
    pub royalty_type: Option<String>,
    /// Whether it was: `SUCCESS` or another word.
    #[wire(max = 32, show)]
    pub result_code: Option<Code>,
    /// Who gave it back.
    #[wire(max = 28)]
    pub trans_out: Option<UserId>,
    /// The mail address of who gave it back.
    #[wire(with = Text, max = 64)]
    pub trans_out_email: Option<String>,
    /// Who got it back.
    #[wire(max = 28)]
    pub trans_in: Option<UserId>,
    /// The mail address of who got it back.
    #[wire(with = Text, max = 64)]
    pub trans_in_email: Option<String>,
    /// Who gave it back, as you named them.
    #[wire(with = Text, max = 64)]
    pub ori_trans_out: Option<String>,
    /// Who got it back, as you named them.
    #[wire(with = Text, max = 64)]
    pub ori_trans_in: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeFastpayRefundQueryResponse {
    /// Whether it was refunded.
    ///
    /// | `refund_status` | the money |
    /// |---|---|
    /// | `REFUND_SUCCESS` | moved |
    /// | `REFUND_SUCCESS`, and a `refund_channel_status` other than `SUCCESS` | unknown: a part, or nothing |
    /// | `REFUND_PROCESSING` | pending |
    /// | none, empty, `REFUND_FAIL`, anything else | unknown: not received, not done, or done later under the same number |
    pub fn outcome(&self) -> MoneyOutcome {
        let channels = self.refund_channel_status.as_deref().map(str::trim).unwrap_or_default();
        match self.refund_status.as_ref().map(RefundStatus::as_str) {
            Some("REFUND_SUCCESS") if matches!(channels, "" | "SUCCESS") => MoneyOutcome::Moved,
            Some("REFUND_PROCESSING") => MoneyOutcome::Pending,
            _ => MoneyOutcome::Unknown,
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

impl Rules for TradeFastpayRefundQuery {
    fn check_rules(&self) -> Result<(), Invalid> {
        rules::names_a_trade(self.out_trade_no.as_ref(), self.trade_no.as_ref())
    }

    fn correlate(&self, answer: &TradeFastpayRefundQueryResponse) -> Result<(), Mismatch> {
        rules::is_about(
            (self.out_trade_no.as_ref(), self.trade_no.as_ref()),
            (answer.out_trade_no.as_ref(), answer.trade_no.as_ref()),
        )?;
        Mismatch::unless_same("out_request_no", &self.out_request_no, answer.out_request_no.as_ref())
    }
}
