//! The transfers of a gateway in this process.

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, CodeInfo, Timestamp,
    server::{Refusal, Serve, World},
    signed_header::ResultInfo,
    worldfirst::{PrefundingBalances, Shortage},
};

use crate::{
    InquiryTransfer, InquiryTransferResponse, NotifyTransfer, Transfer, TransferId, TransferRequestId,
    TransferResponse, inquiry_transfer, transfer, transfer_result,
};

/// The transfers a gateway knows. At first none.
///
/// An accepted transfer has taken its `transferFromAmount`, or where there is none its `transferToAmount`, out of the
/// [`PrefundingBalances`], and is in process until [`settle`](Self::settle) or [`fail`](Self::fail) ends it. No fee is
/// taken and nothing is converted. A transfer that was refused leaves no trace: it can be made again under its number.
#[derive(Clone, Debug, Default)]
pub struct Transfers(BTreeMap<TransferRequestId, Kept>);

/// One transfer.
#[derive(Clone, Debug)]
struct Kept {
    request: Transfer,
    transfer_id: TransferId,
    taken: Amount,
    /// Where it was taken from, and goes back to.
    balances: PrefundingBalances,
    state: State,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    InProcess,
    LostTrack,
    Settled { at: Timestamp },
    Failed { code: CodeInfo, at: Timestamp },
}

impl Transfers {
    /// Ends a transfer well, at this time. `false` when there is none that could still end.
    #[must_use]
    pub fn settle(&mut self, id: &TransferRequestId, at: impl Into<Timestamp>) -> bool {
        self.end(id, State::Settled { at: at.into() }).is_some()
    }

    /// Ends a transfer with a failure of [`transfer_result::code`], at this time, and gives the money back. `false` when
    /// there is none that could still end.
    #[must_use]
    pub fn fail(&mut self, id: &TransferRequestId, code: CodeInfo, at: impl Into<Timestamp>) -> bool {
        let ended = self.end(id, State::Failed { code, at: at.into() });
        ended.inspect(|kept| kept.balances.deposit(kept.taken)).is_some()
    }

    /// Lets the gateway lose track of a transfer: what it says from now on is `UNKONWN`. `false` when there is none that
    /// could still end.
    #[must_use]
    pub fn lose_track(&mut self, id: &TransferRequestId) -> bool {
        self.end(id, State::LostTrack).is_some()
    }

    /// The numbers of all transfers.
    pub fn ids(&self) -> impl Iterator<Item = &TransferRequestId> {
        self.0.keys()
    }

    /// The notification about the present state of a transfer. `None` when there is no such transfer.
    pub fn notification(&self, id: &TransferRequestId) -> Option<NotifyTransfer> {
        let kept = self.0.get(id)?;
        let mut body = NotifyTransfer::new(kept.result(), id.clone(), kept.transfer_id.clone())
            .transfer_from_detail(kept.request.transfer_from_detail.clone())
            .transfer_to_detail(kept.request.transfer_to_detail.clone())
            .transfer_factor(kept.request.transfer_factor.clone());
        body.transfer_finish_time = kept.finish_time();
        Some(body)
    }

    fn end(&mut self, id: &TransferRequestId, state: State) -> Option<&Kept> {
        let kept = self.0.get_mut(id).filter(|kept| matches!(kept.state, State::InProcess | State::LostTrack))?;
        kept.state = state;
        Some(kept)
    }

    fn accept(&mut self, request: &Transfer, balances: PrefundingBalances) -> Result<TransferResponse, Refusal> {
        if let Some(kept) = self.0.get(&request.transfer_request_id) {
            return if kept.request == *request {
                Ok(kept.accepted())
            } else {
                Err(transfer::code::REPEAT_REQ_INCONSISTENT.into())
            };
        }
        let paid = request.transfer_from_detail.transfer_from_amount;
        let taken = paid.or(request.transfer_to_detail.transfer_to_amount).ok_or(transfer::code::PARAM_ILLEGAL)?;
        balances.withdraw(taken).map_err(|shortage| match shortage {
            Shortage::NoBalance => transfer::code::UN_SUPPORT_BUSINESS,
            Shortage::TooLittle => transfer::code::BALANCE_NOT_ENOUGH,
        })?;
        let transfer_id = TransferId::from(format!("20220511{:024}", self.0.len() + 1));
        let kept = Kept { request: request.clone(), transfer_id, taken, balances, state: State::InProcess };
        let answer = kept.accepted();
        self.0.insert(request.transfer_request_id.clone(), kept);
        Ok(answer)
    }
}

impl Kept {
    /// The same for every repetition, whatever became of the transfer.
    fn accepted(&self) -> TransferResponse {
        TransferResponse::new(ResultInfo::success(), self.transfer_id.clone())
            .transfer_factor(self.request.transfer_factor.clone())
    }

    fn result(&self) -> ResultInfo {
        match &self.state {
            State::InProcess => ResultInfo::of(&transfer_result::code::PROCESSING),
            State::LostTrack => ResultInfo::of(&transfer_result::code::UNKONWN),
            State::Settled { .. } => ResultInfo::success(),
            State::Failed { code, .. } => ResultInfo::of(code),
        }
    }

    fn finish_time(&self) -> Option<Timestamp> {
        match &self.state {
            State::InProcess | State::LostTrack => None,
            State::Settled { at } | State::Failed { at, .. } => Some(at.clone()),
        }
    }
}

impl Serve for Transfer {
    fn serve(&self, world: &mut World) -> Result<TransferResponse, Refusal> {
        let balances = world.get::<PrefundingBalances>().clone();
        world.get::<Transfers>().accept(self, balances)
    }
}

impl Serve for InquiryTransfer {
    fn serve(&self, world: &mut World) -> Result<InquiryTransferResponse, Refusal> {
        let Transfers(transfers) = world.get();
        let kept = transfers.get(&self.transfer_request_id).ok_or(inquiry_transfer::code::ORDER_NOT_EXIST)?;
        let mut answer = InquiryTransferResponse::new(ResultInfo::success(), self.transfer_request_id.clone())
            .transfer_id(kept.transfer_id.clone())
            .transfer_result(kept.result())
            .transfer_from_detail(kept.request.transfer_from_detail.clone())
            .transfer_to_detail(kept.request.transfer_to_detail.clone())
            .transfer_factor(kept.request.transfer_factor.clone());
        answer.transfer_finish_time = kept.finish_time();
        Ok(answer)
    }
}
