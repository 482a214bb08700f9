//! What an order is about, item by item.

use alipay_wire::{Extra, Model, StringNewtype, Text, Yuan};

/// One item of an order.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform)]
#[non_exhaustive]
pub struct GoodsDetail {
    /// Your number of the item: that of the smallest unit you sell, or the one a voucher is bound to.
    #[wire(max = 64)]
    pub goods_id: GoodsId,
    /// What it is called.
    #[wire(with = Text, max = 256)]
    pub goods_name: String,
    /// How many.
    #[wire(show)]
    pub quantity: u32,
    /// What one of them costs.
    pub price: Yuan,
    /// Alipay's number of the item.
    #[wire(with = Text, max = 32)]
    pub alipay_goods_id: Option<String>,
    /// The category it belongs to.
    #[wire(with = Text, max = 24)]
    pub goods_category: Option<String>,
    /// Its categories from the root to the leaf, joined by `|`.
    #[wire(with = Text, max = 128)]
    pub categories_tree: Option<String>,
    /// What it is.
    #[wire(with = Text, max = 1000)]
    pub body: Option<String>,
    /// Where it is shown.
    #[wire(with = Text, max = 400)]
    pub show_url: Option<String>,
    /// Your number of the item in the mini program's catalogue.
    #[wire(with = Text, max = 64)]
    pub out_item_id: Option<String>,
    /// Your number of the variant in the mini program's catalogue.
    #[wire(with = Text, max = 64)]
    pub out_sku_id: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Names an item that is sold.
#[derive(Clone, StringNewtype)]
pub struct GoodsId(String);
