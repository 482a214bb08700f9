//! The trades of a gateway in this process: every station of a trade, and what each API says there.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_trade::{
    AgreementParams, Expected, FundChange, Order, OutTradeNo, QueryOption, Seller, TradeAppPay, TradeClose,
    TradeFastpayRefundQuery, TradeFastpayRefundQueryResponse, TradeNotification, TradePagePay, TradePay,
    TradePayResponse, TradeQuery, TradeQueryResponse, TradeRefund, TradeRefundResponse, TradeStatus, TradeWapPay,
    Trades, UncheckedTradeNotification, close, fastpay_refund_query, pay, query, refund,
};
use alipay_wire::{
    Api, Code, CodeInfo, FixedClock,
    MoneyOutcome::{self, Moved, NotMoved, Pending, Unknown},
    Notification, Request, Stamp, Yuan,
    server::{Catalog, Refusal, Serve, World},
};
use serde_json::json;

/// 2024-09-06 19:00:00 in China.
const START: i64 = 1_725_620_400_000;
const MINUTE: i64 = 60_000;

fn yuan(fen: i64) -> Yuan {
    Yuan::from_fen(fen)
}

/// A world whose clock stands at the start.
fn world() -> World {
    let mut world = World::default();
    at(&mut world, 0);
    world
}

/// Puts the clock so many minutes behind the start.
fn at(world: &mut World, minutes: i64) {
    let now = Stamp::from_unix_millis(START + minutes * MINUTE).unwrap();
    world.get::<Trades>().set_clock(FixedClock(now));
}

fn page(number: &str, fen: i64) -> TradePagePay {
    TradePagePay::new(number, yuan(fen), "tea").passback_params("visit%3D77").body("green")
}

fn open(world: &mut World, request: &TradePagePay) -> Result<TradeStatus, Refusal> {
    let order = Order::read(&TradePagePay::META.name, &json!(request).to_string()).unwrap()?;
    world.get::<Trades>().open(order.with_notify_url("https://shop.example/notify")).map(|trade| trade.status())
}

fn buy(world: &mut World, number: &str, fen: i64) {
    open(world, &page(number, fen)).unwrap();
    world.get::<Trades>().pay(&number.into()).unwrap();
}

/// Serves a request as a gateway does, and checks that the answer is one to it.
fn serve<R: Serve>(world: &mut World, request: &R) -> Result<R::Response, Refusal> {
    let answer = request.serve(world);
    if let Ok(answer) = &answer {
        assert_eq!(request.correlate(answer), Ok(()));
    }
    answer
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> CodeInfo {
    *answer.unwrap_err().code()
}

fn ask(world: &mut World, number: &str) -> TradeQueryResponse {
    let by_number = serve(world, &TradeQuery::new(number)).unwrap();
    let by_trade_no = TradeQuery::by_trade_no(by_number.trade_no.clone().unwrap());
    assert_eq!(serve(world, &by_trade_no).unwrap(), by_number);
    by_number
}

fn give_back(world: &mut World, number: &str, refund: &str, fen: i64) -> Result<TradeRefundResponse, Refusal> {
    serve(world, &TradeRefund::new(number, yuan(fen)).out_request_no(refund))
}

fn ask_refund(world: &mut World, number: &str, refund: &str) -> TradeFastpayRefundQueryResponse {
    serve(world, &TradeFastpayRefundQuery::new(number, refund)).unwrap()
}

fn notification(world: &mut World, number: &str) -> TradeNotification {
    let told = world.get::<Trades>().notification(&number.into()).unwrap();
    let form = serde_json::to_value(&told).unwrap();
    assert!(form.as_object().unwrap().values().all(|value| value.is_string()), "parameters of a form: {form}");
    let unchecked: UncheckedTradeNotification = serde_json::from_value(form).unwrap();
    let total = told.total_amount.unwrap();
    let expected = Expected::new(Trades::APP_ID, total, number, Seller::Id(Trades::SELLER_ID.into()));
    assert_eq!(unchecked.check(&expected).unwrap(), &told);
    assert_eq!(unchecked.event().as_deref(), Some(told.notify_id.as_str()));
    told
}

/// Query and notification agree at every station. Gives the notification.
fn stands(world: &mut World, number: &str, status: TradeStatus, outcome: MoneyOutcome) -> TradeNotification {
    let (found, told) = (ask(world, number), notification(world, number));
    assert_eq!((&found.trade_status, &told.trade_status), (&status, &status));
    assert_eq!((found.outcome(), told.outcome()), (outcome, outcome));
    assert_eq!((found.trade_no.as_ref(), &found.send_pay_date), (Some(&told.trade_no), &told.gmt_payment));
    assert_eq!(found.total_amount, told.total_amount);
    told
}

#[test]
fn from_a_page_to_the_last_refund() {
    let mut world = world();
    assert_eq!(code_of(serve(&mut world, &TradeQuery::new("o_1"))), query::code::TRADE_NOT_EXIST);
    assert_eq!(open(&mut world, &page("o_1", 8_888)).unwrap(), TradeStatus::WaitBuyerPay);
    let waiting = stands(&mut world, "o_1", TradeStatus::WaitBuyerPay, Pending);
    assert_eq!(waiting.gmt_create.as_ref().unwrap().as_str(), "2024-09-06 19:00:00");
    assert_eq!(ask(&mut world, "o_1").receipt_amount, Some(yuan(0)));

    at(&mut world, 1);
    world.get::<Trades>().pay(&"o_1".into()).unwrap();
    let paid = stands(&mut world, "o_1", TradeStatus::TradeSuccess, Moved);
    assert_eq!(paid.gmt_payment.as_ref().unwrap().as_str(), "2024-09-06 19:01:00");
    assert_eq!((paid.receipt_amount, paid.is_refund()), (Some(yuan(8_888)), false));
    assert_eq!(paid.fund_bill_list.as_ref().unwrap().parse().unwrap()[0].amount, Some(yuan(8_888)));
    assert_eq!(paid.passback_params.as_deref(), Some("visit%3D77"));
    assert_eq!((paid.subject.as_deref(), paid.body.as_deref()), (Some("tea"), Some("green")));
    assert_eq!(code_of(world.get::<Trades>().pay(&"o_1".into())), pay::code::TRADE_HAS_SUCCESS);

    at(&mut world, 2);
    let part = give_back(&mut world, "o_1", "r_1", 888).unwrap();
    assert_eq!((part.outcome(), part.refund_fee), (Moved, Some(yuan(888))));
    let told = stands(&mut world, "o_1", TradeStatus::TradeSuccess, Moved);
    assert_eq!((told.is_refund(), told.refund_fee, told.out_biz_no.as_deref()), (true, Some(yuan(888)), Some("r_1")));
    assert_eq!(told.gmt_refund.as_ref().unwrap().as_str(), "2024-09-06 19:02:00.000");

    at(&mut world, 3);
    let rest = give_back(&mut world, "o_1", "r_2", 8_000).unwrap();
    assert_eq!((rest.outcome(), rest.refund_fee), (Moved, Some(yuan(8_888))), "the fee is the sum");
    let closed = stands(&mut world, "o_1", TradeStatus::TradeClosed, Unknown);
    assert_eq!((closed.refund_fee, closed.send_back_fee), (Some(yuan(8_888)), Some(yuan(8_000))));
    assert_eq!(closed.gmt_close.as_ref().unwrap().as_str(), "2024-09-06 19:03:00");

    let told = [&waiting, &paid, &told, &closed].map(|told| told.notify_id.clone());
    assert!(told.iter().all(|id| told.iter().filter(|other| *other == id).count() == 1), "each state is an event");
    assert_eq!(notification(&mut world, "o_1").notify_id, told[3], "and the same state the same one");
}

#[test]
fn a_refund_is_known_by_its_number() {
    let mut world = world();
    buy(&mut world, "o_1", 1_000);
    let first = give_back(&mut world, "o_1", "r_1", 300).unwrap();
    let again = give_back(&mut world, "o_1", "r_1", 300).unwrap();
    assert_eq!((first.fund_change, first.refund_fee), (Some(FundChange::Yes), Some(yuan(300))));
    assert_eq!((&again.fund_change, again.refund_fee), (&Some(FundChange::No), Some(yuan(300))), "refunded once");
    assert_eq!(again.outcome(), Unknown);
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_1", 301)), refund::code::DISCORDANT_REPEAT_REQUEST);

    let found = ask_refund(&mut world, "o_1", "r_1");
    assert_eq!((found.outcome(), found.refund_amount, found.total_amount), (Moved, Some(yuan(300)), Some(yuan(1_000))));
    assert_eq!((&found.gmt_refund_pay, &found.send_back_fee), (&None, &None), "told when asked for");
    let asked = TradeFastpayRefundQuery::new("o_1", "r_1")
        .query_options([QueryOption::GmtRefundPay, QueryOption::RefundDetailItemList]);
    let found = serve(&mut world, &asked).unwrap();
    assert_eq!((found.gmt_refund_pay.unwrap().as_str(), found.send_back_fee), ("2024-09-06 19:00:00", Some(yuan(300))));

    // What is not known is not said to have failed.
    let unknown = ask_refund(&mut world, "o_1", "r_2");
    assert_eq!((unknown.outcome(), unknown.refund_status, unknown.refund_amount), (Unknown, None, None));
    let nobody = TradeFastpayRefundQuery::new("o_2", "r_1");
    assert_eq!(code_of(serve(&mut world, &nobody)), fastpay_refund_query::code::TRADE_NOT_EXIST);

    // Also when all of it is refunded, and the trade is closed.
    give_back(&mut world, "o_1", "r_2", 700).unwrap();
    assert_eq!(give_back(&mut world, "o_1", "r_1", 300).unwrap().fund_change, Some(FundChange::No));
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_3", 1)), refund::code::TRADE_HAS_CLOSE);
}

#[test]
fn a_refund_without_a_number_is_of_all() {
    let mut world = world();
    buy(&mut world, "o_1", 1_000);
    let part = TradeRefund::new("o_1", yuan(999));
    assert_eq!(code_of(serve(&mut world, &part)), refund::code::REFUND_AMT_NOT_EQUAL_TOTAL);
    // A blank number is none.
    for blank in ["", " "] {
        let part = part.clone().out_request_no(blank);
        assert_eq!(code_of(serve(&mut world, &part)), refund::code::REFUND_AMT_NOT_EQUAL_TOTAL);
    }
    let all = TradeRefund::new("o_1", yuan(1_000)).refund_reason("all tins were open");
    assert_eq!(serve(&mut world, &all).unwrap().outcome(), Moved);
    // The order's own number stands for it.
    let found = ask_refund(&mut world, "o_1", "o_1");
    assert_eq!((found.outcome(), found.refund_reason.as_deref()), (Moved, Some("all tins were open")));
}

#[test]
fn refunds_that_are_refused_move_nothing() {
    let mut world = world();
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_1", 1)), refund::code::TRADE_NOT_EXIST);
    open(&mut world, &page("o_1", 1_000)).unwrap();
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_1", 1)), refund::code::TRADE_STATUS_ERROR);
    world.get::<Trades>().pay(&"o_1".into()).unwrap();
    for (fen, code) in [
        (1_001, refund::code::REFUND_AMT_NOT_EQUAL_TOTAL),
        (i64::MAX, refund::code::REFUND_AMT_NOT_EQUAL_TOTAL),
        (0, refund::code::REASON_TRADE_REFUND_FEE_ERR),
        (-5, refund::code::REASON_TRADE_REFUND_FEE_ERR),
    ] {
        assert_eq!(code_of(give_back(&mut world, "o_1", "r_1", fen)), code, "{fen}");
    }
    give_back(&mut world, "o_1", "r_1", 400).unwrap();
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_2", 601)), refund::code::REFUND_AMT_NOT_EQUAL_TOTAL);
    assert_eq!(world.get::<Trades>().get(&"o_1".into()).unwrap().refunded(), yuan(400));
    assert_eq!(ask_refund(&mut world, "o_1", "r_2").refund_status, None, "a number that was refused is free");

    assert!(world.get::<Trades>().finish(&"o_1".into()));
    stands(&mut world, "o_1", TradeStatus::TradeFinished, Moved);
    assert_eq!(code_of(give_back(&mut world, "o_1", "r_2", 600)), refund::code::TRADE_HAS_FINISHED);
    assert!(!world.get::<Trades>().finish(&"o_1".into()));
}

#[test]
fn a_trade_nobody_pays_is_closed() {
    let mut world = world();
    assert_eq!(code_of(serve(&mut world, &TradeClose::new("o_1"))), close::code::TRADE_NOT_EXIST);
    open(&mut world, &page("o_1", 1_000)).unwrap();
    let closed = serve(&mut world, &TradeClose::new("o_1")).unwrap();
    assert_eq!(closed.out_trade_no, Some(OutTradeNo::from("o_1")));
    let told = stands(&mut world, "o_1", TradeStatus::TradeClosed, NotMoved);
    assert_eq!((told.gmt_payment, told.refund_fee, told.gmt_close.is_some()), (None, None, true));
    assert_eq!(code_of(serve(&mut world, &TradeClose::new("o_1"))), close::code::TRADE_STATUS_ERROR);
    assert_eq!(code_of(world.get::<Trades>().pay(&"o_1".into())), pay::code::TRADE_HAS_CLOSE);

    buy(&mut world, "o_2", 1_000);
    let trade_no = ask(&mut world, "o_2").trade_no.unwrap();
    assert_eq!(code_of(serve(&mut world, &TradeClose::by_trade_no(trade_no))), close::code::TRADE_STATUS_ERROR);
    stands(&mut world, "o_2", TradeStatus::TradeSuccess, Moved);
}

#[test]
fn time_runs_out() {
    let mut world = world();
    let orders = [
        page("usual", 1),
        page("express", 1).timeout_express("90m"),
        page("expire", 1).time_expire("2024-09-06 19:30:00"),
        page("both", 1).timeout_express("1m").time_expire("2024-09-06 20:00:00"),
        page("today", 1).timeout_express("1c"),
    ];
    for order in &orders {
        open(&mut world, order).unwrap();
    }
    let deadline = |world: &mut World, number: &str| {
        world.get::<Trades>().get(&number.into()).unwrap().deadline().as_str().to_owned()
    };
    for (number, at) in [
        ("usual", "2024-09-21 19:00:00"),
        ("express", "2024-09-06 20:30:00"),
        ("expire", "2024-09-06 19:30:00"),
        ("both", "2024-09-06 20:00:00"),
        ("today", "2024-09-06 23:59:59"),
    ] {
        assert_eq!(deadline(&mut world, number), at);
    }
    at(&mut world, 30);
    assert!(world.get::<Trades>().expire().is_empty(), "the last moment counts");
    at(&mut world, 31);
    assert_eq!(world.get::<Trades>().expire(), [OutTradeNo::from("expire")]);
    assert!(world.get::<Trades>().expire().is_empty(), "once");
    at(&mut world, 61);
    // Anyone who asks finds it closed, without anybody having looked at the clock.
    stands(&mut world, "both", TradeStatus::TradeClosed, NotMoved);
    stands(&mut world, "express", TradeStatus::WaitBuyerPay, Pending);
    at(&mut world, 91);
    assert_eq!(code_of(world.get::<Trades>().pay(&"express".into())), pay::code::TRADE_HAS_CLOSE);
    at(&mut world, 300);
    assert_eq!(code_of(serve(&mut world, &TradeClose::new("today"))), close::code::TRADE_STATUS_ERROR);
    at(&mut world, 15 * 24 * 60);
    world.get::<Trades>().pay(&"usual".into()).unwrap();
    at(&mut world, 16 * 24 * 60);
    stands(&mut world, "usual", TradeStatus::TradeSuccess, Moved);

    let over = page("over", 1).time_expire("2024-09-06 18:00:00");
    assert_eq!(code_of(open(&mut world, &over)), pay::code::NOW_TIME_AFTER_EXPIRE_TIME_ERROR);
    assert_eq!(code_of(serve(&mut world, &TradeQuery::new("over"))), query::code::TRADE_NOT_EXIST);
}

#[test]
fn a_page_is_opened_any_number_of_times() {
    let mut world = world();
    for _ in 0..3 {
        assert_eq!(open(&mut world, &page("o_1", 1_000)).unwrap(), TradeStatus::WaitBuyerPay);
    }
    assert_eq!(world.get::<Trades>().iter().count(), 1);
    for other in [page("o_1", 1_001), TradePagePay::new("o_1", yuan(1_000), "coffee")] {
        assert_eq!(code_of(open(&mut world, &other)), pay::code::CONTEXT_INCONSISTENT);
    }
    let wap = TradeWapPay::new("o_1", yuan(1_000), "tea");
    assert_eq!(code_of(world.get::<Trades>().open(Order::from(&wap))), pay::code::CONTEXT_INCONSISTENT);
    world.get::<Trades>().pay(&"o_1".into()).unwrap();
    assert_eq!(code_of(open(&mut world, &page("o_1", 1_000))), pay::code::TRADE_HAS_SUCCESS);
    give_back(&mut world, "o_1", "r_1", 1_000).unwrap();
    assert_eq!(code_of(open(&mut world, &page("o_1", 1_000))), pay::code::TRADE_HAS_CLOSE);
}

#[test]
fn an_order_is_read_from_its_page() {
    let read = |method: &str, content: &str| Order::read(method, content);
    assert!(read("alipay.trade.query", "{}").is_none() && read("", "{}").is_none());
    let wap = TradeWapPay::new("o_1", yuan(1), "tea").quit_url("https://shop.example/cart").timeout_express("5m");
    let order = read("alipay.trade.wap.pay", &json!(wap).to_string()).unwrap().unwrap();
    assert_eq!((order.method(), order.quit_url()), ("alipay.trade.wap.pay", Some("https://shop.example/cart")));
    assert_eq!((order.out_trade_no().as_str(), order.total_amount(), order.subject()), ("o_1", yuan(1), "tea"));
    let order = order.with_notify_url("https://shop.example/n").with_return_url("https://shop.example/r");
    assert_eq!(order.notify_url().zip(order.return_url()), Some(("https://shop.example/n", "https://shop.example/r")));
    let app = json!(TradeAppPay::new("o_1", yuan(1), "tea")).to_string();
    assert_eq!(read("alipay.trade.app.pay", &app).unwrap().unwrap().method(), "alipay.trade.app.pay");

    let refused = |content: &str| code_of(read("alipay.trade.page.pay", content).unwrap());
    for content in ["", "[]", "{}", r#"{"out_trade_no":"o","out_trade_no":"o"}"#] {
        assert_eq!(refused(content), pay::code::INVALID_PARAMETER, "{content}");
    }
    assert_eq!(refused(&json!(page("", 1)).to_string()), pay::code::INVALID_PARAMETER);
    assert_eq!(refused(&json!(page("o", 0)).to_string()), pay::code::TOTAL_FEE_EXCEED);
    let shown = format!("{:?} {:?}", order, world().get::<Trades>());
    assert!(!shown.contains("o_1") && !shown.contains("shop"), "{shown}");
}

fn by_code(number: &str, fen: i64, code: &str) -> TradePay {
    TradePay::new(number, yuan(fen), "tea").auth_code(code)
}

#[test]
fn a_payer_shows_a_code() {
    let mut world = world();
    let asked = by_code("o_1", 500, Trades::PAYS_AT_ONCE).query_options([QueryOption::FundBillList]);
    let paid = serve(&mut world, &asked).unwrap();
    assert_eq!((paid.outcome(), &paid.code), (Moved, &Some(Code::from("10000"))));
    assert_eq!(
        (paid.buyer_pay_amount, paid.fund_bill_list.as_ref().unwrap()[0].amount),
        (Some(yuan(500)), Some(yuan(500)))
    );
    stands(&mut world, "o_1", TradeStatus::TradeSuccess, Moved);
    // The answer was lost, and the same request comes again.
    assert_eq!(code_of(serve(&mut world, &asked)), pay::code::TRADE_HAS_SUCCESS);

    let waits = by_code("o_2", 500, Trades::WAITS_FOR_BUYER);
    let waiting = serve(&mut world, &waits).unwrap();
    assert_eq!((waiting.outcome(), &waiting.code), (Pending, &Some(Code::from("10003"))));
    assert_eq!(waiting.gmt_payment, None);
    stands(&mut world, "o_2", TradeStatus::WaitBuyerPay, Pending);
    assert_eq!(serve(&mut world, &waits).unwrap(), waiting, "repeated, it still waits");
    world.get::<Trades>().pay(&"o_2".into()).unwrap();
    stands(&mut world, "o_2", TradeStatus::TradeSuccess, Moved);

    // A new code pays an order that waits.
    serve(&mut world, &by_code("o_3", 500, Trades::WAITS_FOR_BUYER)).unwrap();
    let paid: TradePayResponse = serve(&mut world, &by_code("o_3", 500, Trades::PAYS_AT_ONCE)).unwrap();
    assert_eq!(paid.outcome(), Moved);
    // Face to face, three hours are all.
    serve(&mut world, &by_code("o_4", 500, Trades::WAITS_FOR_BUYER)).unwrap();
    at(&mut world, 181);
    stands(&mut world, "o_4", TradeStatus::TradeClosed, NotMoved);
    assert_eq!(code_of(serve(&mut world, &by_code("o_4", 500, Trades::PAYS_AT_ONCE))), pay::code::TRADE_HAS_CLOSE);
}

#[test]
fn payments_that_are_refused_make_no_trade() {
    let mut world = world();
    let agreement = TradePay::new("o_1", yuan(1), "tea").product_code("GENERAL_WITHHOLDING");
    for (request, code) in [
        (by_code("o_1", 1, Trades::LACKS_BALANCE), pay::code::BUYER_BALANCE_NOT_ENOUGH),
        (by_code("o_1", 1, "280000000000000009"), pay::code::PAYMENT_AUTH_CODE_INVALID),
        (by_code("o_1", 0, Trades::PAYS_AT_ONCE), pay::code::TOTAL_FEE_EXCEED),
        (agreement.clone(), pay::code::INVALID_PARAMETER),
        (agreement.clone().agreement_params(AgreementParams::new("1")), pay::code::AGREEMENT_NOT_EXIST),
        (agreement.auth_no("1").buyer_id("2").seller_id("3"), pay::code::AUTH_NO_ERROR),
    ] {
        assert_eq!(code_of(serve(&mut world, &request)), code);
        assert_eq!(code_of(serve(&mut world, &TradeQuery::new("o_1"))), query::code::TRADE_NOT_EXIST);
    }
    serve(&mut world, &by_code("o_1", 1, Trades::WAITS_FOR_BUYER)).unwrap();
    let other = by_code("o_1", 2, Trades::WAITS_FOR_BUYER);
    assert_eq!(code_of(serve(&mut world, &other)), pay::code::CONTEXT_INCONSISTENT);
    assert_eq!(
        code_of(serve(&mut world, &by_code("o_1", 1, Trades::LACKS_BALANCE))),
        pay::code::BUYER_BALANCE_NOT_ENOUGH
    );
    stands(&mut world, "o_1", TradeStatus::WaitBuyerPay, Pending);
}

#[test]
fn the_gateways_own_number_wins() {
    let mut world = world();
    buy(&mut world, "o_1", 100);
    buy(&mut world, "o_2", 200);
    let second = ask(&mut world, "o_2").trade_no.unwrap();
    let both = TradeRefund::new("o_1", yuan(200)).trade_no(second.clone()).out_request_no("r_1");
    let answer = both.serve(&mut world).unwrap();
    assert_eq!(answer.trade_no, second);
    // The client sees that it asked for two trades at once.
    assert_eq!(both.correlate(&answer).unwrap_err().field(), "out_trade_no");
    stands(&mut world, "o_1", TradeStatus::TradeSuccess, Moved);
}

#[test]
fn the_catalog_lists_what_is_called() {
    struct Names(Vec<String>);
    impl Catalog for Names {
        fn add<R: Serve>(&mut self) {
            self.0.push(R::META.name.to_string());
        }
    }
    let mut names = Names(Vec::new());
    alipay_trade::catalog(&mut names);
    let is_listed = |name: &str| names.0.iter().any(|listed| *listed == format!("alipay.trade.{name}"));
    for called in ["pay", "query", "refund", "fastpay.refund.query", "close"] {
        assert!(is_listed(called), "{called}");
    }
    for page in ["page.pay", "wap.pay", "app.pay"] {
        assert!(!is_listed(page), "{page}");
    }
}
