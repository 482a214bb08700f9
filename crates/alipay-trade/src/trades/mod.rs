//! The trades of a gateway in this process.

mod order;
mod serve;
mod trade;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
    sync::Arc,
};

use alipay_wire::{Clock, Stamp, SystemClock, server::Refusal};

pub use order::Order;
pub use trade::Trade;

use crate::{OutTradeNo, TradeNo, TradeNotification, close, pay, query};

/// The channel of what is paid from the payer's balance.
const BALANCE: &str = "ALIPAYACCOUNT";

/// The trades a gateway knows. At first none.
///
/// A trade is opened by the page of a cashier ([`open`](Self::open)) or by `alipay.trade.pay`, waits for its buyer, is
/// paid, and is refunded by `alipay.trade.refund` until nothing is left of it. One that waits longer than its order says is
/// closed.
///
/// | from | by | to |
/// |---|---|---|
/// | | [`open`](Self::open), `alipay.trade.pay` | `WAIT_BUYER_PAY` |
/// | `WAIT_BUYER_PAY` | [`pay`](Self::pay), `alipay.trade.pay` | `TRADE_SUCCESS` |
/// | `WAIT_BUYER_PAY` | [`close`](Self::close), `alipay.trade.close`, its time | `TRADE_CLOSED` |
/// | `TRADE_SUCCESS` | the refund of a part | `TRADE_SUCCESS` |
/// | `TRADE_SUCCESS` | the refund of all, or of the rest | `TRADE_CLOSED` |
/// | `TRADE_SUCCESS` | [`finish`](Self::finish) | `TRADE_FINISHED` |
///
/// Buyer and seller are always those of the documentation's samples. `alipay.trade.pay` takes the payer's codes
/// [`PAYS_AT_ONCE`](Self::PAYS_AT_ONCE), [`WAITS_FOR_BUYER`](Self::WAITS_FOR_BUYER) and
/// [`LACKS_BALANCE`](Self::LACKS_BALANCE), any number of times.
#[derive(Clone)]
pub struct Trades {
    trades: BTreeMap<OutTradeNo, Trade>,
    clock: Arc<dyn Clock>,
}

impl Trades {
    /// The application all trades belong to.
    pub const APP_ID: &'static str = "2014072300007148";
    /// Who is paid.
    pub const SELLER_ID: &'static str = "2088101106499364";
    /// Who pays.
    pub const BUYER_ID: &'static str = "2088102122524333";
    /// The login name of who pays, partly hidden.
    pub const BUYER_LOGON_ID: &'static str = "159****5620";

    /// The payer's code with which `alipay.trade.pay` is paid at once.
    pub const PAYS_AT_ONCE: &'static str = "280000000000000001";
    /// The payer's code with which `alipay.trade.pay` answers `10003` and the trade waits: for [`pay`](Self::pay), or its
    /// time.
    pub const WAITS_FOR_BUYER: &'static str = "280000000000000002";
    /// The payer's code with which `alipay.trade.pay` is refused, since the balance does not cover it. No trade is made.
    pub const LACKS_BALANCE: &'static str = "280000000000000003";

    /// Tells the time by another clock than the machine's.
    pub fn set_clock(&mut self, clock: impl Clock + 'static) {
        self.clock = Arc::new(clock);
    }

    /// Opens the trade of an order, or finds the one that was opened before and still waits.
    ///
    /// # Errors
    /// `ACQ.CONTEXT_INCONSISTENT` when the number stands for an order with another amount, title or product,
    /// `ACQ.TRADE_HAS_SUCCESS` when it is paid, `ACQ.TRADE_HAS_CLOSE` when it is closed,
    /// `ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR` when a new order has ended already.
    pub fn open(&mut self, order: Order) -> Result<&Trade, Refusal> {
        let now = self.expire_now();
        let number = self.trades.len() + 1;
        match self.trades.entry(order.out_trade_no().clone()) {
            Entry::Occupied(known) => {
                known.get().may_be_opened_by(&order)?;
                Ok(known.into_mut())
            }
            Entry::Vacant(free) => {
                let trade = Trade::new(number, order, now);
                if trade.is_late(now) {
                    return Err(pay::code::NOW_TIME_AFTER_EXPIRE_TIME_ERROR.into());
                }
                Ok(free.insert(trade))
            }
        }
    }

    /// The trade of an order. `None` when there is none, as before the payer has opened a page.
    pub fn get(&mut self, out_trade_no: &OutTradeNo) -> Option<&Trade> {
        self.expire_now();
        self.trades.get(out_trade_no)
    }

    /// Every trade, by the numbers of their orders.
    pub fn iter(&mut self) -> impl Iterator<Item = &Trade> {
        self.expire_now();
        self.trades.values()
    }

    /// Pays a trade, as its buyer does in a cashier.
    ///
    /// # Errors
    /// `ACQ.TRADE_NOT_EXIST`, `ACQ.TRADE_HAS_SUCCESS` when it is paid, `ACQ.TRADE_HAS_CLOSE` when it is closed.
    pub fn pay(&mut self, out_trade_no: &OutTradeNo) -> Result<&Trade, Refusal> {
        self.pay_by(out_trade_no, BALANCE)
    }

    /// As [`pay`](Self::pay), from another channel than the balance: its name in the bills, such as `PCREDIT`.
    ///
    /// # Errors
    /// As [`pay`](Self::pay).
    pub fn pay_by(&mut self, out_trade_no: &OutTradeNo, channel: &str) -> Result<&Trade, Refusal> {
        let now = self.expire_now();
        let trade = self.trades.get_mut(out_trade_no).ok_or(query::code::TRADE_NOT_EXIST)?;
        trade.pay(now)?;
        channel.clone_into(&mut trade.channel);
        Ok(trade)
    }

    /// Sends the notifications of a trade to this address from now on: requests that open one by a call have it beside
    /// their content. `false` when there is no such trade.
    pub fn notify_at(&mut self, out_trade_no: &OutTradeNo, url: &str) -> bool {
        let trade = self.trades.get_mut(out_trade_no);
        trade.map(|trade| trade.order = trade.order.clone().with_notify_url(url)).is_some()
    }

    /// Closes a trade that waits, as `alipay.trade.close` does.
    ///
    /// # Errors
    /// `ACQ.TRADE_NOT_EXIST`, `ACQ.TRADE_STATUS_ERROR` when it does not wait.
    pub fn close(&mut self, out_trade_no: &OutTradeNo) -> Result<&Trade, Refusal> {
        let now = self.expire_now();
        let trade = self.trades.get_mut(out_trade_no).ok_or(close::code::TRADE_NOT_EXIST)?;
        trade.close(now)?;
        Ok(trade)
    }

    /// Ends the time for refunds of a paid trade. `false` when there is none.
    #[must_use]
    pub fn finish(&mut self, out_trade_no: &OutTradeNo) -> bool {
        self.trades.get_mut(out_trade_no).is_some_and(Trade::finish)
    }

    /// Closes the trades that have waited too long, and names them. Everything else here does so first; only the names are
    /// then lost.
    pub fn expire(&mut self) -> Vec<OutTradeNo> {
        let now = self.clock.now();
        let late = self.trades.iter_mut().filter(|(_, trade)| trade.is_late(now));
        late.map(|(number, trade)| {
            trade.end(now);
            number.clone()
        })
        .collect()
    }

    /// The notification about the present state of a trade, to be signed and sent: see
    /// [`Order::notify_url`]. The same state is the same notification, with the same `notify_id`.
    ///
    /// The time of sending and the parameters of the form (`notify_time`, `charset`, `sign`) are the sender's.
    pub fn notification(&mut self, out_trade_no: &OutTradeNo) -> Option<TradeNotification> {
        self.get(out_trade_no).map(Trade::notification)
    }

    fn expire_now(&mut self) -> Stamp {
        self.expire();
        self.clock.now()
    }

    /// The trade that these numbers name. The gateway's own number wins.
    fn find(&mut self, out_trade_no: Option<&OutTradeNo>, trade_no: Option<&TradeNo>) -> Option<&mut Trade> {
        match trade_no.filter(|number| !number.as_str().is_empty()) {
            Some(number) => self.trades.values_mut().find(|trade| trade.trade_no() == number),
            None => self.trades.get_mut(out_trade_no?),
        }
    }
}

impl Default for Trades {
    fn default() -> Self {
        Self { trades: BTreeMap::new(), clock: Arc::new(SystemClock) }
    }
}

impl fmt::Debug for Trades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trades({})", self.trades.len())
    }
}
