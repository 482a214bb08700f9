//! `alipay demo`.

use crate::support::{Ran, alipay};

#[test]
fn shows_every_product_within_80_columns() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Ran::of(alipay(folder.path()).arg("demo"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let text = String::from_utf8(ran.stdout).unwrap();

    assert!(!text.contains('\u{1b}'), "no colours into a pipe: {text}");
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 80, "{widest}: {text}");

    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    for row in [
        &["PRODUCT", "ACCOUNT", "CURRENCY", "AVAILABLE", "FROZEN", "TOTAL"][..],
        &["fund", "account", "************8095", "CNY", "100.00", "5.50", "105.50"],
        &["wallet", "********************", "MYR", "0.23", "0.00", "0.23"],
        &["wallet", "****************1704", "VND", "0", "0", "0"],
        &["prefunding", "-", "CNY", "500.00", "-", "-"],
        &["prefunding", "-", "JPY", "4000000", "-", "-"],
        &["METHOD", "CURRENCY", "MINIMUM", "MAXIMUM"],
        &["MIXEDCARD", "SGD", "0.01", "9999999999.99"],
        &["API", "ATTEMPTS", "TIME"],
    ] {
        assert!(rows.iter().any(|shown| shown == row), "{row:?} is not in:\n{text}");
    }
    for api in ["alipay.fund.account.query", "queryAccountAndBenefit", "consultTopup", "inquiryBalance"] {
        assert!(rows.iter().any(|row| matches!(row[..], [name, "1", _, "ms"] if name == api)), "{api}:\n{text}");
    }
    let story = text.split("A wallet behind two challenges. What the customer types is simulated.\n").nth(1).unwrap();
    assert_eq!(
        story.lines().map(str::trim).collect::<Vec<_>>(),
        [
            "customer  opens the wallet",
            "gateway   asks for the payment PIN",
            "customer  types the PIN, which is encrypted before it leaves",
            "gateway   takes the PIN, and sends a code to the customer's phone",
            "customer  mistypes the code",
            "gateway   refuses the code: 2 attempts are left",
            "customer  types the code of the message",
            "gateway   shows the balance: EUR 25.00",
        ]
    );
    for number in
        ["2088301409188095", "2162265049047338", "21692200051185F81704", "2188400000000012", "472556", "246810"]
    {
        assert!(!text.contains(number), "{number} is not masked:\n{text}");
    }
}
