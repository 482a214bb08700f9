//! By which means it was paid or refunded, and what that cost.

use alipay_wire::{OneOrMany, Text, Yuan};

alipay_wire::response! {
    /// What was paid, or refunded, by one means.
    pub struct TradeFundBill {
        required {}
        optional {
            /// The means, such as `ALIPAYACCOUNT` or `BANKCARD`.
            "fund_channel" | "fundChannel" fund_channel: String as Text [max 32] {show},
            /// What was paid by it.
            "amount" amount: Yuan,
            /// What was paid by it in the end.
            "real_amount" | "realAmount" real_amount: Yuan,
            /// Kind of card, where the means is one: `DEBIT_CARD`, `CREDIT_CARD` or `MIXED_CARD`.
            "fund_type" | "fundType" fund_type: String as Text [max 32] {show},
            /// The bank, where the means is a card.
            "bank_code" | "bankCode" bank_code: String as Text [max 10] {show},
        }
    }
}

alipay_wire::response! {
    /// A fee.
    pub struct ChargeInfo {
        required {}
        optional {
            /// What is charged.
            "charge_fee" charge_fee: Yuan,
            /// What would be charged without reductions.
            "original_charge_fee" original_charge_fee: Yuan,
            /// The rate of the contract.
            "switch_fee_rate" switch_fee_rate: String as Text [max 64] {show},
            /// Whether the payee's account bears it: `Y` or `N`.
            "is_rating_on_trade_receiver" is_rating_on_trade_receiver: String as Text [max 1] {show},
            /// Whether the account named in the contract bears it: `Y` or `N`.
            "is_rating_on_switch" is_rating_on_switch: String as Text [max 1] {show},
            /// What for: `trade`, `hbfq` for instalments, `charge` for others.
            "charge_type" charge_type: String as Text [max 64] {show},
            /// Its parts, where several means were used.
            "sub_fee_detail_list" sub_fee_detail_list: Vec<SubFee> as OneOrMany {show},
        }
    }
}

alipay_wire::response! {
    /// One part of a fee.
    pub struct SubFee {
        required {}
        optional {
            /// What is charged.
            "charge_fee" charge_fee: Yuan,
            /// What would be charged without reductions.
            "original_charge_fee" original_charge_fee: Yuan,
            /// The rate of the contract.
            "switch_fee_rate" switch_fee_rate: String as Text [max 64] {show},
        }
    }
}

alipay_wire::response! {
    /// A fee that is given back with a refund.
    pub struct RefundChargeInfo {
        required {}
        optional {
            /// What is given back.
            "refund_charge_fee" refund_charge_fee: Yuan,
            /// The rate of the contract.
            "switch_fee_rate" switch_fee_rate: String as Text [max 64] {show},
            /// What it was for: `trade`, `hbfq` for instalments, `charge` for others.
            "charge_type" charge_type: String as Text [max 64] {show},
            /// Its parts, where several means were used.
            "refund_sub_fee_detail_list" refund_sub_fee_detail_list: Vec<RefundSubFee> as OneOrMany {show},
        }
    }
}

alipay_wire::response! {
    /// One part of a fee that is given back.
    pub struct RefundSubFee {
        required {}
        optional {
            /// What is given back.
            "refund_charge_fee" refund_charge_fee: Yuan,
            /// The rate of the contract.
            "switch_fee_rate" switch_fee_rate: String as Text [max 64] {show},
        }
    }
}

alipay_wire::response! {
    /// The part that a company pays for its people.
    pub struct EnterprisePayInfo {
        required {}
        optional {
            /// Whether a company pays any of it.
            "is_use_enterprise_pay" is_use_enterprise_pay: bool as Text {show},
            /// What may be invoiced to it.
            "invoice_amount" invoice_amount: Yuan,
            /// Details, as JSON text.
            "biz_info" biz_info: String as Text,
        }
    }
}
