//! Business parameters beyond the order itself.

use alipay_wire::{Extra, Model, Text};

/// Business parameters that some products and industries want. The set grows: others go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct ExtendParams {
    /// The system provider who is paid a commission: their partner id.
    #[wire(with = Text, max = 64)]
    pub sys_service_provider_id: Option<String>,
    /// Number of Huabei instalments.
    #[wire(with = Text, max = 5, show)]
    pub hb_fq_num: Option<String>,
    /// Which percentage of the instalment fee the seller bears: `0` or `100`.
    #[wire(with = Text, max = 3, show)]
    pub hb_fq_seller_percent: Option<String>,
    /// What the industry wants to be told, as JSON text.
    #[wire(with = Text, max = 512)]
    pub industry_reflux_info: Option<String>,
    /// Kind of card.
    #[wire(with = Text, max = 32, show)]
    pub card_type: Option<String>,
    /// The name of the seller to be shown, where that was agreed.
    #[wire(with = Text, max = 32)]
    pub specified_seller_name: Option<String>,
    /// Whether the money is frozen for a later royalty: `true` or `false`.
    #[wire(with = Text, show)]
    pub royalty_freeze: Option<bool>,
    /// Credit parameters, where they were agreed.
    #[wire(with = Text, max = 10240)]
    pub credit_ext_info: Option<String>,
    /// The order of a mini program's trade component.
    #[wire(with = Text, max = 64)]
    pub trade_component_order_id: Option<String>,
    /// The instalment of such an order.
    #[wire(with = Text, max = 64)]
    pub tc_installment_order_id: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Business parameters that were agreed with Alipay. The pages name one; others go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform)]
#[non_exhaustive]
pub struct BusinessParams {
    /// The payer's address in the internet, which some products require for the sake of risk control.
    #[wire(with = Text, max = 64)]
    pub mc_create_trade_ip: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Marketing parameters that were agreed with Alipay. The pages name one; others go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform)]
#[non_exhaustive]
pub struct PromoParam {
    /// When the buyer really bought, where the payment is taken later: `yyyy-MM-dd HH:mm:ss`.
    #[wire(with = Text, max = 32, show)]
    pub actual_order_time: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
