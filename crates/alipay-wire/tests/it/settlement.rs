//! What an answer says about the money: a table, read from the page, that grows with the APIs.
//!
//! Here with an API of its own: one that moves money, and the one that asks about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{
    Settlement::{self, Pending, Refused, Settled, Unknown},
    Settles, Status, response,
    signed_header::ResultInfo,
};

response! {
    /// The answer to "move".
    struct Moved {
        required {
            /// The verdict.
            "result" result: ResultInfo,
        }
        optional {
            /// Stands there when the money moved at once.
            "finishTime" finish_time: String,
        }
    }
}

impl Settles for Moved {
    fn outcome(&self) -> Settlement {
        match (self.result.status(), &self.finish_time) {
            (Some(Status::S), Some(_)) => Settled,
            (Some(Status::S), None) => Pending,
            (Some(Status::F), _) => Refused,
            (Some(Status::U) | None, _) => Unknown,
        }
    }
}

response! {
    /// The answer to "what became of it".
    struct Found {
        required {
            /// The verdict on the question.
            "result" result: ResultInfo,
        }
        optional {
            /// The verdict on the money.
            "transferResult" transfer_result: ResultInfo,
        }
    }
}

impl Settles for Found {
    fn outcome(&self) -> Settlement {
        let business = self.transfer_result.as_ref().and_then(|result| result.result_code.as_ref());
        match (self.result.status(), business.map(|code| code.as_str())) {
            (Some(Status::S), Some("SUCCESS")) => Settled,
            (Some(Status::S), Some("PROCESSING")) => Pending,
            (Some(Status::S), Some("BANK_REJECTED")) => Refused,
            _ => Unknown,
        }
    }
}

fn read<T: serde::de::DeserializeOwned + Settles>(json: &str) -> Settlement {
    serde_json::from_str::<T>(json).unwrap().outcome()
}

type Row = (fn(&str) -> Settlement, &'static str, Settlement);

const ROWS: &[Row] = &[
    (read::<Moved>, r#"{"result":{"resultStatus":"S"},"finishTime":"2020-01-13T01:16:44Z"}"#, Settled),
    (read::<Moved>, r#"{"result":{"resultStatus":"S"}}"#, Pending),
    (read::<Moved>, r#"{"result":{"resultStatus":"F","resultCode":"PROCESS_FAIL"}}"#, Refused),
    (read::<Moved>, r#"{"result":{"resultStatus":"U","resultCode":"UNKNOWN_EXCEPTION"}}"#, Unknown),
    (read::<Moved>, r#"{"result":{"resultStatus":"A"}}"#, Unknown),
    (read::<Moved>, r#"{"result":{}}"#, Unknown),
    (read::<Found>, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"SUCCESS"}}"#, Settled),
    (read::<Found>, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"PROCESSING"}}"#, Pending),
    (read::<Found>, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"BANK_REJECTED"}}"#, Refused),
    (read::<Found>, r#"{"result":{"resultStatus":"S"},"transferResult":{"resultCode":"NEW_ONE"}}"#, Unknown),
    (read::<Found>, r#"{"result":{"resultStatus":"S"}}"#, Unknown),
    // That the question was refused says nothing about the money.
    (read::<Found>, r#"{"result":{"resultStatus":"F","resultCode":"ACCESS_DENIED"}}"#, Unknown),
    (read::<Found>, r#"{"result":{"resultStatus":"U"},"transferResult":{"resultCode":"SUCCESS"}}"#, Unknown),
];

#[test]
fn every_row_settles_as_the_table_says() {
    for (read, json, settlement) in ROWS {
        assert_eq!(read(json), *settlement, "{json}");
    }
}

#[test]
fn only_two_are_final() {
    let all = [Settled, Refused, Pending, Unknown];
    assert_eq!(all.map(Settlement::is_final), [true, true, false, false]);
    assert_eq!(all.map(|settlement| settlement.to_string()).join(" "), "settled refused pending unknown");
}
