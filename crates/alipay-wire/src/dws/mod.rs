//! What the APIs of the Digital Wallet gateway share.

mod env;

pub use env::{Env, TerminalType};

crate::text! {
    /// Names a customer of the wallet: 16 digits beginning with 21.
    pub struct CustomerId;
}

crate::text! {
    /// Names a request: the merchant's own number, the same for every repetition.
    pub struct RequestId;
}

crate::text! {
    /// Names a query that runs over several calls with challenges between them.
    pub struct ProcessId;
}

crate::model! {
    /// The name of a person. Every part is optional, and any may be empty.
    pub struct UserName {
        required {}
        optional {
            /// Given name.
            "firstName" first_name: String as crate::Text,
            /// Middle name.
            "middleName" middle_name: String as crate::Text,
            /// Family name.
            "lastName" last_name: String as crate::Text,
            /// The whole name, where it is not kept in parts.
            "fullName" full_name: String as crate::Text,
        }
    }
}
