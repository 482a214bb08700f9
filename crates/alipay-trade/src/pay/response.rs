//! What the gateway answers when it takes a payment, or begins to.

use alipay_wire::{
    Code, Extra, JsonText, MoneyOutcome, OneOrMany, Response, Text, Timestamp, Yuan,
    open_platform::{
        OpenId, UserId,
        code::{IN_PROGRESS, SUCCESS},
    },
};

use crate::{
    BusinessParams, ChargeInfo, EnterprisePayInfo, OutTradeNo, TradeFundBill, TradeNo, TradeStatus, VoucherDetail,
    trade_status::is_filled,
};

/// The order was made, and paid or not.
///
/// Amounts are yuan, unless the order is in another currency. Of the fields that the page calls required, only the two
/// numbers are required here: what else is missing must not cost you the answer.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradePayResponse {
    /// Alipay's number of the trade.
    #[wire(max = 64)]
    pub trade_no: TradeNo,
    /// Your number of the order.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// The gateway's code: `10000` paid, `10003` in progress. Only `gateway.do` writes it into the answer: the REST
    /// protocol has none in a success.
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
    /// Amount of the order.
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
    /// What you paid of it.
    pub mdiscount_amount: Option<Yuan>,
    /// What Alipay paid for the buyer first.
    pub advance_amount: Option<Yuan>,
    /// Ticket amount of a marketing product.
    pub hyb_amount: Option<Yuan>,
    /// When it was paid: `yyyy-MM-dd HH:mm:ss` in China time.
    #[wire(show)]
    pub gmt_payment: Option<Timestamp>,
    /// By which means it was paid. Asked for with [`crate::QueryOption::FundBillList`], or agreed.
    #[wire(with = OneOrMany, show)]
    pub fund_bill_list: Option<Vec<TradeFundBill>>,
    /// Which vouchers were used. Asked for with [`crate::QueryOption::VoucherDetailList`].
    #[wire(with = OneOrMany, show)]
    pub voucher_detail_list: Option<Vec<VoucherDetail>>,
    /// What vouchers lowered, item by item, as JSON text. Asked for with [`crate::QueryOption::DiscountGoodsDetail`].
    #[wire(with = Text)]
    pub discount_goods_detail: Option<String>,
    /// What a company pays. Asked for with [`crate::QueryOption::EnterprisePayInfo`].
    #[wire(show)]
    pub enterprise_pay_info: Option<EnterprisePayInfo>,
    /// What is left on the payer's card.
    pub card_balance: Option<Yuan>,
    /// Name of the shop.
    #[wire(with = Text, max = 512)]
    pub store_name: Option<String>,
    /// What you sent as business parameters, as JSON text.
    pub business_params: Option<JsonText<BusinessParams>>,
    /// How a credit authorisation was paid: `CREDIT_PREAUTH_PAY`.
    #[wire(with = Text, max = 64, show)]
    pub auth_trade_pay_mode: Option<String>,
    /// How the payment is carried out, for agreements: `SYNC_DIRECT_PAY` at once, in any other mode later.
    #[wire(with = Text, max = 64, show)]
    pub async_payment_mode: Option<String>,
    /// `S` when a payment that is carried out later was taken up.
    #[wire(with = Text, max = 64, show)]
    pub async_pay_apply_status: Option<String>,
    /// Whether the buyer can be asked in the application, after an agreement failed: `T` or `F`.
    #[wire(with = Text, show)]
    pub can_turn_to_app_pay: Option<String>,
    /// How the buyer pays later, where they do: they have paid nothing yet.
    #[wire(with = Text, max = 64, show)]
    pub credit_pay_mode: Option<String>,
    /// The order of such a credit.
    #[wire(with = Text, max = 64)]
    pub credit_biz_order_id: Option<String>,
    /// `DC` when you receive digital currency.
    #[wire(with = Text, show)]
    pub receipt_currency_type: Option<String>,
    /// Fees. Some gateways write one, some a list.
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

impl TradePayResponse {
    /// What happened to the payment.
    ///
    /// | the answer | the money |
    /// |---|---|
    /// | `10000` | moved |
    /// | `10000`, and the buyer pays later: `credit_pay_mode` | pending |
    /// | `10000`, and it is carried out later: `async_pay_apply_status`, or an `async_payment_mode` other than `SYNC_DIRECT_PAY`, without `gmt_payment` | pending |
    /// | `10003` | pending |
    /// | no `code`, as in the REST protocol | moved with a `gmt_payment`, else unknown |
    /// | a `trade_status` beside any of these, which the page does not list | no better than what it says |
    /// | anything else | unknown |
    pub fn outcome(&self) -> MoneyOutcome {
        let is_paid = is_filled(self.gmt_payment.as_ref().map(Timestamp::as_str));
        let later_mode = self.async_payment_mode.as_deref().filter(|mode| *mode != "SYNC_DIRECT_PAY");
        let is_taken_up = is_filled(self.async_pay_apply_status.as_deref()) || is_filled(later_mode);
        let is_later = is_filled(self.credit_pay_mode.as_deref()) || (is_taken_up && !is_paid);
        match &self.code {
            Some(code) if *code == SUCCESS => (),
            Some(code) if *code == IN_PROGRESS => return MoneyOutcome::Pending,
            None if is_paid || is_later => (),
            _ => return MoneyOutcome::Unknown,
        }
        let outcome = if is_later { MoneyOutcome::Pending } else { MoneyOutcome::Moved };
        match self.extra.get("trade_status") {
            // A status that is not paid takes precedence, whatever the code says.
            Some(status) => match TradeStatus::from(status.as_str().unwrap_or_default()).outcome(true) {
                MoneyOutcome::Moved => outcome,
                unpaid => unpaid,
            },
            None => outcome,
        }
    }
}
