//! A gateway on paper: what the tests of a balance inquiry tell it.

use std::{collections::VecDeque, convert::Infallible, sync::Mutex};

use alipay_dws_accounts::{Account, Balance, Challenge, QueryAccountAndBenefitResponse};
use alipay_dws_security::{TriggerChallengeResponse, VerifyAuthenticationResponse};
use alipay_wire::{
    Api, CodeInfo, Dws, Effect, Failure, Proof, Sends, Status,
    dws::{ChallengeActionForm, ChallengeType},
    sign::{KeyId, Sealed, Verify, VerifyError},
    signed_header::ResultInfo,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) const PROCESS: &str = "20220112110077000000190830201924924";

/// Takes every signature for genuine.
struct Gullible;

impl Verify for Gullible {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

fn proof() -> Proof {
    Proof::of(&Sealed::framed("", "", "", Vec::new(), None).verify(&Gullible).unwrap())
}

/// A verified refusal.
pub(crate) fn refused(code: &str) -> Failure {
    Failure::new(Effect::Refused(proof())).code(code)
}

/// A call that may have been processed. The code is a hint that anybody may have written.
pub(crate) fn unknown(code: &str) -> Failure {
    Failure::new(Effect::Unknown).code(code)
}

/// A call that did nothing.
pub(crate) fn unsent() -> Failure {
    Failure::new(Effect::None)
}

/// A success that cannot be read.
pub(crate) fn accepted() -> Failure {
    Failure::new(Effect::Accepted(proof()))
}

pub(crate) fn balance() -> QueryAccountAndBenefitResponse {
    let account = Account::new().account_no("6222020011223344556").holder_name(alipay_wire::dws::UserName::new());
    QueryAccountAndBenefitResponse::Balance(Balance::new(ResultInfo::success(), [account]))
}

pub(crate) fn challenge(kind: &str) -> QueryAccountAndBenefitResponse {
    challenge_by(ChallengeActionForm::new().challenge_type(kind).challenge_render_value("57d8c5c0_us_site"))
}

pub(crate) fn challenge_by(form: ChallengeActionForm) -> QueryAccountAndBenefitResponse {
    QueryAccountAndBenefitResponse::Challenge(Challenge::new(ResultInfo::success(), form).process_id(PROCESS))
}

pub(crate) fn pin() -> QueryAccountAndBenefitResponse {
    challenge(ChallengeType::PaymentPassword.as_str())
}

pub(crate) fn sms() -> QueryAccountAndBenefitResponse {
    challenge(ChallengeType::SmsOtp.as_str())
}

pub(crate) fn key() -> TriggerChallengeResponse {
    TriggerChallengeResponse::new(ResultInfo::success()).extra("theKey", "KEY-SENTINEL")
}

pub(crate) fn sent() -> TriggerChallengeResponse {
    TriggerChallengeResponse::new(ResultInfo::success())
}

pub(crate) fn taken(is_passed: Option<bool>) -> VerifyAuthenticationResponse {
    let answer = VerifyAuthenticationResponse::new(ResultInfo::success());
    match is_passed {
        Some(is_passed) => answer.is_passed(is_passed),
        None => answer,
    }
}

/// What a scripted client answers next.
pub(crate) enum Line {
    Answer(Value),
    Fail(Failure),
}

impl Line {
    pub(crate) fn success(members: &Value) -> Self {
        let mut answer = json!({ "result": { "resultStatus": "S", "resultCode": "SUCCESS" } });
        for (name, value) in members.as_object().unwrap() {
            answer[name] = value.clone();
        }
        Self::Answer(answer)
    }

    pub(crate) fn challenge(kind: &str) -> Self {
        Self::success(&json!({ "actionForm": { "challengeType": kind }, "processId": PROCESS }))
    }
}

/// A client that answers by a script, and notes what it was asked.
#[derive(Default)]
pub(crate) struct Scripted {
    script: Mutex<VecDeque<Line>>,
    pub(crate) asked: Mutex<Vec<(String, Value)>>,
}

impl Scripted {
    pub(crate) fn new(script: impl IntoIterator<Item = Line>) -> Self {
        Self { script: Mutex::new(script.into_iter().collect()), ..Self::default() }
    }

    /// The names of the APIs that were called.
    pub(crate) fn apis(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(api, _)| api.clone()).collect()
    }
}

impl Sends<Dws> for Scripted {
    type Error = Failure;

    async fn send<R: Api<Dialect = Dws>>(&self, request: &R) -> Result<R::Response, Failure> {
        self.asked.lock().unwrap().push((R::META.name.to_string(), json!(request)));
        match self.script.lock().unwrap().pop_front().expect("the script is over") {
            Line::Answer(answer) => Ok(decoded(&answer)),
            Line::Fail(failure) => Err(failure),
        }
    }

    fn failure(error: &Failure) -> Failure {
        error.clone()
    }
}

fn decoded<T: DeserializeOwned>(answer: &Value) -> T {
    serde_json::from_value(answer.clone()).unwrap()
}

/// Runs a future that never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

/// A store that cannot fail.
pub(crate) fn stored() -> impl Future<Output = Result<(), Infallible>> {
    std::future::ready(Ok(()))
}

/// Whether a refusal by this code ends the call for good.
pub(crate) fn is_failure(info: &CodeInfo) -> bool {
    info.status == Status::F
}
