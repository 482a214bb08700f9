//! The asynchronous notification about a trade.

use alipay_wire::{
    Extra, JsonText, MoneyOutcome, OtherText, Response, StringEnum, StringNewtype, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{AppId, OutTradeNo, TradeNo, trade_status::is_some_money};

pub use crate::trade_status::TradeStatus;

/// What the gateway tells about a trade, at each change of its status that was subscribed to.
///
/// Times are China time, `yyyy-MM-dd HH:mm:ss`. Amounts are yuan. Notifications about payments by page, phone,
/// application and code have the same fields; which of the optional ones come depends on the product.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeNotification {
    /// The application it is addressed to.
    #[wire(max = 32, show)]
    pub app_id: AppId,
    /// Names this notification: the same for every delivery of it.
    #[wire(max = 128)]
    pub notify_id: NotifyId,
    /// The kind of notification: `trade_status_sync`.
    #[wire(max = 64, show)]
    pub notify_type: NotifyType,
    /// Alipay's number of the trade.
    #[wire(max = 64)]
    pub trade_no: TradeNo,
    /// The merchant's number of the order.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// The status of the trade.
    #[wire(max = 32, show)]
    pub trade_status: TradeStatus,
    /// When it was sent.
    #[wire(show)]
    pub notify_time: Option<Timestamp>,
    /// The application that authorised the caller: its own where it acts for itself.
    #[wire(max = 32, show)]
    pub auth_app_id: Option<AppId>,
    /// The charset it was signed in. What is read here is UTF-8 in any case.
    #[wire(with = Text, max = 10, show)]
    pub charset: Option<String>,
    /// Version of the interface: `1.0`.
    #[wire(with = Text, max = 3, show)]
    pub version: Option<String>,
    /// Kind of signature. Not among what is signed, so usually not here.
    #[wire(with = Text, max = 10, show)]
    pub sign_type: Option<String>,
    /// The merchant's number of the operation: of a refund, the refund request.
    #[wire(with = Text, max = 64)]
    pub out_biz_no: Option<String>,
    /// The buyer.
    #[wire(max = 16)]
    pub buyer_id: Option<UserId>,
    /// The buyer, towards this application.
    #[wire(max = 128)]
    pub buyer_open_id: Option<OpenId>,
    /// The buyer's login name, partly hidden.
    #[wire(with = Text, max = 100)]
    pub buyer_logon_id: Option<String>,
    /// Who is paid.
    #[wire(max = 30)]
    pub seller_id: Option<UserId>,
    /// The login name of who is paid.
    #[wire(with = Text, max = 100)]
    pub seller_email: Option<String>,
    /// Amount of the order. A refund does not change it.
    pub total_amount: Option<Yuan>,
    /// What the merchant receives.
    pub receipt_amount: Option<Yuan>,
    /// What may be invoiced.
    pub invoice_amount: Option<Yuan>,
    /// What the buyer paid.
    pub buyer_pay_amount: Option<Yuan>,
    /// What was paid with bonus points.
    pub point_amount: Option<Yuan>,
    /// Everything refunded so far, this refund included.
    pub refund_fee: Option<Yuan>,
    /// What really went back to the buyer.
    pub send_back_fee: Option<Yuan>,
    /// Title of the order.
    #[wire(with = Text, max = 256)]
    pub subject: Option<String>,
    /// Description of the order.
    #[wire(with = Text, max = 400)]
    pub body: Option<String>,
    /// When the trade was made.
    #[wire(show)]
    pub gmt_create: Option<Timestamp>,
    /// When it was paid.
    #[wire(show)]
    pub gmt_payment: Option<Timestamp>,
    /// When it was refunded, with milliseconds.
    #[wire(show)]
    pub gmt_refund: Option<Timestamp>,
    /// When it was closed.
    #[wire(show)]
    pub gmt_close: Option<Timestamp>,
    /// By which means it was paid.
    #[wire(max = 512)]
    pub fund_bill_list: Option<JsonText<Vec<FundBill>>>,
    /// What the merchant gave along with the order, as it was given: a merchant who percent-encoded it decodes it,
    /// once.
    #[wire(with = Text, max = 512)]
    pub passback_params: Option<String>,
    /// Which vouchers were used.
    pub voucher_detail_list: Option<JsonText<Vec<VoucherDetail>>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeNotification {
    /// Whether it tells of a refund: then the status is what it was after the payment, or `TRADE_CLOSED` when all was
    /// refunded.
    pub fn is_refund(&self) -> bool {
        self.gmt_refund.is_some() || is_some_money(self.refund_fee)
    }

    /// Whether anything says that it was paid. When it was paid is optional, so amounts count too.
    fn was_paid(&self) -> bool {
        let amounts =
            [self.receipt_amount, self.buyer_pay_amount, self.point_amount, self.invoice_amount, self.send_back_fee];
        self.gmt_payment.is_some()
            || self.is_refund()
            || self.fund_bill_list.is_some()
            || self.voucher_detail_list.is_some()
            || amounts.into_iter().any(is_some_money)
    }
}

impl TradeNotification {
    /// What happened to the payment.
    ///
    /// | `trade_status` | the money |
    /// |---|---|
    /// | `TRADE_SUCCESS`, `TRADE_FINISHED` | moved, also when a part was refunded later |
    /// | `WAIT_BUYER_PAY` | pending |
    /// | `TRADE_CLOSED`, and nothing tells of a payment | not moved |
    /// | `TRADE_CLOSED`, and time, amount or means tell of one | unknown: paid and refunded, for which there is no word |
    /// | anything else | unknown |
    pub fn outcome(&self) -> MoneyOutcome {
        self.trade_status.outcome(self.was_paid())
    }
}

/// Names a notification.
#[derive(Clone, StringNewtype)]
pub struct NotifyId(String);

/// The kind of a notification. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotifyType {
    /// The status of a trade.
    TradeStatusSync,
    /// A word that is not listed here.
    Other(OtherText),
}

/// What was paid by one means.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct FundBill {
    /// The means, such as `ALIPAYACCOUNT`.
    #[wire(rename = "fundChannel", alias = "fund_channel", with = Text, max = 32, show)]
    pub fund_channel: Option<String>,
    /// What was paid by it.
    pub amount: Option<Yuan>,
    /// What was paid by it in the end.
    #[wire(rename = "realAmount", alias = "real_amount")]
    pub real_amount: Option<Yuan>,
    /// The bank, where the means is a card.
    #[wire(rename = "bankCode", alias = "bank_code", with = Text, max = 10, show)]
    pub bank_code: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A voucher that was used.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct VoucherDetail {
    /// Names the voucher.
    #[wire(rename = "voucherId", alias = "id", with = Text, max = 32)]
    pub voucher_id: Option<String>,
    /// Names the template it was made from.
    #[wire(rename = "templateId", alias = "template_id", with = Text, max = 64)]
    pub template_id: Option<String>,
    /// What it is called.
    #[wire(with = Text, max = 64, show)]
    pub name: Option<String>,
    /// What kind of voucher it is, such as `ALIPAY_BIZ_VOUCHER`.
    #[wire(rename = "type", with = Text, max = 32, show)]
    pub voucher_type: Option<String>,
    /// What it was worth.
    pub amount: Option<Yuan>,
    /// The merchant's share of that.
    #[wire(rename = "merchantContribute", alias = "merchant_contribute")]
    pub merchant_contribute: Option<Yuan>,
    /// The share of others.
    #[wire(rename = "otherContribute", alias = "other_contribute")]
    pub other_contribute: Option<Yuan>,
    /// The shares of others, one by one.
    #[wire(rename = "otherContributeDetail", alias = "other_contribute_detail")]
    pub other_contribute_detail: Option<Vec<VoucherContribution>>,
    /// What the buyer paid for the voucher itself.
    #[wire(rename = "purchaseBuyerContribute", alias = "purchase_buyer_contribute")]
    pub purchase_buyer_contribute: Option<Yuan>,
    /// What the merchant added when the buyer bought the voucher.
    #[wire(rename = "purchaseMerchantContribute", alias = "purchase_merchant_contribute")]
    pub purchase_merchant_contribute: Option<Yuan>,
    /// What the platform added when the buyer bought the voucher.
    #[wire(rename = "purchaseAntContribute", alias = "purchase_ant_contribute")]
    pub purchase_ant_contribute: Option<Yuan>,
    /// Remarks.
    #[wire(with = Text, max = 256)]
    pub memo: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One share in a voucher.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct VoucherContribution {
    /// Whose, such as `PLATFORM`.
    #[wire(rename = "contributeType", alias = "contribute_type", with = Text, max = 32, show)]
    pub contribute_type: Option<String>,
    /// How much.
    #[wire(rename = "contributeAmount", alias = "contribute_amount")]
    pub contribute_amount: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}
