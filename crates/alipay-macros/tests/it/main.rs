//! What the derives say about mistakes: one error for each, at its token, that says what to write.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

/// The texts beside the cases are the interface, and reviewed as such. After a change of one, or of rustc's own:
/// `TRYBUILD=overwrite cargo test -p alipay-macros`.
#[test]
fn a_mistake_is_one_error_at_its_token() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/it/mistakes/*.rs");
    cases.pass("tests/it/right/*.rs");
    drop(cases);

    // Compared are the texts; here they are counted.
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mistakes")).unwrap();
    let texts =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "stderr"));
    for path in texts {
        let text = std::fs::read_to_string(&path).unwrap();
        let messages = text.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
        assert_eq!(messages.count(), 1, "{}", path.display());
    }
}
