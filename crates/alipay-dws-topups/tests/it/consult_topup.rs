//! `consultTopup` against its page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::support;

use std::collections::BTreeMap;

use alipay_dws_topups::{
    AmountLimit, AmountLimitInfo, BalanceInfo, BankInfo, BoundCard, BoundMethod, CardMetadata, CardOption,
    ConsultTopup, ConsultTopupResponse, DetailType, StoreValue, StoreValueMetadata, SupportCardBrand,
    TopupMethodCategory, TopupMethodDetail, TopupMethodInfo, TopupMethodType, TopupOption, TopupOptionDetail,
    consult_topup::code,
};
use alipay_wire::{
    Amount, Call, Currency, JsonText, Model, Request, Safety,
    dws::{Env, TerminalType, UserName},
    signed_header::ResultInfo,
};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_codes, assert_errors_quote_nothing, assert_fields, assert_members, leaks, page, read, value,
};

const REQUEST: &str = include_str!("../fixtures/request.json");
const RESPONSE: &str = include_str!("../fixtures/response.json");
const TABLE_METHODS: &str = include_str!("../fixtures/table_method_infos.json");
const TABLE_OPTIONS: &str = include_str!("../fixtures/table_options.json");

const MOST: i128 = 999_999_999_999;

fn sample_request() -> ConsultTopup {
    let env = Env::new()
        .client_ip("180.74.64.146")
        .session_id("GZ00x9wKFvPfMf8BaCrKqBPr5iHMn6imobilegwGZ00")
        .device_token_id("QMHYNKSPtQkvhh5cj/NDdJpyuLzS1f5+FN+B657n8dB63ZRKfwEAAA")
        .terminal_type(TerminalType::IpayApp)
        .language("en_MY")
        .client_umid("null")
        .user_agent(
            "mozilla/5.0 (linux; u; android 11; zh-cn; cph1969 build/rp1a.200720.011) applewebkit/537.36 (khtml,like \
             gecko) version/4.0 chrome/69.0.3497.100 uws/3.22.1.205 mobile safari/537.36 aliapp(la/6.94.3) \
             ucbs/2.11.1.1 ttid/600***@lazada_android_6.94.3 windvane/8.5.0 1080x2228",
        )
        .cookie_id("null")
        .umid_token_id("null")
        .os_type("android")
        .os_version("11")
        .device_model("unknow")
        .device_version("null")
        .app_version("6.94.3")
        .browser_version("4.0")
        .browser_type("Android  Browser")
        .is_pasted_card(false)
        .operate_entrance("null")
        .longitude("null")
        .latitude("null")
        .imei("null")
        .client_uuid("null")
        .utd_id("null")
        .verify_env_data("null")
        .hide_process_payment(false);
    ConsultTopup::new("999912314213", "2165210039309494", Amount::new(Currency::SGD, 10_000)).env(env)
}

/// An option of the page, whose detail is checked elsewhere.
fn option(currency: Currency, detail: JsonText<TopupOptionDetail>) -> TopupOption {
    let single = AmountLimit::new().max_amount(Amount::new(currency, MOST)).min_amount(Amount::new(currency, 1));
    TopupOption::new()
        .amount_limit_info_map(BTreeMap::from([(currency, AmountLimitInfo::new().single_limit(single))]))
        .enabled(true)
        .topup_method_category(TopupMethodCategory::Mixedcard)
        .topup_method_type(TopupMethodType::Mixedcard)
        .topup_option_detail(detail)
        .preferred(false)
        .rank(4800)
        .supported_currencies([currency])
}

fn brands(currencies: [Currency; 4]) -> TopupOptionDetail {
    let brands: Vec<SupportCardBrand> = ["NAPAS", "MASTERCARD", "JCB", "VISA"]
        .into_iter()
        .zip(currencies)
        .map(|(brand, currency)| SupportCardBrand::new().card_brand(brand).supported_currencies([currency]))
        .collect();
    TopupOptionDetail::new()
        .detail_type(DetailType::Card)
        .card(CardOption::new().bank_infos([]).support_card_brands(brands))
}

fn answer(json: &str) -> ConsultTopupResponse {
    read(json).unwrap()
}

/// Renames members, at every level, back and forth between the two spellings of the page.
fn respelt(json: &str) -> String {
    let names = ["MethodDetail", "MethodType", "MethodCategory", "OptionDetail"];
    let json = names
        .iter()
        .fold(json.to_owned(), |json, name| json.replace(&format!("\"topup{name}\""), &format!("\"topUp{name}\"")));
    json.replace("\"amountLimitInfoMap\"", "\"amountLimitMap\"")
}

#[test]
fn the_page_and_the_types_have_the_same_fields() {
    let page = page("consultTopup");
    assert_fields::<ConsultTopup>(&page["request"], &[]);
    assert_fields::<ConsultTopupResponse>(&page["response"], &[]);
    let models = &page["models"];
    assert_members::<TopupMethodInfo>(&models["TopupMethodInfo"], &[]);
    assert_members::<TopupOption>(&models["TopupOption"], &[]);
    assert_members::<AmountLimitInfo>(&models["AmountLimitInfo"], &[]);
    let shared = "in the data model the gateway shares with Antom";
    assert_members::<AmountLimit>(&models["AmountLimit"], &[("remainAmount", shared)]);
    assert_members::<TopupMethodDetail>(&models["TopupMethodDetail (JSON text)"], &[]);
    assert_members::<StoreValue>(&models["StoreValue"], &[]);
    assert_members::<SupportCardBrand>(&models["SupportCardBrand"], &[]);
    // A bound card and a card to bind are one model in the list, and two types.
    let (bound, bindable) = (BoundCard::FIELDS.iter(), CardOption::FIELDS.iter());
    let card: Vec<&str> = bound.chain(bindable).map(|field| field.name).collect();
    assert_eq!(json!(card), models["Card"]);
    let env: Vec<&str> = models["Env"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(env.iter().all(|name| Env::FIELDS.iter().any(|field| field.name == *name)));
    assert_eq!(env.len(), Env::FIELDS.len());
}

#[test]
fn the_page_and_the_code_have_the_same_codes() {
    assert_codes(&page("consultTopup")["codes"], code::ALL, &[]);
}

/// The page wants every scalar as a string; its sample has a number and two booleans. The rule is followed.
#[test]
fn the_sample_request_is_what_the_builder_writes_but_for_bare_scalars() {
    let mut expected = value(REQUEST);
    for (place, bare, text) in [
        ("/topupAmount/value", json!(10000), "10000"),
        ("/env/isPastedCard", json!(false), "false"),
        ("/env/hideProcessPayment", json!(false), "false"),
    ] {
        let place = expected.pointer_mut(place).unwrap();
        assert_eq!(*place, bare);
        *place = json!(text);
    }
    assert_eq!(json!(sample_request()), expected);
    assert_eq!(read::<ConsultTopup>(REQUEST).unwrap(), sample_request());
    assert_eq!(read::<ConsultTopup>(&expected.to_string()).unwrap(), sample_request());
    let amount = include_str!("../fixtures/table_topup_amount.json");
    assert_eq!(read::<Amount>(amount).unwrap(), sample_request().topup_amount);
}

#[test]
fn the_request_id_is_the_key_of_a_query() {
    let call = Call::new(&sample_request()).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Query, Some("999912314213")));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/topups/consultTopup");
}

#[test]
fn lengths_and_amounts_are_checked() {
    let consult = |request: &str, customer: &str, value: i128| {
        let consult = ConsultTopup::new(request, customer, Amount::new(Currency::SGD, value));
        consult.validate().map_err(|error| error.field().to_owned())
    };
    let refused = |field: &str| Err(field.to_owned());
    assert_eq!(consult(&"1".repeat(64), &"2".repeat(32), 0), Ok(()));
    assert_eq!(consult(&"1".repeat(65), "2", 1), refused("requestId"));
    assert_eq!(consult("", "2", 1), refused("requestId"));
    assert_eq!(consult("1", &"2".repeat(33), 1), refused("customerId"));
    assert_eq!(consult("1", "2", -1), refused("topupAmount.value"));
}

#[test]
fn the_sample_answer_is_read() {
    let answer = answer(RESPONSE);
    assert_eq!(answer.result, ResultInfo::success());
    assert_eq!(answer.amount_limit_info, None);

    let [info] = &answer.topup_method_infos.as_deref().unwrap() else { panic!("one method") };
    assert_eq!((info.enabled, info.preferred), (Some(true), Some(false)));
    assert_eq!(info.topup_method_type, Some(TopupMethodType::Mixedcard));
    let detail = info.topup_method_detail.as_ref().unwrap().parse().unwrap();
    let BoundMethod::Card(card) = detail.method() else { panic!("a card") };
    let token = "ALIPAYHWuKSBwokmmIZVmVlkRiSbrZRgzKc+SKuKP6Nh2lH5U+UytZNXEsH43GVtfH2uUgecG+d5jFylCRsGrtK8j0YA==";
    assert_eq!(card.card_token.as_deref(), Some(token));
    assert_eq!((card.card_issuer.as_deref(), &card.inst_user_name), (Some("MOMO"), &Some(UserName::new())));
    let metadata = card.top_up_method_detail_metadata.as_ref().unwrap().parse().unwrap();
    assert_eq!(metadata, CardMetadata::new().card_index("20210312190279001699I8800024560"));

    let [one] = &answer.topup_options.as_deref().unwrap() else { panic!("one option") };
    let detail = one.topup_option_detail.clone().unwrap();
    let sgd = Currency::SGD;
    assert_eq!(detail.parse().unwrap(), brands([sgd, Currency::VND, sgd, sgd]));
    assert_eq!(*one, option(sgd, detail));
}

/// The table spells members in another way, and nests JSON three strings deep.
#[test]
fn the_examples_of_the_table_are_read() {
    let infos: Vec<TopupMethodInfo> = read(TABLE_METHODS).unwrap();
    assert_eq!(infos[0].topup_method_type, Some(TopupMethodType::PaymentAccount));
    assert!(infos[0].extra.is_empty());
    let detail = infos[0].topup_method_detail.as_ref().unwrap().parse().unwrap();
    let BoundMethod::StoreValue(store_value) = detail.method() else { panic!("an account") };
    let nothing = Amount::new(Currency::VND, 0);
    assert_eq!(store_value.account_no.as_deref(), Some("21692200051185F81704"));
    assert_eq!(
        (store_value.available_amount, store_value.frozen_amount, store_value.total_amount),
        (Some(nothing), Some(nothing), Some(nothing)),
    );
    let metadata: StoreValueMetadata = store_value.top_up_method_detail_metadata.as_ref().unwrap().parse().unwrap();
    let info: BalanceInfo = metadata.balance_info.unwrap().parse().unwrap();
    let expected = BalanceInfo::new()
        .available_amount(nothing)
        .currency(Currency::VND)
        .frozen_amount(nothing)
        .total_amount(nothing);
    assert_eq!(info, expected);

    let options: Vec<TopupOption> = read(TABLE_OPTIONS).unwrap();
    let detail = options[0].topup_option_detail.clone().unwrap();
    assert_eq!(detail.parse().unwrap(), brands([Currency::VND; 4]));
    assert_eq!(options, [option(Currency::VND, detail)]);
}

#[test]
fn both_spellings_are_read_and_must_agree() {
    assert_ne!(respelt(RESPONSE), RESPONSE);
    assert_eq!(answer(&respelt(RESPONSE)), answer(RESPONSE));

    let info = |one: &str, other: &str| {
        read::<TopupMethodInfo>(&json!({ "topupMethodType": one, "topUpMethodType": other }).to_string())
    };
    assert_eq!(info("A", "A").unwrap(), TopupMethodInfo::new().topup_method_type("A"));
    let error = info("A", "4111 PLANTED").unwrap_err().to_string();
    assert!(error.contains("expected both spellings of the field to agree") && !leaks(&error), "{error}");
}

#[test]
fn scalars_come_bare_or_as_strings() {
    let text = r#"{"enabled":"true","preferred":"false","rank":"4800","supportedCurrencies":["SGD"]}"#;
    let bare = r#"{"enabled":true,"preferred":false,"rank":4800,"supportedCurrencies":["SGD"]}"#;
    assert_eq!(read::<TopupOption>(text).unwrap(), read::<TopupOption>(bare).unwrap());
    let limit =
        |value: Value| json!({ "dayLimit": { "remainAmount": { "currency": "SGD", "value": value } } }).to_string();
    let read_limit = |value: Value| read::<AmountLimitInfo>(&limit(value)).unwrap();
    let expected = AmountLimitInfo::new().day_limit(AmountLimit::new().remain_amount(Amount::new(Currency::SGD, 7)));
    assert_eq!((read_limit(json!(7)), read_limit(json!("7"))), (expected.clone(), expected));
}

/// A type that is not known, or whose member is missing, is handed over as it came.
#[test]
fn unknown_methods_are_kept() {
    let detail: TopupMethodDetail = read(r#"{"type":"voucher","voucher":{"code":"v"}}"#).unwrap();
    assert_eq!(detail.method(), BoundMethod::Other(&detail));
    assert_eq!(detail.extra.get("voucher"), Some(&json!({ "code": "v" })));
    let detail = TopupMethodDetail::new().detail_type(DetailType::Card);
    assert_eq!(detail.method(), BoundMethod::Other(&detail));
}

/// What is wrong inside a detail fails that detail, not the answer.
#[test]
fn a_broken_detail_does_not_fail_the_answer() {
    let infos: Vec<TopupMethodInfo> =
        read(r#"[{"topupMethodDetail":"{\"card\":{\"cardToken\":[\"4111 PLANTED\"]}}"}]"#).unwrap();
    let error = infos[0].topup_method_detail.as_ref().unwrap().parse().unwrap_err();
    assert_eq!(error.path(), "card.cardToken");
    assert!(!leaks(&error.to_string()));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = Amount::new(Currency::SGD, 4_111_222_233_334_444_i128);
    let request = ConsultTopup::new(text, digits, amount).env(Env::new().client_ip(text)).extra("more", text);

    let card = BoundCard::new()
        .card_issuer("MOMO")
        .card_token(text)
        .inst_user_name(UserName::new().full_name(text))
        .top_up_method_detail_metadata(JsonText::of(&CardMetadata::new().card_index(digits)).unwrap());
    let balance = BalanceInfo::new().available_amount(amount).frozen_amount(amount).total_amount(amount);
    let metadata = StoreValueMetadata::new().balance_info(JsonText::of(&balance).unwrap());
    let store_value = StoreValue::new()
        .account_no(digits)
        .available_amount(amount)
        .frozen_amount(amount)
        .total_amount(amount)
        .top_up_method_detail_metadata(JsonText::of(&metadata).unwrap());
    let method =
        TopupMethodDetail::new().detail_type(DetailType::Card).card(card).store_value(store_value).extra("more", text);
    let cards = CardOption::new().bank_infos([BankInfo::new().extra("more", text)]);
    let option_detail = TopupOptionDetail::new().detail_type(DetailType::Card).card(cards).extra("more", text);
    let limit = AmountLimit::new().max_amount(amount).min_amount(amount).remain_amount(amount);
    let limits = AmountLimitInfo::new().single_limit(limit.clone()).day_limit(limit.clone()).month_limit(limit);
    let option = option(Currency::SGD, JsonText::of(&option_detail).unwrap())
        .amount_limit_info_map([(Currency::SGD, limits.clone())])
        .extra("more", text);
    let response = ConsultTopupResponse::new(ResultInfo::success().result_message(text))
        .topup_method_infos([TopupMethodInfo::new()
            .topup_method_detail(JsonText::of(&method).unwrap())
            .extra("more", text)])
        .topup_options([option])
        .amount_limit_info(limits)
        .extra("more", text);
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [
        format!("{request:?}"),
        format!("{response:#?}"),
        format!("{method:?}"),
        format!("{:?}", method.method()),
        format!("{option_detail:?}"),
        format!("{metadata:?} {balance:?}"),
    ] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<ConsultTopupResponse>(&value(RESPONSE)) > 40);
}
