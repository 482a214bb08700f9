//! How an order is invoiced.

use alipay_wire::{Extra, Model, StringNewtype, Text};

/// How the order is invoiced.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct InvoiceInfo {
    /// By whom.
    #[wire(show)]
    pub key_info: InvoiceKeyInfo,
    /// What stands on the invoice, as JSON text.
    #[wire(with = Text, max = 400)]
    pub details: String,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Who invoices.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct InvoiceKeyInfo {
    /// Whether the order can be invoiced.
    #[wire(show)]
    pub is_support_invoice: bool,
    /// The merchant on the invoice: short names of brand and shop, joined by `|`.
    #[wire(with = Text, max = 80)]
    pub invoice_merchant_name: String,
    /// The merchant's tax number.
    #[wire(max = 30)]
    pub tax_num: TaxNum,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The tax number of a merchant.
#[derive(Clone, StringNewtype)]
pub struct TaxNum(String);
