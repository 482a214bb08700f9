//! `consultTopup`: by which means a customer can top up their wallet.
//!
//! Two lists come back: methods the customer has bound already, and options they could bind. The details of each are
//! JSON inside a JSON string, up to three strings deep, and are read when asked for. Whether an amount keeps within the
//! limits that come with them is said by [`limits`](crate::limits).

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, Currency, Dws, JsonText, Text,
    dws::{CustomerId, Env, RequestId, UserName},
    signed_header::ResultInfo,
};

alipay_wire::request! {
    /// Asks by which means a customer can top up by this amount.
    ///
    /// * **When:** before [`ApplyTopup`](crate::ApplyTopup), to let the customer choose. [`limits`](crate::limits)
    ///   compares amounts with the answer.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** in [`code`]. Expect `USER_NOT_KYC` where customers must say who they are first,
    ///   `USER_BALANCE_EXCEED_LIMIT`, `LOWER_EXCEED_AMOUNT_LIMIT` and `UPPER_EXCEED_AMOUNT_LIMIT` for the amount,
    ///   `RISK_REJECT` and `AML_REJECT` for no reason you can change.
    /// * **Page:** `consultTopup`, Digital Wallet.
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
        /// Online banking through GCash.
        GCASH_EBANK = "GCASH_EBANK";
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
