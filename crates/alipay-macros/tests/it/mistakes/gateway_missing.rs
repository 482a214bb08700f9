#![allow(unused_imports)]

use alipay_wire::{Dws, Extra, Invalid, Keyed, Request, Response, Rules, Safety, Text, dws::RequestId};

/// Pays out.
#[derive(Clone, PartialEq, Request)]
#[request(
    name = "payOut",
    route = "POST /ams/api/v1/payouts/payOut",
    safety = Keyed,
    answer = PaidOut,
    codes = code::ALL
)]
pub struct PayOut {
    /// Your number of the payout.
    #[wire(max = 64)]
    pub request_id: RequestId,
    /// To which account.
    #[wire(with = Text, max = 64)]
    pub account_no: String,
    /// What for.
    #[wire(with = Text, max = 64, show)]
    pub note: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl Keyed for PayOut {
    fn key(&self) -> Option<&str> {
        Some(self.request_id.as_str())
    }
}

impl Rules for PayOut {
    fn check_rules(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

/// Paid out.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
pub struct PaidOut {
    /// The number of the request.
    pub request_id: Option<RequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `payOut`.
    pub mod code;
    own {
        BUSY F "Another payout is on its way. Wait for it.";
    }
}

fn main() {
    let payout = PayOut::new("r-1", "a-1").note("rent");
    assert_eq!(payout.safety(), Safety::Keyed);
}
