//! Finding a method.

use alipay_catalogue::Catalogue;

use crate::{SMALL, read};

fn names<'a>(methods: impl IntoIterator<Item = alipay_catalogue::Method<'a>>) -> Vec<&'a str> {
    methods.into_iter().map(|method| method.name()).collect()
}

#[test]
fn every_method_is_found_by_its_name() {
    for catalogue in [Catalogue::open_platform().unwrap(), Catalogue::antom().unwrap()] {
        for method in catalogue.methods() {
            assert_eq!(catalogue.method(method.name()).unwrap().name(), method.name());
        }
        for name in ["", "a", "alipay.trade", "alipay.trade.creat", "alipay.trade.create\t", "zz", "/ams/"] {
            assert!(catalogue.method(name).is_none(), "{name}");
        }
    }
}

#[test]
fn a_method_is_found_by_its_rest_route() {
    let catalogue = Catalogue::open_platform().unwrap();
    let create = catalogue.method_at("POST", "/v3/alipay/trade/create").unwrap();
    assert_eq!(create.name(), "alipay.trade.create");
    for (verb, path) in [
        ("GET", "/v3/alipay/trade/create"),
        ("POST", "/v3/alipay.trade/create"),
        ("POST", "/v3/alipay/trade/create/"),
        ("POST", "/alipay/trade/create"),
        // At `gateway.do` only.
        ("POST", "/v3/alipay/trade/page/pay"),
    ] {
        assert!(catalogue.method_at(verb, path).is_none(), "{verb} {path}");
    }
    assert_eq!(catalogue.methods().filter(|method| method.rest().is_some()).count(), 696);
}

#[test]
fn a_prefix_finds_what_begins_so() {
    let catalogue = Catalogue::open_platform().unwrap();
    let found = names(catalogue.with_prefix("alipay.trade.fastpay.r"));
    assert_eq!(found, ["alipay.trade.fastpay.refund.query"]);
    let found = names(catalogue.with_prefix("alipay.trade.cu"));
    assert_eq!((found.len(), found.last()), (5, Some(&"alipay.trade.customs.query")));
    assert_eq!(catalogue.with_prefix("").count(), 9_568);
    assert_eq!(catalogue.with_prefix("alipay.zzz").count(), 0);
    assert_eq!(names(read(SMALL).unwrap().with_prefix("c")), ["c.d"]);
}

#[test]
fn words_find_names_first_and_then_members() {
    let catalogue = Catalogue::open_platform().unwrap();
    let found = names(catalogue.search("fund Account bill"));
    let is_by_name = |name: &&str| ["fund", "account", "bill"].iter().all(|word| name.contains(word));
    let by_name = found.iter().take_while(|name| is_by_name(name)).count();
    assert!(by_name > 0 && found.len() > by_name && !found[by_name..].iter().any(is_by_name), "{found:?}");
    assert!(names(catalogue.search("disable_pay_channels trade")).contains(&"alipay.trade.create"));
    assert!(catalogue.search(" . ").is_empty());
    assert!(catalogue.search("wordthatnobodyuses").is_empty());
}

#[test]
fn a_misspelt_name_has_its_nearest() {
    let catalogue = Catalogue::open_platform().unwrap();
    for (misspelt, meant) in [
        ("alipay.trade.creat", "alipay.trade.create"),
        ("alipay.tarde.create", "alipay.trade.create"),
        ("alipay_trade_create", "alipay.trade.create"),
        ("alipay.trade.refund.fastpay.query", "alipay.trade.fastpay.refund.query"),
        ("fund.account.query", "alipay.fund.account.query"),
    ] {
        assert_eq!(catalogue.nearest(misspelt).first(), Some(&meant), "{misspelt}");
    }
    assert!(catalogue.nearest("").is_empty());
    assert!(catalogue.nearest("something else entirely, and long").is_empty());
    let members = catalogue.method("alipay.trade.create").unwrap().request();
    assert_eq!(members.nearest("subjet"), ["subject"]);
    assert_eq!(members.nearest("out_trade_on"), ["out_trade_no"]);
}
