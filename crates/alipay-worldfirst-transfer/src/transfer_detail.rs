//! Who pays, who is paid, and what for: models that requests, answers and notifications share.

use alipay_wire::{
    Amount, Extra, Model, OtherText, StringEnum, StringNewtype, Text,
    worldfirst::{Quote, UserName},
};

/// Names a transfer: the partner's own number, the same for every repetition.
#[derive(Clone, StringNewtype)]
pub struct TransferRequestId(String);

/// Names a transfer: WorldFirst's number.
#[derive(Clone, StringNewtype)]
pub struct TransferId(String);

/// What the payer pays.
///
/// The pages say no more than that. The member is that of the gateway's enterprise pages; others go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct TransferFromDetail {
    /// What leaves the payer's balance, in the smallest unit of the currency.
    #[wire(show)]
    pub transfer_from_amount: Option<Amount>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What the beneficiary is paid, and how.
///
/// The pages name the way to the beneficiary's name. The other members are those of the gateway's enterprise pages;
/// further ones go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct TransferToDetail {
    /// Where the money goes: a bank account, a WorldFirst account or an Alipay wallet.
    #[wire(show)]
    pub transfer_to_method: Option<PaymentMethod>,
    /// What the beneficiary gets, in the smallest unit of the currency.
    #[wire(show)]
    pub transfer_to_amount: Option<Amount>,
    /// What WorldFirst takes for it. In answers.
    #[wire(show)]
    pub fee_amount: Option<Amount>,
    /// What the transfer is for, as the gateway's code, such as `GDS` for goods.
    #[wire(with = Text, show)]
    pub purpose_code: Option<String>,
    /// The exchange rate, where the two amounts differ in currency.
    #[wire(show)]
    pub transfer_quote: Option<Quote>,
    /// Where the notification about this transfer goes.
    #[wire(with = Text)]
    pub transfer_notify_url: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Where money goes.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst, new = blank)]
#[non_exhaustive]
pub struct PaymentMethod {
    /// The kind of method.
    #[wire(show)]
    pub payment_method_type: Option<PaymentMethodType>,
    /// The customer whose account it is, where the method is an account at WorldFirst.
    #[wire(with = Text)]
    pub customer_id: Option<String>,
    /// The method itself.
    #[wire(show)]
    pub payment_method_meta_data: Option<PaymentMethodMetaData>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl PaymentMethod {
    /// A method of this kind, which every request names.
    pub fn new(kind: impl Into<PaymentMethodType>) -> Self {
        Self::blank().payment_method_type(kind)
    }
}

/// A kind of method. The set is open, and the pages do not list it.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum PaymentMethodType {
    /// An account at WorldFirst. From a sample of the enterprise pages.
    Balance,
    /// A word that is not listed here.
    Other(OtherText),
}

/// A method. Members the pages do not show go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct PaymentMethodMetaData {
    /// A bank account.
    #[wire(show)]
    pub bank_account: Option<BankAccount>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A bank account. The pages show its holder only: number, bank and the like go into `extra`, under the names your
/// contract gives them.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct BankAccount {
    /// Who holds the account. The full name must be the registered legal name of the beneficiary.
    #[wire(show)]
    pub holder_account_name: Option<UserName>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a transfer is about. Members the pages do not show go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct TransferOrderAddition {
    /// Your own number of the order behind the transfer. From the enterprise pages.
    #[wire(with = Text, max = 64)]
    pub reference_order_id: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
