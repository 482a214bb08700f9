//! WorldFirst: `inquiryBalance`.

use alipay::{Client, WorldFirst, worldfirst::fund::InquiryBalance};

use super::{
    outcome::{Outcome, as_of, limited},
    plan::Question,
    problem::Problem,
    row::{Id, Money, Row, number},
};

pub(super) async fn ask(
    question: &Question,
    client: &Client<WorldFirst>,
    inquiry: &InquiryBalance,
    attempts: Option<u32>,
) -> Result<Outcome, Problem> {
    let reply = limited(client.request(inquiry), attempts).send().await?;
    let kind = inquiry.transfer_factor.as_ref().map(|factor| factor.transfer_fund_type.as_str().to_owned());
    let row = |balance: &alipay::Amount| Row {
        profile: question.profile.clone(),
        dialect: question.dialect,
        id: Id { account: None, kind: kind.clone(), currency: Some(balance.currency) },
        available: Some(Money::of(*balance)),
        frozen: None,
        total: None,
        as_of: as_of(&reply),
    };
    let mut rows: Vec<Row> = reply.value().balances.iter().map(row).collect();
    number(&mut rows);
    Ok(Outcome::Answered(rows))
}
