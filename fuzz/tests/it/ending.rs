//! What counts as a new way to end.

use alipay_fuzz::Ending;

#[test]
fn places_do_not_count() {
    assert_eq!(Ending::of("line 1, column 2"), Ending::of("line 14, column 0"));
    assert_ne!(Ending::of("expected a string"), Ending::of("expected a number"));
    assert_ne!(Ending::of("ab").and("c"), Ending::of("a").and("bc"));
    assert_ne!(Ending::of("a").times(1), Ending::of("a").times(2));
}
