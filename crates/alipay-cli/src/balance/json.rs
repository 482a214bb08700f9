//! Balances for programs: one document, or a line for each thing to tell. The layout is part of the documentation.

use alipay::Stamp;
use serde::Serialize;

use super::{
    report::{Below, Report, Unanswered},
    row::{Id, Money, Row},
    text,
};

/// Grows when a member changes its meaning or goes. New ones may come without that.
const SCHEMA: u32 = 1;

/// One document, and a line break.
pub(super) fn document(report: &Report, now: Stamp) -> String {
    line(&Document {
        schema: SCHEMA,
        time: text::time(now),
        rows: report.rows.iter().map(RowView::of).collect(),
        failures: report.failures.iter().map(FailureView::of).collect(),
        below: report.below.iter().map(BelowView::of).collect(),
    })
}

/// A line for each account, then for each failure, then for each minimum that is not reached.
pub(super) fn lines(report: &Report, now: Stamp) -> String {
    let rows = report.rows.iter().map(|told| row(told, now));
    let failures = report.failures.iter().map(|told| failure(told, now));
    rows.chain(failures).chain(report.below.iter().map(|told| below(told, now))).collect()
}

fn row(row: &Row, now: Stamp) -> String {
    line(&Line { row: Some(RowView::of(row)), ..Line::at(now) })
}

fn failure(failed: &Unanswered, now: Stamp) -> String {
    line(&Line { failure: Some(FailureView::of(failed)), ..Line::at(now) })
}

fn below(below: &Below, now: Stamp) -> String {
    line(&Line { below: Some(BelowView::of(below)), ..Line::at(now) })
}

fn line(value: &impl Serialize) -> String {
    // Strings and numbers: there is nothing in it that cannot be written.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    time: String,
    rows: Vec<RowView<'a>>,
    failures: Vec<FailureView<'a>>,
    below: Vec<BelowView<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<RowView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    below: Option<BelowView<'a>>,
}

impl Line<'_> {
    fn at(now: Stamp) -> Self {
        Self { schema: SCHEMA, time: text::time(now), row: None, failure: None, below: None }
    }
}

#[derive(Serialize)]
struct RowView<'a> {
    profile: &'a str,
    dialect: &'static str,
    #[serde(flatten)]
    id: IdView<'a>,
    available: Option<MoneyView<'a>>,
    frozen: Option<MoneyView<'a>>,
    total: Option<MoneyView<'a>>,
    as_of: String,
}

impl<'a> RowView<'a> {
    fn of(row: &'a Row) -> Self {
        let money = |money: &'a Option<Money>| money.as_ref().map(MoneyView::of);
        Self {
            profile: &row.profile,
            dialect: row.dialect.as_str(),
            id: IdView::of(&row.id),
            available: money(&row.available),
            frozen: money(&row.frozen),
            total: money(&row.total),
            as_of: text::time(row.as_of),
        }
    }
}

#[derive(Serialize)]
struct IdView<'a> {
    account: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    currency: Option<String>,
}

impl<'a> IdView<'a> {
    fn of(id: &'a Id) -> Self {
        let currency = id.currency.map(|currency| currency.to_string());
        Self { account: id.account.as_deref(), kind: id.kind.as_deref(), currency }
    }
}

#[derive(Serialize)]
struct MoneyView<'a> {
    raw: &'a str,
    unit: &'static str,
    major: Option<String>,
}

impl<'a> MoneyView<'a> {
    fn of(money: &'a Money) -> Self {
        Self { raw: money.raw(), unit: money.unit().as_str(), major: money.major() }
    }
}

#[derive(Serialize)]
struct FailureView<'a> {
    profile: &'a str,
    dialect: &'static str,
    currency: Option<String>,
    kind: &'static str,
    code: Option<&'a str>,
    message: &'a str,
    effect: &'static str,
    advice: Option<&'a str>,
    trace_id: Option<&'a str>,
    attempts: u32,
    exit: u8,
}

impl<'a> FailureView<'a> {
    fn of(failed: &'a Unanswered) -> Self {
        let problem = &failed.problem;
        Self {
            profile: &failed.profile,
            dialect: failed.dialect.as_str(),
            currency: failed.currency.map(|currency| currency.to_string()),
            kind: problem.kind,
            code: problem.code.as_deref(),
            message: &problem.message,
            effect: problem.effect,
            advice: problem.advice.as_deref(),
            trace_id: problem.trace_id.as_deref(),
            attempts: problem.attempts,
            exit: problem.exit as u8,
        }
    }
}

#[derive(Serialize)]
struct BelowView<'a> {
    profile: Option<&'a str>,
    #[serde(flatten)]
    id: IdView<'a>,
    available: Option<MoneyView<'a>>,
    /// In major units.
    minimum: String,
}

impl<'a> BelowView<'a> {
    fn of(below: &'a Below) -> Self {
        let id = below.account.as_ref().map(|(_, id)| IdView::of(id));
        let currency = Some(below.minimum.currency.to_string());
        Self {
            profile: below.account.as_ref().map(|(profile, _)| &**profile),
            id: id.unwrap_or(IdView { account: None, kind: None, currency }),
            available: below.available.as_ref().map(MoneyView::of),
            minimum: text::minimum(below),
        }
    }
}
