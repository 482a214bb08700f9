//! One trade, and how it may change.

use std::fmt;

use alipay_wire::{JsonText, Stamp, Timestamp, Yuan, server::Refusal};

use super::{Order, Trades};
use crate::{
    FundBill, NotifyType, OutRequestNo, TradeNo, TradeNotification, TradeRefund, TradeStatus, close, pay, refund, rules,
};

/// A trade of a gateway in this process.
#[derive(Clone)]
pub struct Trade {
    order: Order,
    number: usize,
    trade_no: TradeNo,
    state: State,
    created: Stamp,
    paid: Option<Stamp>,
    closed: Option<Stamp>,
    refunds: Vec<Refund>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    Paid,
    Finished,
    Closed,
}

/// A refund that was done.
#[derive(Clone)]
pub(super) struct Refund {
    pub(super) out_request_no: OutRequestNo,
    pub(super) amount: Yuan,
    pub(super) reason: Option<String>,
    pub(super) at: Stamp,
}

impl Trade {
    pub(super) fn new(number: usize, order: Order, now: Stamp) -> Self {
        Self {
            order,
            number,
            trade_no: TradeNo::from(format!("20131120{number:020}")),
            state: State::Waiting,
            created: now,
            paid: None,
            closed: None,
            refunds: Vec::new(),
        }
    }

    /// What is to be paid, or was.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The gateway's number of it.
    pub fn trade_no(&self) -> &TradeNo {
        &self.trade_no
    }

    /// How it stands.
    pub fn status(&self) -> TradeStatus {
        match self.state {
            State::Waiting => TradeStatus::WaitBuyerPay,
            State::Paid => TradeStatus::TradeSuccess,
            State::Finished => TradeStatus::TradeFinished,
            State::Closed => TradeStatus::TradeClosed,
        }
    }

    /// When it was opened, in China time.
    pub fn created(&self) -> Timestamp {
        china(self.created)
    }

    /// Until when it can be paid, in China time.
    pub fn deadline(&self) -> Timestamp {
        if let Some(at) = self.order.time_expire() {
            return at.clone();
        }
        match self.order.timeout_express() {
            "1c" => {
                let now = self.created.china();
                Timestamp::from(format!("{} 23:59:59", now.get(..10).unwrap_or_default()))
            }
            after => {
                let after = rules::minutes(after).unwrap_or_default().saturating_mul(60_000);
                let at = Stamp::from_unix_millis(self.created.unix_millis().saturating_add(after));
                china(at.unwrap_or(self.created))
            }
        }
    }

    /// When it was paid, in China time.
    pub fn paid_at(&self) -> Option<Timestamp> {
        self.paid.map(china)
    }

    /// When it was closed, in China time.
    pub fn closed_at(&self) -> Option<Timestamp> {
        self.closed.map(china)
    }

    /// What was refunded so far.
    pub fn refunded(&self) -> Yuan {
        Yuan::from_fen(self.refunds.iter().map(|refund| refund.amount.fen()).sum())
    }

    /// The refund of this number.
    pub(super) fn refund_of(&self, number: &OutRequestNo) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.out_request_no == *number)
    }

    /// Whether it waits, and should no longer. Times of this form are in the order of their text.
    pub(super) fn is_late(&self, now: Stamp) -> bool {
        self.state == State::Waiting && china(now) > self.deadline()
    }

    /// An order that is placed again must be the same order, and still wait.
    pub(super) fn may_be_opened_by(&self, order: &Order) -> Result<(), Refusal> {
        if !self.order.is_same(order) {
            return Err(pay::code::CONTEXT_INCONSISTENT.into());
        }
        self.must_wait()
    }

    pub(super) fn pay(&mut self, now: Stamp) -> Result<(), Refusal> {
        self.must_wait()?;
        (self.state, self.paid) = (State::Paid, Some(now));
        Ok(())
    }

    pub(super) fn close(&mut self, now: Stamp) -> Result<(), Refusal> {
        if self.state != State::Waiting {
            return Err(close::code::TRADE_STATUS_ERROR.into());
        }
        self.end(now);
        Ok(())
    }

    pub(super) fn finish(&mut self) -> bool {
        let can = self.state == State::Paid;
        if can {
            self.state = State::Finished;
        }
        can
    }

    pub(super) fn end(&mut self, now: Stamp) {
        (self.state, self.closed) = (State::Closed, Some(now));
    }

    /// Refunds, or recognises a refund by its number. Tells whether money moved.
    pub(super) fn refund(&mut self, request: &TradeRefund, now: Stamp) -> Result<bool, Refusal> {
        let total = self.order.total_amount();
        let amount = request.refund_amount;
        let given = request.out_request_no.as_ref().filter(|number| !number.as_str().trim().is_empty());
        // Without a number the order's own stands for it.
        let number = OutRequestNo::from(given.map_or(self.order.out_trade_no().as_str(), OutRequestNo::as_str));
        if let Some(done) = self.refund_of(&number) {
            let is_same = done.amount == amount;
            return if is_same { Ok(false) } else { Err(refund::code::DISCORDANT_REPEAT_REQUEST.into()) };
        }
        match self.state {
            State::Waiting => return Err(refund::code::TRADE_STATUS_ERROR.into()),
            State::Finished => return Err(refund::code::TRADE_HAS_FINISHED.into()),
            State::Closed => return Err(refund::code::TRADE_HAS_CLOSE.into()),
            State::Paid => (),
        }
        if amount.fen() < 1 {
            return Err(refund::code::REASON_TRADE_REFUND_FEE_ERR.into());
        }
        let rest = Yuan::from_fen(total.fen() - self.refunded().fen());
        let is_part_without_number = given.is_none() && amount != total;
        if amount > rest || is_part_without_number {
            return Err(refund::code::REFUND_AMT_NOT_EQUAL_TOTAL.into());
        }
        let reason = request.refund_reason.clone();
        self.refunds.push(Refund { out_request_no: number, amount, reason, at: now });
        if amount == rest {
            self.end(now);
        }
        Ok(true)
    }

    /// The notification about its present state.
    pub(super) fn notification(&self) -> TradeNotification {
        let order = &self.order;
        // The states a trade can be in, counted: the same state is the same notification.
        let state = format!("{}{:03}", self.state as u8, self.refunds.len());
        let mut told = TradeNotification::new(
            Trades::APP_ID,
            format!("2013112000222{:016}{state}", self.number),
            NotifyType::TradeStatusSync,
            self.trade_no.clone(),
            order.out_trade_no().clone(),
            self.status(),
        )
        .auth_app_id(Trades::APP_ID)
        .version("1.0")
        .seller_id(Trades::SELLER_ID)
        .buyer_id(Trades::BUYER_ID)
        .buyer_logon_id(Trades::BUYER_LOGON_ID)
        .total_amount(order.total_amount())
        .subject(order.subject())
        .gmt_create(self.created());
        told.body = order.body().map(str::to_owned);
        told.passback_params = order.passback_params().map(str::to_owned);
        told.gmt_payment = self.paid_at();
        told.gmt_close = self.closed_at();
        if self.paid.is_some() {
            let paid = order.total_amount();
            let bill = FundBill::new().fund_channel("ALIPAYACCOUNT").amount(paid);
            told =
                told.receipt_amount(paid).invoice_amount(paid).buyer_pay_amount(paid).point_amount(Yuan::from_fen(0));
            told.fund_bill_list = JsonText::of(&vec![bill]).ok();
        }
        if let Some(last) = self.refunds.last() {
            told = told
                .refund_fee(self.refunded())
                .send_back_fee(last.amount)
                .gmt_refund(format!("{}.000", last.at.china()))
                .out_biz_no(last.out_request_no.as_str());
        }
        told
    }

    fn must_wait(&self) -> Result<(), Refusal> {
        match self.state {
            State::Waiting => Ok(()),
            State::Paid | State::Finished => Err(pay::code::TRADE_HAS_SUCCESS.into()),
            State::Closed => Err(pay::code::TRADE_HAS_CLOSE.into()),
        }
    }
}

/// Shows how it stands, and nothing of the order.
impl fmt::Debug for Trade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trade")
            .field("state", &self.state)
            .field("refunds", &self.refunds.len())
            .finish_non_exhaustive()
    }
}

pub(super) fn china(at: Stamp) -> Timestamp {
    Timestamp::from(at.china())
}
