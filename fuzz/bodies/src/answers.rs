//! The types of the APIs: answers as clients read them, questions as gateways do.

use alipay_dws_topups::{BoundMethod, ConsultTopupResponse, TopupMethodInfo};
use alipay_wire::{
    Call, CallError, DecodeError, Dialect, JsonText, Request, decode,
    server::{Catalog, Serve},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Ending,
    oracle::{json::is_same, quotes_nothing},
    peek::verified,
};

/// Any JSON as the answer of each Open Platform API.
pub fn api_answers_open_platform(data: &[u8]) -> Ending {
    let mut answers = Answers { data, ending: Ending::of("") };
    alipay_fund_account::catalog(&mut answers);
    alipay_offline_material::catalog(&mut answers);
    alipay_trade::catalog(&mut answers);
    answers.ending
}

/// Any JSON as the answer of each Digital Wallet API.
pub fn api_answers_dws(data: &[u8]) -> Ending {
    let mut answers = Answers { data, ending: Ending::of("") };
    alipay_dws_accounts::catalog(&mut answers);
    alipay_dws_security::catalog(&mut answers);
    alipay_dws_topups::catalog(&mut answers);
    if let Ok(answer) = decode::<ConsultTopupResponse>(&verified(data)) {
        answer.topup_method_infos.iter().flatten().for_each(read_inside);
    }
    answers.ending
}

/// Any JSON as the answer of each WorldFirst API.
pub fn api_answers_worldfirst(data: &[u8]) -> Ending {
    let mut answers = Answers { data, ending: Ending::of("") };
    alipay_worldfirst_fund::catalog(&mut answers);
    alipay_worldfirst_quote::catalog(&mut answers);
    alipay_worldfirst_transfer::catalog(&mut answers);
    answers.ending
}

/// Any JSON as the question of each API. What may be asked is sent as it was read.
pub fn api_questions(data: &[u8]) -> Ending {
    let mut questions = Questions { data, ending: Ending::of("") };
    alipay_fund_account::catalog(&mut questions);
    alipay_offline_material::catalog(&mut questions);
    alipay_trade::catalog(&mut questions);
    alipay_dws_accounts::catalog(&mut questions);
    alipay_dws_security::catalog(&mut questions);
    alipay_dws_topups::catalog(&mut questions);
    alipay_worldfirst_fund::catalog(&mut questions);
    alipay_worldfirst_quote::catalog(&mut questions);
    alipay_worldfirst_transfer::catalog(&mut questions);
    questions.ending
}

struct Answers<'a> {
    data: &'a [u8],
    ending: Ending,
}

impl Catalog for Answers<'_> {
    fn add<R: Serve>(&mut self) {
        self.ending = match read::<R::Response>(self.data) {
            Ok(_) => self.ending.and("read"),
            Err(error) => self.ending.and(error),
        };
    }
}

struct Questions<'a> {
    data: &'a [u8],
    ending: Ending,
}

impl Catalog for Questions<'_> {
    fn add<R: Serve>(&mut self) {
        self.ending = match read::<R>(self.data) {
            Ok(request) => self.ending.and(asked(&request)),
            Err(error) => self.ending.and(error),
        };
    }
}

/// Reads a `T`, or tells why not. What was read can be written, and is then the same again.
fn read<T: DeserializeOwned + Serialize>(data: &[u8]) -> Result<T, DecodeError> {
    let value: T = decode(&verified(data)).inspect_err(|error| quotes_nothing(data, error))?;
    let text = serde_json::to_vec(&value).expect("what was read can be written");
    let again: T = decode(&verified(&text)).expect("what was written can be read");
    let (first, second) = (serde_json::to_value(&value), serde_json::to_value(&again));
    let (first, second) = (first.expect("a value can be written"), second.expect("a value can be written"));
    assert!(is_same(&first, &second), "written and read, it is not the same: {first} and {second}");
    Ok(value)
}

fn asked<R: Serve>(request: &R) -> String {
    let call = match Call::new(request) {
        Ok(call) => call,
        Err(CallError::Invalid(invalid)) => return invalid.to_string(),
        Err(error) => panic!("what was read cannot be sent: {error}"),
    };
    let (body, files) = call.payload().parts();
    // Files are not in it.
    if files.is_empty() {
        let _: R = decode(&verified(body)).expect("what is sent can be read");
    }
    let path = R::META.route.as_ref().map_or("", |route| &*route.path);
    let named = <R as Request>::Dialect::untyped(&R::META.name).or_else(|_| <R as Request>::Dialect::untyped(path));
    assert!(named.is_ok(), "the API cannot be called by its name");
    format!("{:?}", call.safety())
}

/// JSON in JSON in JSON.
fn read_inside(info: &TopupMethodInfo) {
    let Some(Ok(detail)) = info.topup_method_detail.as_ref().map(JsonText::parse) else { return };
    match detail.method() {
        BoundMethod::Card(card) => {
            let _ = card.top_up_method_detail_metadata.as_ref().map(JsonText::parse);
        }
        BoundMethod::StoreValue(store) => {
            if let Some(Ok(metadata)) = store.top_up_method_detail_metadata.as_ref().map(JsonText::parse) {
                let _ = metadata.balance_info.as_ref().map(JsonText::parse);
            }
        }
        _ => {}
    }
}
