//! An answer that was signed long before its request is an old one, sent again.

use std::{error::Error as _, time::Duration};

use crate::payout::{As, DwsPayout, OpenPayout, Payout, RestPayout, WorldFirstPayout};
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Client, ClientBuilder, Effect, Error};
use alipay_wire::{Clock, FixedClock, Safety, Stamp};

/// A day, as `Fault::StaleTime` dates back.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const NOW: i64 = 1_700_000_000_000;

fn at(seconds: i64) -> FixedClock {
    FixedClock(Stamp::from_unix_millis(NOW + seconds * 1000).unwrap())
}

/// Sends a payout with this safety, and the next fault.
async fn sent<P: Payout>(
    safety: Safety,
    fault: Option<Fault>,
    ours: impl Clock + 'static,
    set: impl FnOnce(ClientBuilder<P::Dialect>) -> ClientBuilder<P::Dialect>,
) -> Result<(), Error> {
    let sandbox = Sandbox::empty().with_clock(at(0));
    P::teach(&sandbox);
    fault.into_iter().for_each(|fault| sandbox.inject(fault));
    let client = Client::builder(P::protocol(&sandbox.endpoints()))
        .credentials(sandbox.credentials())
        .clock(ours)
        .http(sandbox.clone());
    let client = set(client).build().unwrap();
    client.request(&As(P::numbered("r-1"), safety)).send().await.map(drop)
}

/// What the error says is wrong.
fn stale(error: &Error) -> String {
    let Error::Verify(_) = error else { panic!("{error:?}") };
    error.source().unwrap().to_string()
}

async fn an_old_answer_proves_nothing<P: Payout>() {
    for (safety, effect) in
        [(Safety::Query, Effect::None), (Safety::Keyed, Effect::Unknown), (Safety::Unkeyed, Effect::Unknown)]
    {
        let error = sent::<P>(safety, Some(Fault::StaleTime), at(0), |client| client).await.unwrap_err();
        assert_eq!((error.effect(), error.attempts()), (effect, 1), "{safety:?}");
        let said = "the answer is dated 86400 s before the request: it is an old one sent again, or the clock of this \
                    machine is ahead by that much";
        assert_eq!(stale(&error), said);
    }
    let lenient = sent::<P>(Safety::Keyed, Some(Fault::StaleTime), at(0), |client| client.freshness(DAY)).await;
    assert!(lenient.is_ok(), "{lenient:?}");
}

#[tokio::test]
async fn an_old_answer_proves_nothing_in_any_dialect_that_dates_answers() {
    an_old_answer_proves_nothing::<DwsPayout>().await;
    an_old_answer_proves_nothing::<WorldFirstPayout>().await;
    an_old_answer_proves_nothing::<RestPayout>().await;
    assert!(sent::<OpenPayout>(Safety::Keyed, Some(Fault::StaleTime), at(0), |client| client).await.is_ok());
}

/// By how much our clock is ahead of the gateway's, and whether the answer is taken.
#[tokio::test]
async fn clocks_may_differ_by_five_minutes() {
    for (ahead, is_taken) in [(0, true), (300, true), (301, false), (3600, false), (-300, true)] {
        let dws = sent::<DwsPayout>(Safety::Keyed, None, at(ahead), |client| client).await;
        let rest = sent::<RestPayout>(Safety::Keyed, None, at(ahead), |client| client).await;
        assert_eq!((dws.is_ok(), rest.is_ok()), (is_taken, is_taken), "{ahead}: {dws:?} {rest:?}");
    }
    // That gateway takes a request of any time.
    assert!(sent::<DwsPayout>(Safety::Keyed, None, at(-86_400), |client| client).await.is_ok());
    let error = sent::<DwsPayout>(Safety::Keyed, None, at(3600), |client| client).await.unwrap_err();
    assert!(stale(&error).starts_with("the answer is dated 3600 s before"), "{error:?}");
    let short = sent::<DwsPayout>(Safety::Keyed, None, at(2), |client| client.freshness(Duration::from_secs(1))).await;
    assert!(short.is_err());
}
