#![allow(unused_imports)]

use alipay_wire::{Dws, Extra, Invalid, Keyed, Request, Response, Rules, Safety, Text, dws::RequestId};

/// Pays out.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    codes = code::ALL,
    answer = PaidOut,
    safety = Keyed,
    name = "payOut"
)]
pub struct PayOut {
    /// What for.
    #[wire(show, max = 64, with = Text)]
    pub note: Option<String>,
    /// Your number of the payout.
    #[wire(max = 64)]
    pub request_id: RequestId,
    /// To which account.
    #[wire(max = 64, with = Text)]
    pub account_no: String,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl Rules for PayOut {
    fn check_rules(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

impl Keyed for PayOut {
    fn key(&self) -> Option<&str> {
        Some(self.request_id.as_str())
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
