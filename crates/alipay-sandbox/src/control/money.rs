//! What payers and banks decide.

use alipay_dws_topups::{Topups, topup_result};
use alipay_trade::Trades;
use alipay_wire::{Timestamp, server::Refusal};
use alipay_worldfirst_transfer::{Transfers, transfer_result};

use super::changes::{About, Decision, What};
use crate::Sandbox;

/// China time.
const OFFSET_MINUTES: i16 = 480;

/// What is decided cannot be decided: there is nothing of this kind and number that waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingToDecide;

impl std::fmt::Display for NothingToDecide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("there is nothing of this number that waits for it")
    }
}

impl std::error::Error for NothingToDecide {}

impl From<Refusal> for NothingToDecide {
    fn from(_: Refusal) -> Self {
        Self
    }
}

impl Sandbox {
    /// Decides what a payer decides about a trade, or a bank about a transfer or top-up: pays it, closes it, settles it.
    /// `channel` is what a payer pays from, such as `PCREDIT`; the balance where it is `None`. Merchants are notified.
    ///
    /// # Errors
    /// [`NothingToDecide`] when there is none of this number, or it does not wait for this.
    pub fn decide(
        &self,
        about: About,
        id: &str,
        decision: Decision,
        channel: Option<&str>,
    ) -> Result<(), NothingToDecide> {
        let at = Timestamp::from(self.now().iso8601(OFFSET_MINUTES));
        self.settle(about, id, decision, channel, at)?;
        self.happened(What::Decided { about, id: id.to_owned(), decision, channel: channel.map(str::to_owned) });
        if about == About::Trade {
            self.tell_of_trades("alipay.trade.");
        }
        self.control.changed();
        Ok(())
    }

    pub(super) fn settle(
        &self,
        about: About,
        id: &str,
        decision: Decision,
        channel: Option<&str>,
        at: Timestamp,
    ) -> Result<(), NothingToDecide> {
        let done = match (about, decision) {
            (About::Trade, Decision::Pay) => self.with_state(|trades: &mut Trades| {
                let number = id.into();
                match channel {
                    Some(channel) => trades.pay_by(&number, channel),
                    None => trades.pay(&number),
                }
                .map(|_| true)
            })?,
            (About::Trade, Decision::Close) => {
                self.with_state(|trades: &mut Trades| trades.close(&id.into()).map(|_| true))?
            }
            (About::Trade, Decision::Finish) => self.with_state(|trades: &mut Trades| trades.finish(&id.into())),
            (About::Transfer, Decision::Settle) => {
                self.with_state(|transfers: &mut Transfers| transfers.settle(&id.into(), at))
            }
            (About::Transfer, Decision::Fail) => self.with_state(|transfers: &mut Transfers| {
                transfers.fail(&id.into(), transfer_result::code::BALANCE_NOT_ENOUGH, at)
            }),
            (About::Topup, Decision::Settle) => self.with_state(|topups: &mut Topups| topups.settle(&id.into(), at)),
            (About::Topup, Decision::Fail) => {
                self.with_state(|topups: &mut Topups| topups.fail(&id.into(), topup_result::code::RISK_REJECT, at))
            }
            _ => false,
        };
        if done { Ok(()) } else { Err(NothingToDecide) }
    }
}
