//! What the APIs of the Digital Wallet gateway share.

mod challenge;
mod dialect;
mod env;

pub use challenge::{ChallengeActionForm, ChallengeInfo, ChallengeType};
pub use dialect::{Dws, DwsOptions};
pub use env::{Env, TerminalType};

crate::text! {
    /// Names a customer of the wallet: 16 digits beginning with 21.
    pub struct CustomerId;
}

crate::text! {
    /// Names a request: the merchant's own number, the same for every repetition.
    pub struct RequestId;
}

crate::text! {
    /// Names a query that runs over several calls with challenges between them.
    pub struct ProcessId;
}

crate::text! {
    /// Names an authentication: what a challenge is triggered for, and what a verification verifies.
    ///
    /// The gateway makes it when an authentication is initialised. A query's [`ProcessId`] serves as one. That is an
    /// inference: both have the same shape, and the page of `queryAccountAndBenefit` knows no other id to trigger with.
    pub struct AuthenticationId;
}

impl From<ProcessId> for AuthenticationId {
    fn from(process: ProcessId) -> Self {
        Self::from(process.into_string())
    }
}

crate::text! {
    /// The merchant's own number of an authentication, the same for every verification in it. It is no idempotency key:
    /// the customer's second attempt carries it too.
    pub struct AuthenticationRequestId;
}

crate::model! {
    /// The name of a person. Every part is optional, and any may be empty.
    pub struct UserName {
        required {}
        optional {
            /// Given name.
            "firstName" first_name: String as crate::Text,
            /// Middle name.
            "middleName" middle_name: String as crate::Text,
            /// Family name.
            "lastName" last_name: String as crate::Text,
            /// The whole name, where it is not kept in parts.
            "fullName" full_name: String as crate::Text,
        }
    }
}
