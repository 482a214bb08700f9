//! `alipay.trade.query`: how a trade stands.

use alipay_wire::{
    Code, OneOrMany, OpenPlatform, Settlement, Settles, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    ChargeInfo, EnterprisePayInfo, OutTradeNo, QueryOption, TradeFundBill, TradeNo, TradeStatus, VoucherDetail, rules,
    trade_status::{is_filled, is_some_money},
};

alipay_wire::request! {
    /// Asks how a trade stands.
    ///
    /// * **When:** a notification has not come, a payment ended with an unknown effect, or the payer was asked
    ///   (`10003`).
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** in [`code`]. Expect `TRADE_NOT_EXIST` also for an order whose page nobody has opened. A refused
    ///   question says nothing about the money.
    /// * **Page:** `alipay.trade.query`, Open Platform.
    pub struct TradeQuery {
        required {}
        optional {
            /// Your number of the order. Required unless `trade_no` is given.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// Alipay's number of the trade. Wins where both are given.
            "trade_no" trade_no: TradeNo [max 64],
            /// The institution that took the trade, where several stand between: its partner id.
            "org_pid" org_pid: UserId [max 16],
            /// What else is to be answered, such as [`QueryOption::FUND_BILL_LIST`].
            "query_options" query_options: Vec<QueryOption> {show},
        }
        private new blank
    }
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

alipay_wire::response! {
    /// How a trade stands.
    ///
    /// Times are China time, `yyyy-MM-dd HH:mm:ss`; amounts are yuan, unless the order is in another currency. Of the fields
    /// that the page calls required, your number and the status are required here: what else is missing must not cost you
    /// the status. What the pages keep for themselves or say twice (`payment_info_with_id_list`, `intact_charge_info_list`),
    /// and the items you sent (`req_goods_detail`), are in `extra`.
    pub struct TradeQueryResponse {
        required {
            /// Your number of the order.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// The status of the trade.
            "trade_status" trade_status: TradeStatus [max 32] {show},
        }
        optional {
            /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
            /// success. It says that the question was answered, and nothing about the trade.
            "code" code: Code {show},
            /// The gateway's words for `code`.
            "msg" msg: String as Text,
            /// The code of a business failure. Never there in a success.
            "sub_code" sub_code: Code {show},
            /// The gateway's words for `sub_code`.
            "sub_msg" sub_msg: String as Text,
            /// Alipay's number of the trade. None before the gateway has made a real trade of the order.
            "trade_no" trade_no: TradeNo [max 64],
            /// `SELLER_NOT_RECEIVED` when the buyer has paid and you have not received it.
            "additional_status" additional_status: String as Text [max 64] {show},
            /// Amount of the order. A refund does not change it.
            "total_amount" total_amount: Yuan,
            /// What you receive.
            "receipt_amount" receipt_amount: Yuan,
            /// What the buyer paid.
            "buyer_pay_amount" buyer_pay_amount: Yuan,
            /// What was paid with bonus points.
            "point_amount" point_amount: Yuan,
            /// What may be invoiced.
            "invoice_amount" invoice_amount: Yuan,
            /// What Alipay paid of it.
            "discount_amount" discount_amount: Yuan,
            /// What you paid of it. Asked for with [`QueryOption::MDISCOUNT_AMOUNT`].
            "mdiscount_amount" mdiscount_amount: Yuan,
            /// Ticket amount of a marketing product.
            "hyb_amount" hyb_amount: Yuan,
            /// When the money went to the seller.
            "send_pay_date" send_pay_date: Timestamp {show},
            /// The buyer's login name, partly hidden.
            "buyer_logon_id" buyer_logon_id: String as Text [max 100],
            /// The buyer.
            "buyer_user_id" buyer_user_id: UserId [max 28],
            /// The buyer, towards this application.
            "buyer_open_id" buyer_open_id: OpenId [max 128],
            /// The buyer under an old numbering. Do not use it.
            "open_id" open_id: String as Text,
            /// The buyer's name, where that was agreed.
            "buyer_user_name" buyer_user_name: String as Text [max 128],
            /// `CORPORATE` or `PRIVATE`.
            "buyer_user_type" buyer_user_type: String as Text [max 18] {show},
            /// Title of the order, where an institution stands between.
            "subject" subject: String as Text [max 256],
            /// Description of the order, where an institution stands between.
            "body" body: String as Text [max 1000],
            /// Your number of the shop.
            "store_id" store_id: String as Text [max 32],
            /// Name of the shop.
            "store_name" store_name: String as Text [max 512],
            /// Alipay's number of the shop.
            "alipay_store_id" alipay_store_id: String as Text [max 64],
            /// Your number of the till.
            "terminal_id" terminal_id: String as Text [max 32],
            /// What you gave along with the order.
            "passback_params" passback_params: String as Text [max 512],
            /// By which means it was paid. Asked for with [`QueryOption::FUND_BILL_LIST`], or agreed.
            "fund_bill_list" fund_bill_list: Vec<TradeFundBill> as OneOrMany {show},
            /// Which vouchers were used. Asked for with [`QueryOption::VOUCHER_DETAIL_LIST`].
            "voucher_detail_list" voucher_detail_list: Vec<VoucherDetail> as OneOrMany {show},
            /// What vouchers lowered, item by item, as JSON text. Asked for with [`QueryOption::DISCOUNT_GOODS_DETAIL`].
            "discount_goods_detail" discount_goods_detail: String as Text,
            /// How it is settled and shared. Asked for with [`QueryOption::TRADE_SETTLE_INFO`].
            "trade_settle_info" trade_settle_info: TradeSettleInfo {show},
            /// What a company pays. Asked for with [`QueryOption::ENTERPRISE_PAY_INFO`].
            "enterprise_pay_info" enterprise_pay_info: EnterprisePayInfo {show},
            /// Huabei instalments, where that was agreed.
            "hb_fq_pay_info" hb_fq_pay_info: HbFqPayInfo {show},
            /// What was fulfilled of the order. Asked for with [`QueryOption::FULFILLMENT_DETAIL_LIST`].
            "fulfillment_detail_list" fulfillment_detail_list: Vec<FulfillmentDetail> as OneOrMany {show},
            /// How the buyer pays later, where they do: they may have paid nothing yet.
            "credit_pay_mode" credit_pay_mode: String as Text [max 64] {show},
            /// The order of such a credit.
            "credit_biz_order_id" credit_biz_order_id: String as Text [max 64],
            /// How a credit authorisation was paid: `CREDIT_PREAUTH_PAY`.
            "auth_trade_pay_mode" auth_trade_pay_mode: String as Text [max 64] {show},
            /// `S` when a payment that is carried out later was taken up.
            "async_pay_apply_status" async_pay_apply_status: String as Text [max 64] {show},
            /// `DC` when you receive digital currency.
            "receipt_currency_type" receipt_currency_type: String as Text {show},
            /// How the order is settled by periods.
            "biz_settle_mode" biz_settle_mode: String as Text [max 64] {show},
            /// The scene of such a settlement.
            "period_scene" period_scene: String as Text [max 64] {show},
            /// What else was agreed, as JSON text.
            "ext_infos" ext_infos: String as Text [max 1024],
            /// What an industry says about the payment, such as medical insurance.
            "industry_sepc_detail" industry_sepc_detail: String as Text,
            /// The same, about the payer's own insurance account.
            "industry_sepc_detail_acc" industry_sepc_detail_acc: String as Text,
            /// The same, about the common insurance fund.
            "industry_sepc_detail_gov" industry_sepc_detail_gov: String as Text,
            /// What is told of a medical insurance, as JSON text. Asked for with `medical_insurance_info`.
            "medical_insurance_info" medical_insurance_info: String as Text,
            /// Fees.
            "charge_info_list" charge_info_list: Vec<ChargeInfo> as OneOrMany {show},
            /// What you are charged, where an institution stands between.
            "charge_amount" charge_amount: Yuan,
            /// The reduced rates that apply, where an institution stands between.
            "charge_flags" charge_flags: String as Text [max 64] {show},
            /// The number of the clearing, where an institution stands between.
            "settlement_id" settlement_id: String as Text [max 64],
            /// The merchant at Alipay, where an institution stands between.
            "alipay_sub_merchant_id" alipay_sub_merchant_id: String as Text [max 32],
            /// The currency of the order.
            "trans_currency" trans_currency: String as Text [max 8] {show},
            /// The currency you are paid in.
            "settle_currency" settle_currency: String as Text [max 8] {show},
            /// What you are paid in that currency. Not in yuan.
            "settle_amount" settle_amount: String as Text [max 11],
            /// The rate from that currency to the order's.
            "settle_trans_rate" settle_trans_rate: String as Text {show},
            /// The currency the buyer pays in.
            "pay_currency" pay_currency: String as Text [max 8] {show},
            /// What the buyer pays in that currency. Not in yuan.
            "pay_amount" pay_amount: String as Text [max 11],
            /// The rate from the order's currency to the buyer's.
            "trans_pay_rate" trans_pay_rate: String as Text {show},
        }
    }
}

alipay_wire::response! {
    /// How a trade is settled and shared.
    pub struct TradeSettleInfo {
        required {}
        optional {
            /// What was settled, step by step.
            "trade_settle_detail_list" trade_settle_detail_list: Vec<TradeSettleDetail> as OneOrMany {show},
            /// What is not settled yet.
            "trade_unsettled_amount" trade_unsettled_amount: Yuan,
        }
    }
}

alipay_wire::response! {
    /// One step of a settlement.
    pub struct TradeSettleDetail {
        required {}
        optional {
            /// What it is: `transfer` for a share, `replenish` for an addition, `settle`, with `_refund` behind it when taken
            /// back; `on_settle` when it is still to come.
            "operation_type" operation_type: String as Text [max 64] {show},
            /// Your number of it.
            "operation_serial_no" operation_serial_no: String as Text [max 64],
            /// When it was done.
            "operation_dt" operation_dt: Timestamp {show},
            /// Who gave.
            "trans_out" trans_out: UserId [max 28],
            /// Who received.
            "trans_in" trans_in: UserId [max 28],
            /// Who gave, as you named them.
            "ori_trans_out" ori_trans_out: String as Text [max 64],
            /// Who received, as you named them.
            "ori_trans_in" ori_trans_in: String as Text [max 64],
            /// How much.
            "amount" amount: Yuan,
        }
    }
}

alipay_wire::response! {
    /// Huabei instalments.
    pub struct HbFqPayInfo {
        required {}
        optional {
            /// How many instalments.
            "user_install_num" user_install_num: String as Text [max 64] {show},
        }
    }
}

alipay_wire::response! {
    /// What was fulfilled of an order.
    pub struct FulfillmentDetail {
        required {}
        optional {
            /// What was fulfilled: an amount in yuan.
            "fulfillment_amount" fulfillment_amount: Yuan,
            /// Your number of the fulfilment.
            "out_request_no" out_request_no: String as Text [max 64],
            /// When.
            "gmt_payment" gmt_payment: Timestamp {show},
        }
    }
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

/// What became of the payment.
///
/// | `trade_status` | settlement |
/// |---|---|
/// | `TRADE_SUCCESS`, `TRADE_FINISHED` | settled, also when a part was refunded later |
/// | the same, and an `additional_status`: you have not received it; or a `credit_pay_mode`: the buyer has not given it | pending |
/// | `WAIT_BUYER_PAY` | pending |
/// | `TRADE_CLOSED`, and nothing tells of a payment | refused |
/// | `TRADE_CLOSED`, and time, amount or means tell of one | unknown: paid and refunded, for which there is no word |
/// | anything else | unknown |
impl Settles for TradeQueryResponse {
    fn outcome(&self) -> Settlement {
        match self.trade_status.settlement(self.was_paid()) {
            Settlement::Settled if self.is_to_come() => Settlement::Pending,
            settlement => settlement,
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

alipay_wire::api! {
    TradeQuery => TradeQueryResponse {
        dialect: OpenPlatform,
        name: "alipay.trade.query",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: POST "/v3/alipay/trade/query",
        safety: Query,
        codes: code::ALL,
        validate: |query| rules::names_a_trade(query.out_trade_no.as_ref(), query.trade_no.as_ref()),
        correlate: |query, answer| rules::is_about(
            (query.out_trade_no.as_ref(), query.trade_no.as_ref()),
            (Some(&answer.out_trade_no), answer.trade_no.as_ref()),
        ),
    }
}
