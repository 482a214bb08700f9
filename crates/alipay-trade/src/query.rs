//! `alipay.trade.query`: how a trade stands.

use alipay_wire::{
    Code, Extra, Invalid, Mismatch, MoneyOutcome, OneOrMany, OpenPlatform, Request, Response, Rules, Text, Timestamp,
    Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    ChargeInfo, EnterprisePayInfo, OutTradeNo, QueryOption, TradeFundBill, TradeNo, TradeStatus, VoucherDetail, rules,
    trade_status::{is_filled, is_some_money},
};

/// Asks how a trade stands.
///
/// * **When:** a notification has not come, a payment ended with an unknown effect, or the payer was asked
///   (`10003`).
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `TRADE_NOT_EXIST` also for an order whose page nobody has opened. A refused
///   question says nothing about the money.
/// * **Page:** `alipay.trade.query`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.trade.query",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/trade/query",
    safety = Query,
    answer = TradeQueryResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct TradeQuery {
    /// Your number of the order. Required unless `trade_no` is given.
    #[wire(max = 64)]
    pub out_trade_no: Option<OutTradeNo>,
    /// Alipay's number of the trade. Wins where both are given.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// The institution that took the trade, where several stand between: its partner id.
    #[wire(max = 16)]
    pub org_pid: Option<UserId>,
    /// What else is to be answered, such as [`QueryOption::FundBillList`].
    #[wire(show)]
    pub query_options: Option<Vec<QueryOption>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeQuery {
    /// Names the trade by your number of the order.
    pub fn new(out_trade_no: impl Into<OutTradeNo>) -> Self {
        Self::blank().out_trade_no(out_trade_no)
    }

    /// Names the trade by Alipay's number.
    pub fn by_trade_no(trade_no: impl Into<TradeNo>) -> Self {
        Self::blank().trade_no(trade_no)
    }
}

/// How a trade stands.
///
/// Times are China time, `yyyy-MM-dd HH:mm:ss`; amounts are yuan, unless the order is in another currency. Of the fields
/// that the page calls required, your number and the status are required here: what else is missing must not cost you
/// the status. What the pages keep for themselves or say twice (`payment_info_with_id_list`, `intact_charge_info_list`),
/// and the items you sent (`req_goods_detail`), are in `extra`.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeQueryResponse {
    /// Your number of the order.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// The status of the trade.
    #[wire(max = 32, show)]
    pub trade_status: TradeStatus,
    /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
    /// success. It says that the question was answered, and nothing about the trade.
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
    /// Alipay's number of the trade. None before the gateway has made a real trade of the order.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// `SELLER_NOT_RECEIVED` when the buyer has paid and you have not received it.
    #[wire(with = Text, max = 64, show)]
    pub additional_status: Option<String>,
    /// Amount of the order. A refund does not change it.
    pub total_amount: Option<Yuan>,
    /// What you receive.
    pub receipt_amount: Option<Yuan>,
    /// What the buyer paid.
    pub buyer_pay_amount: Option<Yuan>,
    /// What was paid with bonus points.
    pub point_amount: Option<Yuan>,
    /// What may be invoiced.
    pub invoice_amount: Option<Yuan>,
    /// What Alipay paid of it.
    pub discount_amount: Option<Yuan>,
    /// What you paid of it. Asked for with [`QueryOption::MdiscountAmount`].
    pub mdiscount_amount: Option<Yuan>,
    /// Ticket amount of a marketing product.
    pub hyb_amount: Option<Yuan>,
    /// When the money went to the seller.
    #[wire(show)]
    pub send_pay_date: Option<Timestamp>,
    /// The buyer's login name, partly hidden.
    #[wire(with = Text, max = 100)]
    pub buyer_logon_id: Option<String>,
    /// The buyer.
    #[wire(max = 28)]
    pub buyer_user_id: Option<UserId>,
    /// The buyer, towards this application.
    #[wire(max = 128)]
    pub buyer_open_id: Option<OpenId>,
    /// The buyer under an old numbering. Do not use it.
    #[wire(with = Text)]
    pub open_id: Option<String>,
    /// The buyer's name, where that was agreed.
    #[wire(with = Text, max = 128)]
    pub buyer_user_name: Option<String>,
    /// `CORPORATE` or `PRIVATE`.
    #[wire(with = Text, max = 18, show)]
    pub buyer_user_type: Option<String>,
    /// Title of the order, where an institution stands between.
    #[wire(with = Text, max = 256)]
    pub subject: Option<String>,
    /// Description of the order, where an institution stands between.
    #[wire(with = Text, max = 1000)]
    pub body: Option<String>,
    /// Your number of the shop.
    #[wire(with = Text, max = 32)]
    pub store_id: Option<String>,
    /// Name of the shop.
    #[wire(with = Text, max = 512)]
    pub store_name: Option<String>,
    /// Alipay's number of the shop.
    #[wire(with = Text, max = 64)]
    pub alipay_store_id: Option<String>,
    /// Your number of the till.
    #[wire(with = Text, max = 32)]
    pub terminal_id: Option<String>,
    /// What you gave along with the order.
    #[wire(with = Text, max = 512)]
    pub passback_params: Option<String>,
    /// By which means it was paid. Asked for with [`QueryOption::FundBillList`], or agreed.
    #[wire(with = OneOrMany, show)]
    pub fund_bill_list: Option<Vec<TradeFundBill>>,
    /// Which vouchers were used. Asked for with [`QueryOption::VoucherDetailList`].
    #[wire(with = OneOrMany, show)]
    pub voucher_detail_list: Option<Vec<VoucherDetail>>,
    /// What vouchers lowered, item by item, as JSON text. Asked for with [`QueryOption::DiscountGoodsDetail`].
    #[wire(with = Text)]
    pub discount_goods_detail: Option<String>,
    /// How it is settled and shared. Asked for with [`QueryOption::TradeSettleInfo`].
    #[wire(show)]
    pub trade_settle_info: Option<TradeSettleInfo>,
    /// What a company pays. Asked for with [`QueryOption::EnterprisePayInfo`].
    #[wire(show)]
    pub enterprise_pay_info: Option<EnterprisePayInfo>,
    /// Huabei instalments, where that was agreed.
    #[wire(show)]
    pub hb_fq_pay_info: Option<HbFqPayInfo>,
    /// What was fulfilled of the order. Asked for with [`QueryOption::FulfillmentDetailList`].
    #[wire(with = OneOrMany, show)]
    pub fulfillment_detail_list: Option<Vec<FulfillmentDetail>>,
    /// How the buyer pays later, where they do: they may have paid nothing yet.
    #[wire(with = Text, max = 64, show)]
    pub credit_pay_mode: Option<String>,
    /// The order of such a credit.
    #[wire(with = Text, max = 64)]
    pub credit_biz_order_id: Option<String>,
    /// How a credit authorisation was paid: `CREDIT_PREAUTH_PAY`.
    #[wire(with = Text, max = 64, show)]
    pub auth_trade_pay_mode: Option<String>,
    /// `S` when a payment that is carried out later was taken up.
    #[wire(with = Text, max = 64, show)]
    pub async_pay_apply_status: Option<String>,
    /// `DC` when you receive digital currency.
    #[wire(with = Text, show)]
    pub receipt_currency_type: Option<String>,
    /// How the order is settled by periods.
    #[wire(with = Text, max = 64, show)]
    pub biz_settle_mode: Option<String>,
    /// The scene of such a settlement.
    #[wire(with = Text, max = 64, show)]
    pub period_scene: Option<String>,
    /// What else was agreed, as JSON text.
    #[wire(with = Text, max = 1024)]
    pub ext_infos: Option<String>,
    /// What an industry says about the payment, such as medical insurance.
    #[wire(with = Text)]
    pub industry_sepc_detail: Option<String>,
    /// The same, about the payer's own insurance account.
    #[wire(with = Text)]
    pub industry_sepc_detail_acc: Option<String>,
    /// The same, about the common insurance fund.
    #[wire(with = Text)]
    pub industry_sepc_detail_gov: Option<String>,
    /// What is told of a medical insurance, as JSON text. Asked for with `medical_insurance_info`.
    #[wire(with = Text)]
    pub medical_insurance_info: Option<String>,
    /// Fees.
    #[wire(with = OneOrMany, show)]
    pub charge_info_list: Option<Vec<ChargeInfo>>,
    /// What you are charged, where an institution stands between.
    pub charge_amount: Option<Yuan>,
    /// The reduced rates that apply, where an institution stands between.
    #[wire(with = Text, max = 64, show)]
    pub charge_flags: Option<String>,
    /// The number of the clearing, where an institution stands between.
    #[wire(with = Text, max = 64)]
    pub settlement_id: Option<String>,
    /// The merchant at Alipay, where an institution stands between.
    #[wire(with = Text, max = 32)]
    pub alipay_sub_merchant_id: Option<String>,
    /// The currency of the order.
    #[wire(with = Text, max = 8, show)]
    pub trans_currency: Option<String>,
    /// The currency you are paid in.
    #[wire(with = Text, max = 8, show)]
    pub settle_currency: Option<String>,
    /// What you are paid in that currency. Not in yuan.
    #[wire(with = Text, max = 11)]
    pub settle_amount: Option<String>,
    /// The rate from that currency to the order's.
    #[wire(with = Text, show)]
    pub settle_trans_rate: Option<String>,
    /// The currency the buyer pays in.
    #[wire(with = Text, max = 8, show)]
    pub pay_currency: Option<String>,
    /// What the buyer pays in that currency. Not in yuan.
    #[wire(with = Text, max = 11)]
    pub pay_amount: Option<String>,
    /// The rate from the order's currency to the buyer's.
    #[wire(with = Text, show)]
    pub trans_pay_rate: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// How a trade is settled and shared.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeSettleInfo {
    /// What was settled, step by step.
    #[wire(with = OneOrMany, show)]
    pub trade_settle_detail_list: Option<Vec<TradeSettleDetail>>,
    /// What is not settled yet.
    pub trade_unsettled_amount: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One step of a settlement.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeSettleDetail {
    /// What it is: `transfer` for a share, `replenish` for an addition, `settle`, with `_refund` behind it when taken
    /// back; `on_settle` when it is still to come.
    #[wire(with = Text, max = 64, show)]
    pub operation_type: Option<String>,
    /// Your number of it.
    #[wire(with = Text, max = 64)]
    pub operation_serial_no: Option<String>,
    /// When it was done.
    #[wire(show)]
    pub operation_dt: Option<Timestamp>,
    /// Who gave.
    #[wire(max = 28)]
    pub trans_out: Option<UserId>,
    /// Who received.
    #[wire(max = 28)]
    pub trans_in: Option<UserId>,
    /// Who gave, as you named them.
    #[wire(with = Text, max = 64)]
    pub ori_trans_out: Option<String>,
    /// Who received, as you named them.
    #[wire(with = Text, max = 64)]
    pub ori_trans_in: Option<String>,
    /// How much.
    pub amount: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Huabei instalments.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct HbFqPayInfo {
    /// How many instalments.
    #[wire(with = Text, max = 64, show)]
    pub user_install_num: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What was fulfilled of an order.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct FulfillmentDetail {
    /// What was fulfilled: an amount in yuan.
    pub fulfillment_amount: Option<Yuan>,
    /// Your number of the fulfilment.
    #[wire(with = Text, max = 64)]
    pub out_request_no: Option<String>,
    /// When.
    #[wire(show)]
    pub gmt_payment: Option<Timestamp>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeQueryResponse {
    /// Whether anything says that it was paid: time, amounts or means.
    fn was_paid(&self) -> bool {
        let amounts = [
            self.receipt_amount,
            self.buyer_pay_amount,
            self.point_amount,
            self.invoice_amount,
            self.discount_amount,
            self.mdiscount_amount,
        ];
        is_filled(self.send_pay_date.as_ref().map(Timestamp::as_str))
            || amounts.into_iter().any(is_some_money)
            || self.fund_bill_list.as_ref().is_some_and(|bills| !bills.is_empty())
            || self.voucher_detail_list.as_ref().is_some_and(|vouchers| !vouchers.is_empty())
    }

    /// Whether money of a paid order is still to come: to you, or from the buyer.
    fn is_to_come(&self) -> bool {
        is_filled(self.additional_status.as_deref()) || is_filled(self.credit_pay_mode.as_deref())
    }
}

impl TradeQueryResponse {
    /// What happened to the payment.
    ///
    /// | `trade_status` | the money |
    /// |---|---|
    /// | `TRADE_SUCCESS`, `TRADE_FINISHED` | moved, also when a part was refunded later |
    /// | the same, and an `additional_status`: you have not received it; or a `credit_pay_mode`: the buyer has not given it | pending |
    /// | `WAIT_BUYER_PAY` | pending |
    /// | `TRADE_CLOSED`, and nothing tells of a payment | not moved |
    /// | `TRADE_CLOSED`, and time, amount or means tell of one | unknown: paid and refunded, for which there is no word |
    /// | anything else | unknown |
    pub fn outcome(&self) -> MoneyOutcome {
        match self.trade_status.outcome(self.was_paid()) {
            MoneyOutcome::Moved if self.is_to_come() => MoneyOutcome::Pending,
            outcome => outcome,
        }
    }
}

alipay_wire::codes! {
    /// Codes of `alipay.trade.query`: the `sub_code` under gateway code `40004`.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "The gateway is busy. Send the same query again; if it persists, ask Alipay's technical support.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade, so far: a page that no payer has opened makes none, and a payment that was sent may still be on its way. Check the number and ask again; before you give the order up, cancel or close it.";
        ENTERPRISE_PAY_BIZ_ERROR = "ACQ.ENTERPRISE_PAY_BIZ_ERROR" F "The company's part cannot be told. Send the query again, without `enterprise_pay_info` if it persists.";
    }
}

impl Rules for TradeQuery {
    fn check_rules(&self) -> Result<(), Invalid> {
        rules::names_a_trade(self.out_trade_no.as_ref(), self.trade_no.as_ref())
    }

    fn correlate(&self, answer: &TradeQueryResponse) -> Result<(), Mismatch> {
        rules::is_about(
            (self.out_trade_no.as_ref(), self.trade_no.as_ref()),
            (Some(&answer.out_trade_no), answer.trade_no.as_ref()),
        )
    }
}
