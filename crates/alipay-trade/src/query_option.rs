//! What else an answer is to tell.

use alipay_wire::{OtherText, StringEnum};

/// Something an answer tells only when asked. The set is open, and each API knows some of them.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QueryOption {
    /// By which means it was paid.
    FundBillList,
    /// Which vouchers were used.
    VoucherDetailList,
    /// What vouchers lowered, item by item.
    DiscountGoodsDetail,
    /// What Alipay paid.
    DiscountAmount,
    /// What the merchant paid.
    MdiscountAmount,
    /// What a company pays.
    EnterprisePayInfo,
    /// How a trade is settled and shared.
    TradeSettleInfo,
    /// What was fulfilled.
    FulfillmentDetailList,
    /// What is told of a medical insurance.
    MedicalInsuranceInfo,
    /// Whether a payment that is carried out later was taken up.
    AsyncPayInfo,
    /// How the buyer pays later.
    CreditPayMode,
    /// Ticket amount of a marketing product.
    HybAmount,
    /// By which means it was refunded, and what went back.
    RefundDetailItemList,
    /// Which vouchers were given back.
    RefundVoucherDetailList,
    /// When it was refunded.
    GmtRefundPay,
    /// What goes back to a bank card.
    DepositBackInfo,
    /// The same, card by card.
    DepositBackInfoList,
    /// A word that is not listed here.
    Other(OtherText),
}
