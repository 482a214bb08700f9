//! `alipay.trade.page.pay`: a cashier's page for browsers on computers.
//!
//! Signed and handed to the payer's browser, as a form or a URL; never sent from here. What happened to it comes with the
//! notification, or is asked for with [`TradeQuery`](crate::TradeQuery): never with the browser that returns. The trade
//! exists once the payer has seen the page.

use alipay_wire::{
    Extra, Invalid, JsonText, Keyed, OneOrMany, OpenPlatform, OtherText, Request, Rules, StringEnum, Text, Timestamp,
    Yuan,
};

use crate::{
    BusinessParams, ExtUserInfo, ExtendParams, GoodsDetail, InvoiceInfo, OutTradeNo, ProductCode, PromoParam,
    QueryOption, RoyaltyInfo, SettleInfo, SubMerchant, rules,
};

/// Lets a payer pay an order in a browser on a computer.
///
/// A [`Request`] and no [`Api`](alipay_wire::Api): what is signed for a browser is not sent.
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
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    // There is no path for it in the REST protocol.
    name = "alipay.trade.page.pay",
    safety = Keyed,
    new = blank
)]
#[non_exhaustive]
pub struct TradePagePay {
    /// Your number of the order: letters, digits and underscores, unique among your orders.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// What is to be paid: 0.01 to 100000000 yuan.
    pub total_amount: Yuan,
    /// Title of the order. The gateway refuses characters such as `/`, `=` and `&`.
    #[wire(with = Text, max = 256)]
    pub subject: String,
    /// The product that was signed for. [`new`](Self::new) sets the only one.
    #[wire(max = 64, show)]
    pub product_code: ProductCode,
    /// Description of the order. Comes back with the notification.
    #[wire(with = Text, max = 128)]
    pub body: Option<String>,
    /// When the order ends: `yyyy-MM-dd HH:mm:ss` in China time, one minute to 15 days from now.
    #[wire(max = 32, show)]
    pub time_expire: Option<Timestamp>,
    /// After how long the order ends: `1m` to `15d` in whole `m`, `h` or `d`, or `1c` for the end of the day. Not
    /// looked at where there is a `time_expire`.
    #[wire(with = Text, max = 6, show)]
    pub timeout_express: Option<String>,
    /// What the order is about, item by item.
    #[wire(with = OneOrMany)]
    pub goods_detail: Option<Vec<GoodsDetail>>,
    /// `0` for virtual goods, `1` for real ones.
    #[wire(with = Text, max = 2, show)]
    pub goods_type: Option<String>,
    /// Text that comes back with the notification. Percent-encode it yourself.
    #[wire(with = Text, max = 512)]
    pub passback_params: Option<String>,
    /// How the QR code is shown.
    #[wire(max = 2, show)]
    pub qr_pay_mode: Option<QrPayMode>,
    /// Width of the QR code in pixels, with [`QrPayMode::CustomWidth`].
    #[wire(show)]
    pub qrcode_width: Option<u32>,
    /// Where the page is shown.
    #[wire(max = 16, show)]
    pub integration_type: Option<IntegrationType>,
    /// Where a payer who gives up returns to, in Alipay's own application.
    #[wire(with = Text, max = 256)]
    pub request_from_url: Option<String>,
    /// The means that may be used, joined by commas. Excludes `disable_pay_channels`.
    #[wire(with = Text, max = 128, show)]
    pub enable_pay_channels: Option<String>,
    /// The means that may not be used, joined by commas. Excludes `enable_pay_channels`.
    #[wire(with = Text, max = 128, show)]
    pub disable_pay_channels: Option<String>,
    /// Business parameters beyond the order.
    pub extend_params: Option<ExtendParams>,
    /// Business parameters that were agreed, as JSON text.
    #[wire(max = 512)]
    pub business_params: Option<JsonText<BusinessParams>>,
    /// Marketing parameters that were agreed, as JSON text.
    #[wire(max = 512)]
    pub promo_params: Option<JsonText<PromoParam>>,
    /// Your number of the shop.
    #[wire(with = Text, max = 32)]
    pub store_id: Option<String>,
    /// Your number of the original order.
    #[wire(with = Text, max = 32)]
    pub merchant_order_no: Option<String>,
    /// Who must be the one who pays.
    pub ext_user_info: Option<ExtUserInfo>,
    /// How the order is invoiced.
    pub invoice_info: Option<InvoiceInfo>,
    /// The merchant behind a platform or an institution.
    pub sub_merchant: Option<SubMerchant>,
    /// Who gets the money, where a platform settles for its merchants.
    #[wire(show)]
    pub settle_info: Option<SettleInfo>,
    /// Who shares in the money.
    #[wire(show)]
    pub royalty_info: Option<RoyaltyInfo>,
    /// What else is to be told, such as `hyb_amount`.
    #[wire(show)]
    pub query_options: Option<Vec<QueryOption>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradePagePay {
    /// Sets what is required, and the product code `FAST_INSTANT_TRADE_PAY`.
    pub fn new(out_trade_no: impl Into<OutTradeNo>, total_amount: impl Into<Yuan>, subject: impl Into<String>) -> Self {
        Self::blank(out_trade_no, total_amount, subject, ProductCode::FastInstantTradePay)
    }
}

/// How the QR code is shown. The set is open.
#[derive(Clone, StringEnum)]
#[non_exhaustive]
pub enum QrPayMode {
    /// In your own frame of at least 600 by 300 pixels, with little else.
    #[wire(rename = "0")]
    Simple,
    /// In your own frame of at least 300 by 600 pixels.
    #[wire(rename = "1")]
    Frame,
    /// On a page of Alipay's.
    #[wire(rename = "2")]
    Redirect,
    /// In your own frame of at least 75 by 75 pixels.
    #[wire(rename = "3")]
    Mini,
    /// In your own frame, as wide as `qrcode_width`.
    #[wire(rename = "4")]
    CustomWidth,
    /// A word that is not listed here.
    Other(OtherText),
}

/// Where a page is shown. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum IntegrationType {
    /// In a browser. Meant where nothing is said.
    Pcweb,
    /// In Alipay's own application.
    Aliapp,
    /// A word that is not listed here.
    Other(OtherText),
}

impl Keyed for TradePagePay {
    fn key(&self) -> Option<&str> {
        Some(self.out_trade_no.as_str())
    }
}

impl Rules for TradePagePay {
    fn check_rules(&self) -> Result<(), Invalid> {
        rules::in_range("total_amount", self.total_amount)?;
        let (body, passback_params) = (self.body.as_ref(), self.passback_params.as_ref());
        rules::comes_back(&self.out_trade_no, &self.subject, body, passback_params)?;
        rules::times(self.time_expire.as_ref(), self.timeout_express.as_ref())?;
        rules::one_list_of_channels(self.enable_pay_channels.as_ref(), self.disable_pay_channels.as_ref())
    }
}
