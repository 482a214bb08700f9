//! The fuzz bodies of `fuzz/` under libFuzzer. Their seeds are replayed by a test of `alipay-fuzz`.

use xshell::{Shell, cmd};

use crate::{Result, flags};

/// Fuzzes the named bodies, or all, one after the other.
pub(crate) fn run(sh: &Shell, flags: &flags::Fuzz) -> Result {
    let listed = cmd!(sh, "cargo fuzz list").quiet().read()?;
    let all: Vec<String> = listed.lines().map(str::to_owned).collect();
    let seconds = flags.seconds.unwrap_or(60).to_string();
    for body in if flags.body.is_empty() { &all } else { &flags.body } {
        let format = body.split('_').next().unwrap_or_default();
        let corpus = format!("fuzz/corpus/{body}");
        sh.create_dir(&corpus)?;
        cmd!(
            sh,
            "cargo fuzz run --sanitizer none {body} {corpus} fuzz/seeds/{format} --
            -dict=fuzz/dict/{format}.dict -max_total_time={seconds} -max_len=8192 -timeout=20"
        )
        .run()?;
    }
    Ok(())
}
