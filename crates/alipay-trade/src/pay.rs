//! `alipay.trade.pay`: takes a payment at once, by the payer's code, an agreement or an authorised amount.
//!
//! | the answer | the money |
//! |---|---|
//! | gateway code `10000` | paid |
//! | gateway code `10003` | the payer is asked: ask with [`TradeQuery`](crate::TradeQuery), and do not send it again |
//! | anything unknown | ask with [`TradeQuery`](crate::TradeQuery); never pay the order under another number before that |

mod codes;
mod response;

pub use codes::code;
pub use response::TradePayResponse;

use alipay_wire::{
    Invalid, Mismatch, OneOrMany, OpenPlatform, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    BusinessParams, ExtUserInfo, ExtendParams, GoodsDetail, OutTradeNo, ProductCode, PromoParam, QueryOption,
    RoyaltyInfo, SettleInfo, SubMerchant, rules,
};

alipay_wire::request! {
    /// Takes a payment.
    ///
    /// By whom is said in one of three ways: by the code the payer shows (`auth_code`), by an agreement
    /// (`agreement_params`), or by an amount that was authorised (`auth_no`). What only institutions between merchants and
    /// Alipay send (`bkagent_req_info`, `request_org_pid`) goes into `extra`, and so do `pay_params`.
    ///
    /// * **When:** the payer stands at your till and shows a code, or has agreed to be charged.
    /// * **Changes:** the payer's money, at once. It is [`Keyed`](alipay_wire::Safety::Keyed) by `out_trade_no`: an
    ///   order is paid once. Before you take the order under another number, be sure that this one is not paid.
    /// * **Codes:** in [`code`]. Expect `PAYMENT_AUTH_CODE_INVALID` for a code that is used up,
    ///   `BUYER_BALANCE_NOT_ENOUGH` and `PAYMENT_FAIL` where another means may help, `TRADE_HAS_SUCCESS` for an order
    ///   that is paid, `SYSTEM_ERROR` where it is unknown whether it is.
    /// * **Page:** `alipay.trade.pay`, Open Platform.
    pub struct TradePay {
        required {
            /// Your number of the order: letters, digits and underscores, unique among your orders. By it the gateway
            /// recognises a repetition.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// What is to be paid: 0.01 to 100000000 yuan.
            "total_amount" total_amount: Yuan,
            /// Title of the order. The gateway refuses characters such as `/`, `=` and `&`.
            "subject" subject: String as Text [max 256],
        }
        optional {
            /// The code the payer shows: 16 to 24 digits beginning with 25 to 30; for a face, 35 characters beginning with
            /// `fp`.
            "auth_code" auth_code: AuthCode [max 64],
            /// How the payer shows it: [`Scene::BAR_CODE`] unless given.
            "scene" scene: Scene [max 32] {show},
            /// The product that was signed for: `FACE_TO_FACE_PAYMENT` unless given. Required of all others.
            "product_code" product_code: ProductCode [max 64] {show},
            /// The agreement under which is paid. Then there is no `auth_code`.
            "agreement_params" agreement_params: AgreementParams {show},
            /// The authorisation under which is paid. Then there is no `auth_code`.
            "auth_no" auth_no: String as Text [max 64],
            /// What becomes of the rest of the authorised amount.
            "auth_confirm_mode" auth_confirm_mode: AuthConfirmMode [max 32] {show},
            /// The payer. Required with `auth_no`, unless `buyer_open_id` is given.
            "buyer_id" buyer_id: UserId [max 28],
            /// The payer, as one application knows them. Stands instead of `buyer_id`.
            "buyer_open_id" buyer_open_id: OpenId [max 128],
            /// Who is paid, unless it is the account of the contract. Required with `auth_no`.
            "seller_id" seller_id: UserId [max 28],
            /// Description of the order. Comes back with the notification.
            "body" body: String as Text [max 128],
            /// What the order is about, item by item.
            "goods_detail" goods_detail: Vec<GoodsDetail> as OneOrMany,
            /// The part of the amount that vouchers may lower. With `undiscountable_amount` it makes up the whole.
            "discountable_amount" discountable_amount: Yuan,
            /// The part of the amount that they may not.
            "undiscountable_amount" undiscountable_amount: Yuan,
            /// When the order ends: `yyyy-MM-dd HH:mm:ss` in China time, one minute to 15 days from now.
            "time_expire" time_expire: Timestamp [max 32] {show},
            /// After how long the order ends: `1m` to `15d` in whole `m`, `h` or `d`, or `1c` for the end of the day. Three
            /// hours where payers show codes. Not looked at where there is a `time_expire`.
            "timeout_express" timeout_express: String as Text [max 6] {show},
            /// Text that comes back with the notification. Percent-encode it yourself.
            "passback_params" passback_params: String as Text [max 512],
            /// The means that may not be used, joined by commas.
            "disable_pay_channels" disable_pay_channels: String as Text [max 128] {show},
            /// Your number of the shop.
            "store_id" store_id: String as Text [max 32],
            /// Alipay's number of the shop.
            "alipay_store_id" alipay_store_id: String as Text [max 32],
            /// Your number of who operates the till.
            "operator_id" operator_id: String as Text [max 28],
            /// Your number of the till.
            "terminal_id" terminal_id: String as Text [max 32],
            /// What a till with Alipay's SDK signed.
            "terminal_params" terminal_params: String as Text [max 2048],
            /// Your number of the original order.
            "merchant_order_no" merchant_order_no: String as Text [max 32],
            /// Whether the payment is only taken up now and carried out later. Agreements only.
            "is_async_pay" is_async_pay: bool {show},
            /// `ENJOY_PAY_V2` where Alipay may pay for the buyer first.
            "advance_payment_type" advance_payment_type: String as Text [max 64] {show},
            /// The currency of the amount, where it is not yuan.
            "trans_currency" trans_currency: String as Text [max 8] {show},
            /// The currency you are paid in, where it is not yuan.
            "settle_currency" settle_currency: String as Text [max 8] {show},
            /// Business parameters beyond the order.
            "extend_params" extend_params: ExtendParams,
            /// Business parameters that were agreed.
            "business_params" business_params: BusinessParams,
            /// Marketing parameters that were agreed.
            "promo_params" promo_params: PromoParam,
            /// Who must be the one who pays.
            "ext_user_info" ext_user_info: ExtUserInfo,
            /// The merchant behind a platform or an institution.
            "sub_merchant" sub_merchant: SubMerchant,
            /// Who gets the money, where a platform settles for its merchants.
            "settle_info" settle_info: SettleInfo {show},
            /// Who shares in the money.
            "royalty_info" royalty_info: RoyaltyInfo {show},
            /// What else is to be answered, such as [`QueryOption::FUND_BILL_LIST`].
            "query_options" query_options: Vec<QueryOption> {show},
        }
    }
}

impl TradePay {
    fn names_a_payer(&self) -> Result<(), Invalid> {
        let ways = [self.auth_code.is_some(), self.agreement_params.is_some(), self.auth_no.is_some()];
        if ways.into_iter().filter(|is_given| *is_given).count() != 1 {
            return Err(Invalid::new(
                "auth_code",
                "must be given, or agreement_params, or auth_no, and one of them only",
            ));
        }
        if self.auth_no.is_some() {
            if self.buyer_id.is_none() && self.buyer_open_id.is_none() {
                return Err(Invalid::new("buyer_id", "is required with auth_no, unless buyer_open_id is given"));
            }
            if self.seller_id.is_none() {
                return Err(Invalid::new("seller_id", "is required with auth_no"));
            }
        }
        if self.auth_code.is_none() && self.product_code.is_none() {
            return Err(Invalid::new("product_code", "is required with agreement_params and auth_no"));
        }
        Ok(())
    }

    fn is_answered_by(&self, answer: &TradePayResponse) -> Result<(), Mismatch> {
        rules::is_about((Some(&self.out_trade_no), None), (Some(&answer.out_trade_no), None))?;
        Mismatch::unless_same("total_amount", &self.total_amount, answer.total_amount.as_ref())?;
        rules::is_same("trans_currency", self.trans_currency.as_deref(), answer.trans_currency.as_deref())?;
        rules::is_same("settle_currency", self.settle_currency.as_deref(), answer.settle_currency.as_deref())?;
        let ids = (self.buyer_id.as_ref(), answer.buyer_user_id.as_ref());
        rules::is_same("buyer_user_id", ids.0.map(UserId::as_str), ids.1.map(UserId::as_str))?;
        let ids = (self.buyer_open_id.as_ref(), answer.buyer_open_id.as_ref());
        rules::is_same("buyer_open_id", ids.0.map(OpenId::as_str), ids.1.map(OpenId::as_str))
    }

    fn adds_up(&self) -> Result<(), Invalid> {
        rules::in_range("total_amount", self.total_amount)?;
        let parts =
            [("discountable_amount", self.discountable_amount), ("undiscountable_amount", self.undiscountable_amount)];
        for (field, part) in parts {
            part.map_or(Ok(()), |amount| rules::is_part(field, amount))?;
        }
        match (self.discountable_amount, self.undiscountable_amount) {
            (Some(one), Some(other)) if one.fen() + other.fen() != self.total_amount.fen() => Err(Invalid::new(
                "discountable_amount",
                "must make up total_amount, together with undiscountable_amount",
            )),
            _ => Ok(()),
        }
    }
}

alipay_wire::text! {
    /// The code a payer shows: good for one payment within a minute.
    pub struct AuthCode;
}

alipay_wire::text! {
    /// How a payer shows their code. The set is open.
    pub struct Scene show {
        /// As a bar code or QR code.
        BAR_CODE = "bar_code";
        /// By their face.
        SECURITY_CODE = "security_code";
    }
}

alipay_wire::text! {
    /// What becomes of the rest of an authorised amount. The set is open.
    pub struct AuthConfirmMode show {
        /// It is released.
        COMPLETE = "COMPLETE";
        /// It stays. Meant where nothing is said.
        NOT_COMPLETE = "NOT_COMPLETE";
    }
}

alipay_wire::request! {
    /// The agreement under which is paid.
    pub struct AgreementParams {
        required {
            /// Alipay's number of the agreement.
            "agreement_no" agreement_no: String as Text [max 64],
        }
        optional {
            /// What confirms the authority, where that is checked.
            "auth_confirm_no" auth_confirm_no: String as Text [max 64],
            /// What applies for the authority, where that is checked.
            "apply_token" apply_token: String as Text [max 64],
            /// The permission to take this payment, where one was given.
            "deduct_permission" deduct_permission: String as Text [max 64],
        }
    }
}

alipay_wire::api! {
    TradePay => TradePayResponse {
        dialect: OpenPlatform,
        name: "alipay.trade.pay",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: POST "/v3/alipay/trade/pay",
        safety: Keyed,
        codes: code::ALL,
        key: |order| Some(order.out_trade_no.as_str()),
        validate: |order| {
            order.names_a_payer()?;
            order.adds_up()?;
            let (body, passback_params) = (order.body.as_ref(), order.passback_params.as_ref());
            rules::comes_back(&order.out_trade_no, &order.subject, body, passback_params)?;
            rules::times(order.time_expire.as_ref(), order.timeout_express.as_ref())
        },
        correlate: |order, answer| order.is_answered_by(answer),
    }
}
