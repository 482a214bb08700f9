//! What an answer says about the money: a table, read from the page, that grows with the APIs.
//!
//! Here with an API of its own: one that moves money, and the one that asks about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{
    Extra,
    MoneyOutcome::{self, Moved, NotMoved, Pending, Unknown},
    Response, Status,
    signed_header::ResultInfo,
};

/// The answer to "move".
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
struct MovedAnswer {
    /// The verdict.
    result: ResultInfo,
    /// Stands there when the money moved at once.
    finish_time: Option<String>,
    extra: Extra,
}

impl MovedAnswer {
    /// What happened to the money.
    fn outcome(&self) -> MoneyOutcome {
        match (self.result.status(), &self.finish_time) {
            (Some(Status::S), Some(_)) => Moved,
            (Some(Status::S), None) => Pending,
            (Some(Status::F), _) => NotMoved,
            (Some(Status::U) | None, _) => Unknown,
        }
    }
}

/// The answer to "what happened to it".
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
struct Found {
    /// The verdict on the question.
    result: ResultInfo,
    /// The verdict on the money.
    transfer_result: Option<ResultInfo>,
    extra: Extra,
}

impl Found {
    /// What happened to the money.
    fn outcome(&self) -> MoneyOutcome {
        let business = self.transfer_result.as_ref().and_then(|result| result.result_code.as_ref());
        match (self.result.status(), business.map(|code| code.as_str())) {
            (Some(Status::S), Some("SUCCESS")) => Moved,
            (Some(Status::S), Some("PROCESSING")) => Pending,
            (Some(Status::S), Some("BANK_REJECTED")) => NotMoved,
            _ => Unknown,
        }
    }
}

fn moved(json: &str) -> MoneyOutcome {
    serde_json::from_str::<MovedAnswer>(json).unwrap().outcome()
}

fn found(json: &str) -> MoneyOutcome {
    serde_json::from_str::<Found>(json).unwrap().outcome()
}

type Row = (fn(&str) -> MoneyOutcome, &'static str, MoneyOutcome);

const ROWS: &[Row] = &[
    (moved, r#"{"result":{"resultStatus":"S"},"finishTime":"2020-01-13T01:16:44Z"}"#, Moved),
    (moved, r#"{"result":{"resultStatus":"S"}}"#, Pending),
    (moved, r#"{"result":{"resultStatus":"F","resultCode":"PROCESS_FAIL"}}"#, NotMoved),
    (moved, r#"{"result":{"resultStatus":"U","resultCode":"UNKNOWN_EXCEPTION"}}"#, Unknown),
    (moved, r#"{"result":{"resultStatus":"A"}}"#, Unknown),
    (moved, r#"{"result":{}}"#, Unknown),
    (found, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"SUCCESS"}}"#, Moved),
    (found, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"PROCESSING"}}"#, Pending),
    (found, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"BANK_REJECTED"}}"#, NotMoved),
    (found, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"NEW_ONE"}}"#, Unknown),
    (found, r#"{"result":{"resultStatus":"S"}}"#, Unknown),
    // That the question was refused says nothing about the money.
    (found, r#"{"result":{"resultStatus":"F","resultCode":"ACCESS_DENIED"}}"#, Unknown),
    (found, r#"{"result":{"resultStatus":"U"},"transferResult":{"resultCode":"SUCCESS"}}"#, Unknown),
];

#[test]
fn every_row_is_as_the_table_says() {
    for (read, json, expected) in ROWS {
        assert_eq!(read(json), *expected, "{json}");
    }
}

#[test]
fn only_two_are_final() {
    let all = [Moved, NotMoved, Pending, Unknown];
    assert_eq!(all.map(MoneyOutcome::is_final), [true, true, false, false]);
    assert_eq!(all.map(|expected| expected.to_string()).join(" "), "moved not moved pending unknown");
}
