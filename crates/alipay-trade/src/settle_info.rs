//! Who gets the money of an order, and who shares in it.

use alipay_wire::{Extra, Model, OneOrMany, OtherText, StringEnum, StringNewtype, Text, Yuan};

/// The merchant behind a platform: required of platforms that settle for their merchants, and of institutions.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct SubMerchant {
    /// Their number at Alipay.
    #[wire(with = Text, max = 16)]
    pub merchant_id: String,
    /// What kind of number that is. `alipay` unless given.
    #[wire(with = Text, max = 32, show)]
    pub merchant_type: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Who gets the money, where a platform settles for its merchants.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct SettleInfo {
    /// The receivers: one, for now.
    #[wire(with = OneOrMany, show)]
    pub settle_detail_infos: Vec<SettleDetailInfo>,
    /// After how long it is settled without a confirmation, such as `7d`.
    #[wire(with = Text, max = 10, show)]
    pub settle_period_time: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One receiver.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct SettleDetailInfo {
    /// How the receiver is named: `cardAliasNo`, `userId`, `loginName` or `defaultSettle`.
    #[wire(max = 64, show)]
    pub trans_in_type: AccountKind,
    /// How much: all of the order's amount.
    pub amount: Yuan,
    /// The receiver. None for `defaultSettle`.
    #[wire(max = 64)]
    pub trans_in: Option<Account>,
    /// By what payments are summed up.
    #[wire(with = Text, max = 64)]
    pub summary_dimension: Option<String>,
    /// Whom it is settled for: the merchant or the shop.
    #[wire(with = Text, max = 64)]
    pub settle_entity_id: Option<String>,
    /// `SecondMerchant` or `Store`.
    #[wire(with = Text, max = 32, show)]
    pub settle_entity_type: Option<String>,
    /// How much in this part of the settlement, where it is confirmed in parts.
    pub actual_amount: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Who shares in an order's money.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct RoyaltyInfo {
    /// The shares.
    #[wire(with = OneOrMany, show)]
    pub royalty_detail_infos: Vec<RoyaltyDetailInfos>,
    /// How it is shared: `ROYALTY`, for now.
    #[wire(with = Text, max = 150, show)]
    pub royalty_type: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One share, told when the order is made.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct RoyaltyDetailInfos {
    /// How the receiver is named: `userId`, `bankIndex` or `storeId`.
    #[wire(max = 24, show)]
    pub trans_in_type: AccountKind,
    /// The receiver.
    #[wire(max = 28)]
    pub trans_in: Account,
    /// How the giver is named: `userId`.
    #[wire(max = 24, show)]
    pub trans_out_type: AccountKind,
    /// Who gives: whom the order pays.
    #[wire(max = 28)]
    pub trans_out: Account,
    /// How much.
    pub amount: Yuan,
    /// Your number of the share.
    #[wire(with = Text, max = 64)]
    pub out_relation_id: String,
    /// Position in the list, from 1.
    #[wire(show)]
    pub serial_no: Option<u32>,
    /// Number of the batch, where receivers are bank accounts.
    #[wire(with = Text, max = 32)]
    pub batch_no: Option<String>,
    /// How many percent, instead of the amount.
    #[wire(with = Text, max = 3, show)]
    pub amount_percentage: Option<String>,
    /// What for.
    #[wire(with = Text, max = 1000)]
    pub desc: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One share that is taken back with a refund.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct OpenApiRoyaltyDetailInfoPojo {
    // The page allows 16 characters, and names for accounts that are longer.
    /// Who gets it back: a user id, the alias of a card, a login name or an `openid`.
    #[wire(max = 128)]
    pub trans_in: Account,
    /// `transfer`, which it is unless given, or `replenish`.
    #[wire(with = Text, max = 32, show)]
    pub royalty_type: Option<String>,
    /// Who gives.
    #[wire(max = 128)]
    pub trans_out: Option<Account>,
    /// How the giver is named: `userId`, `loginName` or `openId`.
    #[wire(max = 64, show)]
    pub trans_out_type: Option<AccountKind>,
    /// How the receiver is named: `userId`, `cardAliasNo`, `loginName` or `openId`.
    #[wire(max = 64, show)]
    pub trans_in_type: Option<AccountKind>,
    /// Name of the receiver. Compared, when given.
    #[wire(with = Text, max = 64)]
    pub trans_in_name: Option<String>,
    /// How much.
    pub amount: Option<Yuan>,
    /// How many percent: 1 to 100.
    #[wire(show)]
    pub amount_percentage: Option<u32>,
    /// What for.
    #[wire(with = Text, max = 1000)]
    pub desc: Option<String>,
    /// What it was for, such as `达人佣金`.
    #[wire(with = Text, max = 256)]
    pub royalty_scene: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Names an account, in the way an [`AccountKind`] says.
#[derive(Clone, StringNewtype)]
pub struct Account(String);

/// How an account is named. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "camelCase")]
#[non_exhaustive]
pub enum AccountKind {
    /// By a user id: 16 digits beginning with 2088.
    UserId,
    /// As one application knows its owner.
    OpenId,
    /// By a login name.
    LoginName,
    /// By the alias of a card.
    CardAliasNo,
    /// By the number of a bank account.
    BankIndex,
    /// By the number of a shop.
    StoreId,
    /// Not at all: the account that was agreed.
    DefaultSettle,
    /// A word that is not listed here.
    Other(OtherText),
}
