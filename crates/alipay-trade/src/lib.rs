//! Trades of the Alipay Open Platform: what the gateway tells about them.
//!
//! A trade notification is genuine when its signature is; whether it is about *your* order is yours to check. So it
//! comes as an [`UncheckedTradeNotification`], which shows what is needed to find the order and nothing else, until
//! [`check`](UncheckedTradeNotification::check) has compared it with what you expect:
//!
//! ```
//! use alipay_trade::{Expected, Seller, TradeStatus, UncheckedTradeNotification};
//! use alipay_wire::{Settlement, Settles, Yuan};
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
//! assert_eq!(trade.trade_status, TradeStatus::TRADE_SUCCESS);
//! assert_eq!(trade.outcome(), Settlement::Settled);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `alipay-notify` receives and verifies it. These are data types alone.

pub mod check;
pub mod notification;

pub use check::{CheckFailed, Expected, Seller, UncheckedTradeNotification};
pub use notification::{
    FundBill, NotifyId, NotifyType, TradeNotification, TradeStatus, VoucherContribution, VoucherDetail,
};

alipay_wire::text! {
    /// Alipay's number of a trade.
    pub struct TradeNo;
}

alipay_wire::text! {
    /// The merchant's number of a trade: the order.
    pub struct OutTradeNo;
}

alipay_wire::text! {
    /// Names an application.
    pub struct AppId show {}
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
