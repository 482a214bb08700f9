//! Who pays, who is paid, and what for: models that requests, answers and notifications share.

use alipay_wire::{
    Amount, Text,
    worldfirst::{Quote, UserName},
};

alipay_wire::text! {
    /// Names a transfer: the partner's own number, the same for every repetition.
    pub struct TransferRequestId;
}

alipay_wire::text! {
    /// Names a transfer: WorldFirst's number.
    pub struct TransferId;
}

alipay_wire::model! {
    /// What the payer pays.
    ///
    /// The pages say no more than that. The member is that of the gateway's enterprise pages; others go into `extra`.
    pub struct TransferFromDetail {
        required {}
        optional {
            /// What leaves the payer's balance, in the smallest unit of the currency.
            "transferFromAmount" transfer_from_amount: Amount {show},
        }
    }
}

alipay_wire::model! {
    /// What the beneficiary is paid, and how.
    ///
    /// The pages name the way to the beneficiary's name. The other members are those of the gateway's enterprise pages;
    /// further ones go into `extra`.
    pub struct TransferToDetail {
        required {}
        optional {
            /// Where the money goes: a bank account, a WorldFirst account or an Alipay wallet.
            "transferToMethod" transfer_to_method: PaymentMethod {show},
            /// What the beneficiary gets, in the smallest unit of the currency.
            "transferToAmount" transfer_to_amount: Amount {show},
            /// What WorldFirst takes for it. In answers.
            "feeAmount" fee_amount: Amount {show},
            /// What the transfer is for, as the gateway's code, such as `GDS` for goods.
            "purposeCode" purpose_code: String as Text {show},
            /// The exchange rate, where the two amounts differ in currency.
            "transferQuote" transfer_quote: Quote {show},
            /// Where the notification about this transfer goes.
            "transferNotifyUrl" transfer_notify_url: String as Text,
        }
    }
}

alipay_wire::model! {
    /// Where money goes.
    pub struct PaymentMethod {
        required {}
        optional {
            /// The kind of method.
            "paymentMethodType" payment_method_type: PaymentMethodType {show},
            /// The customer whose account it is, where the method is an account at WorldFirst.
            "customerId" customer_id: String as Text,
            /// The method itself.
            "paymentMethodMetaData" payment_method_meta_data: PaymentMethodMetaData {show},
        }
        private new blank
    }
}

impl PaymentMethod {
    /// A method of this kind, which every request names.
    pub fn new(kind: impl Into<PaymentMethodType>) -> Self {
        Self::blank().payment_method_type(kind)
    }
}

alipay_wire::text! {
    /// A kind of method. The set is open, and the pages do not list it.
    pub struct PaymentMethodType show {
        /// An account at WorldFirst. From a sample of the enterprise pages.
        BALANCE = "BALANCE";
    }
}

alipay_wire::model! {
    /// A method. Members the pages do not show go into `extra`.
    pub struct PaymentMethodMetaData {
        required {}
        optional {
            /// A bank account.
            "bankAccount" bank_account: BankAccount {show},
        }
    }
}

alipay_wire::model! {
    /// A bank account. The pages show its holder only: number, bank and the like go into `extra`, under the names your
    /// contract gives them.
    pub struct BankAccount {
        required {}
        optional {
            /// Who holds the account. The full name must be the registered legal name of the beneficiary.
            "holderAccountName" holder_account_name: UserName {show},
        }
    }
}

alipay_wire::model! {
    /// What a transfer is about. Members the pages do not show go into `extra`.
    pub struct TransferOrderAddition {
        required {}
        optional {
            /// Your own number of the order behind the transfer. From the enterprise pages.
            "referenceOrderId" reference_order_id: String as Text [max 64],
        }
    }
}
