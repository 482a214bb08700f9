//! Trades through a client, signed and verified, over both protocols of the Open Platform: what a lost answer costs.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_sandbox::{Fault, Sandbox};
use alipay_trade::{
    FundChange, TradeClose, TradeFastpayRefundQuery, TradePay, TradeQuery, TradeRefund, Trades, close, pay,
};
use alipay_transport::{Client, Error};
use alipay_wire::{
    Code,
    MoneyOutcome::{Moved, NotMoved, Pending, Unknown},
    OpenPlatform, Yuan,
};

/// The same gateway, spoken to in each way.
fn clients(sandbox: &Sandbox) -> [Client<OpenPlatform>; 2] {
    let form = Client::builder(sandbox.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .build();
    let rest = Client::builder(sandbox.endpoints().open_platform_v3())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .build();
    [form.unwrap(), rest.unwrap()]
}

fn by_code(number: &str, code: &str) -> TradePay {
    TradePay::new(number, Yuan::from_fen(1_000), "tea").auth_code(code)
}

/// What the error says of the money, and by which code of the page.
fn verdict(error: &Error) -> (&'static str, &str) {
    (error.effect().as_str(), error.answer().unwrap().leading().as_str())
}

fn refunded(sandbox: &Sandbox, number: &str) -> i64 {
    sandbox.with_state(|trades: &mut Trades| trades.get(&number.into()).unwrap().refunded().fen())
}

#[tokio::test(start_paused = true)]
async fn a_refund_whose_answer_is_lost_refunds_once() {
    let sandbox = Sandbox::new();
    for (client, number) in clients(&sandbox).into_iter().zip(["o_1", "o_2"]) {
        client.send(&by_code(number, Trades::PAYS_AT_ONCE)).await.unwrap();
        let refund = TradeRefund::new(number, Yuan::from_fen(300)).out_request_no("r_1");
        sandbox.inject(Fault::DropAfter);
        // Keyed, so it is repeated. The repetition moves nothing, and does not say that nothing was moved.
        let reply = client.request(&refund).send().await.unwrap();
        assert_eq!((reply.attempts(), refunded(&sandbox, number)), (2, 300));
        assert_eq!((&reply.value().fund_change, reply.value().outcome()), (&Some(FundChange::No), Unknown));
        let found = client.send(&TradeFastpayRefundQuery::new(number, "r_1")).await.unwrap();
        assert_eq!((found.outcome(), found.refund_amount), (Moved, Some(Yuan::from_fen(300))));

        // Without its number it is not repeated: nobody knows, and anyone who asks finds out.
        sandbox.inject(Fault::DropAfter);
        let without = TradeRefund::new(number, Yuan::from_fen(1_000));
        let error = client.send(&without).await.unwrap_err();
        assert_eq!((error.effect().as_str(), error.attempts()), ("unknown", 1));
        assert_eq!(refunded(&sandbox, number), 300);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_whose_answer_is_lost_is_asked_for() {
    let sandbox = Sandbox::new();
    for (client, number) in clients(&sandbox).into_iter().zip(["o_1", "o_2"]) {
        sandbox.inject(Fault::DropAfter);
        let error = client.send(&by_code(number, Trades::PAYS_AT_ONCE)).await.unwrap_err();
        // The repetition is refused, since the first attempt was paid: that is no refusal of the payment.
        assert_eq!(verdict(&error), ("unknown", pay::code::TRADE_HAS_SUCCESS.code));
        assert_eq!(client.send(&TradeQuery::new(number)).await.unwrap().outcome(), Moved);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_in_progress_is_a_success_that_is_pending() {
    let sandbox = Sandbox::new();
    let [form, rest] = clients(&sandbox);
    let waiting = form.send(&by_code("o_1", Trades::WAITS_FOR_BUYER)).await.unwrap();
    assert_eq!((waiting.outcome(), waiting.code), (Pending, Some(Code::from("10003"))));
    assert_eq!(rest.send(&TradeQuery::new("o_1")).await.unwrap().outcome(), Pending);
    form.send(&TradeClose::new("o_1")).await.unwrap();
    assert_eq!(rest.send(&TradeQuery::new("o_1")).await.unwrap().outcome(), NotMoved);
    // It is closed already, perhaps by an earlier attempt of ours.
    for client in [form, rest] {
        let error = client.send(&TradeClose::new("o_1")).await.unwrap_err();
        assert_eq!(verdict(&error), ("unknown", close::code::TRADE_STATUS_ERROR.code));
    }
}
