//! An API declared outside this workspace: typed, sent, answered by the sandbox, and settled by its own codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::Error;
use alipay_wire::{Amount, Currency, Dws, dws::RequestId, signed_header::ResultInfo};
use support::{client, error};

alipay_wire::request! {
    /// Pays out.
    pub(crate) struct PayOut {
        required {
            /// The merchant's number.
            "requestId" request_id: RequestId [max 64],
            /// How much.
            "amount" amount: Amount,
        }
        optional {}
    }
}

alipay_wire::response! {
    /// Paid out.
    pub(crate) struct PaidOut {
        required {
            /// The verdict.
            "result" result: ResultInfo,
        }
        optional {}
    }
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

alipay_wire::api! {
    PayOut => PaidOut {
        dialect: Dws,
        name: "payOut",
        route: POST "/ams/api/v1/payouts/payOut",
        safety: Keyed,
        codes: code::ALL,
        key: |request| Some(request.request_id.as_str()),
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

/// After an attempt without an answer, only a code that is final for the key tells what became of it.
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

alipay_wire::request! {
    /// The same API, as somebody else describes it.
    pub(crate) struct PayOutWithReceipt {
        required {
            /// The merchant's number.
            "requestId" request_id: RequestId [max 64],
            /// How much.
            "amount" amount: Amount,
        }
        optional {}
    }
}

alipay_wire::response! {
    /// Paid out, with a receipt.
    pub(crate) struct Receipt {
        required {
            /// The verdict.
            "result" result: ResultInfo,
            /// The receipt.
            "receiptId" receipt_id: String,
        }
        optional {}
    }
}

alipay_wire::api! {
    PayOutWithReceipt => Receipt {
        dialect: Dws,
        name: "payOut",
        route: POST "/ams/api/v1/payouts/payOut",
        safety: Unkeyed,
        codes: code::ALL,
    }
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
