//! Licences, sources and banned crates of all dependencies, by `cargo-deny` where it is installed.

use xshell::{Shell, cmd};

use crate::Result;

/// Checks `deny.toml`, but not for known vulnerabilities: those change without a change here, and need the network.
pub(crate) fn check(sh: &Shell) -> Result {
    let installed = cmd!(sh, "cargo deny --version").quiet().ignore_stderr().read();
    let Ok(version) = installed else {
        println!(
            "note: licences, sources and bans are not checked; `cargo install --locked cargo-deny` installs what checks them"
        );
        return Ok(());
    };
    println!("{version}");
    // `--offline` of cargo-deny is about its database; the lock file says all that is needed.
    Ok(cmd!(sh, "cargo deny --log-level error check --hide-inclusion-graph bans licenses sources").run()?)
}
