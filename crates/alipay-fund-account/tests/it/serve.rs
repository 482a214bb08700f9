//! What a gateway answers from the parties of the page's samples.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used)]

use alipay_fund_account::{AccountType, FundAccountQuery, FundAccountQueryResponse, FundAccounts, query::code};
use alipay_wire::{
    CodeInfo, Yuan,
    server::{Catalog, Serve, World},
};

const MEMBER: &str = "2088301409188095";

fn trusteeship() -> FundAccountQuery {
    FundAccountQuery::new(MEMBER).account_type(AccountType::TrusteeshipAccount)
}

fn refusal(query: &FundAccountQuery) -> CodeInfo {
    *query.serve(&mut World::default()).unwrap_err().code()
}

#[test]
fn the_sample_member_has_both_accounts() {
    let mut world = World::default();
    let sample: serde_json::Value = serde_json::from_str(include_str!("../fixtures/response.json")).unwrap();
    let sample = serde_json::from_value(sample["alipay_fund_account_query_response"].clone()).unwrap();
    let by_product = trusteeship().account_product_code("DING_ACCOUNT");
    let by_scene = trusteeship().account_scene_code("SCENE_000_000_000");
    let untyped = FundAccountQuery::new(MEMBER).account_product_code("DING_ACCOUNT");
    for query in [by_product, by_scene, untyped] {
        assert_eq!(query.serve(&mut world).unwrap(), sample, "{query:?}");
    }

    let balance = FundAccountQuery::new(MEMBER).account_type(AccountType::AcctransAccount).serve(&mut world).unwrap();
    assert_eq!(balance.total_amount, Some(Yuan::from_fen(balance.available_amount.fen() + 550)));
    assert_eq!(balance.ext_card_info, None);
}

#[test]
fn others_are_refused() {
    let other_code = trusteeship().account_product_code("OTHER");
    assert_eq!(refusal(&other_code), code::TRUSTEESHIP_ACCOUNT_NOT_EXIST);
    let stranger = FundAccountQuery::new("2088000000000000");
    assert_eq!(refusal(&stranger.clone().account_product_code("DING_ACCOUNT")), code::TRUSTEESHIP_ACCOUNT_NOT_EXIST);
    assert_eq!(refusal(&stranger.account_type(AccountType::AcctransAccount)), code::ALIPAY_ACCOUNT_NOT_EXIST);
    assert_eq!(refusal(&trusteeship()), code::INVALID_PARAMETER);
    assert_eq!(refusal(&FundAccountQuery::new(MEMBER).account_type("NO_SUCH_TYPE")), code::INVALID_PARAMETER);
}

#[test]
fn accounts_can_be_added_changed_and_removed() {
    let mut world = World::default();
    let account =
        FundAccountQuery::new("2088000000000000").alipay_open_id("074a").account_type(AccountType::AcctransAccount);
    let asked = FundAccountQuery::by_open_id("074a").account_type(AccountType::AcctransAccount);
    for fen in [1, 2] {
        world.get::<FundAccounts>().insert(account.clone(), FundAccountQueryResponse::new(Yuan::from_fen(fen)));
        assert_eq!(asked.serve(&mut world).unwrap().available_amount, Yuan::from_fen(fen));
    }
    world.get::<FundAccounts>().remove(&account);
    assert_eq!(*asked.serve(&mut world).unwrap_err().code(), code::ALIPAY_ACCOUNT_NOT_EXIST);
}

#[test]
fn the_catalog_lists_the_api() {
    struct Names(Vec<String>);
    impl Catalog for Names {
        fn add<R: Serve>(&mut self) {
            self.0.push(R::META.name.to_string());
        }
    }
    let mut names = Names(Vec::new());
    alipay_fund_account::catalog(&mut names);
    assert!(names.0.iter().any(|name| name == "alipay.fund.account.query"), "{:?}", names.0);
}
