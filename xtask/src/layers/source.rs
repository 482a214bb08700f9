//! What the sources may not contain.

mod lexer;

use xshell::Shell;

pub(crate) use lexer::code;

use crate::{
    Result,
    files::{self, line_of},
};

/// A rule over one file.
pub(crate) type Rule = fn(&File) -> Vec<String>;

pub(crate) const RULES: &[(&str, Rule)] = &[
    ("clock", the_clock_is_read_in_one_place),
    ("provider", no_process_wide_tls_provider),
    ("tests run", no_ignored_tests),
    ("proof", verified_is_made_in_one_place),
    ("hygiene", no_paths_of_a_machine),
];

const CLOCK: &str = "crates/alipay-wire/src/value/clock.rs";
const PROOF: &str = "crates/alipay-sign/src/proof.rs";

/// A tracked text file.
#[derive(Debug)]
pub(crate) struct File {
    path: String,
    text: String,
    /// Of a Rust file: the text with comments and literals blanked; of any other: nothing.
    code: String,
}

impl File {
    fn new(path: &str, text: String) -> Self {
        let code = if path.ends_with(".rs") { lexer::code(&text) } else { String::new() };
        Self { path: path.to_owned(), text, code }
    }

    /// Whether users compile it: sources of the crates, without test modules kept in their own files.
    fn is_shipped(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.next() == Some("crates")
            && parts.nth(1) == Some("src")
            && parts.all(|part| !matches!(part, "tests" | "tests.rs"))
    }

    /// One finding for each hit, with its line.
    fn report(&self, hits: impl IntoIterator<Item = usize>, what: &str) -> Vec<String> {
        hits.into_iter().map(|hit| format!("{}:{}: {what}", self.path, line_of(&self.text, hit))).collect()
    }
}

/// What git tracks, and what it would track.
pub(crate) fn tracked(sh: &Shell) -> Result<Vec<File>> {
    let paths = files::tracked(sh, ".")?;
    // Binary files have no text to check.
    Ok(paths.iter().filter_map(|path| Some(File::new(path, sh.read_file(path).ok()?))).collect())
}

fn the_clock_is_read_in_one_place(file: &File) -> Vec<String> {
    if !file.is_shipped() || file.path == CLOCK {
        return Vec::new();
    }
    let code = lexer::without_tests(&file.code);
    let reads = ["SystemTime::now", "OffsetDateTime::now_utc", "OffsetDateTime::now_local", "UtcDateTime::now"];
    let hits = reads.into_iter().flat_map(|call| words(&code, call));
    file.report(hits, &format!("reads the time; take it from the clock seam, {CLOCK}"))
}

fn no_process_wide_tls_provider(file: &File) -> Vec<String> {
    let hits = words(&file.code, "install_default").into_iter().filter(|at| followed_by(&file.code, *at, '('));
    file.report(hits, "installs a process-wide provider; pass one to the configuration")
}

fn no_ignored_tests(file: &File) -> Vec<String> {
    let hits = words(&file.code, "ignore").into_iter().filter(|at| {
        let before = file.code.get(..*at).unwrap_or_default();
        let attribute = before.rfind("#[").and_then(|start| before.get(start..)).unwrap_or_default();
        let inside = !attribute.contains(']');
        inside && (attribute.trim_end() == "#[" || attribute.starts_with("#[cfg_attr"))
    });
    file.report(hits, "an ignored test proves nothing; make it run or remove it")
}

/// The compiler keeps it inside that module; this keeps it visible in a diff.
fn verified_is_made_in_one_place(file: &File) -> Vec<String> {
    if !file.is_shipped() || file.path == PROOF {
        return Vec::new();
    }
    let hits = words(&file.code, "Verified").into_iter().filter(|at| followed_by(&file.code, *at, '{'));
    file.report(hits, &format!("makes or opens a Verified; only {PROOF} may"))
}

fn no_paths_of_a_machine(file: &File) -> Vec<String> {
    // In pieces, for this file is checked too.
    let machine =
        [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/bash", "_jobs"), concat!("../sha", "red")];
    let hits = machine.into_iter().flat_map(|path| words(&file.text, path));
    file.report(hits, "names a path of one machine")
}

/// Where `word` stands in `text`, not as a part of a longer word.
fn words(text: &str, word: &str) -> Vec<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let open_end = word.ends_with(inside);
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !text.get(..*at).is_some_and(|before| before.ends_with(inside)))
        .filter(|at| !(open_end && text.get(at + word.len()..).is_some_and(|after| after.starts_with(inside))))
        .collect()
}

/// Whether `next` comes behind the word at `at`, spaces aside.
fn followed_by(code: &str, at: usize, next: char) -> bool {
    let rest = code.get(at..).unwrap_or_default();
    rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start().starts_with(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: Rule, path: &str, text: &str) -> usize {
        rule(&File::new(path, text.to_owned())).len()
    }

    const LIB: &str = "crates/alipay-transport/src/attempt.rs";

    #[test]
    fn clock() {
        let rule = the_clock_is_read_in_one_place;
        for call in ["SystemTime::now()", "time::OffsetDateTime::now_utc()", "UtcDateTime::now()"] {
            assert_eq!(check(rule, LIB, &format!("fn f() {{ {call}; }}")), 1, "{call}");
        }
        assert_eq!(check(rule, LIB, "let f = SystemTime::now;"), 1, "as a value");
        assert_eq!(check(rule, LIB, "fn f() { Instant::now(); } // SystemTime::now()"), 0);
        assert_eq!(check(rule, LIB, "#[cfg(test)]\nmod tests { fn f() { SystemTime::now(); } }"), 0);
        assert_eq!(check(rule, LIB, "#[cfg(test)]\nmod tests {}\nfn f() { SystemTime::now(); }"), 1);
        let call = "fn f() { SystemTime::now(); }";
        for (path, findings) in [
            (CLOCK, 0),
            ("crates/alipay-wire/tests/clock.rs", 0),
            ("crates/alipay-wire/src/json/tests.rs", 0),
            ("crates/alipay-transport/src/clock.rs", 1),
            ("xtask/src/ci.rs", 0),
        ] {
            assert_eq!(check(rule, path, call), findings, "{path}");
        }
    }

    #[test]
    fn provider() {
        let rule = no_process_wide_tls_provider;
        assert_eq!(check(rule, LIB, "ring::default_provider().install_default()?;"), 1);
        assert_eq!(check(rule, "crates/alipay/tests/tls.rs", "provider.install_default ();"), 1);
        assert_eq!(check(rule, LIB, "/// `install_default()` is never called.\nfn preinstall_default() {}"), 0);
    }

    #[test]
    fn ignored() {
        let rule = no_ignored_tests;
        for attribute in ["#[ignore]", "#[ignore = \"slow\"]", "#[ ignore ]", "#[cfg_attr(miri, ignore)]"] {
            assert_eq!(check(rule, LIB, &format!("#[test]\n{attribute}\nfn f() {{}}")), 1, "{attribute}");
        }
        assert_eq!(check(rule, LIB, "#[test]\nfn ignore() {} // #[ignore]"), 0);
        assert_eq!(check(rule, LIB, "#[serde(default)] let ignore = [ignore];"), 0);
    }

    #[test]
    fn proof() {
        let rule = verified_is_made_in_one_place;
        assert_eq!(check(rule, LIB, "let forged = Verified { payload };"), 1);
        assert_eq!(check(rule, LIB, "let alipay_sign::Verified{payload} = it;"), 1);
        assert_eq!(check(rule, PROOF, "Ok(Verified { payload })"), 0);
        assert_eq!(check(rule, LIB, "impl Read for Reply<Verified<Bytes>> {}\nstruct Unverified { a: u8 }"), 0);
        assert_eq!(check(rule, LIB, "/// `Verified { .. }` cannot be written."), 0);
    }

    #[test]
    fn hygiene() {
        let rule = no_paths_of_a_machine;
        let leaks = ["cd /wo~rk/x", "file:///wo~rk/x", "`/tmp/bash~_jobs`", "(../sha~red/a.md)", "/ro~ot/.cargo"];
        for leak in leaks.map(|leak| leak.replace('~', "")) {
            assert_eq!(check(rule, "README.md", &leak), 1, "{leak}");
        }
        assert_eq!(check(rule, "README.md", "https://example.com/wo~rk/ and net~work/".replace('~', "").as_str()), 0);
    }

    #[test]
    fn reports_the_line() {
        let file = File::new(LIB, "// one\n\nfn f() { install_default(); }\n".to_owned());
        assert!(no_process_wide_tls_provider(&file)[0].starts_with(&format!("{LIB}:3: ")));
    }
}
