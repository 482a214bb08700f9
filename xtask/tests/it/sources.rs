//! What no file may say. What clippy can tell is in `clippy.toml`.

use crate::{none, tracked};

fn lines(pattern: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let files = tracked(pattern);
    let found = files.iter().flat_map(|(path, text)| {
        let numbered = text.lines().zip(1..).filter(|(line, _)| is_wrong(line));
        numbered.map(move |(line, number)| format!("{path}:{number}: {}", line.trim()))
    });
    found.collect()
}

#[test]
fn no_test_is_ignored() {
    let ignore = ["#[ig", "nore"].concat();
    none("a test that is ignored proves nothing", &lines("*.rs", |line| line.trim_start().starts_with(&ignore)));
}

#[test]
fn no_path_of_a_machine_is_named() {
    // In pieces, for this file is checked too.
    let machine =
        [["/wo", "rk/"], ["/ro", "ot/"], ["/tmp/bash", "_jobs"], ["../sha", "red"]].map(|parts| parts.concat());
    let is_named = |line: &str| {
        machine.iter().any(|path| {
            let starts = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_');
            line.match_indices(path.as_str()).any(|(at, _)| starts(at))
        })
    };
    none("paths of one machine", &lines(".", is_named));
}
