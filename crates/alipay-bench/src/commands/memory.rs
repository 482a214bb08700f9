//! Whether a client grows.

use alipay_bench::{
    case::InquireBalance,
    clients::{Wire, sdk, sdk_caller},
    gateway::Gateway,
    keys::Crypto,
    load, machine,
};

use super::{block_on, mib};
use crate::{Result, flags::Memory};

/// How many calls are in flight.
const IN_FLIGHT: usize = 64;
/// How often memory is looked at.
const STEPS: usize = 10;

pub(crate) fn run(flags: &Memory) -> Result {
    // Signing takes no memory and nearly all of the time: it is left out.
    let (wire, crypto) = (Wire::Http1, Crypto::Stored);
    let calls = flags.calls.unwrap_or(100_000);
    let gateway = Gateway::start(wire.settings())?;
    machine::pin(0);
    println!("{IN_FLIGHT} in flight, without RSA\n\n| calls so far | memory, MiB |\n|---:|---:|");
    block_on(async {
        let caller = sdk_caller::<InquireBalance>(sdk::<InquireBalance>(&gateway, wire, crypto).build()?);
        load::run(&caller, IN_FLIGHT, 1000).await;
        println!("| 1000 | {:.2} |", mib(machine::memory()));
        for step in 1..=STEPS {
            load::run(&caller, IN_FLIGHT, calls / STEPS).await;
            println!("| {} | {:.2} |", 1000 + calls / STEPS * step, mib(machine::memory()));
        }
        Ok(())
    })
}
