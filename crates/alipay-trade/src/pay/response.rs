//! What the gateway answers when it takes a payment, or begins to.

use alipay_wire::{
    Code, JsonText, OneOrMany, Settlement, Settles, Text, Timestamp, Yuan,
    open_platform::{
        OpenId, UserId,
        code::{IN_PROGRESS, SUCCESS},
    },
};

use crate::{
    BusinessParams, ChargeInfo, EnterprisePayInfo, OutTradeNo, TradeFundBill, TradeNo, TradeStatus, VoucherDetail,
    trade_status::is_filled,
};

alipay_wire::response! {
    /// The order was made, and paid or not.
    ///
    /// Amounts are yuan, unless the order is in another currency. Of the fields that the page calls required, only the two
    /// numbers are required here: what else is missing must not cost you the answer.
    pub struct TradePayResponse {
        required {
            /// Alipay's number of the trade.
            "trade_no" trade_no: TradeNo [max 64],
            /// Your number of the order.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
        }
        optional {
            /// The gateway's code: `10000` paid, `10003` in progress. Only `gateway.do` writes it into the answer: the REST
            /// protocol has none in a success.
            "code" code: Code {show},
            /// The gateway's words for `code`.
            "msg" msg: String as Text,
            /// The code of a business failure. Never there in a success.
            "sub_code" sub_code: Code {show},
            /// The gateway's words for `sub_code`.
            "sub_msg" sub_msg: String as Text,
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
            /// Amount of the order.
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
            /// What you paid of it.
            "mdiscount_amount" mdiscount_amount: Yuan,
            /// What Alipay paid for the buyer first.
            "advance_amount" advance_amount: Yuan,
            /// Ticket amount of a marketing product.
            "hyb_amount" hyb_amount: Yuan,
            /// When it was paid: `yyyy-MM-dd HH:mm:ss` in China time.
            "gmt_payment" gmt_payment: Timestamp {show},
            /// By which means it was paid. Asked for with [`crate::QueryOption::FUND_BILL_LIST`], or agreed.
            "fund_bill_list" fund_bill_list: Vec<TradeFundBill> as OneOrMany {show},
            /// Which vouchers were used. Asked for with [`crate::QueryOption::VOUCHER_DETAIL_LIST`].
            "voucher_detail_list" voucher_detail_list: Vec<VoucherDetail> as OneOrMany {show},
            /// What vouchers lowered, item by item, as JSON text. Asked for with [`crate::QueryOption::DISCOUNT_GOODS_DETAIL`].
            "discount_goods_detail" discount_goods_detail: String as Text,
            /// What a company pays. Asked for with [`crate::QueryOption::ENTERPRISE_PAY_INFO`].
            "enterprise_pay_info" enterprise_pay_info: EnterprisePayInfo {show},
            /// What is left on the payer's card.
            "card_balance" card_balance: Yuan,
            /// Name of the shop.
            "store_name" store_name: String as Text [max 512],
            /// What you sent as business parameters, as JSON text.
            "business_params" business_params: JsonText<BusinessParams>,
            /// How a credit authorisation was paid: `CREDIT_PREAUTH_PAY`.
            "auth_trade_pay_mode" auth_trade_pay_mode: String as Text [max 64] {show},
            /// How the payment is carried out, for agreements: `SYNC_DIRECT_PAY` at once, in any other mode later.
            "async_payment_mode" async_payment_mode: String as Text [max 64] {show},
            /// `S` when a payment that is carried out later was taken up.
            "async_pay_apply_status" async_pay_apply_status: String as Text [max 64] {show},
            /// Whether the buyer can be asked in the application, after an agreement failed: `T` or `F`.
            "can_turn_to_app_pay" can_turn_to_app_pay: String as Text {show},
            /// How the buyer pays later, where they do: they have paid nothing yet.
            "credit_pay_mode" credit_pay_mode: String as Text [max 64] {show},
            /// The order of such a credit.
            "credit_biz_order_id" credit_biz_order_id: String as Text [max 64],
            /// `DC` when you receive digital currency.
            "receipt_currency_type" receipt_currency_type: String as Text {show},
            /// Fees. Some gateways write one, some a list.
            "charge_info_list" charge_info_list: Vec<ChargeInfo> as OneOrMany {show},
            /// What you are charged, where an institution stands between.
            "charge_amount" charge_amount: Yuan,
            /// The reduced rates that apply, where an institution stands between.
            "charge_flags" charge_flags: String as Text [max 64] {show},
            /// The number of the clearing, where an institution stands between.
            "settlement_id" settlement_id: String as Text [max 64],
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

/// What became of the payment.
///
/// | the answer | settlement |
/// |---|---|
/// | `10000` | settled |
/// | `10000`, and the buyer pays later: `credit_pay_mode` | pending |
/// | `10000`, and it is carried out later: `async_pay_apply_status`, or an `async_payment_mode` other than `SYNC_DIRECT_PAY`, without `gmt_payment` | pending |
/// | `10003` | pending |
/// | no `code`, as in the REST protocol | settled with a `gmt_payment`, else unknown |
/// | a `trade_status` beside any of these, which the page does not list | no better than what it says |
/// | anything else | unknown |
impl Settles for TradePayResponse {
    fn outcome(&self) -> Settlement {
        let is_paid = is_filled(self.gmt_payment.as_ref().map(Timestamp::as_str));
        let later_mode = self.async_payment_mode.as_deref().filter(|mode| *mode != "SYNC_DIRECT_PAY");
        let is_taken_up = is_filled(self.async_pay_apply_status.as_deref()) || is_filled(later_mode);
        let is_later = is_filled(self.credit_pay_mode.as_deref()) || (is_taken_up && !is_paid);
        match &self.code {
            Some(code) if *code == SUCCESS => (),
            Some(code) if *code == IN_PROGRESS => return Settlement::Pending,
            None if is_paid || is_later => (),
            _ => return Settlement::Unknown,
        }
        let settlement = if is_later { Settlement::Pending } else { Settlement::Settled };
        match self.extra.get("trade_status") {
            // A status that is not paid takes precedence, whatever the code says.
            Some(status) => match TradeStatus::from(status.as_str().unwrap_or_default()).settlement(true) {
                Settlement::Settled => settlement,
                unpaid => unpaid,
            },
            None => settlement,
        }
    }
}
