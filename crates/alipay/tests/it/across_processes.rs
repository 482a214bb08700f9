//! Payments, refunds, transfers and top-ups whose sender dies, forgets everything but the key and the request, and sends
//! again as a new call; also with one member changed, also after a refusal. A third of all requests meet a fault.
//!
//! Whatever a call says last: not "nothing was done" while money moved under its key; and money never moves twice.
//! At full length, `cargo xtask soak`, five thousand in all; else sixty of each kind.

use std::{
    env,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay::{
    Amount, Api, Client, ClientBuilder, CodeInfo, Currency, Dws, Error, HttpService, OpenPlatform, Retry, Status,
    WorldFirst, Yuan,
    dws::{
        Env,
        topups::{ApplyTopup, TopupDetail, TopupMethodType, Topups},
    },
    trade::{TradePay, TradeRefund, TradeStatus, Trades},
    wire::{signed_header::code::REQUEST_TRAFFIC_EXCEED_LIMIT, worldfirst::PrefundingBalances},
    worldfirst::transfer::{Transfer, TransferFromDetail, TransferFundType, TransferOrderAddition, TransferToDetail},
};
use alipay_sandbox::{Fault, Sandbox};
use tower::{Service, service_fn};

/// How often a caller comes back.
const RUNS: usize = 4;
const FAULTY_PERCENT: usize = 30;

/// What the way may do, and a gateway that does not know. The answers of a gateway that refuses are its own.
const FAULTS: &[Fault] = &[
    Fault::Unreachable,
    Fault::DropBefore,
    Fault::DropAfter,
    Fault::Cut,
    Fault::Status(404),
    Fault::Status(429),
    Fault::Status(503),
    Fault::StatusAfter(429),
    Fault::Throttled,
    Fault::CodeAfter(REQUEST_TRAFFIC_EXCEED_LIMIT),
    Fault::Unknown,
    Fault::UnsignedUnknown,
    Fault::UnsignedFailure,
    Fault::FalseFailure,
    Fault::WrongKey,
    Fault::Tampered,
    Fault::Truncated,
];

/// Refusals of one call that say nothing of an earlier one: a permission that was withdrawn in between, say.
const REFUSALS: &[Fault] = &[
    Fault::Refused,
    Fault::Code(CodeInfo::new("REQUEST_TRAFFIC_EXCEED_LIMIT", Status::F, "")),
    Fault::Code(CodeInfo::new("ACQ.REQUEST_PROCESSING", Status::F, "")),
];

/// What a caller knows of itself when it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// Nothing. A call of its that did not leave, or was turned away, cannot know of an earlier one: it sends that again.
    Forgets,
    /// That the key was stored, so that an earlier process may have sent it.
    Remembers,
}

/// Money that moves under a key.
trait Movement: Api {
    fn client(sandbox: &Sandbox, number: usize, http: impl HttpService) -> ClientBuilder<Self::Dialect>;
    /// The request of this number. Variant 0 is meant; of others, one member is changed.
    fn numbered(number: usize, variant: usize) -> Self;
    fn prepare(_: &Sandbox, _: usize) {}
    /// How often money moved under the key.
    fn moved(sandbox: &Sandbox, number: usize) -> usize;
}

/// The same numbers in every run.
fn dice(seed: &str, numbers: [usize; 2]) -> usize {
    let mut hasher = DefaultHasher::new();
    (seed, numbers).hash(&mut hasher);
    usize::try_from(hasher.finish() >> 33).unwrap()
}

async fn storm<M: Movement>(caller: Caller) -> Vec<String> {
    let cases = if env::var_os("ALIPAY_SOAK").is_some() { 1_250 } else { 60 };
    let mut wrong = Vec::new();
    let (mut words, mut faulty, mut moved_before) = (0, 0, 0);
    for number in 0..cases {
        // Over REST, failures are signed or not.
        let sandbox = if number % 4 < 2 { Sandbox::new() } else { Sandbox::new().with_signed_failures() };
        M::prepare(&sandbox, number);
        let requests = AtomicUsize::new(0);
        for run in 0..RUNS {
            let variant = dice("variant", [number, run]) % 3;
            moved_before += M::moved(&sandbox, number);
            let answer = send::<M>(caller, &sandbox, &M::numbered(number, variant), number, run, &requests).await;
            let moved = M::moved(&sandbox, number);
            words += 1;
            if moved > 1 {
                wrong.push(format!("{number}, run {run}: moved {moved} times"));
            }
            let Err(error) = answer else { continue };
            faulty += 1;
            let is_said = matches!(error.effect().as_str(), "none" | "refused")
                || ["nothing was sent", "refused", "not processed"].iter().any(|word| error.to_string().contains(word));
            let is_known = caller == Caller::Forgets && is_to_be_sent_again(&error);
            if moved > 0 && is_said && !is_known {
                wrong.push(format!("{number}, run {run}: {}, and it moved: {error}", error.effect()));
            }
        }
    }
    println!("{} {caller:?}: {words} calls, {faulty} failed, {moved_before} after a movement", M::META.name);
    assert!(
        faulty * 20 > words && moved_before * 4 > words,
        "a storm: {faulty} failed, {moved_before} after a movement"
    );
    wrong
}

/// One process: it knows nothing of the others.
async fn send<M: Movement>(
    caller: Caller,
    sandbox: &Sandbox,
    request: &M,
    number: usize,
    run: usize,
    requests: &AtomicUsize,
) -> Result<(), Error> {
    let faults: Vec<Fault> = match caller {
        Caller::Forgets => FAULTS.to_vec(),
        Caller::Remembers => FAULTS.iter().chain(REFUSALS).copied().collect(),
    };
    let first = requests.load(Ordering::SeqCst);
    let gateway = sandbox.clone();
    let counter = Arc::new(AtomicUsize::new(first));
    let counted = Arc::clone(&counter);
    let http = service_fn(move |http| {
        let request = counted.fetch_add(1, Ordering::SeqCst);
        if dice("faulty", [number, request]) % 100 < FAULTY_PERCENT {
            gateway.inject(faults[dice("fault", [number, request]) % faults.len()]);
        }
        gateway.clone().call(http)
    });
    let retry = Retry::default().attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let client = M::client(sandbox, number, http).retry(retry).build().unwrap();
    let call = client.request(request);
    let call = if caller == Caller::Remembers && run > 0 { call.sent_before() } else { call };
    let answer = call.send().await.map(drop);
    requests.store(counter.load(Ordering::SeqCst), Ordering::SeqCst);
    answer
}

/// This call did nothing, and says so: what else can be known without knowing of another?
fn is_to_be_sent_again(error: &Error) -> bool {
    error.effect().as_str() == "none" && error.is_retryable()
}

async fn storms<M: Movement>() {
    for caller in [Caller::Forgets, Caller::Remembers] {
        let wrong = storm::<M>(caller).await;
        assert!(wrong.is_empty(), "{} {caller:?}: {} wrong:\n{}", M::META.name, wrong.len(), wrong.join("\n"));
    }
}

fn order(number: usize, fen: i64) -> TradePay {
    TradePay::new(format!("o_{number}"), Yuan::from_fen(fen), "tea").auth_code(Trades::PAYS_AT_ONCE)
}

/// At `gateway.do`, or over REST.
fn open_platform(sandbox: &Sandbox, number: usize, http: impl HttpService) -> ClientBuilder<OpenPlatform> {
    let endpoints = sandbox.endpoints();
    let builder = match number % 2 {
        0 => Client::builder(endpoints.open_platform()),
        _ => Client::builder(endpoints.open_platform_v3()),
    };
    builder.credentials(sandbox.credentials()).http(http)
}

impl Movement for TradePay {
    fn client(sandbox: &Sandbox, number: usize, http: impl HttpService) -> ClientBuilder<OpenPlatform> {
        open_platform(sandbox, number, http)
    }

    fn numbered(number: usize, variant: usize) -> Self {
        match variant {
            0 => order(number, 1_000),
            1 => order(number, 900),
            _ => order(number, 1_000).auth_code(Trades::LACKS_BALANCE),
        }
    }

    fn moved(sandbox: &Sandbox, number: usize) -> usize {
        let number = format!("o_{number}").into();
        sandbox.with_state(|trades: &mut Trades| {
            trades.get(&number).map_or(0, |trade| usize::from(trade.status() == TradeStatus::TradeSuccess))
        })
    }
}

impl Movement for TradeRefund {
    fn client(sandbox: &Sandbox, number: usize, http: impl HttpService) -> ClientBuilder<OpenPlatform> {
        open_platform(sandbox, number, http)
    }

    fn prepare(sandbox: &Sandbox, number: usize) {
        let order = order(number, 1_000);
        sandbox.with_state(|trades: &mut Trades| {
            trades.open((&order).into()).unwrap();
            trades.pay(&order.out_trade_no).unwrap();
        });
    }

    /// Every third has no number of its own, and refunds all.
    fn numbered(number: usize, variant: usize) -> Self {
        let order = format!("o_{number}");
        if number.is_multiple_of(3) {
            return TradeRefund::new(order, Yuan::from_fen(1_000)).refund_reason(format!("reason {variant}"));
        }
        let amount = if variant == 1 { 200 } else { 300 };
        TradeRefund::new(order, Yuan::from_fen(amount)).out_request_no("r_1")
    }

    fn moved(sandbox: &Sandbox, number: usize) -> usize {
        let number = format!("o_{number}").into();
        sandbox.with_state(|trades: &mut Trades| match trades.get(&number).unwrap().refunded().fen() {
            0 => 0,
            200 | 300 | 1_000 => 1,
            _ => 2,
        })
    }
}

impl Movement for Transfer {
    fn client(sandbox: &Sandbox, _: usize, http: impl HttpService) -> ClientBuilder<WorldFirst> {
        Client::builder(sandbox.endpoints().worldfirst()).credentials(sandbox.credentials()).http(http)
    }

    fn numbered(number: usize, variant: usize) -> Self {
        let amount = Amount::new(Currency::CNY, if variant == 1 { 600 } else { 500 });
        let about = TransferOrderAddition::new().reference_order_id(format!("order {}", variant / 2));
        let (from, to) = (TransferFromDetail::new(), TransferToDetail::new().transfer_to_amount(amount));
        let kind = TransferFundType::GlobalGlobalService;
        Transfer::new(format!("t-{number}"), about, from.transfer_from_amount(amount), to, kind)
    }

    fn moved(sandbox: &Sandbox, _: usize) -> usize {
        let left = sandbox.with_state(|balances: &mut PrefundingBalances| balances.get(Currency::CNY).unwrap());
        match 50_000 - left.value {
            0 => 0,
            500 | 600 => 1,
            _ => 2,
        }
    }
}

impl Movement for ApplyTopup {
    fn client(sandbox: &Sandbox, _: usize, http: impl HttpService) -> ClientBuilder<Dws> {
        Client::builder(sandbox.endpoints().dws()).credentials(sandbox.credentials()).http(http)
    }

    fn numbered(number: usize, variant: usize) -> Self {
        let amount = Amount::new(Currency::SGD, if variant == 1 { 20_000 } else { 10_000 });
        let detail = TopupDetail::new("2165210039309494", amount, TopupMethodType::Mixedcard);
        let top_up = ApplyTopup::new(format!("r-{number}"), [detail], Env::new());
        if variant == 2 { top_up.redirect_url("https://shop.example/") } else { top_up }
    }

    fn moved(sandbox: &Sandbox, number: usize) -> usize {
        let id = format!("r-{number}").into();
        sandbox.with_state(|topups: &mut Topups| usize::from(topups.notification(&id).is_some()))
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_is_never_called_undone_after_it_was_made() {
    storms::<TradePay>().await;
}

#[tokio::test(start_paused = true)]
async fn a_refund_is_never_called_undone_after_it_was_made() {
    storms::<TradeRefund>().await;
}

#[tokio::test(start_paused = true)]
async fn a_transfer_is_never_called_undone_after_it_was_made() {
    storms::<Transfer>().await;
}

#[tokio::test(start_paused = true)]
async fn a_top_up_is_never_called_undone_after_it_was_made() {
    storms::<ApplyTopup>().await;
}
