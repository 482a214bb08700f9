//! Business parameters beyond the order itself.

use alipay_wire::Text;

alipay_wire::request! {
    /// Business parameters that some products and industries want. The set grows: others go into `extra`.
    pub struct ExtendParams {
        required {}
        optional {
            /// The system provider who is paid a commission: their partner id.
            "sys_service_provider_id" sys_service_provider_id: String as Text [max 64],
            /// Number of Huabei instalments.
            "hb_fq_num" hb_fq_num: String as Text [max 5] {show},
            /// Which percentage of the instalment fee the seller bears: `0` or `100`.
            "hb_fq_seller_percent" hb_fq_seller_percent: String as Text [max 3] {show},
            /// What the industry wants to be told, as JSON text.
            "industry_reflux_info" industry_reflux_info: String as Text [max 512],
            /// Kind of card.
            "card_type" card_type: String as Text [max 32] {show},
            /// The name of the seller to be shown, where that was agreed.
            "specified_seller_name" specified_seller_name: String as Text [max 32],
            /// Whether the money is frozen for a later royalty: `true` or `false`.
            "royalty_freeze" royalty_freeze: bool as Text {show},
            /// Credit parameters, where they were agreed.
            "credit_ext_info" credit_ext_info: String as Text [max 10240],
            /// The order of a mini program's trade component.
            "trade_component_order_id" trade_component_order_id: String as Text [max 64],
            /// The instalment of such an order.
            "tc_installment_order_id" tc_installment_order_id: String as Text [max 64],
        }
    }
}

alipay_wire::model! {
    /// Business parameters that were agreed with Alipay. The pages name one; others go into `extra`.
    pub struct BusinessParams {
        required {}
        optional {
            /// The payer's address in the internet, which some products require for the sake of risk control.
            "mc_create_trade_ip" mc_create_trade_ip: String as Text [max 64],
        }
    }
}

alipay_wire::model! {
    /// Marketing parameters that were agreed with Alipay. The pages name one; others go into `extra`.
    pub struct PromoParam {
        required {}
        optional {
            /// When the buyer really bought, where the payment is taken later: `yyyy-MM-dd HH:mm:ss`.
            "actual_order_time" actual_order_time: String as Text [max 32] {show},
        }
    }
}
