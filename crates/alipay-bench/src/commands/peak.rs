//! The most memory one side holds, in a process that does nothing else.

use alipay_bench::{
    case::InquireBalance,
    clients::{Wire, bound_caller, sdk, sdk_caller},
    gateway::Gateway,
    keys::Crypto,
    load, machine,
};

use super::{block_on, crypto};
use crate::{Result, flags::Peak};

pub(crate) fn run(flags: &Peak) -> Result {
    let wire = Wire::named(&flags.wire).ok_or("no such wire")?;
    let crypto = crypto(Some(&flags.backend), Crypto::Ring)?;
    let gateway = Gateway::start(wire.settings())?;
    machine::pin(0);
    block_on(async {
        let caller = match flags.side.as_str() {
            "sdk" => sdk_caller::<InquireBalance>(sdk::<InquireBalance>(&gateway, wire, crypto).build()?),
            "bound" => bound_caller::<InquireBalance>(&gateway, wire, crypto),
            _ => return Err("the side is `sdk` or `bound`".into()),
        };
        load::run(&caller, flags.in_flight, flags.calls).await;
        println!("{}", machine::peak_memory());
        Ok(())
    })
}

/// Measures in a fresh process.
pub(crate) fn measure(side: &str, wire: Wire, in_flight: usize, calls: usize, crypto: Crypto) -> Result<u64> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(["peak", side, wire.name(), &in_flight.to_string(), &calls.to_string(), crypto.name()]);
    let output = command.output()?;
    let text = String::from_utf8(output.stdout)?;
    text.trim().parse().map_err(|_| "the process that measures memory failed".into())
}
