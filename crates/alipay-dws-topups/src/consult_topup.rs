//! `consultTopup`: by which means a customer can top up their wallet.
//!
//! Two lists come back: methods the customer has bound already, and options they could bind. The details of each are
//! JSON inside a JSON string, up to three strings deep, and are read when asked for.

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, Currency, Dws, JsonText, Text,
    dws::{CustomerId, Env, RequestId, UserName},
    signed_header::ResultInfo,
};

alipay_wire::request! {
    /// Asks by which means a customer can top up by this amount.
    pub struct ConsultTopup {
        required {
            /// Your number of the request, by which the gateway's support finds it.
            "requestId" request_id: RequestId [max 64],
            /// Whose wallet.
            "customerId" customer_id: CustomerId [max 32],
            /// What is to be added to the wallet, in the smallest unit of the currency.
            "topupAmount" topup_amount: Amount {show},
        }
        optional {
            /// The customer's device and session, for the gateway's risk control.
            "env" env: Env {show},
        }
    }
}

alipay_wire::response! {
    /// The means by which a customer can top up.
    pub struct ConsultTopupResponse {
        required {
            /// The verdict.
            "result" result: ResultInfo {show},
        }
        optional {
            /// Methods the customer has bound.
            "topupMethodInfos" topup_method_infos: Vec<TopupMethodInfo> {show},
            /// Options the customer could bind.
            "topupOptions" topup_options: Vec<TopupOption> {show},
            /// Limits of the customer's top-ups, whatever the means.
            "amountLimitInfo" amount_limit_info: AmountLimitInfo {show},
        }
    }
}

alipay_wire::response! {
    /// A method the customer has bound. The page spells its members in two ways, and both are read.
    pub struct TopupMethodInfo {
        required {}
        optional {
            /// Whether the method can be used for this top-up.
            "enabled" enabled: bool as Text {show},
            /// The method itself.
            "topupMethodDetail" | "topUpMethodDetail" topup_method_detail: JsonText<TopupMethodDetail>,
            /// Kind of the method.
            "topupMethodType" | "topUpMethodType" topup_method_type: TopupMethodType {show},
            /// Whether to offer the method first.
            "preferred" preferred: bool as Text {show},
        }
    }
}

alipay_wire::response! {
    /// An option the customer could bind. The page spells its members in two ways, and both are read.
    pub struct TopupOption {
        required {}
        optional {
            /// Limits of top-ups by this option, by currency.
            "amountLimitInfoMap" | "amountLimitMap" amount_limit_info_map: BTreeMap<Currency, AmountLimitInfo> {show},
            /// Whether the option can be used for this top-up.
            "enabled" enabled: bool as Text {show},
            /// Group the option belongs to.
            "topupMethodCategory" | "topUpMethodCategory" topup_method_category: TopupMethodCategory {show},
            /// Kind of method it would become.
            "topupMethodType" | "topUpMethodType" topup_method_type: TopupMethodType {show},
            /// The option itself.
            "topupOptionDetail" | "topUpOptionDetail" topup_option_detail: JsonText<TopupOptionDetail>,
            /// Whether to offer the option first.
            "preferred" preferred: bool as Text {show},
            /// Place among the options. The page does not say which end comes first.
            "rank" rank: i64 as Text {show},
            /// Currencies the option takes.
            "supportedCurrencies" supported_currencies: Vec<Currency> {show},
        }
    }
}

alipay_wire::text! {
    /// A kind of top-up method. The set is open.
    pub struct TopupMethodType show {
        /// A bank card, debit or credit.
        MIXEDCARD = "MIXEDCARD";
        /// An account that holds money, such as the wallet's own.
        PAYMENT_ACCOUNT = "PAYMENT_ACCOUNT";
    }
}

alipay_wire::text! {
    /// A group of top-up methods. The set is open.
    pub struct TopupMethodCategory show {
        /// Bank cards, debit and credit.
        MIXEDCARD = "MIXEDCARD";
    }
}

alipay_wire::response! {
    /// Limits of top-ups.
    pub struct AmountLimitInfo {
        required {}
        optional {
            /// For one top-up.
            "singleLimit" single_limit: AmountLimit {show},
            /// For all of a day.
            "dayLimit" day_limit: AmountLimit {show},
            /// For all of a month.
            "monthLimit" month_limit: AmountLimit {show},
        }
    }
}

alipay_wire::response! {
    /// One limit. Amounts are in the smallest unit of their currency.
    pub struct AmountLimit {
        required {}
        optional {
            /// The most that is taken.
            "maxAmount" max_amount: Amount {show},
            /// The least that is taken.
            "minAmount" min_amount: Amount {show},
            /// What is left of the limit.
            "remainAmount" remain_amount: Amount {show},
        }
    }
}

alipay_wire::response! {
    /// What a bound method is: its type, and a member named after it. See [`method`](TopupMethodDetail::method).
    pub struct TopupMethodDetail {
        required {}
        optional {
            /// Which of the members below is there.
            "type" detail_type: DetailType {show},
            /// A card.
            "card" card: BoundCard {show},
            /// An account that holds money.
            "storeValue" store_value: StoreValue {show},
        }
    }
}

alipay_wire::text! {
    /// What a method or an option is. The set is open.
    pub struct DetailType show {
        /// A card.
        CARD = "card";
        /// An account that holds money.
        STORE_VALUE = "storeValue";
    }
}

/// A bound method, to match on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum BoundMethod<'a> {
    /// A card.
    Card(&'a BoundCard),
    /// An account that holds money.
    StoreValue(&'a StoreValue),
    /// A type this crate does not know, or one whose member is missing.
    Other(&'a TopupMethodDetail),
}

impl TopupMethodDetail {
    /// The method that the type names.
    pub fn method(&self) -> BoundMethod<'_> {
        match (self.detail_type.as_ref().map(DetailType::as_str), &self.card, &self.store_value) {
            (Some("card"), Some(card), _) => BoundMethod::Card(card),
            (Some("storeValue"), _, Some(store_value)) => BoundMethod::StoreValue(store_value),
            _ => BoundMethod::Other(self),
        }
    }
}

alipay_wire::response! {
    /// A card the customer has bound.
    pub struct BoundCard {
        required {}
        optional {
            /// Who issued the card.
            "cardIssuer" card_issuer: String as Text {show},
            /// Stands for the card in later calls. Whoever has it can charge the card: keep it secret.
            "cardToken" card_token: String as Text,
            /// Name of the card's holder.
            "instUserName" inst_user_name: UserName {show},
            /// More about the card.
            "topUpMethodDetailMetadata" top_up_method_detail_metadata: JsonText<CardMetadata>,
        }
    }
}

alipay_wire::response! {
    /// More about a card.
    pub struct CardMetadata {
        required {}
        optional {
            /// The gateway's number of the card.
            "cardIndex" card_index: String as Text,
        }
    }
}

alipay_wire::response! {
    /// An account that holds money. Amounts are in the smallest unit of their currency.
    pub struct StoreValue {
        required {}
        optional {
            /// Number of the account.
            "accountNo" account_no: String as Text,
            /// What can be spent now.
            "availableAmount" available_amount: Amount {show},
            /// What is frozen.
            "frozenAmount" frozen_amount: Amount {show},
            /// What can be spent and what is frozen together.
            "totalAmount" total_amount: Amount {show},
            /// More about the account.
            "topUpMethodDetailMetadata" top_up_method_detail_metadata: JsonText<StoreValueMetadata>,
        }
    }
}

alipay_wire::response! {
    /// More about an account.
    pub struct StoreValueMetadata {
        required {}
        optional {
            /// What is on the account.
            "balanceInfo" balance_info: JsonText<BalanceInfo>,
        }
    }
}

alipay_wire::response! {
    /// What is on an account. Amounts are in the smallest unit of their currency.
    pub struct BalanceInfo {
        required {}
        optional {
            /// What can be spent now.
            "availableAmount" available_amount: Amount {show},
            /// Currency of the account.
            "currency" currency: Currency {show},
            /// What is frozen.
            "frozenAmount" frozen_amount: Amount {show},
            /// What can be spent and what is frozen together.
            "totalAmount" total_amount: Amount {show},
        }
    }
}

alipay_wire::response! {
    /// What an option is: its type, and a member named after it. Types this crate does not know are in `extra`.
    pub struct TopupOptionDetail {
        required {}
        optional {
            /// Which member is there.
            "type" detail_type: DetailType {show},
            /// Cards that can be bound.
            "card" card: CardOption {show},
        }
    }
}

alipay_wire::response! {
    /// Which cards can be bound.
    pub struct CardOption {
        required {}
        optional {
            /// Banks whose cards are taken. Empty on the page.
            "bankInfos" bank_infos: Vec<BankInfo> {show},
            /// Brands that are taken.
            "supportCardBrands" support_card_brands: Vec<SupportCardBrand> {show},
        }
    }
}

alipay_wire::response! {
    /// A bank whose cards are taken. The page shows no members: what comes is in `extra`.
    pub struct BankInfo {
        required {}
        optional {}
    }
}

alipay_wire::response! {
    /// A brand of cards that is taken.
    pub struct SupportCardBrand {
        required {}
        optional {
            /// Name of the brand, such as `VISA`.
            "cardBrand" card_brand: String as Text {show},
            /// Currencies that cards of this brand are charged in.
            "supportedCurrencies" supported_currencies: Vec<Currency> {show},
        }
    }
}

alipay_wire::codes! {
    /// Codes of `consultTopup`.
    pub mod code;
    shared alipay_wire::signed_header::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        UNKNOWN_EXCEPTION,
        USER_NOT_EXIST,
        KEY_NOT_FOUND,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        ACCESS_DENIED,
        SEND_TIMES_EXCEED_LIMIT,
        METHOD_NOT_SUPPORTED,
        REPEAT_REQ_INCONSISTENT,
        RISK_REJECT,
    }
    own {
        USER_STATUS_ABNORMAL F "The customer's wallet is not in order. Ask the wallet what state it is in.";
        RISK_CHALLENGE F "Risk control wants to know the customer better. Let the customer verify who they are.";
        AML_REJECT F "Refused under money-laundering rules. Tell the customer that the request carries a high risk.";
        USER_BALANCE_EXCEED_LIMIT F "The wallet would hold more than it may. Ask the gateway's technical support for the limit.";
        USER_NOT_KYC F "The customer has not identified themselves. Let the customer complete that.";
        LOWER_EXCEED_AMOUNT_LIMIT F "The amount is below the least that is taken. Raise it, or ask the gateway's technical support for the limit.";
        UPPER_EXCEED_AMOUNT_LIMIT F "The amount is above the most that is taken. Lower it, or ask the gateway's technical support for the limit.";
    }
}

alipay_wire::api! {
    ConsultTopup => ConsultTopupResponse {
        dialect: Dws,
        name: "consultTopup",
        route: POST "/ams/api/v1/topups/consultTopup",
        safety: Query,
        codes: code::ALL,
        key: |consult| Some(consult.request_id.as_str()),
        // No `correlate`: the answer repeats neither customer, request nor amount.
    }
}

#[cfg(feature = "server")]
pub use server::{TopupCustomers, TopupMeans};

#[cfg(feature = "server")]
mod server {
    use std::collections::BTreeMap;

    use alipay_wire::{
        Amount, CodeInfo, Currency,
        dws::CustomerId,
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
    };

    use super::{
        AmountLimit, AmountLimitInfo, ConsultTopup, ConsultTopupResponse, TopupMethodCategory, TopupMethodInfo,
        TopupMethodType, TopupOption, code,
    };

    /// The customers a gateway knows, and the means each has to top up.
    ///
    /// At first those of the page's samples: `2165210039309494`, who has bound a card and tops up in SGD, and
    /// `2162220005743705`, whose wallet in VND is itself a method. Both can bind cards, for 1 to 999999999999.
    #[derive(Clone, Debug)]
    pub struct TopupCustomers(BTreeMap<CustomerId, TopupMeans>);

    /// The means one customer has to top up.
    #[derive(Clone, Debug, Default)]
    pub struct TopupMeans {
        /// Methods the customer has bound.
        pub method_infos: Vec<TopupMethodInfo>,
        /// Options the customer could bind. An amount outside their limit for one top-up is refused.
        pub options: Vec<TopupOption>,
        /// Limits whatever the means. An amount outside the limit for one top-up is refused.
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
            let card = method(TopupMethodType::MIXEDCARD, CARD);
            customers.insert("2165210039309494", means(card, option(Currency::SGD, SGD_CARDS)));
            let store_value = method(TopupMethodType::PAYMENT_ACCOUNT, STORE_VALUE);
            customers.insert("2162220005743705", means(store_value, option(Currency::VND, VND_CARDS)));
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
        let single = AmountLimit::new()
            .min_amount(Amount::new(currency, 1))
            .max_amount(Amount::new(currency, 999_999_999_999_i128));
        TopupOption::new()
            .amount_limit_info_map([(currency, AmountLimitInfo::new().single_limit(single))])
            .enabled(true)
            .topup_method_category(TopupMethodCategory::MIXEDCARD)
            .topup_method_type(TopupMethodType::MIXEDCARD)
            .topup_option_detail(detail)
            .preferred(false)
            .rank(4800)
            .supported_currencies([currency])
    }

    impl Serve for ConsultTopup {
        fn serve(&self, world: &mut World) -> Result<ConsultTopupResponse, Refusal> {
            let TopupCustomers(customers) = world.get();
            let means = customers.get(&self.customer_id).ok_or(code::USER_NOT_EXIST)?;
            let mut limits = means.limits(self.topup_amount.currency);
            if let Some(refusal) = limits.find_map(|limit| limit.refusal(self.topup_amount)) {
                return Err(refusal.into());
            }
            let mut answer = ConsultTopupResponse::new(ResultInfo::success())
                .topup_method_infos(means.method_infos.clone())
                .topup_options(means.options.clone());
            answer.amount_limit_info.clone_from(&means.amount_limit_info);
            Ok(answer)
        }
    }

    impl TopupMeans {
        /// The limits for one top-up in this currency.
        fn limits(&self, currency: Currency) -> impl Iterator<Item = &AmountLimit> {
            let by_option =
                self.options.iter().filter_map(move |option| option.amount_limit_info_map.as_ref()?.get(&currency));
            by_option.chain(&self.amount_limit_info).filter_map(|info| info.single_limit.as_ref())
        }
    }

    impl AmountLimit {
        /// The code to refuse `amount` with. Limits in other currencies do not apply to it.
        fn refusal(&self, amount: Amount) -> Option<CodeInfo> {
            let applies = |limit: &Amount| limit.currency == amount.currency;
            if self.min_amount.filter(applies).is_some_and(|min| amount.value < min.value) {
                return Some(code::LOWER_EXCEED_AMOUNT_LIMIT);
            }
            if self.max_amount.filter(applies).is_some_and(|max| amount.value > max.value) {
                return Some(code::UPPER_EXCEED_AMOUNT_LIMIT);
            }
            None
        }
    }
}
