//! What the APIs of the Digital Wallet gateway share.

use crate::{Extra, Model, StringNewtype};

mod challenge;
mod dialect;
mod env;

pub use challenge::{ChallengeActionForm, ChallengeInfo, ChallengeType};
pub use dialect::{Dws, DwsOptions};
pub use env::{Env, TerminalType};

/// Names a customer of the wallet: 16 digits beginning with 21.
#[derive(Clone, StringNewtype)]
pub struct CustomerId(String);

/// Names a request: the merchant's own number, the same for every repetition.
#[derive(Clone, StringNewtype)]
pub struct RequestId(String);

/// Names a query that runs over several calls with challenges between them.
#[derive(Clone, StringNewtype)]
pub struct ProcessId(String);

/// Names an authentication: what a challenge is triggered for, and what a verification verifies.
///
/// The gateway makes it when an authentication is initialised. A query's [`ProcessId`] serves as one. That is an
/// inference: both have the same shape, and the page of `queryAccountAndBenefit` knows no other id to trigger with.
#[derive(Clone, StringNewtype)]
pub struct AuthenticationId(String);

impl From<ProcessId> for AuthenticationId {
    fn from(process: ProcessId) -> Self {
        Self::from(process.into_string())
    }
}

/// The merchant's own number of an authentication, the same for every verification in it. It is no idempotency key:
/// the customer's second attempt carries it too.
#[derive(Clone, StringNewtype)]
pub struct AuthenticationRequestId(String);

/// The name of a person. Every part is optional, and any may be empty.
#[derive(Clone, PartialEq, Model)]
#[model(Dws)]
#[non_exhaustive]
pub struct UserName {
    /// Given name.
    #[wire(with = crate::Text)]
    pub first_name: Option<String>,
    /// Middle name.
    #[wire(with = crate::Text)]
    pub middle_name: Option<String>,
    /// Family name.
    #[wire(with = crate::Text)]
    pub last_name: Option<String>,
    /// The whole name, where it is not kept in parts.
    #[wire(with = crate::Text)]
    pub full_name: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
