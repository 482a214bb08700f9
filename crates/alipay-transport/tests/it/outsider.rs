//! An API declared outside this workspace: typed, sent, answered by the sandbox, and settled by its own codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::Error;
use alipay_wire::{Amount, Currency, Dws, Extra, Keyed, Request, Response, dws::RequestId, signed_header::ResultInfo};
use support::{client, error};

/// Pays out.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "payOut",
    route = "POST /ams/api/v1/payouts/payOut",
    safety = Keyed,
    answer = PaidOut,
    codes = code::ALL
)]
pub(crate) struct PayOut {
    /// The merchant's number.
    #[wire(max = 64)]
    pub(crate) request_id: RequestId,
    /// How much.
    pub(crate) amount: Amount,
    pub(crate) extra: Extra,
}

/// Paid out.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct PaidOut {
    /// The verdict.
    pub(crate) result: ResultInfo,
    pub(crate) extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `payOut`.
    pub(crate) mod code;
    shared alipay_wire::signed_header::code { SUCCESS }
    own {
        BUSY F "Another payout is on its way.";
        CLOSED F "The account is closed, and was before this request came." final_for_key;
    }
}

impl Keyed for PayOut {
    fn key(&self) -> Option<&str> {
        Some(self.request_id.as_str())
    }
}

fn request() -> PayOut {
    PayOut::new("r-1", Amount::new(Currency::SGD, 100))
}

#[tokio::test]
async fn an_api_of_ones_own_is_answered() {
    let sandbox = Sandbox::empty();
    sandbox.on(|_: &PayOut, _| Ok(PaidOut::new(ResultInfo::success())));
    client(&sandbox, sandbox.endpoints().dws()).send(&request()).await.unwrap();
    let ledger = sandbox.ledger();
    assert_eq!((ledger.len(), ledger[0].key.as_deref()), (1, Some("r-1")));
}

/// After an attempt without an answer, only a code that is final for the key tells what happened to it.
#[tokio::test(start_paused = true)]
async fn a_final_code_settles_earlier_attempts() {
    for (refusal, effect) in [(code::BUSY, "unknown"), (code::CLOSED, "refused")] {
        let sandbox = Sandbox::empty();
        sandbox.on(move |_: &PayOut, _| Err(refusal.into()));
        sandbox.inject(Fault::DropAfter);
        let failure = error(client(&sandbox, sandbox.endpoints().dws()).send(&request()).await);
        let Error::Api(api) = &failure else { panic!("{failure:?}") };
        assert_eq!(api.code().unwrap(), &refusal);
        assert_eq!((failure.effect().as_str(), failure.attempts()), (effect, 2), "{}", refusal.code);
    }
}

/// The same API, as somebody else describes it.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "payOut",
    route = "POST /ams/api/v1/payouts/payOut",
    safety = Unkeyed,
    answer = Receipt,
    codes = code::ALL
)]
pub(crate) struct PayOutWithReceipt {
    /// The merchant's number.
    #[wire(max = 64)]
    pub(crate) request_id: RequestId,
    /// How much.
    pub(crate) amount: Amount,
    pub(crate) extra: Extra,
}

/// Paid out, with a receipt.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
pub(crate) struct Receipt {
    /// The verdict.
    pub(crate) result: ResultInfo,
    /// The receipt.
    pub(crate) receipt_id: String,
    pub(crate) extra: Extra,
}

/// The gateway accepted: that the rest of its answer cannot be read does not change it.
#[tokio::test]
async fn an_unreadable_success_is_accepted() {
    let sandbox = Sandbox::empty();
    sandbox.on(|_: &PayOut, _| Ok(PaidOut::new(ResultInfo::success())));
    let request = PayOutWithReceipt::new("r-1", Amount::new(Currency::SGD, 100));
    let failure = error(client(&sandbox, sandbox.endpoints().dws()).send(&request).await);
    let Error::Decode(decode) = &failure else { panic!("{failure:?}") };
    assert_eq!(failure.effect(), alipay_wire::Effect::Accepted(decode.proof()));
    assert!(decode.reason().to_string().starts_with("receiptId is missing"), "{}", decode.reason());
    assert!(std::str::from_utf8(decode.body().payload()).unwrap().contains("SUCCESS"));
}
