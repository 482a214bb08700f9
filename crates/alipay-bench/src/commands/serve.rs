//! The gateway's process.

use alipay_bench::{
    gateway::{self, Settings},
    machine,
};

use super::block_on;
use crate::{Result, flags::Serve};

pub(crate) fn run(flags: &Serve) -> Result {
    if let Some(core) = flags.core {
        machine::pin(core);
    }
    Ok(block_on(gateway::serve(Settings { tls: flags.tls, closing: flags.closing, core: flags.core }))?)
}
