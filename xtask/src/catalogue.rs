//! Makes the data of `alipay-catalogue`.

use xshell::{Shell, cmd};

use crate::{Result, flags::Catalogue};

/// The versions the data is made from. They are in the README of the crate, too.
const OPEN_PLATFORM: &str = "3.7.1411";
const ANTOM: &str = "1.7.1";

/// Python reads Python best: the script is beside the crate.
pub(crate) fn run(sh: &Shell, flags: &Catalogue) -> Result {
    let open_platform = flags.open_platform.as_deref().unwrap_or(OPEN_PLATFORM);
    let antom = flags.antom.as_deref().unwrap_or(ANTOM);
    Ok(cmd!(sh, "python3 crates/alipay-catalogue/learn.py {open_platform} {antom}").run()?)
}
