//! `transfer`, `inquiryTransfer` and `notifyTransfer` against what is known of their pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::collections::HashSet;

use alipay_wire::{
    Amount, Api, Call, CodeInfo, Currency,
    MoneyOutcome::{self, Moved, NotMoved, Pending, Unknown},
    Notification, Request, Safety,
    signed_header::ResultInfo,
};
use alipay_worldfirst_transfer::{
    BankAccount, InquiryTransfer, InquiryTransferResponse, NotifyTransfer, PaymentMethod, PaymentMethodMetaData, Quote,
    Transfer, TransferFromDetail, TransferFundType, TransferOrderAddition, TransferResponse, TransferToDetail,
    UserName,
    transfer::code,
    transfer_result::{self, outcome},
};
use serde_json::json;
use support::{PLANTED, assert_errors_quote_nothing, leaks, read};

const KIND: TransferFundType = TransferFundType::GlobalGlobalService;

fn cny(value: i128) -> Amount {
    Amount::new(Currency::CNY, value)
}

fn result(status: &str, code: &str) -> ResultInfo {
    ResultInfo::new().result_status(status).result_code(code)
}

fn transfer() -> Transfer {
    let account = BankAccount::new().holder_account_name(UserName::new().full_name("Jane Doe")).extra("accountNo", "1");
    let method =
        PaymentMethod::new("BANK_ACCOUNT").payment_method_meta_data(PaymentMethodMetaData::new().bank_account(account));
    Transfer::new(
        "t-1",
        TransferOrderAddition::new().reference_order_id("o-1"),
        TransferFromDetail::new().transfer_from_amount(cny(50_000)),
        TransferToDetail::new().transfer_to_method(method).transfer_to_amount(cny(50_000)),
        KIND,
    )
}

#[test]
fn the_holders_name_stands_where_the_page_says() {
    let name = "/transferToDetail/transferToMethod/paymentMethodMetaData/bankAccount/holderAccountName/fullName";
    assert_eq!(json!(transfer()).pointer(name), Some(&json!("Jane Doe")));
    assert_eq!(
        json!(transfer()),
        json!({
            "transferRequestId": "t-1",
            "transferOrderAddition": { "referenceOrderId": "o-1" },
            "transferFromDetail": { "transferFromAmount": { "currency": "CNY", "value": "50000" } },
            "transferToDetail": {
                "transferToMethod": {
                    "paymentMethodType": "BANK_ACCOUNT",
                    "paymentMethodMetaData": {
                        "bankAccount": { "holderAccountName": { "fullName": "Jane Doe" }, "accountNo": "1" },
                    },
                },
                "transferToAmount": { "currency": "CNY", "value": "50000" },
            },
            "transferFactor": { "transferFundType": "GLOBAL_GLOBAL_SERVICE" },
        })
    );
    assert_eq!(read::<Transfer>(&json!(transfer()).to_string()).unwrap(), transfer());
}

#[test]
fn a_transfer_is_keyed_and_an_inquiry_a_query() {
    let call = Call::new(&transfer()).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Keyed, Some("t-1")));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/aps/api/business/transfer/transfer");
    let call = Call::new(&InquiryTransfer::new("t-1")).unwrap();
    assert_eq!(call.safety(), Safety::Query);
    assert_eq!(call.api().route.as_ref().unwrap().path, "/aps/api/business/transfer/inquiryTransfer");

    let field = |request: &dyn Fn(&str) -> Result<(), alipay_wire::Invalid>, id: &str| {
        request(id).map_err(|error| error.field().to_owned())
    };
    let named = |id: &str| {
        let mut transfer = transfer();
        transfer.transfer_request_id = id.into();
        transfer.validate()
    };
    let asked = |id: &str| InquiryTransfer::new(id).validate();
    for request in [&named as &dyn Fn(&str) -> _, &asked] {
        assert_eq!(field(request, &"1".repeat(64)), Ok(()));
        assert_eq!(field(request, &"1".repeat(65)), Err("transferRequestId".to_owned()));
        assert_eq!(field(request, ""), Err("transferRequestId".to_owned()));
    }
    let mut negative = transfer();
    negative.transfer_from_detail.transfer_from_amount = Some(cny(-1));
    assert_eq!(negative.validate().unwrap_err().field(), "transferFromDetail.transferFromAmount.value");
}

#[test]
fn accepted_is_not_done() {
    let of = |info: &CodeInfo| TransferResponse::new(ResultInfo::of(info), "1").outcome();
    let bare = |result: ResultInfo| TransferResponse::new(result, "1").outcome();
    assert_eq!(of(&code::SUCCESS), Pending);
    // As enterprise pages word it.
    assert_eq!(bare(result("S", "PROCESSING")), Pending);
    assert_eq!(of(&code::BALANCE_NOT_ENOUGH), NotMoved);
    assert_eq!(of(&code::PROCESS_FAIL), NotMoved);
    assert_eq!(bare(ResultInfo::new().result_status("F")), NotMoved);
    // NotMoved because the number is taken: what happened to the transfer that took it is not said.
    assert_eq!(of(&code::REPEAT_REQ_INCONSISTENT), Unknown);
    assert_eq!(of(&code::UNKNOWN_EXCEPTION), Unknown);
    assert_eq!(of(&code::REQUEST_TRAFFIC_EXCEED_LIMIT), Unknown);
    assert_eq!(bare(ResultInfo::new()), Unknown);
    assert_eq!(bare(result("A", "SUCCESS")), Unknown);
    assert!(code::ALL.iter().all(|info| of(info) != Moved), "no answer to a transfer says that it is done");
}

/// Only what the table says, and only with its status: the same for inquiry and notification.
#[test]
fn every_row_of_the_results_table() {
    for (status, code, expected) in [
        ("S", "SUCCESS", Moved),
        ("U", "SUCCESS", Unknown),
        ("F", "SUCCESS", Unknown),
        ("S", "SUCCES", Unknown),
        ("U", "PROCESSING", Pending),
        ("S", "PROCESSING", Pending),
        ("F", "PROCESSING", Unknown),
        // The pages' spelling, and the right one.
        ("U", "UNKONWN", Unknown),
        ("S", "UNKONWN", Unknown),
        ("F", "UNKONWN", Unknown),
        ("U", "UNKNOWN", Unknown),
        ("F", "UNKNOWN", Unknown),
        ("U", "UNKNOWN_EXCEPTION", Unknown),
        ("F", "PROCESS_FAIL", NotMoved),
        ("F", "USER_NOT_EXIST", NotMoved),
        ("F", "USER_ACCOUNT_ABNORMAL", NotMoved),
        ("F", "AMOUNT_EXCEED_LIMIT", NotMoved),
        ("F", "RISK_REJECT", NotMoved),
        ("F", "ORDER_IS_CLOSED", NotMoved),
        ("F", "ORDER_IS_REVERSED", NotMoved),
        ("F", "BALANCE_NOT_ENOUGH", NotMoved),
        ("U", "BALANCE_NOT_ENOUGH", Unknown),
        ("S", "ORDER_IS_REVERSED", Unknown),
        ("F", "REPEAT_REQ_INCONSISTENT", Unknown),
        ("F", "NEW_ONE", Unknown),
        ("S", "NEW_ONE", Unknown),
        ("A", "SUCCESS", Unknown),
    ] {
        let found = InquiryTransferResponse::new(ResultInfo::success(), "t-1").transfer_result(result(status, code));
        let told = NotifyTransfer::new(result(status, code), "t-1", "1");
        assert_eq!((found.outcome(), told.outcome()), (expected, expected), "{status} {code}");
    }
    assert_eq!(outcome(&ResultInfo::new().result_status("S")), Unknown);
    assert_eq!(outcome(&ResultInfo::new().result_code("SUCCESS")), Unknown);
    let of = |wanted: MoneyOutcome| {
        let says = |info: &&CodeInfo| outcome(&ResultInfo::of(info)) == wanted;
        transfer_result::code::ALL.iter().filter(says).count()
    };
    assert_eq!((of(Moved), of(Pending), of(Unknown), of(NotMoved)), (1, 1, 3, 8));
}

/// A refused question says nothing about the transfer.
#[test]
fn the_verdict_on_the_question_is_not_the_one_on_the_transfer() {
    let asked =
        |call: ResultInfo| InquiryTransferResponse::new(call, "t-1").transfer_result(ResultInfo::success()).outcome();
    assert_eq!(asked(ResultInfo::success()), Moved);
    assert_eq!(asked(result("F", "ORDER_NOT_EXIST")), Unknown);
    assert_eq!(asked(result("U", "UNKNOWN_EXCEPTION")), Unknown);
    assert_eq!(asked(ResultInfo::new()), Unknown);
    assert_eq!(InquiryTransferResponse::new(ResultInfo::success(), "t-1").outcome(), Unknown);
}

#[test]
fn answers_to_other_questions_are_refused() {
    let field = |answer: TransferResponse| transfer().correlate(&answer).map_err(|error| error.field().to_owned());
    let answer = || TransferResponse::new(ResultInfo::success(), "1");
    assert_eq!(field(answer()), Ok(()));
    assert_eq!(field(answer().transfer_factor(KIND).transfer_request_id("t-1")), Ok(()));
    let other = TransferFundType::GlobalWorldfirst;
    assert_eq!(field(answer().transfer_factor(other)), Err("transferFactor.transferFundType".to_owned()));
    assert_eq!(field(answer().transfer_request_id("t-2")), Err("transferRequestId".to_owned()));

    let found = |id: &str| InquiryTransferResponse::new(ResultInfo::success(), id);
    assert_eq!(InquiryTransfer::new("t-1").correlate(&found("t-1")), Ok(()));
    let mismatch = InquiryTransfer::new("t-1").correlate(&found("t-2")).unwrap_err();
    assert_eq!(mismatch.field(), "transferRequestId");
}

/// Numbers for strings, members nobody knows, and answers with less than the pages promise.
#[test]
fn answers_are_read_leniently() {
    let json = r#"{"result":{"resultStatus":"S","resultCode":"SUCCESS"},"transferRequestId":"t-1","transferId":2022,
        "transferResult":{"resultStatus":"S","resultCode":"SUCCESS"},"transferFinishTime":"2022-05-11T06:27:25Z",
        "transferFromDetail":{"transferFromAmount":{"currency":"USD","value":1000}},
        "transferToDetail":{"purposeCode":"GDS","transferToAmount":{"currency":"EUR","value":938},
            "feeAmount":{"currency":"USD","value":"10"},"transferRemark":"r",
            "transferToMethod":{"customerId":1,"paymentMethodType":"BALANCE"},"transferQuote":{"quoteId":1}}}"#;
    let found: InquiryTransferResponse = read(json).unwrap();
    assert_eq!(found.outcome(), Moved);
    assert_eq!(found.transfer_id.as_ref().unwrap().as_str(), "2022");
    assert_eq!(found.transfer_finish_time.as_ref().unwrap().unix_millis(), Some(1_652_250_445_000));
    let paid = found.transfer_from_detail.as_ref().unwrap().transfer_from_amount;
    assert_eq!(paid, Some(Amount::new(Currency::USD, 1_000)));
    let to = found.transfer_to_detail.as_ref().unwrap();
    assert_eq!(
        (to.transfer_to_amount, to.fee_amount),
        (Some(Amount::new(Currency::EUR, 938)), Some(Amount::new(Currency::USD, 10)),)
    );
    assert_eq!(to.transfer_quote, Some(Quote::new().quote_id("1")));
    assert_eq!(to.transfer_to_method.as_ref().unwrap().customer_id.as_deref(), Some("1"));
    assert_eq!(to.extra.get("transferRemark"), Some(&json!("r")));

    // A method without its kind fails no answer.
    let bare = json.replace(r#","paymentMethodType":"BALANCE""#, "");
    assert_eq!(read::<InquiryTransferResponse>(&bare).unwrap().outcome(), Moved);
    let bare = r#"{"result":{"resultStatus":"S"},"transferRequestId":"t-1"}"#;
    assert_eq!(read::<InquiryTransferResponse>(bare).unwrap().outcome(), Unknown);
    let error = read::<InquiryTransferResponse>(r#"{"result":{"resultStatus":"S"}}"#).unwrap_err();
    assert!(error.to_string().starts_with("transferRequestId is missing"), "{error}");
}

#[test]
fn a_repetition_is_the_same_event_and_all_else_another() {
    let told = |status: &str, code: &str, id: &str| NotifyTransfer::new(result(status, code), id, "1");
    let one = told("S", "SUCCESS", "t/1");
    assert_eq!((NotifyTransfer::NAME, one.event().as_deref()), ("notifyTransfer", Some("S/SUCCESS/t/1")));
    let mut again = one.clone().transfer_finish_time("2022-05-11T06:27:25Z").extra("more", 1);
    again.transfer_result.result_message = Some("success.".to_owned());
    assert_eq!(again.event(), one.event());
    assert_eq!(told("S", "SUCCESS", " ").event(), None, "by a blank number, all transfers would be one event");
    let events = [
        one,
        told("S", "SUCCESS", "t/2"),
        // A reversal that follows a success is news.
        told("F", "ORDER_IS_REVERSED", "t/1"),
        told("F", "PROCESS_FAIL", "t/1"),
        told("U", "PROCESSING", "t/1"),
        NotifyTransfer::new(ResultInfo::new(), "t/1", "1"),
    ];
    let distinct: HashSet<String> = events.iter().map(|event| event.event().unwrap()).collect();
    assert_eq!(distinct.len(), events.len());
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = cny(4_111_222_233_334_444);
    let account =
        BankAccount::new().holder_account_name(UserName::new().full_name(text).first_name(text)).extra("no", digits);
    let method = PaymentMethod::new("BANK_ACCOUNT")
        .customer_id(digits)
        .payment_method_meta_data(PaymentMethodMetaData::new().bank_account(account).extra("more", text))
        .extra("more", text);
    let from = TransferFromDetail::new().transfer_from_amount(amount).extra("more", text);
    let to = TransferToDetail::new()
        .transfer_to_method(method)
        .transfer_to_amount(amount)
        .fee_amount(amount)
        .transfer_notify_url(text)
        .transfer_quote(Quote::new().quote_id(digits));
    let order = TransferOrderAddition::new().reference_order_id(text);
    let request = Transfer::new(digits, order.clone(), from.clone(), to.clone(), KIND).extra("more", text);
    let accepted = TransferResponse::new(ResultInfo::success().result_message(text), digits).transfer_request_id(text);
    let found = InquiryTransferResponse::new(ResultInfo::success(), digits)
        .transfer_id(text)
        .transfer_result(ResultInfo::success().result_message(text))
        .transfer_from_detail(from.clone())
        .transfer_to_detail(to.clone());
    let told = NotifyTransfer::new(ResultInfo::success().result_message(text), digits, text)
        .transfer_from_detail(from)
        .transfer_to_detail(to)
        .transfer_order_addition(order);
    let asked = InquiryTransfer::new(digits);
    for (json, shown) in [
        (json!(request), format!("{request:#?}")),
        (json!(accepted), format!("{accepted:?}")),
        (json!(asked), format!("{asked:?}")),
        (json!(found), format!("{found:#?}")),
        (json!(told), format!("{told:#?}")),
    ] {
        assert!(leaks(&json.to_string()) && !leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<TransferResponse>(&json!(accepted)) > 10);
    assert!(assert_errors_quote_nothing::<InquiryTransferResponse>(&json!(found)) > 20);
    assert!(assert_errors_quote_nothing::<NotifyTransfer>(&json!(told)) > 20);
}
