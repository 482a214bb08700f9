//! By which means it was paid or refunded, and what that cost.

use alipay_wire::{Extra, OneOrMany, OtherText, Response, StringEnum, Text, Yuan};

/// What was paid, or refunded, by one means.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeFundBill {
    /// The means, such as `ALIPAYACCOUNT` or `BANKCARD`.
    #[wire(alias = "fundChannel", with = Text, max = 32, show)]
    pub fund_channel: Option<String>,
    /// What was paid by it.
    pub amount: Option<Yuan>,
    /// What was paid by it in the end.
    #[wire(alias = "realAmount")]
    pub real_amount: Option<Yuan>,
    /// Kind of card, where the means is one.
    #[wire(alias = "fundType", max = 32, show)]
    pub fund_type: Option<FundType>,
    /// The bank, where the means is a card.
    #[wire(alias = "bankCode", with = Text, max = 10, show)]
    pub bank_code: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A kind of card. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum FundType {
    /// The card draws on an account.
    DebitCard,
    /// The card draws on a credit.
    CreditCard,
    /// The card can do both.
    MixedCard,
    /// A word that is not listed here.
    Other(OtherText),
}

/// A fee.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct ChargeInfo {
    /// What is charged.
    pub charge_fee: Option<Yuan>,
    /// What would be charged without reductions.
    pub original_charge_fee: Option<Yuan>,
    /// The rate of the contract.
    #[wire(with = Text, max = 64, show)]
    pub switch_fee_rate: Option<String>,
    /// Whether the payee's account bears it: `Y` or `N`.
    #[wire(with = Text, max = 1, show)]
    pub is_rating_on_trade_receiver: Option<String>,
    /// Whether the account named in the contract bears it: `Y` or `N`.
    #[wire(with = Text, max = 1, show)]
    pub is_rating_on_switch: Option<String>,
    /// What for: `trade`, `hbfq` for instalments, `charge` for others.
    #[wire(with = Text, max = 64, show)]
    pub charge_type: Option<String>,
    /// Its parts, where several means were used.
    #[wire(with = OneOrMany, show)]
    pub sub_fee_detail_list: Option<Vec<SubFee>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One part of a fee.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct SubFee {
    /// What is charged.
    pub charge_fee: Option<Yuan>,
    /// What would be charged without reductions.
    pub original_charge_fee: Option<Yuan>,
    /// The rate of the contract.
    #[wire(with = Text, max = 64, show)]
    pub switch_fee_rate: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A fee that is given back with a refund.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct RefundChargeInfo {
    /// What is given back.
    pub refund_charge_fee: Option<Yuan>,
    /// The rate of the contract.
    #[wire(with = Text, max = 64, show)]
    pub switch_fee_rate: Option<String>,
    /// What it was for: `trade`, `hbfq` for instalments, `charge` for others.
    #[wire(with = Text, max = 64, show)]
    pub charge_type: Option<String>,
    /// Its parts, where several means were used.
    #[wire(with = OneOrMany, show)]
    pub refund_sub_fee_detail_list: Option<Vec<RefundSubFee>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One part of a fee that is given back.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct RefundSubFee {
    /// What is given back.
    pub refund_charge_fee: Option<Yuan>,
    /// The rate of the contract.
    #[wire(with = Text, max = 64, show)]
    pub switch_fee_rate: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The part that a company pays for its people.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct EnterprisePayInfo {
    /// Whether a company pays any of it.
    #[wire(with = Text, show)]
    pub is_use_enterprise_pay: Option<bool>,
    /// What may be invoiced to it.
    pub invoice_amount: Option<Yuan>,
    /// Details, as JSON text.
    #[wire(with = Text)]
    pub biz_info: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
