//! The table of rules names tests that exist.

const RULES: &str = include_str!("../../../../docs/dialects/open-platform-notifications.md");
const TESTS: &str = concat!(
    include_str!("forms.rs"),
    include_str!("parties.rs"),
    include_str!("tower_service.rs"),
    include_str!("recut.rs"),
    include_str!("client_result.rs"),
    include_str!("../../../alipay-trade/tests/it/pages.rs"),
    include_str!("../../../alipay-trade/tests/it/notification.rs"),
);

#[test]
fn every_rule_has_its_test() {
    let mut named = 0;
    for row in RULES.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule")) {
        let tests = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let tests: Vec<_> = tests.split('`').skip(1).step_by(2).filter(|name| !name.contains(['.', '-'])).collect();
        for test in &tests {
            assert!(TESTS.contains(&format!("fn {test}(")), "{test} is named and does not exist");
        }
        assert!(!tests.is_empty() || row.contains(".rs`"), "no test: {row}");
        named += tests.len();
    }
    assert!(named > 25, "{named}");
}
