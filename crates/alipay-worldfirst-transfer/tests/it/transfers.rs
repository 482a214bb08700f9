//! Transfers in a gateway of this process, over one ledger of prefunded money.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{
    Amount, Api, CodeInfo, Currency,
    MoneyOutcome::{self, Moved, NotMoved, Pending, Unknown},
    Notification,
    server::{Refusal, Serve, World},
};
use alipay_worldfirst_fund::{Deposit, InquiryBalance, InquiryBalanceResponse, PrefundingBalances, PrefundingError};
use alipay_worldfirst_transfer::{
    InquiryTransfer, InquiryTransferResponse, NotifyTransfer, Transfer, TransferFromDetail, TransferFundType,
    TransferOrderAddition, TransferRequestId, TransferResponse, TransferToDetail, Transfers, inquiry_transfer,
    transfer, transfer_result,
};

const END: &str = "2022-05-11T06:27:25Z";

fn cny(value: i128) -> Amount {
    Amount::new(Currency::CNY, value)
}

fn transfer(id: &str, amount: Amount) -> Transfer {
    Transfer::new(
        id,
        TransferOrderAddition::new(),
        TransferFromDetail::new().transfer_from_amount(amount),
        TransferToDetail::new().purpose_code("GDS"),
        TransferFundType::GlobalGlobalService,
    )
}

fn balance(world: &mut World) -> InquiryBalanceResponse {
    InquiryBalance::new(Currency::CNY).serve(world).unwrap()
}

fn left(world: &mut World) -> i128 {
    balance(world).balance_in(Currency::CNY).unwrap().value
}

fn inquire(world: &mut World, id: &str) -> InquiryTransferResponse {
    let inquiry = InquiryTransfer::new(id);
    let answer = inquiry.serve(world).unwrap();
    assert_eq!(inquiry.correlate(&answer), Ok(()));
    answer
}

fn notification(world: &mut World, id: &str) -> NotifyTransfer {
    let body = world.get::<Transfers>().notification(&id.into()).unwrap();
    let json = serde_json::to_string(&body).unwrap();
    assert_eq!(serde_json::from_str::<NotifyTransfer>(&json).unwrap(), body);
    body
}

/// Inquiry and notification agree at every station.
fn stands(world: &mut World, id: &str, outcome: MoneyOutcome, at: Option<&str>) {
    let (found, told) = (inquire(world, id), notification(world, id));
    assert_eq!((found.outcome(), told.outcome()), (outcome, outcome));
    let time = found.transfer_finish_time.as_ref().map(|time| time.as_str());
    assert_eq!((time, &found.transfer_finish_time), (at, &told.transfer_finish_time));
    assert_eq!((&found.transfer_result, &found.transfer_id), (&Some(told.transfer_result), &Some(told.transfer_id)));
    assert_eq!((found.transfer_from_detail, found.transfer_factor), (told.transfer_from_detail, told.transfer_factor));
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> CodeInfo {
    *answer.unwrap_err().code()
}

fn serve(world: &mut World, request: &Transfer) -> Result<TransferResponse, Refusal> {
    let answer = request.serve(world);
    if let Ok(answer) = &answer {
        assert_eq!((request.correlate(answer), answer.outcome()), (Ok(()), Pending));
    }
    answer
}

/// Deposit, check, check, transfer: as the pages of the gateway want it.
#[test]
fn from_deposit_to_a_transfer_that_is_done() {
    let mut world = World::default();
    let amount = cny(60_000);
    let before = balance(&mut world);
    assert_eq!(before.covers(amount), Err(PrefundingError::Insufficient { missing: cny(10_000) }));
    let deposit = cny(10_000);
    assert_eq!(balance(&mut world).shows_deposit(&before, deposit), Ok(Deposit::Awaited { missing: deposit }));
    world.get::<PrefundingBalances>().deposit(deposit);
    let now = balance(&mut world);
    assert_eq!(now.shows_deposit(&before, deposit), Ok(Deposit::Arrived));
    assert_eq!(now.covers(amount), Ok(()));

    let accepted = serve(&mut world, &transfer("t-1", amount)).unwrap();
    assert_eq!(left(&mut world), 0, "an accepted transfer has taken the money");
    stands(&mut world, "t-1", Pending, None);
    assert_eq!(inquire(&mut world, "t-1").transfer_id, Some(accepted.transfer_id));
    let in_process = notification(&mut world, "t-1").event();

    assert!(world.get::<Transfers>().settle(&"t-1".into(), END));
    stands(&mut world, "t-1", Moved, Some(END));
    assert_ne!(notification(&mut world, "t-1").event(), in_process);
    assert_eq!(left(&mut world), 0);
    // The end is the end.
    assert!(!world.get::<Transfers>().settle(&"t-1".into(), END));
    assert!(!world.get::<Transfers>().lose_track(&"t-1".into()));
    assert!(!world.get::<Transfers>().fail(&"t-1".into(), transfer_result::code::PROCESS_FAIL, END));
    assert_eq!(left(&mut world), 0, "what is done gives nothing back");
}

#[test]
fn a_failed_transfer_gives_the_money_back_once() {
    let mut world = World::default();
    serve(&mut world, &transfer("t-1", cny(20_000))).unwrap();
    serve(&mut world, &transfer("t-2", cny(30_000))).unwrap();
    assert_eq!(left(&mut world), 0);
    assert!(world.get::<Transfers>().fail(&"t-1".into(), transfer_result::code::USER_ACCOUNT_ABNORMAL, END));
    stands(&mut world, "t-1", NotMoved, Some(END));
    assert_eq!(left(&mut world), 20_000);
    assert!(!world.get::<Transfers>().fail(&"t-1".into(), transfer_result::code::PROCESS_FAIL, END));
    assert_eq!(left(&mut world), 20_000);
    stands(&mut world, "t-2", Pending, None);
}

#[test]
fn a_transfer_the_gateway_lost_track_of_can_still_end() {
    let mut world = World::default();
    for id in ["t-1", "t-2"] {
        serve(&mut world, &transfer(id, cny(1))).unwrap();
        assert!(world.get::<Transfers>().lose_track(&id.into()));
        stands(&mut world, id, Unknown, None);
    }
    assert_eq!(
        inquire(&mut world, "t-1").transfer_result.unwrap().result_code.unwrap(),
        transfer_result::code::UNKONWN
    );
    assert!(world.get::<Transfers>().settle(&"t-1".into(), END));
    assert!(world.get::<Transfers>().fail(&"t-2".into(), transfer_result::code::PROCESS_FAIL, END));
    stands(&mut world, "t-1", Moved, Some(END));
    stands(&mut world, "t-2", NotMoved, Some(END));
    assert_eq!(left(&mut world), 49_999);
}

#[test]
fn what_the_balance_does_not_cover_is_refused_and_leaves_no_trace() {
    let mut world = World::default();
    let refused = |world: &mut World, request: Transfer| code_of(request.serve(world));
    assert_eq!(refused(&mut world, transfer("t-1", cny(50_001))), transfer::code::BALANCE_NOT_ENOUGH);
    let thb = transfer("t-1", Amount::new(Currency::THB, 1));
    assert_eq!(refused(&mut world, thb), transfer::code::UN_SUPPORT_BUSINESS);
    let mut nothing = transfer("t-1", cny(1));
    nothing.transfer_from_detail.transfer_from_amount = None;
    assert_eq!(refused(&mut world, nothing.clone()), transfer::code::PARAM_ILLEGAL);
    assert_eq!(left(&mut world), 50_000);
    assert_eq!(code_of(InquiryTransfer::new("t-1").serve(&mut world)), inquiry_transfer::code::ORDER_NOT_EXIST);
    assert_eq!(world.get::<Transfers>().notification(&TransferRequestId::from("t-1")), None);

    // The number is still free, and the whole balance can go.
    serve(&mut world, &transfer("t-1", cny(50_000))).unwrap();
    assert_eq!(refused(&mut world, transfer("t-2", cny(1))), transfer::code::BALANCE_NOT_ENOUGH);
    // Where the payer's side has no amount, the beneficiary's counts.
    world.get::<PrefundingBalances>().deposit(cny(7));
    nothing.transfer_request_id = "t-3".into();
    nothing.transfer_to_detail.transfer_to_amount = Some(cny(7));
    serve(&mut world, &nothing).unwrap();
    assert_eq!(left(&mut world), 0);
}

#[test]
fn the_same_number_is_the_same_transfer() {
    let mut world = World::default();
    let request = transfer("t-1", cny(30_000));
    let first = serve(&mut world, &request).unwrap();
    assert_eq!(serve(&mut world, &request).unwrap(), first);
    assert_eq!(left(&mut world), 20_000, "repeated, taken once");
    assert_eq!(code_of(transfer("t-1", cny(1)).serve(&mut world)), transfer::code::REPEAT_REQ_INCONSISTENT);
    // Even when the other content would be refused for itself.
    assert_eq!(code_of(transfer("t-1", cny(99_999)).serve(&mut world)), transfer::code::REPEAT_REQ_INCONSISTENT);
    assert_eq!(left(&mut world), 20_000);
    assert!(world.get::<Transfers>().fail(&"t-1".into(), transfer_result::code::PROCESS_FAIL, END));
    assert_eq!(serve(&mut world, &request).unwrap(), first, "and never begins anew");
    assert_eq!(left(&mut world), 50_000);
    assert_ne!(serve(&mut world, &transfer("t-2", cny(30_000))).unwrap().transfer_id, first.transfer_id);
}
