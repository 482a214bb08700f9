//! Who must be the one who pays.

use alipay_wire::Text;

alipay_wire::request! {
    /// Who must be the one who pays.
    pub struct ExtUserInfo {
        required {}
        optional {
            /// Their name. Compared when `need_check_info` or `fix_buyer` is `T`.
            "name" name: String as Text [max 16],
            /// Their mobile phone. Not compared for now.
            "mobile" mobile: String as Text [max 20],
            /// Kind of document, such as `IDENTITY_CARD` or `PASSPORT`.
            "cert_type" cert_type: String as Text [max 32] {show},
            /// Number of the document.
            "cert_no" cert_no: String as Text [max 64],
            /// Age they must have reached, in years. Needs `need_check_info`.
            "min_age" min_age: i64 as Text {show},
            /// `T` when the payer must be the one named by document and name.
            "fix_buyer" fix_buyer: String as Text [max 8] {show},
            /// `T` when what is given here is compared with the payer. One difference fails the payment.
            "need_check_info" need_check_info: String as Text [max 1] {show},
            /// SHA-256 of name and document number, instead of them.
            "identity_hash" identity_hash: String as Text [max 128],
        }
    }
}
