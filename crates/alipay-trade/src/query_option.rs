//! What else an answer is to tell.

alipay_wire::text! {
    /// Something an answer tells only when asked. The set is open, and each API knows some of them.
    pub struct QueryOption show {
        /// By which means it was paid.
        FUND_BILL_LIST = "fund_bill_list";
        /// Which vouchers were used.
        VOUCHER_DETAIL_LIST = "voucher_detail_list";
        /// What vouchers lowered, item by item.
        DISCOUNT_GOODS_DETAIL = "discount_goods_detail";
        /// What Alipay paid.
        DISCOUNT_AMOUNT = "discount_amount";
        /// What the merchant paid.
        MDISCOUNT_AMOUNT = "mdiscount_amount";
        /// What a company pays.
        ENTERPRISE_PAY_INFO = "enterprise_pay_info";
        /// How a trade is settled and shared.
        TRADE_SETTLE_INFO = "trade_settle_info";
        /// What was fulfilled.
        FULFILLMENT_DETAIL_LIST = "fulfillment_detail_list";
        /// What is told of a medical insurance.
        MEDICAL_INSURANCE_INFO = "medical_insurance_info";
        /// Whether a payment that is carried out later was taken up.
        ASYNC_PAY_INFO = "async_pay_info";
        /// How the buyer pays later.
        CREDIT_PAY_MODE = "credit_pay_mode";
        /// Ticket amount of a marketing product.
        HYB_AMOUNT = "hyb_amount";
        /// By which means it was refunded, and what went back.
        REFUND_DETAIL_ITEM_LIST = "refund_detail_item_list";
        /// Which vouchers were given back.
        REFUND_VOUCHER_DETAIL_LIST = "refund_voucher_detail_list";
        /// When it was refunded.
        GMT_REFUND_PAY = "gmt_refund_pay";
        /// What goes back to a bank card.
        DEPOSIT_BACK_INFO = "deposit_back_info";
        /// The same, card by card.
        DEPOSIT_BACK_INFO_LIST = "deposit_back_info_list";
    }
}
