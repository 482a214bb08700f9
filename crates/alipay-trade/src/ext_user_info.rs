//! Who must be the one who pays.

use alipay_wire::{Extra, Model, Text};

/// Who must be the one who pays.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct ExtUserInfo {
    /// Their name. Compared when `need_check_info` or `fix_buyer` is `T`.
    #[wire(with = Text, max = 16)]
    pub name: Option<String>,
    /// Their mobile phone. Not compared for now.
    #[wire(with = Text, max = 20)]
    pub mobile: Option<String>,
    /// Kind of document, such as `IDENTITY_CARD` or `PASSPORT`.
    #[wire(with = Text, max = 32, show)]
    pub cert_type: Option<String>,
    /// Number of the document.
    #[wire(with = Text, max = 64)]
    pub cert_no: Option<String>,
    /// Age they must have reached, in years. Needs `need_check_info`.
    #[wire(with = Text, show)]
    pub min_age: Option<i64>,
    /// `T` when the payer must be the one named by document and name.
    #[wire(with = Text, max = 8, show)]
    pub fix_buyer: Option<String>,
    /// `T` when what is given here is compared with the payer. One difference fails the payment.
    #[wire(with = Text, max = 1, show)]
    pub need_check_info: Option<String>,
    /// SHA-256 of name and document number, instead of them.
    #[wire(with = Text, max = 128)]
    pub identity_hash: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
