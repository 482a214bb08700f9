//! The browser that some tests drive: they are skipped where there is none.

use std::{env, path::Path};

use xshell::{Shell, cmd};

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Installs Chromium and its driver where that is easy: on Debian and its kin, as root. Never fails.
pub(crate) fn install(sh: &Shell) {
    let is_there = || ["chromium", "chromedriver"].into_iter().all(is_program);
    if is_there() {
        return println!("chromium and chromedriver are there");
    }
    let is_root = cmd!(sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0");
    if is_root && is_program("apt-get") {
        let _quiet = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
        let run = |arguments: &[&str]| {
            // A mirror that does not answer must not hold everything up.
            let limits = ["300", "apt-get", "-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];
            let command = cmd!(sh, "timeout {limits...} {arguments...}");
            command.quiet().ignore_status().ignore_stdout().ignore_stderr().run().is_ok() && is_there()
        };
        let install = [&["install", "-y", "--no-install-recommends"][..], &PACKAGES].concat();
        if run(&install) || {
            run(&["update"]);
            run(&install)
        } {
            return println!("installed chromium and chromedriver");
        }
    }
    println!("note: no chromium and chromedriver here; tests with a browser are skipped");
}

/// Whether a program of this name can be run.
fn is_program(name: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| Path::new(&folder).join(name).is_file()))
}
