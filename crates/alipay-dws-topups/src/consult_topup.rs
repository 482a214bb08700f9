//! `consultTopup`: by which means a customer can top up their wallet.
//!
//! Two lists come back: methods the customer has bound already, and options they could bind. The details of each are
//! JSON inside a JSON string, up to three strings deep, and are read when asked for. Whether an amount keeps within the
//! limits that come with them is said by [`limits`](crate::limits).

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, Currency, Dws, Extra, JsonText, Keyed, OtherText, Request, Response, Rules, StringEnum, Text,
    dws::{CustomerId, Env, RequestId, UserName},
    signed_header::ResultInfo,
};

/// Asks by which means a customer can top up by this amount.
///
/// * **When:** before [`ApplyTopup`](crate::ApplyTopup), to let the customer choose. [`limits`](crate::limits)
///   compares amounts with the answer.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `USER_NOT_KYC` where customers must say who they are first,
///   `USER_BALANCE_EXCEED_LIMIT`, `LOWER_EXCEED_AMOUNT_LIMIT` and `UPPER_EXCEED_AMOUNT_LIMIT` for the amount,
///   `RISK_REJECT` and `AML_REJECT` for no reason you can change.
/// * **Page:** `consultTopup`, Digital Wallet.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "consultTopup",
    route = "POST /ams/api/v1/topups/consultTopup",
    safety = Query,
    answer = ConsultTopupResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct ConsultTopup {
    /// Your number of the request, by which the gateway's support finds it.
    #[wire(max = 64)]
    pub request_id: RequestId,
    /// Whose wallet.
    #[wire(max = 32)]
    pub customer_id: CustomerId,
    /// What is to be added to the wallet, in the smallest unit of the currency.
    #[wire(show)]
    pub topup_amount: Amount,
    /// The customer's device and session, for the gateway's risk control.
    #[wire(show)]
    pub env: Option<Env>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The means by which a customer can top up.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct ConsultTopupResponse {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// Methods the customer has bound.
    #[wire(show)]
    pub topup_method_infos: Option<Vec<TopupMethodInfo>>,
    /// Options the customer could bind.
    #[wire(show)]
    pub topup_options: Option<Vec<TopupOption>>,
    /// Limits of the customer's top-ups, whatever the means.
    #[wire(show)]
    pub amount_limit_info: Option<AmountLimitInfo>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A method the customer has bound. The page spells its members in two ways, and both are read.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TopupMethodInfo {
    /// Whether the method can be used for this top-up.
    #[wire(with = Text, show)]
    pub enabled: Option<bool>,
    /// The method itself.
    #[wire(alias = "topUpMethodDetail")]
    pub topup_method_detail: Option<JsonText<TopupMethodDetail>>,
    /// Kind of the method.
    #[wire(alias = "topUpMethodType", show)]
    pub topup_method_type: Option<TopupMethodType>,
    /// Whether to offer the method first.
    #[wire(with = Text, show)]
    pub preferred: Option<bool>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// An option the customer could bind. The page spells its members in two ways, and both are read.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TopupOption {
    /// Limits of top-ups by this option, by currency.
    #[wire(alias = "amountLimitMap", show)]
    pub amount_limit_info_map: Option<BTreeMap<Currency, AmountLimitInfo>>,
    /// Whether the option can be used for this top-up.
    #[wire(with = Text, show)]
    pub enabled: Option<bool>,
    /// Group the option belongs to.
    #[wire(alias = "topUpMethodCategory", show)]
    pub topup_method_category: Option<TopupMethodCategory>,
    /// Kind of method it would become.
    #[wire(alias = "topUpMethodType", show)]
    pub topup_method_type: Option<TopupMethodType>,
    /// The option itself.
    #[wire(alias = "topUpOptionDetail")]
    pub topup_option_detail: Option<JsonText<TopupOptionDetail>>,
    /// Whether to offer the option first.
    #[wire(with = Text, show)]
    pub preferred: Option<bool>,
    /// Place among the options. The page does not say which end comes first.
    #[wire(with = Text, show)]
    pub rank: Option<i64>,
    /// Currencies the option takes.
    #[wire(show)]
    pub supported_currencies: Option<Vec<Currency>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A kind of top-up method. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TopupMethodType {
    /// Online banking through GCash.
    GcashEbank,
    /// A bank card, debit or credit.
    Mixedcard,
    /// An account that holds money, such as the wallet's own.
    PaymentAccount,
    /// A word that is not listed here.
    Other(OtherText),
}

/// A group of top-up methods. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TopupMethodCategory {
    /// Bank cards, debit and credit.
    Mixedcard,
    /// A word that is not listed here.
    Other(OtherText),
}

/// Limits of top-ups.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct AmountLimitInfo {
    /// For one top-up.
    #[wire(show)]
    pub single_limit: Option<AmountLimit>,
    /// For all of a day.
    #[wire(show)]
    pub day_limit: Option<AmountLimit>,
    /// For all of a month.
    #[wire(show)]
    pub month_limit: Option<AmountLimit>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One limit. Amounts are in the smallest unit of their currency.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct AmountLimit {
    /// The most that is taken.
    #[wire(show)]
    pub max_amount: Option<Amount>,
    /// The least that is taken.
    #[wire(show)]
    pub min_amount: Option<Amount>,
    /// What is left of the limit.
    #[wire(show)]
    pub remain_amount: Option<Amount>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a bound method is: its type, and a member named after it. See [`method`](TopupMethodDetail::method).
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TopupMethodDetail {
    /// Which of the members below is there.
    #[wire(rename = "type", show)]
    pub detail_type: Option<DetailType>,
    /// A card.
    #[wire(show)]
    pub card: Option<BoundCard>,
    /// An account that holds money.
    #[wire(show)]
    pub store_value: Option<StoreValue>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a method or an option is. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DetailType {
    /// A card.
    Card,
    /// An account that holds money.
    StoreValue,
    /// A word that is not listed here.
    Other(OtherText),
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
        match (&self.detail_type, &self.card, &self.store_value) {
            (Some(DetailType::Card), Some(card), _) => BoundMethod::Card(card),
            (Some(DetailType::StoreValue), _, Some(store_value)) => BoundMethod::StoreValue(store_value),
            _ => BoundMethod::Other(self),
        }
    }
}

/// A card the customer has bound.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct BoundCard {
    /// Who issued the card.
    #[wire(with = Text, show)]
    pub card_issuer: Option<String>,
    /// Stands for the card in later calls. Anyone who has it can charge the card: keep it secret.
    #[wire(with = Text)]
    pub card_token: Option<String>,
    /// Name of the card's holder.
    #[wire(show)]
    pub inst_user_name: Option<UserName>,
    /// More about the card.
    pub top_up_method_detail_metadata: Option<JsonText<CardMetadata>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// More about a card.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct CardMetadata {
    /// The gateway's number of the card.
    #[wire(with = Text)]
    pub card_index: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// An account that holds money. Amounts are in the smallest unit of their currency.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct StoreValue {
    /// Number of the account.
    #[wire(with = Text)]
    pub account_no: Option<String>,
    /// What can be spent now.
    #[wire(show)]
    pub available_amount: Option<Amount>,
    /// What is frozen.
    #[wire(show)]
    pub frozen_amount: Option<Amount>,
    /// What can be spent and what is frozen together.
    #[wire(show)]
    pub total_amount: Option<Amount>,
    /// More about the account.
    pub top_up_method_detail_metadata: Option<JsonText<StoreValueMetadata>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// More about an account.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct StoreValueMetadata {
    /// What is on the account.
    pub balance_info: Option<JsonText<BalanceInfo>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What is on an account. Amounts are in the smallest unit of their currency.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct BalanceInfo {
    /// What can be spent now.
    #[wire(show)]
    pub available_amount: Option<Amount>,
    /// Currency of the account.
    #[wire(show)]
    pub currency: Option<Currency>,
    /// What is frozen.
    #[wire(show)]
    pub frozen_amount: Option<Amount>,
    /// What can be spent and what is frozen together.
    #[wire(show)]
    pub total_amount: Option<Amount>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What an option is: its type, and a member named after it. Types this crate does not know are in `extra`.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TopupOptionDetail {
    /// Which member is there.
    #[wire(rename = "type", show)]
    pub detail_type: Option<DetailType>,
    /// Cards that can be bound.
    #[wire(show)]
    pub card: Option<CardOption>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Which cards can be bound.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct CardOption {
    /// Banks whose cards are taken. Empty on the page.
    #[wire(show)]
    pub bank_infos: Option<Vec<BankInfo>>,
    /// Brands that are taken.
    #[wire(show)]
    pub support_card_brands: Option<Vec<SupportCardBrand>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A bank whose cards are taken. The page shows no members: what comes is in `extra`.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct BankInfo {
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A brand of cards that is taken.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct SupportCardBrand {
    /// Name of the brand, such as `VISA`.
    #[wire(with = Text, show)]
    pub card_brand: Option<String>,
    /// Currencies that cards of this brand are charged in.
    #[wire(show)]
    pub supported_currencies: Option<Vec<Currency>>,
    /// Members this type has no field for.
    pub extra: Extra,
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

impl Keyed for ConsultTopup {
    fn key(&self) -> Option<&str> {
        Some(self.request_id.as_str())
    }
}

impl Rules for ConsultTopup {
    // No `correlate`: the answer repeats neither customer, request nor amount.
}
