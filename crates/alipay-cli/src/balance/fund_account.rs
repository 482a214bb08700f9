//! The Open Platform: `alipay.fund.account.query`.

use std::collections::HashMap;

use alipay::{
    Client, Currency, OpenPlatform, Reply, Verified, Yuan,
    fund_account::{FundAccountQuery, FundAccountQueryResponse},
};
use serde_json::value::RawValue;

use super::{
    outcome::{Outcome, as_of, limited},
    plan::Question,
    problem::Problem,
    row::{Id, Money, Row},
};

pub(super) async fn ask(
    question: &Question,
    client: &Client<OpenPlatform>,
    query: &FundAccountQuery,
    account: &str,
    attempts: Option<u32>,
) -> Result<Outcome, Problem> {
    let reply = limited(client.request(query), attempts).send().await?;
    let written = Written::of(&reply);
    let money = |yuan: Option<Yuan>, name| yuan.map(|yuan| Money::yuan(yuan, written.text(name)));
    let answer = reply.value();
    Ok(Outcome::Answered(vec![Row {
        profile: question.profile.clone(),
        dialect: question.dialect,
        id: Id {
            account: Some(account.to_owned()),
            kind: query.account_type.as_ref().map(|kind| kind.as_str().to_owned()),
            currency: Some(Currency::CNY),
        },
        available: money(Some(answer.available_amount), "available_amount"),
        frozen: money(answer.freeze_amount, "freeze_amount"),
        total: money(answer.total_amount, "total_amount"),
        as_of: as_of(&reply),
    }]))
}

/// The verified answer as it was written: the typed one has read the amounts already.
struct Written<'a>(HashMap<&'a str, &'a RawValue>);

impl<'a> Written<'a> {
    fn of(reply: &'a Reply<FundAccountQueryResponse>) -> Self {
        // It was read once; were it not to be read again, the amounts are written as everyone writes them.
        let payload = Verified::payload(reply.body());
        Self(serde_json::from_slice(payload).unwrap_or_default())
    }

    fn text(&self, name: &str) -> Option<String> {
        let raw = self.0.get(name)?.get();
        Some(raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw).to_owned())
    }
}
