//! Trades of the Alipay Open Platform, as data types: paying, querying, refunding and closing them, and what the gateway tells
//! of its own accord.
//!
//! Pick it to be paid by people who have Alipay, and to give money back.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::Sandbox;
//! use alipay_trade::{TradePay, TradeRefund, Trades};
//! use alipay_transport::Client;
//! use alipay_wire::{MoneyOutcome, Yuan};
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().open_platform())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! // Each with the number by which a repetition is recognised. `Ok` is not money: `outcome` says what happened to it.
//! let shown_by_the_payer = Trades::PAYS_AT_ONCE;
//! let payment = TradePay::new("order_1", Yuan::from_fen(8_888), "Tea").auth_code(shown_by_the_payer);
//! assert_eq!(client.send(&payment).await?.outcome(), MoneyOutcome::Moved);
//!
//! let refund = TradeRefund::new("order_1", Yuan::from_fen(888)).out_request_no("refund_1");
//! assert_eq!(client.send(&refund).await?.outcome(), MoneyOutcome::Moved);
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | use | which is |
//! |---|---|---|
//! | let a payer pay in a browser or an application | [`TradePagePay`], [`TradeWapPay`], [`TradeAppPay`] | signed, and never sent from here |
//! | take a payment by the payer's code | [`TradePay`] | called |
//! | know how a trade stands | [`TradeQuery`] | called |
//! | give money back | [`TradeRefund`] | called |
//! | know what happened to a refund | [`TradeFastpayRefundQuery`] | called |
//! | close what nobody paid | [`TradeClose`] | called |
//! | be told about a trade | [`UncheckedTradeNotification`] | received |
//!
//! An answer is not money: `outcome` says what happened to it, by the fields of the answer.
//!
//! # Notifications
//!
//! A trade notification is genuine when its signature is; whether it is about *your* order is yours to check. So it
//! comes as an [`UncheckedTradeNotification`], which shows what is needed to find the order and nothing else, until
//! [`check`](UncheckedTradeNotification::check) has compared it with what you expect:
//!
//! ```
//! use alipay_trade::{Expected, Seller, TradeStatus, UncheckedTradeNotification};
//! use alipay_wire::{MoneyOutcome, Yuan};
//!
//! # fn received() -> serde_json::Result<UncheckedTradeNotification> {
//! # serde_json::from_value(serde_json::json!({
//! #     "app_id": "2014072300007148", "notify_id": "7", "notify_type": "trade_status_sync", "trade_no": "1",
//! #     "out_trade_no": "order-1", "trade_status": "TRADE_SUCCESS", "total_amount": "26.45",
//! #     "seller_id": "2088101106499364",
//! # }))
//! # }
//! let notification: UncheckedTradeNotification = received()?;
//!
//! // Your order, found by `notification.out_trade_no()`.
//! let seller = Seller::Id("2088101106499364".into());
//! let expected = Expected::new("2014072300007148", Yuan::from_fen(2645), "order-1", seller);
//!
//! let trade = notification.check(&expected)?;
//! assert_eq!(trade.trade_status, TradeStatus::TradeSuccess);
//! assert_eq!(trade.outcome(), MoneyOutcome::Moved);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `alipay-notify` receives and verifies it.
//!
//! # Values and errors
//!
//! What an answer lacks is `None`, which is neither zero nor "no"; members without a field are in `extra`; `Debug` shows
//! nothing personal. A request that breaks a rule of its page is refused before it is sent, unless it is
//! [`unchecked`](alipay_wire::Request::unchecked). Codes are open sets: each API has the documented ones in its module `code`, with
//! their status and what to do next. What a failed call may have done is said by the `effect` of the client's error.
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `Trades` opens, pays, refunds and closes them | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `trade`.

#![cfg_attr(docsrs, feature(doc_cfg))]

use alipay_wire::{OtherText, StringEnum, StringNewtype};

pub mod close;
pub mod fastpay_refund_query;
pub mod pay;
pub mod query;
pub mod refund;

// Signed and never sent, so no gateway answers them.
pub mod app_pay;
pub mod page_pay;
pub mod wap_pay;

pub mod check;
mod ext_user_info;
mod extend_params;
mod fund_bill;
mod goods_detail;
mod invoice_info;
pub mod notification;
mod query_option;
mod rules;
mod settle_info;
mod trade_status;
#[cfg(feature = "server")]
mod trades;

pub use app_pay::TradeAppPay;
pub use check::{CheckFailed, Expected, Seller, UncheckedTradeNotification};
pub use close::{TradeClose, TradeCloseResponse};
pub use ext_user_info::ExtUserInfo;
pub use extend_params::{BusinessParams, ExtendParams, PromoParam};
pub use fastpay_refund_query::{
    DepositBackInfo, RefundRoyaltyResult, RefundStatus, TradeFastpayRefundQuery, TradeFastpayRefundQueryResponse,
};
pub use fund_bill::{ChargeInfo, EnterprisePayInfo, FundType, RefundChargeInfo, RefundSubFee, SubFee, TradeFundBill};
pub use goods_detail::{GoodsDetail, GoodsId};
pub use invoice_info::{InvoiceInfo, InvoiceKeyInfo, TaxNum};
pub use notification::{FundBill, NotifyId, NotifyType, TradeNotification, VoucherContribution, VoucherDetail};
pub use page_pay::{IntegrationType, QrPayMode, TradePagePay};
pub use pay::{AgreementParams, AuthCode, AuthConfirmMode, Scene, TradePay, TradePayResponse};
pub use query::{FulfillmentDetail, HbFqPayInfo, TradeQuery, TradeQueryResponse, TradeSettleDetail, TradeSettleInfo};
pub use query_option::QueryOption;
pub use refund::{FundChange, PresetPayToolInfo, RefundGoodsDetail, TradeRefund, TradeRefundResponse};
pub use settle_info::{
    Account, AccountKind, OpenApiRoyaltyDetailInfoPojo, RoyaltyDetailInfos, RoyaltyInfo, SettleDetailInfo, SettleInfo,
    SubMerchant,
};
pub use trade_status::TradeStatus;
#[cfg(feature = "server")]
pub use trades::{Order, Trade, Trades};
pub use wap_pay::TradeWapPay;

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<TradePay>();
    catalog.add::<TradeQuery>();
    catalog.add::<TradeRefund>();
    catalog.add::<TradeFastpayRefundQuery>();
    catalog.add::<TradeClose>();
    catalog.add_page::<TradePagePay>();
    catalog.add_page::<TradeWapPay>();
    catalog.add_page::<TradeAppPay>();
}

/// Alipay's number of a trade.
#[derive(Clone, StringNewtype)]
pub struct TradeNo(String);

/// The merchant's number of a trade: the order.
#[derive(Clone, StringNewtype)]
pub struct OutTradeNo(String);

/// The merchant's number of a refund, unique within the trade.
#[derive(Clone, StringNewtype)]
pub struct OutRequestNo(String);

/// A product that was signed for. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ProductCode {
    /// Paying in a browser on a computer.
    FastInstantTradePay,
    /// Paying in a browser on a phone.
    QuickWapWay,
    /// Paying in an application.
    QuickMsecurityPay,
    /// Paying face to face.
    FaceToFacePayment,
    /// Paying by an agreement, in periods.
    CyclePayAuth,
    /// Paying by an agreement.
    GeneralWithholding,
    /// Paying out of an amount that was authorised online.
    PreAuthOnline,
    /// Paying out of an amount that was authorised face to face.
    PreAuth,
    /// A word that is not listed here.
    Other(OtherText),
}

/// Names an application.
#[derive(Clone, StringNewtype)]
#[wire(show)]
pub struct AppId(String);

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
