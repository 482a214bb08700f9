//! Whatever is done to a trade in whatever order: the books agree.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_trade::{
    FundChange, Order, OutTradeNo, TradeClose, TradeFastpayRefundQuery, TradePagePay, TradePay, TradeQuery,
    TradeRefund, TradeStatus, Trades,
};
use alipay_wire::{
    FixedClock, MoneyOutcome, Stamp, Yuan,
    server::{Serve, World},
};
use proptest::{collection::vec, option, prelude::*};

const ORDER: &str = "o_1";

#[derive(Clone, Debug)]
enum Step {
    Open(i64),
    PayByCode(i64, &'static str),
    Pay,
    Refund(Option<u8>, i64),
    Close,
    Finish,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let total = || prop_oneof![4 => Just(1_000_i64), 1 => 999..1_002_i64];
    let code = prop_oneof![Just(Trades::PAYS_AT_ONCE), Just(Trades::WAITS_FOR_BUYER), Just(Trades::LACKS_BALANCE)];
    // Parts that often make up the whole, and others.
    let amount = prop_oneof![4 => prop_oneof![Just(250_i64), Just(500), Just(750), Just(1_000)], 1 => -1..1_100_i64];
    prop_oneof![
        3 => total().prop_map(Step::Open),
        2 => (total(), code).prop_map(|(fen, code)| Step::PayByCode(fen, code)),
        3 => Just(Step::Pay),
        6 => (option::weighted(0.9, 0..4_u8), amount).prop_map(|(number, fen)| Step::Refund(number, fen)),
        1 => Just(Step::Close),
        1 => Just(Step::Finish),
        1 => (0..200_i64).prop_map(Step::Wait),
    ]
}

/// Does a step. `Some` when it was done or recognised, with what it says about money that moved.
fn take(world: &mut World, step: &Step, now: &mut i64) -> Option<i64> {
    match step {
        Step::Open(fen) => {
            let order = Order::from(&TradePagePay::new(ORDER, Yuan::from_fen(*fen), "tea").timeout_express("1h"));
            world.get::<Trades>().open(order).is_ok().then_some(0)
        }
        Step::PayByCode(fen, code) => {
            let request = TradePay::new(ORDER, Yuan::from_fen(*fen), "tea").auth_code(*code);
            request.serve(world).is_ok().then_some(0)
        }
        Step::Pay => world.get::<Trades>().pay(&ORDER.into()).is_ok().then_some(0),
        Step::Refund(number, fen) => {
            let mut request = TradeRefund::new(ORDER, Yuan::from_fen(*fen));
            request.out_request_no = number.map(|number| format!("r_{number}").as_str().into());
            let answer = request.serve(world).ok()?;
            Some(if answer.fund_change == Some(FundChange::Yes) { *fen } else { 0 })
        }
        Step::Close => TradeClose::new(ORDER).serve(world).is_ok().then_some(0),
        Step::Finish => world.get::<Trades>().finish(&OutTradeNo::from(ORDER)).then_some(0),
        Step::Wait(minutes) => {
            *now += minutes * 60_000;
            world.get::<Trades>().set_clock(FixedClock(Stamp::from_unix_millis(*now).unwrap()));
            Some(0)
        }
    }
}

/// All that can be seen of the trade.
fn seen(world: &mut World) -> String {
    let found = TradeQuery::new(ORDER).serve(world).ok();
    let told = world.get::<Trades>().notification(&ORDER.into());
    let refunds: Vec<_> = ["r_0", "r_1", "r_2", "r_3", ORDER]
        .map(|number| TradeFastpayRefundQuery::new(ORDER, number).serve(world).ok())
        .into_iter()
        .collect();
    serde_json::to_string(&(found, told, refunds)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_books_agree(steps in vec(step(), 1..40)) {
        let (mut world, mut now) = (World::default(), 1_725_620_400_000);
        take(&mut world, &Step::Wait(0), &mut now);
        let mut refunded = 0;
        for step in &steps {
            let before = seen(&mut world);
            let moved = take(&mut world, step, &mut now);
            if moved.is_none() {
                prop_assert_eq!(&seen(&mut world), &before, "{:?} was refused, and changed something", step);
            }
            refunded += moved.unwrap_or(0);

            // Repeated, it changes nothing.
            if !matches!(step, Step::Wait(_)) {
                let after = seen(&mut world);
                let again = take(&mut world, step, &mut now);
                prop_assert_eq!(again.unwrap_or(0), 0, "{:?} moved money twice", step);
                prop_assert_eq!(&seen(&mut world), &after, "{:?} repeated changed something", step);
            }

            let Ok(found) = TradeQuery::new(ORDER).serve(&mut world) else {
                prop_assert_eq!(refunded, 0);
                continue;
            };
            let trades = world.get::<Trades>();
            let told = trades.notification(&ORDER.into()).unwrap();
            let trade = trades.get(&ORDER.into()).unwrap();
            let (total, was_paid) = (trade.order().total_amount().fen(), trade.paid_at().is_some());
            prop_assert!(refunded <= total);
            prop_assert_eq!(trade.refunded().fen(), refunded);
            prop_assert_eq!(told.refund_fee.map_or(0, Yuan::fen), refunded);
            prop_assert_eq!(&found.trade_status, &trade.status());
            prop_assert_eq!(found.total_amount, Some(Yuan::from_fen(total)));
            prop_assert_eq!(found.send_pay_date.is_some(), was_paid);
            prop_assert!(refunded == 0 || was_paid);
            prop_assert_eq!(found.outcome(), told.outcome());
            let status = trade.status();
            let expected = match (was_paid, refunded == total) {
                (false, _) if status == TradeStatus::WaitBuyerPay => MoneyOutcome::Pending,
                (false, _) => MoneyOutcome::NotMoved,
                (true, true) => MoneyOutcome::Unknown,
                (true, false) => MoneyOutcome::Moved,
            };
            prop_assert_eq!(found.outcome(), expected);
            prop_assert_eq!(status == TradeStatus::TradeClosed, !was_paid && expected == MoneyOutcome::NotMoved || refunded == total);
        }
    }
}
