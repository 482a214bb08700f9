//! What a gateway answers from the parties of the page's samples.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used)]

use alipay_dws_topups::{
    AmountLimit, AmountLimitInfo, ConsultTopup, ConsultTopupResponse, TopupCustomers, TopupMeans, TopupMethodInfo,
    TopupOption, consult_topup::code,
};
use alipay_wire::{
    Amount, CodeInfo, Currency,
    dws::CustomerId,
    server::{Refusal, Serve, World},
};

const BY_CARD: &str = "2165210039309494";
const BY_STORE_VALUE: &str = "2162220005743705";

fn consult(customer: &str, currency: Currency, value: i128) -> ConsultTopup {
    ConsultTopup::new("999912314213", customer, Amount::new(currency, value))
}

fn code_of(answer: Result<ConsultTopupResponse, Refusal>) -> CodeInfo {
    *answer.unwrap_err().code()
}

#[test]
fn the_samples_are_answered_as_on_the_page() {
    let mut world = World::default();
    let sample: ConsultTopupResponse = serde_json::from_str(include_str!("../fixtures/response.json")).unwrap();
    let answer = consult(BY_CARD, Currency::SGD, 10_000).serve(&mut world).unwrap();
    assert_eq!(answer, sample);
    let read_back: ConsultTopupResponse = serde_json::from_value(serde_json::json!(answer)).unwrap();
    assert_eq!(read_back, sample);

    let infos: Vec<TopupMethodInfo> =
        serde_json::from_str(include_str!("../fixtures/table_method_infos.json")).unwrap();
    let options: Vec<TopupOption> = serde_json::from_str(include_str!("../fixtures/table_options.json")).unwrap();
    let answer = consult(BY_STORE_VALUE, Currency::VND, 10_000).serve(&mut world).unwrap();
    assert_eq!((answer.topup_method_infos, answer.topup_options), (Some(infos), Some(options)));
}

#[test]
fn amounts_outside_the_limits_are_refused() {
    let most = 999_999_999_999;
    let serve = |value| consult(BY_CARD, Currency::SGD, value).serve(&mut World::default());
    assert!(serve(1).is_ok() && serve(most).is_ok());
    assert_eq!(code_of(serve(0)), code::LOWER_EXCEED_AMOUNT_LIMIT);
    assert_eq!(code_of(serve(most + 1)), code::UPPER_EXCEED_AMOUNT_LIMIT);
    // There is no limit in a currency the customer has no option for.
    assert!(consult(BY_CARD, Currency::VND, 0).serve(&mut World::default()).is_ok());
}

#[test]
fn customers_can_be_added_changed_and_removed() {
    let mut world = World::default();
    let customer = CustomerId::from("2100000000000000");
    let serve = |world: &mut World, value| consult("2100000000000000", Currency::SGD, value).serve(world);
    assert_eq!(code_of(serve(&mut world, 5)), code::USER_NOT_EXIST);

    world.get::<TopupCustomers>().insert(customer.clone(), TopupMeans::default());
    assert!(serve(&mut world, 5).is_ok());

    let limit = AmountLimit::new().min_amount(Amount::new(Currency::SGD, 10));
    let limits = AmountLimitInfo::new().single_limit(limit);
    let means = TopupMeans { amount_limit_info: Some(limits.clone()), ..TopupMeans::default() };
    world.get::<TopupCustomers>().insert(customer.clone(), means);
    assert_eq!(code_of(serve(&mut world, 5)), code::LOWER_EXCEED_AMOUNT_LIMIT);
    assert_eq!(serve(&mut world, 10).unwrap().amount_limit_info, Some(limits));

    world.get::<TopupCustomers>().remove(&customer);
    assert_eq!(code_of(serve(&mut world, 10)), code::USER_NOT_EXIST);
}
