//! The customers of a gateway in this process, and how they top up.

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, CodeInfo, Currency,
    dws::CustomerId,
    server::{Refusal, Serve, World},
    signed_header::ResultInfo,
};

use crate::{
    AmountLimit, AmountLimitInfo, ConsultTopup, ConsultTopupResponse, TopupMethodCategory, TopupMethodInfo,
    TopupMethodType, TopupOption,
    consult_topup::code,
    limits::{Bound, BrokenLimit, LimitAdvice},
};

/// The customers a gateway knows, and the means each has to top up.
///
/// At first those of the pages' samples: `2165210039309494`, who has bound a card and tops up in SGD,
/// `2162220005743705`, whose wallet in VND is itself a method, and `2163210007360016`, who tops up in PHP by online
/// banking. The first two can bind cards, for 1 to 999999999999.
#[derive(Clone, Debug)]
pub struct TopupCustomers(BTreeMap<CustomerId, TopupMeans>);

/// The means one customer has to top up.
#[derive(Clone, Debug, Default)]
pub struct TopupMeans {
    /// Methods the customer has bound.
    pub method_infos: Vec<TopupMethodInfo>,
    /// Options the customer could bind. An amount that breaks one of their limits is refused.
    pub options: Vec<TopupOption>,
    /// Limits whatever the means. An amount that breaks one of them is refused.
    pub amount_limit_info: Option<AmountLimitInfo>,
}

impl TopupCustomers {
    /// Adds a customer, or replaces what they have.
    pub fn insert(&mut self, customer: impl Into<CustomerId>, means: TopupMeans) {
        self.0.insert(customer.into(), means);
    }

    /// Removes a customer.
    pub fn remove(&mut self, customer: &CustomerId) {
        self.0.remove(customer);
    }
}

const CARD: &str = r#"{"card":{"cardIssuer":"MOMO","cardToken":"ALIPAYHWuKSBwokmmIZVmVlkRiSbrZRgzKc+SKuKP6Nh2lH5U+UytZNXEsH43GVtfH2uUgecG+d5jFylCRsGrtK8j0YA==","instUserName":{},"topUpMethodDetailMetadata":"{\"cardIndex\":\"20210312190279001699I8800024560\"}"},"type":"card"}"#;
const STORE_VALUE: &str = r#"{"storeValue":{"accountNo":"21692200051185F81704","availableAmount":{"currency":"VND","value":"0"},"frozenAmount":{"currency":"VND","value":"0"},"topUpMethodDetailMetadata":"{\"balanceInfo\":\"{\\\"availableAmount\\\":{\\\"currency\\\":\\\"VND\\\",\\\"value\\\":\\\"0\\\"},\\\"currency\\\":\\\"VND\\\",\\\"frozenAmount\\\":{\\\"currency\\\":\\\"VND\\\",\\\"value\\\":\\\"0\\\"},\\\"totalAmount\\\":{\\\"currency\\\":\\\"VND\\\",\\\"value\\\":\\\"0\\\"}}\"}","totalAmount":{"currency":"VND","value":"0"}},"type":"storeValue"}"#;
const SGD_CARDS: &str = r#"{"card":{"bankInfos":[],"supportCardBrands":[{"cardBrand":"NAPAS","supportedCurrencies":["SGD"]},{"cardBrand":"MASTERCARD","supportedCurrencies":["VND"]},{"cardBrand":"JCB","supportedCurrencies":["SGD"]},{"cardBrand":"VISA","supportedCurrencies":["SGD"]}]},"type":"card"}"#;
const VND_CARDS: &str = r#"{"card":{"bankInfos":[],"supportCardBrands":[{"cardBrand":"NAPAS","supportedCurrencies":["VND"]},{"cardBrand":"MASTERCARD","supportedCurrencies":["VND"]},{"cardBrand":"JCB","supportedCurrencies":["VND"]},{"cardBrand":"VISA","supportedCurrencies":["VND"]}]},"type":"card"}"#;

impl Default for TopupCustomers {
    fn default() -> Self {
        let mut customers = Self(BTreeMap::new());
        let card = method(TopupMethodType::Mixedcard, CARD);
        customers.insert("2165210039309494", means(card, option(Currency::SGD, SGD_CARDS)));
        let store_value = method(TopupMethodType::PaymentAccount, STORE_VALUE);
        customers.insert("2162220005743705", means(store_value, option(Currency::VND, VND_CARDS)));
        let banking =
            TopupMethodInfo::new().enabled(true).topup_method_type(TopupMethodType::GcashEbank).preferred(true);
        customers.insert("2163210007360016", TopupMeans { method_infos: vec![banking], ..TopupMeans::default() });
        customers
    }
}

fn means(method: TopupMethodInfo, option: TopupOption) -> TopupMeans {
    TopupMeans { method_infos: vec![method], options: vec![option], amount_limit_info: None }
}

fn method(method_type: TopupMethodType, detail: &str) -> TopupMethodInfo {
    TopupMethodInfo::new().enabled(true).topup_method_detail(detail).topup_method_type(method_type).preferred(false)
}

fn option(currency: Currency, detail: &str) -> TopupOption {
    let single =
        AmountLimit::new().min_amount(Amount::new(currency, 1)).max_amount(Amount::new(currency, 999_999_999_999_i128));
    TopupOption::new()
        .amount_limit_info_map([(currency, AmountLimitInfo::new().single_limit(single))])
        .enabled(true)
        .topup_method_category(TopupMethodCategory::Mixedcard)
        .topup_method_type(TopupMethodType::Mixedcard)
        .topup_option_detail(detail)
        .preferred(false)
        .rank(4800)
        .supported_currencies([currency])
}

impl Serve for ConsultTopup {
    fn serve(&self, world: &mut World) -> Result<ConsultTopupResponse, Refusal> {
        let customers: &mut TopupCustomers = world.get();
        let means = customers.granting(&self.customer_id, self.topup_amount, |_| true)?;
        Ok(means.answer())
    }
}

impl TopupCustomers {
    /// The customer's means, if their limits and those of the options chosen let this amount pass.
    pub(crate) fn granting(
        &self,
        customer: &CustomerId,
        amount: Amount,
        chosen: impl Fn(&TopupOption) -> bool,
    ) -> Result<&TopupMeans, CodeInfo> {
        let means = self.0.get(customer).ok_or(code::USER_NOT_EXIST)?;
        let of_options = means.options.iter().filter(|option| chosen(option)).map(|option| option.advise(amount));
        let advice = of_options.fold(means.answer().advise(amount), LimitAdvice::and);
        match advice.broken().first().map(BrokenLimit::bound) {
            None => Ok(means),
            Some(Bound::Min) => Err(code::LOWER_EXCEED_AMOUNT_LIMIT),
            Some(Bound::Max | Bound::Remaining) => Err(code::UPPER_EXCEED_AMOUNT_LIMIT),
        }
    }
}

impl TopupMeans {
    /// Whether the customer has bound, or could bind, a method of this kind.
    pub(crate) fn offer(&self, kind: &TopupMethodType) -> bool {
        let bound = self.method_infos.iter().filter_map(|info| info.topup_method_type.as_ref());
        let bindable = self.options.iter().filter_map(|option| option.topup_method_type.as_ref());
        bound.chain(bindable).any(|offered| offered == kind)
    }

    fn answer(&self) -> ConsultTopupResponse {
        let mut answer = ConsultTopupResponse::new(ResultInfo::success())
            .topup_method_infos(self.method_infos.clone())
            .topup_options(self.options.clone());
        answer.amount_limit_info.clone_from(&self.amount_limit_info);
        answer
    }
}
