//! What can be measured, one command a file.

pub(crate) mod attempt;
pub(crate) mod cold;
pub(crate) mod e2e;
pub(crate) mod memory;
pub(crate) mod peak;
pub(crate) mod placement;
pub(crate) mod serve;

use std::{
    future::Future,
    hash::{BuildHasher, RandomState},
};

use alipay_bench::keys::Crypto;
use tokio::runtime::{Builder, Runtime};

use crate::Result;

/// How many calls are in flight, where nothing else is asked for.
const IN_FLIGHT: [usize; 4] = [1, 8, 64, 1024];

fn in_flight(asked: Option<usize>) -> Vec<usize> {
    asked.map_or_else(|| IN_FLIGHT.to_vec(), |one| vec![one])
}

fn crypto(name: Option<&str>, otherwise: Crypto) -> Result<Crypto> {
    let all = Crypto::all();
    match name {
        None => Ok(otherwise),
        Some(name) => all.into_iter().find(|crypto| crypto.name() == name).ok_or_else(|| {
            let names: Vec<_> = Crypto::all().iter().map(|crypto| crypto.name()).collect();
            format!("--backend is one of: {}", names.join(", ")).into()
        }),
    }
}

/// Runs a generic function for the case of a dialect.
macro_rules! of_dialect {
    ($dialect:expr, $run:ident($($argument:expr),*)) => {
        match $dialect.as_deref() {
            None | Some("worldfirst") => $run::<alipay_bench::case::InquireBalance>($($argument),*),
            Some("dws") => $run::<alipay_bench::case::QueryWallet>($($argument),*),
            Some("open-platform") => $run::<alipay_bench::case::QueryAccount>($($argument),*),
            Some(_) => Err("--dialect is one of: worldfirst, dws, open-platform".into()),
        }
    };
}
use of_dialect;

/// A runtime of one thread, this one.
fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    one_thread().block_on(future)
}

/// A number that is different every time, for the order in which things are measured.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

/// `items` in random order.
fn shuffled<T>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<_> = items.into_iter().map(|item| (random(), item)).collect();
    items.sort_unstable_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, item)| item).collect()
}

/// How many calls make a round: enough for a percentile, and for a steady number in flight.
fn calls_a_round(in_flight: usize, is_quick: bool) -> usize {
    let calls = (8 * in_flight).clamp(128, 2048).max(2 * in_flight);
    if is_quick { (calls / 4).max(in_flight) } else { calls }
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
