//! Whether a notification is about the order it should be about.

use std::fmt;

use alipay_wire::{Model, Notification, OpenPlatform, Yuan, inbound::FormNames, open_platform::UserId};
use serde::{Deserialize, Deserializer};

use crate::{AppId, NotifyId, OutTradeNo, TradeNo, TradeNotification};

/// A genuine trade notification that was not yet compared with the order.
///
/// The signature proves that Alipay sent it to one of your applications. It does not prove that the amount is that of
/// your order, nor that the money went to you. So status and amounts stay closed until [`check`](Self::check) has
/// compared them, or [`skip_check`](Self::skip_check) says that you do not want that.
///
/// ```compile_fail
/// # fn read(notification: alipay_trade::UncheckedTradeNotification) {
/// let paid = notification.trade_status;
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct UncheckedTradeNotification(TradeNotification);

impl UncheckedTradeNotification {
    /// The merchant's number of the order, as claimed: find the order by it.
    pub fn out_trade_no(&self) -> &OutTradeNo {
        &self.0.out_trade_no
    }

    /// Alipay's number of the trade.
    pub fn trade_no(&self) -> &TradeNo {
        &self.0.trade_no
    }

    /// To which application it is addressed.
    pub fn app_id(&self) -> &AppId {
        &self.0.app_id
    }

    /// The same for every delivery of this notification.
    pub fn notify_id(&self) -> &NotifyId {
        &self.0.notify_id
    }

    /// Compares it with what your order says: application, order number, amount and seller. What the notification lacks
    /// differs.
    ///
    /// What remains yours: whether the *state* of the order allows what you are about to do. One trade is notified of
    /// several times, also with the same status: see [`TradeNotification::is_refund`].
    ///
    /// # Errors
    /// [`CheckFailed`] names the first field that differs. Do not act on the notification then, and do not acknowledge
    /// it before somebody has looked at it.
    pub fn check(&self, expected: &Expected) -> Result<&TradeNotification, CheckFailed> {
        let trade = &self.0;
        let seller = match &expected.seller {
            Seller::Id(id) => ("seller_id", trade.seller_id.as_ref() == Some(id)),
            Seller::Email(email) => ("seller_email", trade.seller_email.as_ref() == Some(email)),
        };
        let fields = [
            ("app_id", trade.app_id == expected.app_id),
            ("out_trade_no", trade.out_trade_no == expected.out_trade_no),
            ("total_amount", trade.total_amount == Some(expected.total_amount)),
            seller,
        ];
        match fields.into_iter().find(|(_, is_same)| !is_same) {
            Some((field, _)) => Err(CheckFailed { field }),
            None => Ok(trade),
        }
    }

    /// The notification without comparing it with anything.
    pub fn skip_check(&self) -> &TradeNotification {
        &self.0
    }
}

impl Notification for UncheckedTradeNotification {
    type Dialect = OpenPlatform;
    const NAME: &'static str = "trade_status_sync";
    const FORM: Option<FormNames> = Some(FormNames::new(
        TradeNotification::FIELDS,
        &[
            "body",
            "buyer_logon_id",
            "fund_bill_list",
            "passback_params",
            "seller_email",
            "subject",
            "voucher_detail_list",
        ],
    ));

    fn event(&self) -> Option<String> {
        Some(self.0.notify_id.as_str().to_owned())
    }
}

impl<'de> Deserialize<'de> for UncheckedTradeNotification {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TradeNotification::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for UncheckedTradeNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UncheckedTradeNotification").field("app_id", &self.0.app_id).finish_non_exhaustive()
    }
}

/// What a notification must say to be about your order.
#[derive(Clone, PartialEq, Eq)]
pub struct Expected {
    app_id: AppId,
    out_trade_no: OutTradeNo,
    total_amount: Yuan,
    seller: Seller,
}

impl Expected {
    /// The application the order was placed with, its amount, its number, and who is to be paid.
    pub fn new(
        app_id: impl Into<AppId>,
        total_amount: Yuan,
        out_trade_no: impl Into<OutTradeNo>,
        seller: Seller,
    ) -> Self {
        Self { app_id: app_id.into(), out_trade_no: out_trade_no.into(), total_amount, seller }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}

/// Who is to be paid, by either of the names a notification has.
#[derive(Clone, PartialEq, Eq)]
pub enum Seller {
    /// By `seller_id`: 16 digits beginning with 2088.
    Id(UserId),
    /// By `seller_email`: the account's login name.
    Email(String),
}

impl fmt::Debug for Seller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id(_) => "Seller::Id(<redacted>)",
            Self::Email(_) => "Seller::Email(<redacted>)",
        })
    }
}

/// A genuine notification that is not about the expected order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckFailed {
    field: &'static str,
}

impl CheckFailed {
    /// The name of the first field that differs or is missing.
    pub fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for CheckFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the notification is genuine, but its {} is not that of the order: do not act on it", self.field)
    }
}

impl std::error::Error for CheckFailed {}
