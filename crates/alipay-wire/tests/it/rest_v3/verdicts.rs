//! Section 6.5: the body of an answer is signed, its status is not. Twenty bodies under ten statuses.

use alipay_wire::{Call, Extra, Keyed, OpenError, OpenPlatform, Outcome, Request, Response, Safety};
use serde_json::json;

use super::{Failed, answer, call, read, rest};

/// Moves a thing.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.test.thing.move",
    route = "POST /v3/alipay/test/thing/move",
    safety = Keyed,
    answer = Moved,
    codes = &[]
)]
pub(crate) struct Move {
    /// Which one.
    pub(crate) number: String,
    pub(crate) extra: Extra,
}

/// What happened to it, with members called as those of an error.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct Moved {
    /// Which one.
    pub(crate) number: String,
    /// Of the goods.
    pub(crate) code: String,
    /// To the receiver.
    pub(crate) message: Option<String>,
    pub(crate) extra: Extra,
}

impl Keyed for Move {
    fn key(&self) -> Option<&str> {
        Some(self.number.as_str())
    }
}

const STATUSES: [u16; 10] = [200, 201, 202, 204, 400, 401, 404, 422, 429, 500];

use Outcome::{NotProcessed, Refused, Success, Unexplained, Unknown};

/// A body, and what it is under `200` and under `400`, without a type and with one. `None` is no verdict.
type Row = (&'static str, [Option<Outcome>; 2], [Option<Outcome>; 2]);

const BODIES: [Row; 20] = [
    // Errors and nothing else. Only what a page explains is a refusal of what changes something.
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m"}"#,
        [Some(Unknown), Some(Unexplained)],
        [Some(Unknown), Some(Unexplained)],
    ),
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m","links":[]}"#,
        [Some(Unknown), Some(Unexplained)],
        [Some(Unknown), Some(Unexplained)],
    ),
    (r#"{"code":"insufficient-isv-permissions"}"#, [Some(Unknown), Some(Refused)], [Some(Unknown), Some(Refused)]),
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":null}"#,
        [Some(Unknown), Some(Unexplained)],
        [Some(Unknown), Some(Unexplained)],
    ),
    (
        r#"{"code":"app-call-limited","message":"m"}"#,
        [Some(Unknown), Some(NotProcessed)],
        [Some(Unknown), Some(NotProcessed)],
    ),
    (r#"{"code":"SYSTEM_ERROR","message":"m"}"#, [Some(Unknown), Some(Unknown)], [Some(Unknown), Some(Unknown)]),
    // Errors with something else.
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m","trade_no":"1"}"#,
        [Some(Unknown), Some(Unknown)],
        [Some(Unknown), Some(Unknown)],
    ),
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m","links":[],"a":1}"#,
        [Some(Unknown), Some(Unknown)],
        [Some(Unknown), Some(Unknown)],
    ),
    (
        r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m","number":null}"#,
        [Some(Unknown), Some(Unknown)],
        [Some(Unknown), Some(Unknown)],
    ),
    // Answers with a business member called like one of an error.
    (r#"{"code":"6901028","number":"1"}"#, [Some(Success), Some(Unknown)], [Some(Success), Some(Unknown)]),
    (
        r#"{"code":"6901028","message":"m","number":"1"}"#,
        [Some(Unknown), Some(Unknown)],
        [Some(Success), Some(Unknown)],
    ),
    (r#"{"code":"app-call-limited","number":"1"}"#, [Some(Success), Some(Unknown)], [Some(Success), Some(Unknown)]),
    (r#"{"code":{"a":1},"number":"1"}"#, [Some(Success), None], [Some(Success), None]),
    (r#"{"message":"m","number":"1"}"#, [Some(Success), None], [Some(Success), None]),
    // Answers.
    ("{}", [Some(Success), None], [Some(Success), None]),
    (r#"{"number":"1"}"#, [Some(Success), None], [Some(Success), None]),
    (r#"{"code":"","number":"1"}"#, [Some(Success), None], [Some(Success), None]),
    (r#"{"code":"10000","message":"Success"}"#, [Some(Success), Some(Unknown)], [Some(Success), Some(Unknown)]),
    (
        r#"{"code":"10000","message":"Success","number":"1"}"#,
        [Some(Success), Some(Unknown)],
        [Some(Success), Some(Unknown)],
    ),
    (r#"{"links":[]}"#, [Some(Success), None], [Some(Success), None]),
];

fn verdict(call: &Call, status: u16, body: &str) -> Option<Outcome> {
    match read(&rest(), call, answer(status, body)) {
        Ok((_, conclusion)) => Some(conclusion.outcome),
        Err(Failed::Open(OpenError::NoVerdict)) => None,
        Err(other) => panic!("{status} {body}: {other:?}"),
    }
}

#[test]
fn a_status_changes_nothing_that_a_body_says() {
    let untyped = Call::untyped(
        call("/v3/alipay/test/thing/move", json!({})).api().clone(),
        &json!({ "number": "1" }),
        Safety::Unkeyed,
        None,
    );
    let typed = Call::new(&Move::new("1"));
    for (body, of_untyped, of_typed) in BODIES {
        for (call, [accepted, failed]) in [(untyped.as_ref().unwrap(), of_untyped), (typed.as_ref().unwrap(), of_typed)]
        {
            for status in STATUSES {
                let expected = match status {
                    202 => Some(Unknown),
                    200..300 => accepted,
                    500.. => failed.map(|_| Unknown),
                    _ => failed,
                };
                assert_eq!(verdict(call, status, body), expected, "{status} {body} {}", call.api().name);
            }
        }
    }
}

/// Whatever the table says: of one body, one status never makes a success and another a refusal.
#[test]
fn no_body_is_both() {
    for (body, ..) in BODIES {
        let call = Call::new(&Move::new("1")).unwrap();
        let mut said: Vec<_> = STATUSES.iter().filter_map(|status| verdict(&call, *status, body)).collect();
        said.retain(|outcome| *outcome != Unknown);
        said.dedup();
        assert!(said.len() <= 1, "{body}: {said:?}");
    }
}
