//! Who gets the money of an order, and who shares in it.

use alipay_wire::{OneOrMany, Text, Yuan};

alipay_wire::request! {
    /// The merchant behind a platform: required of platforms that settle for their merchants, and of institutions.
    pub struct SubMerchant {
        required {
            /// Their number at Alipay.
            "merchant_id" merchant_id: String as Text [max 16],
        }
        optional {
            /// What kind of number that is. `alipay` unless given.
            "merchant_type" merchant_type: String as Text [max 32] {show},
        }
    }
}

alipay_wire::request! {
    /// Who gets the money, where a platform settles for its merchants.
    pub struct SettleInfo {
        required {
            /// The receivers: one, for now.
            "settle_detail_infos" settle_detail_infos: Vec<SettleDetailInfo> as OneOrMany {show},
        }
        optional {
            /// After how long it is settled without a confirmation, such as `7d`.
            "settle_period_time" settle_period_time: String as Text [max 10] {show},
        }
    }
}

alipay_wire::request! {
    /// One receiver.
    pub struct SettleDetailInfo {
        required {
            /// How the receiver is named: `cardAliasNo`, `userId`, `loginName` or `defaultSettle`.
            "trans_in_type" trans_in_type: AccountKind [max 64] {show},
            /// How much: all of the order's amount.
            "amount" amount: Yuan,
        }
        optional {
            /// The receiver. None for `defaultSettle`.
            "trans_in" trans_in: Account [max 64],
            /// By what payments are summed up.
            "summary_dimension" summary_dimension: String as Text [max 64],
            /// Whom it is settled for: the merchant or the shop.
            "settle_entity_id" settle_entity_id: String as Text [max 64],
            /// `SecondMerchant` or `Store`.
            "settle_entity_type" settle_entity_type: String as Text [max 32] {show},
            /// How much in this part of the settlement, where it is confirmed in parts.
            "actual_amount" actual_amount: Yuan,
        }
    }
}

alipay_wire::request! {
    /// Who shares in an order's money.
    pub struct RoyaltyInfo {
        required {
            /// The shares.
            "royalty_detail_infos" royalty_detail_infos: Vec<RoyaltyDetailInfos> as OneOrMany {show},
        }
        optional {
            /// How it is shared: `ROYALTY`, for now.
            "royalty_type" royalty_type: String as Text [max 150] {show},
        }
    }
}

alipay_wire::request! {
    /// One share, told when the order is made.
    pub struct RoyaltyDetailInfos {
        required {
            /// How the receiver is named: `userId`, `bankIndex` or `storeId`.
            "trans_in_type" trans_in_type: AccountKind [max 24] {show},
            /// The receiver.
            "trans_in" trans_in: Account [max 28],
            /// How the giver is named: `userId`.
            "trans_out_type" trans_out_type: AccountKind [max 24] {show},
            /// Who gives: whom the order pays.
            "trans_out" trans_out: Account [max 28],
            /// How much.
            "amount" amount: Yuan,
            /// Your number of the share.
            "out_relation_id" out_relation_id: String as Text [max 64],
        }
        optional {
            /// Position in the list, from 1.
            "serial_no" serial_no: u32 {show},
            /// Number of the batch, where receivers are bank accounts.
            "batch_no" batch_no: String as Text [max 32],
            /// How many percent, instead of the amount.
            "amount_percentage" amount_percentage: String as Text [max 3] {show},
            /// What for.
            "desc" desc: String as Text [max 1000],
        }
    }
}

alipay_wire::request! {
    /// One share that is taken back with a refund.
    pub struct OpenApiRoyaltyDetailInfoPojo {
        required {
            // The page allows 16 characters, and names for accounts that are longer.
            /// Who gets it back: a user id, the alias of a card, a login name or an `openid`.
            "trans_in" trans_in: Account [max 128],
        }
        optional {
            /// `transfer`, which it is unless given, or `replenish`.
            "royalty_type" royalty_type: String as Text [max 32] {show},
            /// Who gives.
            "trans_out" trans_out: Account [max 128],
            /// How the giver is named: `userId`, `loginName` or `openId`.
            "trans_out_type" trans_out_type: AccountKind [max 64] {show},
            /// How the receiver is named: `userId`, `cardAliasNo`, `loginName` or `openId`.
            "trans_in_type" trans_in_type: AccountKind [max 64] {show},
            /// Name of the receiver. Compared, when given.
            "trans_in_name" trans_in_name: String as Text [max 64],
            /// How much.
            "amount" amount: Yuan,
            /// How many percent: 1 to 100.
            "amount_percentage" amount_percentage: u32 {show},
            /// What for.
            "desc" desc: String as Text [max 1000],
            /// What it was for, such as `达人佣金`.
            "royalty_scene" royalty_scene: String as Text [max 256],
        }
    }
}

alipay_wire::text! {
    /// Names an account, in the way an [`AccountKind`] says.
    pub struct Account;
}

alipay_wire::text! {
    /// How an account is named. The set is open.
    pub struct AccountKind show {
        /// By a user id: 16 digits beginning with 2088.
        USER_ID = "userId";
        /// As one application knows its owner.
        OPEN_ID = "openId";
        /// By a login name.
        LOGIN_NAME = "loginName";
        /// By the alias of a card.
        CARD_ALIAS_NO = "cardAliasNo";
        /// By the number of a bank account.
        BANK_INDEX = "bankIndex";
        /// By the number of a shop.
        STORE_ID = "storeId";
        /// Not at all: the account that was agreed.
        DEFAULT_SETTLE = "defaultSettle";
    }
}
