//! What each answer is made of: the fields its type lists, and what kind of value each holds.

use alipay::{
    dws::{UserName, accounts::query_account_and_benefit, topups::consult_topup},
    fund_account::query,
    wire::{FieldInfo, Model, signed_header::ResultInfo},
    worldfirst::fund::inquiry_balance as inquiry,
};

/// What a field holds, and with it in which forms it may come.
#[derive(Debug)]
pub(super) enum Kind {
    /// Text, or JSON inside a string.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Integer,
    /// A currency.
    Currency,
    /// A time, kept as text.
    Time,
    /// An amount of the global gateways.
    Amount,
    /// An amount of the Open Platform.
    Yuan,
    /// An object.
    Object(fn() -> Shape),
    /// A list.
    Many(Box<Kind>),
    /// A list that may come as its single item.
    OneOrMany(Box<Kind>),
    /// An object with a member a currency.
    ByCurrency(Box<Kind>),
}

/// The fields of an object, and their kinds.
#[derive(Debug)]
pub(super) struct Shape {
    fields: &'static [FieldInfo],
    kinds: Vec<(&'static str, Kind)>,
    /// Fields of which at least one must be there.
    pub(super) either: Option<&'static [&'static str]>,
}

impl Shape {
    /// # Panics
    /// When the kinds are not those of the fields `M` lists: a field that is added belongs in here.
    fn of<M: Model>(kinds: impl Into<Vec<(&'static str, Kind)>>) -> Self {
        let shape = Self { fields: M::FIELDS, kinds: kinds.into(), either: None };
        let listed: Vec<_> = shape.fields.iter().map(|field| field.name).collect();
        let here: Vec<_> = shape.kinds.iter().map(|(name, _)| *name).collect();
        assert_eq!(here, listed, "the fields of {}", std::any::type_name::<M>());
        shape
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&FieldInfo, &Kind)> {
        self.fields.iter().zip(self.kinds.iter().map(|(_, kind)| kind))
    }
}

use Kind::{Amount, Bool, Currency, Integer, Object, Text, Time, Yuan};

fn many(item: Kind) -> Kind {
    Kind::Many(Box::new(item))
}

fn one_or_many(item: Kind) -> Kind {
    Kind::OneOrMany(Box::new(item))
}

fn result() -> Shape {
    Shape::of::<ResultInfo>([
        ("resultStatus", Text),
        ("resultCode", Text),
        ("resultMessage", Text),
        ("resultCodeId", Text),
    ])
}

fn user_name() -> Shape {
    Shape::of::<UserName>([("firstName", Text), ("middleName", Text), ("lastName", Text), ("fullName", Text)])
}

pub(super) fn query_account_and_benefit() -> Shape {
    let either: &[&str] = &["accounts", "actionForm"];
    let shape = Shape::of::<query_account_and_benefit::QueryAccountAndBenefitResponse>([
        ("result", Object(result)),
        ("accounts", one_or_many(Object(account))),
        ("processId", Text),
        ("actionForm", Object(action_form)),
    ]);
    Shape { either: Some(either), ..shape }
}

fn account() -> Shape {
    Shape::of::<query_account_and_benefit::Account>([
        ("accountNo", Text),
        ("accountStatus", Text),
        ("accountType", Text),
        ("availableAmount", Amount),
        ("createTime", Time),
        ("crossSiteCustomerId", Text),
        ("currency", Currency),
        ("customerTntInstId", Text),
        ("frozenAmount", Amount),
        ("holderName", Object(user_name)),
        ("totalAmount", Amount),
    ])
}

fn action_form() -> Shape {
    Shape::of::<query_account_and_benefit::ChallengeActionForm>([
        ("actionFormType", Text),
        ("challengeType", Text),
        ("challengeRenderValue", Text),
    ])
}

pub(super) fn consult_topup() -> Shape {
    Shape::of::<consult_topup::ConsultTopupResponse>([
        ("result", Object(result)),
        ("topupMethodInfos", many(Object(topup_method_info))),
        ("topupOptions", many(Object(topup_option))),
        ("amountLimitInfo", Object(amount_limit_info)),
    ])
}

fn topup_method_info() -> Shape {
    Shape::of::<consult_topup::TopupMethodInfo>([
        ("enabled", Bool),
        ("topupMethodDetail", Text),
        ("topupMethodType", Text),
        ("preferred", Bool),
    ])
}

fn topup_option() -> Shape {
    Shape::of::<consult_topup::TopupOption>([
        ("amountLimitInfoMap", Kind::ByCurrency(Box::new(Object(amount_limit_info)))),
        ("enabled", Bool),
        ("topupMethodCategory", Text),
        ("topupMethodType", Text),
        ("topupOptionDetail", Text),
        ("preferred", Bool),
        ("rank", Integer),
        ("supportedCurrencies", many(Currency)),
    ])
}

fn amount_limit_info() -> Shape {
    Shape::of::<consult_topup::AmountLimitInfo>([
        ("singleLimit", Object(amount_limit)),
        ("dayLimit", Object(amount_limit)),
        ("monthLimit", Object(amount_limit)),
    ])
}

fn amount_limit() -> Shape {
    Shape::of::<consult_topup::AmountLimit>([("maxAmount", Amount), ("minAmount", Amount), ("remainAmount", Amount)])
}

pub(super) fn topup_method_detail() -> Shape {
    Shape::of::<consult_topup::TopupMethodDetail>([
        ("type", Text),
        ("card", Object(bound_card)),
        ("storeValue", Object(store_value)),
    ])
}

fn bound_card() -> Shape {
    Shape::of::<consult_topup::BoundCard>([
        ("cardIssuer", Text),
        ("cardToken", Text),
        ("instUserName", Object(user_name)),
        ("topUpMethodDetailMetadata", Text),
    ])
}

fn store_value() -> Shape {
    Shape::of::<consult_topup::StoreValue>([
        ("accountNo", Text),
        ("availableAmount", Amount),
        ("frozenAmount", Amount),
        ("totalAmount", Amount),
        ("topUpMethodDetailMetadata", Text),
    ])
}

pub(super) fn topup_option_detail() -> Shape {
    Shape::of::<consult_topup::TopupOptionDetail>([("type", Text), ("card", Object(card_option))])
}

fn card_option() -> Shape {
    Shape::of::<consult_topup::CardOption>([
        ("bankInfos", many(Object(|| Shape::of::<consult_topup::BankInfo>([])))),
        ("supportCardBrands", many(Object(support_card_brand))),
    ])
}

fn support_card_brand() -> Shape {
    Shape::of::<consult_topup::SupportCardBrand>([("cardBrand", Text), ("supportedCurrencies", many(Currency))])
}

pub(super) fn balance_info() -> Shape {
    Shape::of::<consult_topup::BalanceInfo>([
        ("availableAmount", Amount),
        ("currency", Currency),
        ("frozenAmount", Amount),
        ("totalAmount", Amount),
    ])
}

pub(super) fn inquiry_balance() -> Shape {
    Shape::of::<inquiry::InquiryBalanceResponse>([
        ("result", Object(result)),
        ("balance", one_or_many(Amount)),
        ("transferFactor", Object(|| Shape::of::<inquiry::TransferFactor>([("transferFundType", Text)]))),
    ])
}

pub(super) fn fund_account_query() -> Shape {
    Shape::of::<query::FundAccountQueryResponse>([
        ("available_amount", Yuan),
        ("code", Text),
        ("msg", Text),
        ("sub_code", Text),
        ("sub_msg", Text),
        ("ext_card_info", Object(ext_card_info)),
        ("freeze_amount", Yuan),
        ("total_amount", Yuan),
        ("amount_detail", Object(|| Shape::of::<query::BalanceAccountDetail>([("acs", Yuan), ("bank", Yuan)]))),
    ])
}

fn ext_card_info() -> Shape {
    Shape::of::<query::ExtCardInfo>([
        ("card_no", Text),
        ("bank_acc_name", Text),
        ("card_branch", Text),
        ("card_bank", Text),
        ("card_location", Text),
        ("card_deposit", Text),
        ("status", Text),
    ])
}
