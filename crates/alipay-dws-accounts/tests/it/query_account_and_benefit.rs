//! `queryAccountAndBenefit` against its page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::support;

use alipay_dws_accounts::{
    Account, AccountStatus, AccountType, Balance, Challenge, ChallengeActionForm, ChallengeType,
    QueryAccountAndBenefit, QueryAccountAndBenefitResponse, QueryAccountCondition, query_account_and_benefit::code,
};
use alipay_wire::{
    Amount, Api, Call, Currency, Expected, Model, Request, Safety,
    dws::{Env, ProcessId, TerminalType, UserName},
    signed_header::ResultInfo,
};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_codes, assert_errors_quote_nothing, assert_fields, assert_members, leaks, page, read, value,
};

const FIRST_REQUEST: &str = include_str!("../fixtures/request_without_process_id.json");
const SECOND_REQUEST: &str = include_str!("../fixtures/request_with_process_id.not-json");
const BALANCE: &str = include_str!("../fixtures/response_balance.json");
const PIN: &str = include_str!("../fixtures/response_payment_password.json");
const SMS: &str = include_str!("../fixtures/response_sms_otp.json");

const PROCESS: &str = "20220112110077000000190830201924924";

fn balance_account() -> QueryAccountCondition {
    QueryAccountCondition::new(AccountType::BalanceAccount)
}

fn first_request() -> QueryAccountAndBenefit {
    let env = Env::new().client_ip("").device_token_id("").language("").session_id("").umid_token_id("");
    QueryAccountAndBenefit::new("2162265049047338")
        .environment(env.extra("termonalType", "APP"))
        .query_account_conditions([balance_account()])
}

fn second_request() -> QueryAccountAndBenefit {
    let env = Env::new()
        .client_ip("176.***.**.***")
        .device_token_id("LD6WB1sraOEUjfoV6L5uhpa38KZFxicsDUQ5CykVZYY5jQ1NfgEAAA==")
        .language("fr_FR")
        .session_id("**********************************************_al_b_I")
        .terminal_type(TerminalType::App)
        .umid_token_id("NUtL1LJLOuIEezV+TTZjXwYpDZOqg55T");
    QueryAccountAndBenefit::new("2188210291658265")
        .environment(env)
        .query_account_conditions([balance_account()])
        .process_id(PROCESS)
}

fn account() -> Account {
    Account::new()
        .account_no("********************")
        .account_status(AccountStatus::Available)
        .account_type(AccountType::BalanceAccount)
        .available_amount(Amount::new(Currency::MYR, 23))
        .create_time("2020-01-13T01:16:44-08:00")
        .cross_site_customer_id("2162265049047338")
        .currency(Currency::MYR)
        .customer_tnt_inst_id("HLOPW3MY")
        .frozen_amount(Amount::new(Currency::MYR, 0))
        .holder_name(UserName::new().middle_name(""))
        .total_amount(Amount::new(Currency::MYR, 23))
}

fn balance(accounts: impl Into<Vec<Account>>) -> QueryAccountAndBenefitResponse {
    QueryAccountAndBenefitResponse::Balance(Balance::new(ResultInfo::success(), accounts))
}

fn challenge(form: ChallengeActionForm) -> QueryAccountAndBenefitResponse {
    QueryAccountAndBenefitResponse::Challenge(Challenge::new(ResultInfo::success(), form).process_id(PROCESS))
}

fn pin_form() -> ChallengeActionForm {
    ChallengeActionForm::new().challenge_type(ChallengeType::PaymentPassword).challenge_render_value("")
}

fn sms_form() -> ChallengeActionForm {
    ChallengeActionForm::new()
        .action_form_type("ChallengeActionForm")
        .challenge_render_value("57d8c5c03bf2403591e2eace1642fbc4_us_site")
        .challenge_type(ChallengeType::SmsOtp)
}

fn answer(json: &str) -> QueryAccountAndBenefitResponse {
    read(json).unwrap()
}

/// The balance sample with these members set.
fn altered(members: &Value) -> String {
    let mut answer = value(BALANCE);
    for (name, value) in members.as_object().unwrap() {
        answer[name] = value.clone();
    }
    answer.to_string()
}

#[test]
fn the_page_and_the_types_have_the_same_fields() {
    let page = page("queryAccountAndBenefit");
    assert_fields::<QueryAccountAndBenefit>(&page["request"], &[]);
    assert_fields::<QueryAccountAndBenefitResponse>(&page["response"], &[]);
    let models = &page["models"];
    assert_members::<QueryAccountCondition>(&models["QueryAccountCondition"], &[]);
    assert_members::<Account>(&models["Account"], &[]);
    assert_members::<ChallengeActionForm>(&models["ActionForm"], &[]);
    let shared = "in the data model the gateway shares with Antom";
    assert_members::<UserName>(
        &models["UserName"],
        &[("firstName", shared), ("lastName", shared), ("fullName", shared)],
    );
    for name in models["Env"].as_array().unwrap() {
        assert!(Env::FIELDS.iter().any(|field| field.name == name), "{name}");
    }
}

/// The two variants have, between them, the fields of the answer they are read from.
#[test]
fn the_variants_lose_no_field() {
    for field in QueryAccountAndBenefitResponse::FIELDS {
        let same = |other: &&alipay_wire::FieldInfo| other.name == field.name && other.max == field.max;
        assert!(Challenge::FIELDS.iter().any(|other| same(&other)), "{}", field.name);
        assert!(field.name == "actionForm" || Balance::FIELDS.iter().any(|other| same(&other)), "{}", field.name);
    }
}

#[test]
fn the_page_and_the_code_have_the_same_codes() {
    assert_codes(&page("queryAccountAndBenefit")["codes"], code::ALL, &[]);
}

/// The sample misspells `terminalType`. It is read and written as an unknown member, not guessed.
#[test]
fn the_first_sample_request_is_what_the_builder_writes() {
    assert_eq!(json!(first_request()), value(FIRST_REQUEST));
    let request: QueryAccountAndBenefit = read(FIRST_REQUEST).unwrap();
    assert_eq!(request, first_request());
    assert_eq!(request.environment.unwrap().terminal_type, None);
    let call = Call::new(&first_request()).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Query, None));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/accounts/queryAccountAndBenefit");
}

/// The sample has a comma too many and a masked member name. With both mended it is what the builder writes.
#[test]
fn the_second_sample_request_is_no_json_and_masked() {
    let error = read::<QueryAccountAndBenefit>(SECOND_REQUEST).unwrap_err();
    assert_eq!(error.expected(), &Expected::Json);

    let json = SECOND_REQUEST.replace("},\n    ],", "}\n    ],");
    let error = read::<QueryAccountAndBenefit>(&json).unwrap_err();
    assert_eq!(error.expected(), &Expected::Member("accountType".to_owned()));
    assert_eq!(error.path(), "queryAccountConditions[0]");

    let json = json.replace("account****", "accountType");
    assert_eq!(json!(second_request()), value(&json));
    assert_eq!(read::<QueryAccountAndBenefit>(&json).unwrap(), second_request());
}

#[test]
fn the_examples_of_the_table_are_read() {
    let condition = include_str!("../fixtures/table_condition.json");
    assert_eq!(read::<QueryAccountCondition>(condition).unwrap(), balance_account());
    let bare = json!({ "customerId": "2162878776333", "queryAccountConditions": value(condition) }).to_string();
    let one = QueryAccountAndBenefit::new("2162878776333").query_account_conditions([balance_account()]);
    assert_eq!(read::<QueryAccountAndBenefit>(&bare).unwrap(), one);
    let null = r#"{"customerId":"2162878776333","queryAccountConditions":null}"#;
    assert_eq!(read::<QueryAccountAndBenefit>(null).unwrap(), QueryAccountAndBenefit::new("2162878776333"));

    let env: Env = read(include_str!("../fixtures/table_environment.json")).unwrap();
    assert_eq!(json!(env), value(include_str!("../fixtures/table_environment.json")));
    assert!(env.extra.is_empty());
    assert_eq!(read::<Account>(include_str!("../fixtures/table_account.json")).unwrap(), account());
    assert_eq!(read::<ChallengeActionForm>(include_str!("../fixtures/table_action_form.json")).unwrap(), sms_form());
}

#[test]
fn lengths_are_checked() {
    let refused = |request: QueryAccountAndBenefit| request.validate().unwrap_err().field().to_owned();
    assert_eq!(QueryAccountAndBenefit::new("2".repeat(64)).process_id("3".repeat(64)).validate(), Ok(()));
    assert_eq!(refused(QueryAccountAndBenefit::new("2".repeat(65))), "customerId");
    assert_eq!(refused(QueryAccountAndBenefit::new("")), "customerId");
    assert_eq!(refused(QueryAccountAndBenefit::new("2").process_id("3".repeat(65))), "processId");
    let blank =
        QueryAccountAndBenefit::new("2").query_account_conditions([balance_account(), QueryAccountCondition::new("")]);
    assert_eq!(refused(blank), "queryAccountConditions[1].accountType");
}

#[test]
fn the_sample_answers_are_read() {
    assert_eq!(answer(BALANCE), balance([account()]));
    assert_eq!(answer(PIN), challenge(pin_form()));
    assert_eq!(answer(SMS), challenge(sms_form()));
    assert_eq!(account().create_time.unwrap().unix_millis(), Some(1_578_907_004_000));
    for sample in [PIN, SMS] {
        assert_eq!(answer(sample).process_id(), Some(&ProcessId::from(PROCESS)));
        assert_eq!(answer(sample).result(), &ResultInfo::success());
        #[cfg(feature = "server")]
        assert_eq!(json!(answer(sample)), value(sample));
    }
}

/// The page says list, its sample has one object; amounts come as strings and as numbers.
#[test]
fn accounts_are_one_or_many() {
    let mut one = value(BALANCE)["accounts"].take();
    one["availableAmount"]["value"] = json!(23);
    for (accounts, count) in [(json!(one), 1), (json!([one]), 1), (json!([one, one]), 2), (json!([]), 0)] {
        let expected = balance(vec![account(); count]);
        assert_eq!(answer(&altered(&json!({ "accounts": accounts }))), expected, "{count}");
    }
}

#[test]
fn an_action_form_makes_a_challenge_whatever_else_is_there() {
    let form = value(SMS)["actionForm"].take();
    let mixed = answer(&altered(&json!({ "actionForm": form, "processId": PROCESS, "more": 1 })));
    let expected =
        Challenge::new(ResultInfo::success(), sms_form()).process_id(PROCESS).accounts([account()]).extra("more", 1);
    assert_eq!(mixed, QueryAccountAndBenefitResponse::Challenge(expected));
    // A form of a kind the page does not show is still a challenge.
    let other = answer(&altered(
        &json!({ "actionForm": { "actionFormType": "RedirectActionForm", "redirectUrl": "https://a" } }),
    ));
    assert!(
        matches!(other, QueryAccountAndBenefitResponse::Challenge(challenge) if challenge.action_form.challenge_type.is_none())
    );
    // `null` is absent.
    assert_eq!(answer(&altered(&json!({ "actionForm": null, "processId": null }))), balance([account()]));
}

#[test]
fn a_success_with_neither_is_an_error() {
    for neither in
        [json!({ "accounts": null }), json!({ "accounts": null, "actionForm": null, "processId": "4111 PLANTED" })]
    {
        let error = read::<QueryAccountAndBenefitResponse>(&altered(&neither)).unwrap_err();
        assert_eq!(error.expected(), &Expected::Value("`accounts` or `actionForm`".to_owned()));
        assert!(error.to_string().starts_with("expected `accounts` or `actionForm`"), "{error}");
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let field = |answer: &QueryAccountAndBenefitResponse| {
        first_request().correlate(answer).map_err(|error| error.field().to_owned())
    };
    assert_eq!(field(&answer(BALANCE)), Ok(()));
    assert_eq!(field(&balance([Account::new()])), Ok(()));
    let stranger = || account().cross_site_customer_id("2188210291658265");
    assert_eq!(field(&balance([account(), stranger()])), Err("accounts.crossSiteCustomerId".to_owned()));
    let mixed = Challenge::new(ResultInfo::success(), pin_form()).accounts([stranger()]);
    let mixed = QueryAccountAndBenefitResponse::Challenge(mixed);
    assert_eq!(field(&mixed), Err("accounts.crossSiteCustomerId".to_owned()));

    assert_eq!(first_request().correlate(&answer(PIN)), Ok(()));
    assert_eq!(second_request().correlate(&answer(SMS)), Ok(()));
    let silent = QueryAccountAndBenefitResponse::Balance(Balance::new(ResultInfo::success(), []));
    assert_eq!(second_request().correlate(&silent), Ok(()));
    let mismatch = second_request().process_id("another").correlate(&answer(SMS)).unwrap_err();
    assert_eq!(mismatch.field(), "processId");
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = Amount::new(Currency::MYR, 4_111_222_233_334_444_i128);
    let env: Value =
        Env::FIELDS.iter().filter(|field| field.name != "terminalType").fold(json!({}), |mut env, field| {
            let boolean = matches!(field.name, "hideProcessPayment" | "isPastedCard");
            env[field.name] = if boolean { json!("true") } else { json!(text) };
            env
        });
    let request = QueryAccountAndBenefit::new(digits)
        .process_id(text)
        .environment(read::<Env>(&env.to_string()).unwrap().extra("more", text))
        .query_account_conditions([balance_account().extra("more", text)])
        .extra("more", text);
    let name = UserName::new().first_name(text).middle_name(text).last_name(text).full_name(text);
    let account = account()
        .account_no(digits)
        .available_amount(amount)
        .cross_site_customer_id(digits)
        .customer_tnt_inst_id(text)
        .frozen_amount(amount)
        .holder_name(name)
        .total_amount(amount)
        .extra("more", text);
    let result = ResultInfo::success().result_message(text);
    let balance = Balance::new(result.clone(), [account.clone()]).process_id(text).extra("more", text);
    let form = sms_form().challenge_render_value(text).extra("more", text);
    let challenge = Challenge::new(result, form).process_id(digits).accounts([account]).extra("more", text);
    assert!(
        leaks(&json!(request).to_string())
            && leaks(&json!(balance).to_string())
            && leaks(&json!(challenge).to_string())
    );
    for shown in [
        format!("{request:?}"),
        format!("{:#?}", QueryAccountAndBenefitResponse::Balance(balance)),
        format!("{:?}", QueryAccountAndBenefitResponse::Challenge(challenge)),
    ] {
        assert!(!leaks(&shown), "{shown}");
    }
    for sample in [BALANCE, PIN, SMS] {
        assert!(assert_errors_quote_nothing::<QueryAccountAndBenefitResponse>(&value(sample)) > 10);
    }
}
