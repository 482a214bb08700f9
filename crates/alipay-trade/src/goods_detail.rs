//! What an order is about, item by item.

use alipay_wire::{Text, Yuan};

alipay_wire::model! {
    /// One item of an order.
    pub struct GoodsDetail {
        required {
            /// Your number of the item: that of the smallest unit you sell, or the one a voucher is bound to.
            "goods_id" goods_id: GoodsId [max 64],
            /// What it is called.
            "goods_name" goods_name: String as Text [max 256],
            /// How many.
            "quantity" quantity: u32 {show},
            /// What one of them costs.
            "price" price: Yuan,
        }
        optional {
            /// Alipay's number of the item.
            "alipay_goods_id" alipay_goods_id: String as Text [max 32],
            /// The category it belongs to.
            "goods_category" goods_category: String as Text [max 24],
            /// Its categories from the root to the leaf, joined by `|`.
            "categories_tree" categories_tree: String as Text [max 128],
            /// What it is.
            "body" body: String as Text [max 1000],
            /// Where it is shown.
            "show_url" show_url: String as Text [max 400],
            /// Your number of the item in the mini program's catalogue.
            "out_item_id" out_item_id: String as Text [max 64],
            /// Your number of the variant in the mini program's catalogue.
            "out_sku_id" out_sku_id: String as Text [max 64],
        }
    }
}

alipay_wire::text! {
    /// Names an item that is sold.
    pub struct GoodsId;
}
