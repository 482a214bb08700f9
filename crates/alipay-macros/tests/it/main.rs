//! What the derives say about mistakes: one error for each, at its token, that says what to write.

/// The texts beside the cases are the interface, and reviewed as such. After a change of one:
/// `TRYBUILD=overwrite cargo test -p alipay-macros`.
#[test]
fn a_mistake_is_one_error_at_its_token() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/it/mistakes/*.rs");
    cases.pass("tests/it/right/*.rs");
}

/// `trybuild` compares texts; this counts them.
#[test]
fn every_mistake_is_one_error() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mistakes");
    let mut cases = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "stderr") {
            let text = std::fs::read_to_string(&path).unwrap();
            let messages = text.lines().filter(|line| line.starts_with("error") || line.starts_with("warning")).count();
            assert_eq!(messages, 1, "{}", path.display());
            cases += 1;
        }
    }
    assert!(cases >= 15, "{cases}");
}
