//! The requests that are signed and never sent: page, phone page and order string.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_trade::{
    Account, AccountKind, BusinessParams, ExtUserInfo, ExtendParams, GoodsDetail, IntegrationType, InvoiceInfo,
    InvoiceKeyInfo, ProductCode, PromoParam, QrPayMode, QueryOption, RoyaltyDetailInfos, RoyaltyInfo, SettleDetailInfo,
    SettleInfo, SubMerchant, TradeAppPay, TradePagePay, TradeWapPay,
};
use alipay_wire::{JsonText, Request, Safety, Yuan};
use serde_json::{Value, json};
use support::{PLANTED, assert_names, leaks, read, refused, sent, value};

const PAGE: &str = include_str!("../fixtures/page_pay.json");

fn yuan(fen: i64) -> Yuan {
    Yuan::from_fen(fen)
}

/// Everything of `fixtures/page_pay.json`, by the builders.
fn everything() -> TradePagePay {
    let goods = GoodsDetail::new("tea-01", "龙井", 2_u32, yuan(4_444))
        .goods_category("34543238")
        .categories_tree("124868003|126232002|126252004")
        .body("green tea")
        .show_url("https://shop.example/tea-01");
    let extend = ExtendParams::new()
        .sys_service_provider_id("2088511833207846")
        .hb_fq_num("3")
        .hb_fq_seller_percent("100")
        .royalty_freeze(true);
    let user = ExtUserInfo::new()
        .name("李明")
        .cert_type("IDENTITY_CARD")
        .cert_no("362334768769238881")
        .min_age(18)
        .need_check_info("T");
    let invoice =
        InvoiceInfo::new(InvoiceKeyInfo::new(true, "茶|杭州店", "1464888883494"), r#"[{"code":"100294400"}]"#);
    let settle = SettleInfo::new([SettleDetailInfo::new(AccountKind::DefaultSettle, yuan(8_888))]);
    let share = RoyaltyDetailInfos::new(
        AccountKind::UserId,
        Account::from("2088101126708402"),
        AccountKind::UserId,
        Account::from("2088101126765726"),
        yuan(10),
        "20131124001",
    )
    .serial_no(1_u32)
    .desc("share");
    TradePagePay::new("20240906_000017", yuan(8_888), "龙井 250g")
        .body("spring harvest")
        .time_expire("2024-09-06 20:15:00")
        .timeout_express("90m")
        .goods_detail([goods])
        .goods_type("1")
        .passback_params("channel%3Dweb%26visit%3D77")
        .qr_pay_mode(QrPayMode::CustomWidth)
        .qrcode_width(200_u32)
        .integration_type(IntegrationType::Pcweb)
        .request_from_url("https://shop.example/cart")
        .disable_pay_channels("pcredit,moneyFund")
        .extend_params(extend)
        .business_params(JsonText::of(&BusinessParams::new().mc_create_trade_ip("192.0.2.17")).unwrap())
        .promo_params(JsonText::of(&PromoParam::new().actual_order_time("2024-09-06 19:00:00")).unwrap())
        .store_id("NJ_001")
        .merchant_order_no("web-17")
        .ext_user_info(user)
        .invoice_info(invoice)
        .sub_merchant(SubMerchant::new("2088000603999128").merchant_type("alipay"))
        .settle_info(settle.settle_period_time("7d"))
        .royalty_info(RoyaltyInfo::new([share]).royalty_type("ROYALTY"))
        .query_options([QueryOption::HybAmount, QueryOption::EnterprisePayInfo])
}

/// The text that is signed in a notification escapes nothing: a title with `&` in it could be cut into parameters there.
#[test]
fn what_comes_back_cannot_be_cut_into_parameters() {
    let told =
        |field: &str| format!("{field}: must have no `&` and no `=`: percent-encode them, or write other characters");
    for title in ["Tea&total_amount=888.00&z=", "Tea & Co", "a=b"] {
        assert_eq!(refused(&TradePagePay::new("o_1", yuan(1), title)), told("subject"));
        assert_eq!(refused(&TradeWapPay::new("o_1", yuan(1), title)), told("subject"));
        assert_eq!(refused(&TradeAppPay::new("o_1", yuan(1), title)), told("subject"));
        assert_eq!(
            refused(&alipay_trade::TradePay::new("o_1", yuan(1), title).auth_code("28763443825664394")),
            told("subject")
        );
        assert!(alipay_wire::Call::new(&TradePagePay::new("o_1", yuan(1), title).unchecked()).is_ok());
    }
    let order = || TradePagePay::new("o_1", yuan(1), "Tea");
    assert_eq!(refused(&order().passback_params("a=1&b=2")), told("passback_params"));
    assert!(order().passback_params("a%3D1%26b%3D2").validate().is_ok());
    assert_eq!(refused(&TradePagePay::new("o_1&a=b", yuan(1), "Tea")), told("out_trade_no"));
    let body = "body: must hold no word between `&` and `=`: a notification could be cut there";
    assert_eq!(refused(&order().body("Tea&refund_fee=1")), body);
    assert!(order().body("1 + 1 = 2 & a = b").validate().is_ok(), "the page forbids nothing there");
    let refund = alipay_trade::TradeRefund::new("o_1", yuan(1)).out_request_no("r&gmt_refund=1");
    assert_eq!(refused(&refund), told("out_request_no"));
}

#[test]
fn the_builders_write_what_the_page_wants() {
    assert_eq!(json!(everything()), value(PAGE));
    assert_eq!(read::<TradePagePay>(PAGE).unwrap(), everything());
    let (body, safety, key) = sent(&everything());
    assert_eq!((body, safety, key.as_deref()), (value(PAGE), Safety::Keyed, Some("20240906_000017")));
}

#[test]
fn each_constructor_sets_the_product() {
    let least =
        |code: &str| json!({ "out_trade_no": "o_1", "total_amount": "0.01", "subject": "tea", "product_code": code });
    let orders: [(Value, &str, &str); 3] = [
        (json!(TradePagePay::new("o_1", yuan(1), "tea")), "FAST_INSTANT_TRADE_PAY", &TradePagePay::META.name),
        (json!(TradeWapPay::new("o_1", yuan(1), "tea")), "QUICK_WAP_WAY", &TradeWapPay::META.name),
        (json!(TradeAppPay::new("o_1", yuan(1), "tea")), "QUICK_MSECURITY_PAY", &TradeAppPay::META.name),
    ];
    for ((order, code, name), api) in orders.into_iter().zip(["page", "wap", "app"]) {
        assert_eq!(order, least(code));
        assert_eq!(name, format!("alipay.trade.{api}.pay"));
    }
    for meta in [TradePagePay::META, TradeWapPay::META, TradeAppPay::META] {
        assert_eq!(meta.route, None, "the REST protocol has no pages");
        assert!(meta.code(&"isv.invalid-signature".into()).is_some(), "the gateway's own codes");
    }
    let agreement = TradeAppPay::new("o_1", yuan(1), "tea").product_code(ProductCode::CyclePayAuth);
    assert_eq!(json!(agreement)["product_code"], "CYCLE_PAY_AUTH");
}

#[test]
fn the_number_of_the_order_is_the_key() {
    for (safety, key) in [
        {
            let (_, safety, key) = sent(&TradePagePay::new("o_1", yuan(1), "tea"));
            (safety, key)
        },
        {
            let (_, safety, key) = sent(&TradeWapPay::new("o_1", yuan(1), "tea"));
            (safety, key)
        },
        {
            let (_, safety, key) = sent(&TradeAppPay::new("o_1", yuan(1), "tea"));
            (safety, key)
        },
    ] {
        assert_eq!((safety, key.as_deref()), (Safety::Keyed, Some("o_1")));
    }
}

#[test]
fn amounts_are_from_one_fen_to_a_hundred_million() {
    for fen in [1, 10_000_000_000] {
        assert_eq!(TradePagePay::new("o_1", yuan(fen), "tea").validate(), Ok(()));
    }
    for fen in [0, -1, 10_000_000_001, i64::MAX] {
        let rule = "total_amount: must be from 0.01 to 100000000 yuan";
        assert_eq!(refused(&TradePagePay::new("o_1", yuan(fen), "tea")), rule);
        assert_eq!(refused(&TradeWapPay::new("o_1", yuan(fen), "tea")), rule);
        assert_eq!(refused(&TradeAppPay::new("o_1", yuan(fen), "tea")), rule);
    }
}

#[test]
fn lengths_are_those_of_the_page() {
    let order = || TradePagePay::new("o_1", yuan(1), "tea");
    for (broken, rule) in [
        (refused(&TradePagePay::new("", yuan(1), "tea")), "out_trade_no: is required and must not be empty"),
        (refused(&TradePagePay::new("o_1", yuan(1), "")), "subject: is required and must not be empty"),
        (refused(&TradePagePay::new("o".repeat(65), yuan(1), "t")), "out_trade_no: has 65 characters, 64 are allowed"),
        (refused(&TradePagePay::new("o_1", yuan(1), "茶".repeat(257))), "subject: has 257 characters, 256 are allowed"),
        (refused(&order().body("b".repeat(129))), "body: has 129 characters, 128 are allowed"),
        (refused(&order().passback_params("p".repeat(513))), "passback_params: has 513 characters, 512 are allowed"),
        (
            refused(&TradeWapPay::new("o", yuan(1), "t").quit_url("u".repeat(401))),
            "quit_url: has 401 characters, 400 are allowed",
        ),
        (
            refused(&order().goods_detail([GoodsDetail::new("g".repeat(65), "tea", 1_u32, yuan(1))])),
            "goods_detail[0].goods_id: has 65 characters, 64 are allowed",
        ),
    ] {
        assert_eq!(broken, rule);
    }
    assert_eq!(TradePagePay::new("o".repeat(64), yuan(1), "茶".repeat(256)).validate(), Ok(()));
    assert!(refused(&order().business_params("ip=1")).starts_with("business_params: must hold JSON"));
}

#[test]
fn channels_are_named_one_way() {
    let rule = "enable_pay_channels: must not stand together with disable_pay_channels";
    assert_eq!(refused(&everything().enable_pay_channels("balance")), rule);
    assert_eq!(everything().enable_pay_channels("balance").unchecked().validate(), Ok(()));
    let wap = TradeWapPay::new("o_1", yuan(1), "tea").enable_pay_channels("balance");
    assert_eq!(wap.validate(), Ok(()));
    assert_eq!(refused(&wap.disable_pay_channels("pcredit")), rule);
    let instalments = ExtendParams::new().hb_fq_num("3");
    let rule = "specified_channel: must not stand together with extend_params.hb_fq_num";
    let app = TradeAppPay::new("o_1", yuan(1), "tea").specified_channel("pcredit");
    assert_eq!(app.validate(), Ok(()));
    assert_eq!(refused(&app.extend_params(instalments)), rule);
}

/// A wrong time would not come back as an error: the payer would see it.
#[test]
fn times_have_their_form() {
    let order = || TradePagePay::new("o_1", yuan(1), "tea");
    for good in ["1m", "90m", "24h", "15d", "360h", "1c"] {
        assert_eq!(order().timeout_express(good).validate(), Ok(()), "{good}");
    }
    for bad in ["", "0m", "1.5h", "16d", "361h", "90", "m", "1w", "2c", "-1d", "+1d", "1分", "99999999999999999999d"] {
        assert!(order().timeout_express(bad).validate().is_err(), "{bad}");
    }
    assert_eq!(order().time_expire("2024-09-06 20:15:00").validate(), Ok(()));
    for bad in
        ["", "2024-09-06", "2024-09-06T20:15:00", "2024-09-06 20:15", "2024-09-06 20:15:00Z", "２024-09-06 20:15:0"]
    {
        assert!(order().time_expire(bad).validate().is_err(), "{bad}");
    }
}

#[test]
fn the_pages_have_their_names() {
    assert_names::<TradePagePay>();
    assert_names::<TradeWapPay>();
    assert_names::<TradeAppPay>();
    assert_names::<GoodsDetail>();
    assert_names::<ExtendParams>();
    assert_names::<ExtUserInfo>();
}

#[test]
fn debug_shows_no_values() {
    let [text, digits] = PLANTED;
    let user = ExtUserInfo::new().name(text).mobile(digits).cert_no(digits).identity_hash(text);
    let order = TradePagePay::new(text, yuan(411_122_223_333_444_400), text)
        .body(text)
        .passback_params(text)
        .request_from_url(text)
        .goods_detail([GoodsDetail::new(text, text, 1_u32, yuan(1))])
        .ext_user_info(user.clone())
        .business_params(text)
        .sub_merchant(SubMerchant::new(digits))
        .extra("agreement_sign_params", text);
    assert!(leaks(&json!(order).to_string()));
    for shown in [format!("{order:#?}"), format!("{user:?}"), format!("{:?}", SubMerchant::new(digits))] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(format!("{order:?}").contains("FAST_INSTANT_TRADE_PAY"));
}
