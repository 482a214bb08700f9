//! How an order is invoiced.

use alipay_wire::Text;

alipay_wire::request! {
    /// How the order is invoiced.
    pub struct InvoiceInfo {
        required {
            /// By whom.
            "key_info" key_info: InvoiceKeyInfo {show},
            /// What stands on the invoice, as JSON text.
            "details" details: String as Text [max 400],
        }
        optional {}
    }
}

alipay_wire::request! {
    /// Who invoices.
    pub struct InvoiceKeyInfo {
        required {
            /// Whether the order can be invoiced.
            "is_support_invoice" is_support_invoice: bool {show},
            /// The merchant on the invoice: short names of brand and shop, joined by `|`.
            "invoice_merchant_name" invoice_merchant_name: String as Text [max 80],
            /// The merchant's tax number.
            "tax_num" tax_num: TaxNum [max 30],
        }
        optional {}
    }
}

alipay_wire::text! {
    /// The tax number of a merchant.
    pub struct TaxNum;
}
