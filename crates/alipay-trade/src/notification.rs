//! The asynchronous notification about a trade.

use alipay_wire::{
    JsonText, Settlement, Settles, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{AppId, OutTradeNo, TradeNo, trade_status::is_some_money};

pub use crate::trade_status::TradeStatus;

alipay_wire::response! {
    /// What the gateway tells about a trade, at each change of its status that was subscribed to.
    ///
    /// Times are China time, `yyyy-MM-dd HH:mm:ss`. Amounts are yuan. Notifications about payments by page, phone,
    /// application and code have the same fields; which of the optional ones come depends on the product.
    pub struct TradeNotification {
        required {
            /// The application it is addressed to.
            "app_id" app_id: AppId [max 32] {show},
            /// Names this notification: the same for every delivery of it.
            "notify_id" notify_id: NotifyId [max 128],
            /// The kind of notification: `trade_status_sync`.
            "notify_type" notify_type: NotifyType [max 64] {show},
            /// Alipay's number of the trade.
            "trade_no" trade_no: TradeNo [max 64],
            /// The merchant's number of the order.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// The status of the trade.
            "trade_status" trade_status: TradeStatus [max 32] {show},
        }
        optional {
            /// When it was sent.
            "notify_time" notify_time: Timestamp {show},
            /// The application that authorised the caller: its own where it acts for itself.
            "auth_app_id" auth_app_id: AppId [max 32] {show},
            /// The charset it was signed in. What is read here is UTF-8 in any case.
            "charset" charset: String as Text [max 10] {show},
            /// Version of the interface: `1.0`.
            "version" version: String as Text [max 3] {show},
            /// Kind of signature. Not among what is signed, so usually not here.
            "sign_type" sign_type: String as Text [max 10] {show},
            /// The merchant's number of the operation: of a refund, the refund request.
            "out_biz_no" out_biz_no: String as Text [max 64],
            /// The buyer.
            "buyer_id" buyer_id: UserId [max 16],
            /// The buyer, towards this application.
            "buyer_open_id" buyer_open_id: OpenId [max 128],
            /// The buyer's login name, partly hidden.
            "buyer_logon_id" buyer_logon_id: String as Text [max 100],
            /// Who is paid.
            "seller_id" seller_id: UserId [max 30],
            /// The login name of who is paid.
            "seller_email" seller_email: String as Text [max 100],
            /// Amount of the order. A refund does not change it.
            "total_amount" total_amount: Yuan,
            /// What the merchant receives.
            "receipt_amount" receipt_amount: Yuan,
            /// What may be invoiced.
            "invoice_amount" invoice_amount: Yuan,
            /// What the buyer paid.
            "buyer_pay_amount" buyer_pay_amount: Yuan,
            /// What was paid with bonus points.
            "point_amount" point_amount: Yuan,
            /// Everything refunded so far, this refund included.
            "refund_fee" refund_fee: Yuan,
            /// What really went back to the buyer.
            "send_back_fee" send_back_fee: Yuan,
            /// Title of the order.
            "subject" subject: String as Text [max 256],
            /// Description of the order.
            "body" body: String as Text [max 400],
            /// When the trade was made.
            "gmt_create" gmt_create: Timestamp {show},
            /// When it was paid.
            "gmt_payment" gmt_payment: Timestamp {show},
            /// When it was refunded, with milliseconds.
            "gmt_refund" gmt_refund: Timestamp {show},
            /// When it was closed.
            "gmt_close" gmt_close: Timestamp {show},
            /// By which means it was paid.
            "fund_bill_list" fund_bill_list: JsonText<Vec<FundBill>> [max 512],
            /// What the merchant gave along with the order, as it was given: a merchant who percent-encoded it decodes it,
            /// once.
            "passback_params" passback_params: String as Text [max 512],
            /// Which vouchers were used.
            "voucher_detail_list" voucher_detail_list: JsonText<Vec<VoucherDetail>>,
        }
    }
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

/// What became of the payment.
///
/// | `trade_status` | settlement |
/// |---|---|
/// | `TRADE_SUCCESS`, `TRADE_FINISHED` | settled, also when a part was refunded later |
/// | `WAIT_BUYER_PAY` | pending |
/// | `TRADE_CLOSED`, and nothing tells of a payment | refused |
/// | `TRADE_CLOSED`, and time, amount or means tell of one | unknown: paid and refunded, for which there is no word |
/// | anything else | unknown |
impl Settles for TradeNotification {
    fn outcome(&self) -> Settlement {
        self.trade_status.settlement(self.was_paid())
    }
}

alipay_wire::text! {
    /// Names a notification.
    pub struct NotifyId;
}

alipay_wire::text! {
    /// The kind of a notification. The set is open.
    pub struct NotifyType show {
        /// The status of a trade.
        TRADE_STATUS_SYNC = "trade_status_sync";
    }
}

alipay_wire::response! {
    /// What was paid by one means.
    pub struct FundBill {
        required {}
        optional {
            /// The means, such as `ALIPAYACCOUNT`.
            "fundChannel" | "fund_channel" fund_channel: String as Text [max 32] {show},
            /// What was paid by it.
            "amount" amount: Yuan,
            /// What was paid by it in the end.
            "realAmount" | "real_amount" real_amount: Yuan,
            /// The bank, where the means is a card.
            "bankCode" | "bank_code" bank_code: String as Text [max 10] {show},
        }
    }
}

alipay_wire::response! {
    /// A voucher that was used.
    pub struct VoucherDetail {
        required {}
        optional {
            /// Names the voucher.
            "voucherId" | "id" voucher_id: String as Text [max 32],
            /// Names the template it was made from.
            "templateId" | "template_id" template_id: String as Text [max 64],
            /// What it is called.
            "name" name: String as Text [max 64] {show},
            /// What kind of voucher it is, such as `ALIPAY_BIZ_VOUCHER`.
            "type" voucher_type: String as Text [max 32] {show},
            /// What it was worth.
            "amount" amount: Yuan,
            /// The merchant's share of that.
            "merchantContribute" | "merchant_contribute" merchant_contribute: Yuan,
            /// The share of others.
            "otherContribute" | "other_contribute" other_contribute: Yuan,
            /// The shares of others, one by one.
            "otherContributeDetail" | "other_contribute_detail" other_contribute_detail: Vec<VoucherContribution>,
            /// What the buyer paid for the voucher itself.
            "purchaseBuyerContribute" | "purchase_buyer_contribute" purchase_buyer_contribute: Yuan,
            /// What the merchant added when the buyer bought the voucher.
            "purchaseMerchantContribute" | "purchase_merchant_contribute" purchase_merchant_contribute: Yuan,
            /// What the platform added when the buyer bought the voucher.
            "purchaseAntContribute" | "purchase_ant_contribute" purchase_ant_contribute: Yuan,
            /// Remarks.
            "memo" memo: String as Text [max 256],
        }
    }
}

alipay_wire::response! {
    /// One share in a voucher.
    pub struct VoucherContribution {
        required {}
        optional {
            /// Whose, such as `PLATFORM`.
            "contributeType" | "contribute_type" contribute_type: String as Text [max 32] {show},
            /// How much.
            "contributeAmount" | "contribute_amount" contribute_amount: Yuan,
        }
    }
}
