//! `alipay.trade.page.pay`: a cashier's page for browsers on computers.
//!
//! Signed and handed to the payer's browser, as a form or a URL; never sent from here. What became of it comes with the
//! notification, or is asked for with [`TradeQuery`](crate::TradeQuery): never with the browser that returns. The trade
//! exists once the payer has seen the page.

use alipay_wire::{JsonText, OneOrMany, OpenPlatform, Text, Timestamp, Yuan};

use crate::{
    BusinessParams, ExtUserInfo, ExtendParams, GoodsDetail, InvoiceInfo, OutTradeNo, ProductCode, PromoParam,
    QueryOption, RoyaltyInfo, SettleInfo, SubMerchant, rules,
};

alipay_wire::request! {
    /// Lets a payer pay an order in a browser on a computer.
    ///
    /// A [`Request`](alipay_wire::Request) and no [`Api`](alipay_wire::Api): what is signed for a browser is not sent.
    ///
    /// ```compile_fail
    /// fn send<A: alipay_wire::Api>(_: A) {}
    /// send(alipay_trade::TradePagePay::new("order_1", alipay_wire::Yuan::from_fen(8_888), "Tea"));
    /// ```
    ///
    /// ```
    /// fn sign<R: alipay_wire::Request>(_: R) {}
    /// sign(alipay_trade::TradePagePay::new("order_1", alipay_wire::Yuan::from_fen(8_888), "Tea"));
    /// ```
    ///
    /// An agreement to sign while paying goes into `extra`.
    ///
    /// * **When:** the payer sits in front of a computer.
    /// * **Changes:** nothing until a payer opens it and pays: then their money. It is
    ///   [`Keyed`](alipay_wire::Safety::Keyed) by `out_trade_no`: an order is paid once, however many pages are signed
    ///   for it.
    /// * **Codes:** none come back to you: the payer sees them.
    /// * **Page:** `alipay.trade.page.pay`, Open Platform.
    pub struct TradePagePay {
        required {
            /// Your number of the order: letters, digits and underscores, unique among your orders.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// What is to be paid: 0.01 to 100000000 yuan.
            "total_amount" total_amount: Yuan,
            /// Title of the order. The gateway refuses characters such as `/`, `=` and `&`.
            "subject" subject: String as Text [max 256],
            /// The product that was signed for. [`new`](Self::new) sets the only one.
            "product_code" product_code: ProductCode [max 64] {show},
        }
        optional {
            /// Description of the order. Comes back with the notification.
            "body" body: String as Text [max 128],
            /// When the order ends: `yyyy-MM-dd HH:mm:ss` in China time, one minute to 15 days from now.
            "time_expire" time_expire: Timestamp [max 32] {show},
            /// After how long the order ends: `1m` to `15d` in whole `m`, `h` or `d`, or `1c` for the end of the day. Not
            /// looked at where there is a `time_expire`.
            "timeout_express" timeout_express: String as Text [max 6] {show},
            /// What the order is about, item by item.
            "goods_detail" goods_detail: Vec<GoodsDetail> as OneOrMany,
            /// `0` for virtual goods, `1` for real ones.
            "goods_type" goods_type: String as Text [max 2] {show},
            /// Text that comes back with the notification. Percent-encode it yourself.
            "passback_params" passback_params: String as Text [max 512],
            /// How the QR code is shown.
            "qr_pay_mode" qr_pay_mode: QrPayMode [max 2] {show},
            /// Width of the QR code in pixels, with [`QrPayMode::CUSTOM_WIDTH`].
            "qrcode_width" qrcode_width: u32 {show},
            /// Where the page is shown.
            "integration_type" integration_type: IntegrationType [max 16] {show},
            /// Where a payer who gives up returns to, in Alipay's own application.
            "request_from_url" request_from_url: String as Text [max 256],
            /// The means that may be used, joined by commas. Excludes `disable_pay_channels`.
            "enable_pay_channels" enable_pay_channels: String as Text [max 128] {show},
            /// The means that may not be used, joined by commas. Excludes `enable_pay_channels`.
            "disable_pay_channels" disable_pay_channels: String as Text [max 128] {show},
            /// Business parameters beyond the order.
            "extend_params" extend_params: ExtendParams,
            /// Business parameters that were agreed, as JSON text.
            "business_params" business_params: JsonText<BusinessParams> [max 512],
            /// Marketing parameters that were agreed, as JSON text.
            "promo_params" promo_params: JsonText<PromoParam> [max 512],
            /// Your number of the shop.
            "store_id" store_id: String as Text [max 32],
            /// Your number of the original order.
            "merchant_order_no" merchant_order_no: String as Text [max 32],
            /// Who must be the one who pays.
            "ext_user_info" ext_user_info: ExtUserInfo,
            /// How the order is invoiced.
            "invoice_info" invoice_info: InvoiceInfo,
            /// The merchant behind a platform or an institution.
            "sub_merchant" sub_merchant: SubMerchant,
            /// Who gets the money, where a platform settles for its merchants.
            "settle_info" settle_info: SettleInfo {show},
            /// Who shares in the money.
            "royalty_info" royalty_info: RoyaltyInfo {show},
            /// What else is to be told, such as `hyb_amount`.
            "query_options" query_options: Vec<QueryOption> {show},
        }
        private new blank
    }
}

impl TradePagePay {
    /// Sets what is required, and the product code `FAST_INSTANT_TRADE_PAY`.
    pub fn new(out_trade_no: impl Into<OutTradeNo>, total_amount: impl Into<Yuan>, subject: impl Into<String>) -> Self {
        Self::blank(out_trade_no, total_amount, subject, ProductCode::FAST_INSTANT_TRADE_PAY)
    }
}

alipay_wire::text! {
    /// How the QR code is shown. The set is open.
    pub struct QrPayMode show {
        /// In a frame of yours of at least 600 by 300 pixels, with little else.
        SIMPLE = "0";
        /// In a frame of yours of at least 300 by 600 pixels.
        FRAME = "1";
        /// On a page of Alipay's.
        REDIRECT = "2";
        /// In a frame of yours of at least 75 by 75 pixels.
        MINI = "3";
        /// In a frame of yours, as wide as `qrcode_width`.
        CUSTOM_WIDTH = "4";
    }
}

alipay_wire::text! {
    /// Where a page is shown. The set is open.
    pub struct IntegrationType show {
        /// In a browser. Meant where nothing is said.
        PCWEB = "PCWEB";
        /// In Alipay's own application.
        ALIAPP = "ALIAPP";
    }
}

alipay_wire::api! {
    TradePagePay {
        dialect: OpenPlatform,
        // There is no path for it in the REST protocol.
        name: "alipay.trade.page.pay",
        safety: Keyed,
        key: |order| Some(order.out_trade_no.as_str()),
        validate: |order| {
            rules::in_range("total_amount", order.total_amount)?;
            let (body, passback_params) = (order.body.as_ref(), order.passback_params.as_ref());
            rules::comes_back(&order.out_trade_no, &order.subject, body, passback_params)?;
            rules::times(order.time_expire.as_ref(), order.timeout_express.as_ref())?;
            rules::one_list_of_channels(order.enable_pay_channels.as_ref(), order.disable_pay_channels.as_ref())
        },
    }
}
