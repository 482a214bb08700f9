//! `queryPoints`: how many points a customer has.

use alipay_wire::{
    Dws, Extra, Mismatch, OtherText, Request, Response, Rules, StringEnum, Text,
    dws::CustomerId,
    server::{Refusal, Serve, World},
    signed_header::ResultInfo,
};

/// Asks how many points a customer has. Changes nothing.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "queryPoints",
    route = "POST /ams/api/v1/loyalty/queryPoints",
    safety = Query,
    answer = QueryPointsResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct QueryPoints {
    /// Whose points.
    #[wire(max = 32)]
    pub customer_id: CustomerId,
    /// Counts only what is valid on this day, as `2026-01-31`. All points without it.
    #[wire(with = Text, max = 10, show)]
    pub valid_on: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a customer has risen to. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Tier {
    /// From the first point.
    Silver,
    /// From a thousand points.
    Gold,
    /// A word that is not listed here.
    Other(OtherText),
}

/// The points of a customer.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct QueryPointsResponse {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// Whose points.
    #[wire(max = 32)]
    pub customer_id: CustomerId,
    /// How many.
    #[wire(with = Text)]
    pub points: i64,
    /// What the customer has risen to. Absent without any points.
    pub tier: Option<Tier>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `queryPoints`.
    pub mod code;
    own {
        NO_LOYALTY_ACCOUNT F "The customer takes no part. Offer it to them.";
    }
}

impl Rules for QueryPoints {
    fn correlate(&self, answer: &QueryPointsResponse) -> Result<(), Mismatch> {
        Mismatch::unless_same("customerId", &self.customer_id, Some(&answer.customer_id))
    }
}

/// What the sandbox answers.
impl Serve for QueryPoints {
    fn serve(&self, _: &mut World) -> Result<QueryPointsResponse, Refusal> {
        match self.customer_id.as_str() {
            known @ "2162265049047338" => {
                Ok(QueryPointsResponse::new(ResultInfo::success(), known, 1250).tier(Tier::Gold))
            }
            _ => Err(code::NO_LOYALTY_ACCOUNT.into()),
        }
    }
}
