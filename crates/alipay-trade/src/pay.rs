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
    Extra, Invalid, Keyed, Mismatch, Model, OneOrMany, OpenPlatform, OtherText, Request, Rules, StringEnum,
    StringNewtype, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    BusinessParams, ExtUserInfo, ExtendParams, GoodsDetail, OutTradeNo, ProductCode, PromoParam, QueryOption,
    RoyaltyInfo, SettleInfo, SubMerchant, rules,
};

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
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.trade.pay",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/trade/pay",
    safety = Keyed,
    answer = TradePayResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct TradePay {
    /// Your number of the order: letters, digits and underscores, unique among your orders. By it the gateway
    /// recognises a repetition.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// What is to be paid: 0.01 to 100000000 yuan.
    pub total_amount: Yuan,
    /// Title of the order. The gateway refuses characters such as `/`, `=` and `&`.
    #[wire(with = Text, max = 256)]
    pub subject: String,
    /// The code the payer shows: 16 to 24 digits beginning with 25 to 30; for a face, 35 characters beginning with
    /// `fp`.
    #[wire(max = 64)]
    pub auth_code: Option<AuthCode>,
    /// How the payer shows it: [`Scene::BarCode`] unless given.
    #[wire(max = 32, show)]
    pub scene: Option<Scene>,
    /// The product that was signed for: `FACE_TO_FACE_PAYMENT` unless given. Required of all others.
    #[wire(max = 64, show)]
    pub product_code: Option<ProductCode>,
    /// The agreement under which is paid. Then there is no `auth_code`.
    #[wire(show)]
    pub agreement_params: Option<AgreementParams>,
    /// The authorisation under which is paid. Then there is no `auth_code`.
    #[wire(with = Text, max = 64)]
    pub auth_no: Option<String>,
    /// What happens to the rest of the authorised amount.
    #[wire(max = 32, show)]
    pub auth_confirm_mode: Option<AuthConfirmMode>,
    /// The payer. Required with `auth_no`, unless `buyer_open_id` is given.
    #[wire(max = 28)]
    pub buyer_id: Option<UserId>,
    /// The payer, as one application knows them. Stands instead of `buyer_id`.
    #[wire(max = 128)]
    pub buyer_open_id: Option<OpenId>,
    /// Who is paid, unless it is the account of the contract. Required with `auth_no`.
    #[wire(max = 28)]
    pub seller_id: Option<UserId>,
    /// Description of the order. Comes back with the notification.
    #[wire(with = Text, max = 128)]
    pub body: Option<String>,
    /// What the order is about, item by item.
    #[wire(with = OneOrMany)]
    pub goods_detail: Option<Vec<GoodsDetail>>,
    /// The part of the amount that vouchers may lower. With `undiscountable_amount` it makes up the whole.
    pub discountable_amount: Option<Yuan>,
    /// The part of the amount that they may not.
    pub undiscountable_amount: Option<Yuan>,
    /// When the order ends: `yyyy-MM-dd HH:mm:ss` in China time, one minute to 15 days from now.
    #[wire(max = 32, show)]
    pub time_expire: Option<Timestamp>,
    /// After how long the order ends: `1m` to `15d` in whole `m`, `h` or `d`, or `1c` for the end of the day. Three
    /// hours where payers show codes. Not looked at where there is a `time_expire`.
    #[wire(with = Text, max = 6, show)]
    pub timeout_express: Option<String>,
    /// Text that comes back with the notification. Percent-encode it yourself.
    #[wire(with = Text, max = 512)]
    pub passback_params: Option<String>,
    /// The means that may not be used, joined by commas.
    #[wire(with = Text, max = 128, show)]
    pub disable_pay_channels: Option<String>,
    /// Your number of the shop.
    #[wire(with = Text, max = 32)]
    pub store_id: Option<String>,
    /// Alipay's number of the shop.
    #[wire(with = Text, max = 32)]
    pub alipay_store_id: Option<String>,
    /// Your number of who operates the till.
    #[wire(with = Text, max = 28)]
    pub operator_id: Option<String>,
    /// Your number of the till.
    #[wire(with = Text, max = 32)]
    pub terminal_id: Option<String>,
    /// What a till with Alipay's SDK signed.
    #[wire(with = Text, max = 2048)]
    pub terminal_params: Option<String>,
    /// Your number of the original order.
    #[wire(with = Text, max = 32)]
    pub merchant_order_no: Option<String>,
    /// Whether the payment is only taken up now and carried out later. Agreements only.
    #[wire(show)]
    pub is_async_pay: Option<bool>,
    /// `ENJOY_PAY_V2` where Alipay may pay for the buyer first.
    #[wire(with = Text, max = 64, show)]
    pub advance_payment_type: Option<String>,
    /// The currency of the amount, where it is not yuan.
    #[wire(with = Text, max = 8, show)]
    pub trans_currency: Option<String>,
    /// The currency you are paid in, where it is not yuan.
    #[wire(with = Text, max = 8, show)]
    pub settle_currency: Option<String>,
    /// Business parameters beyond the order.
    pub extend_params: Option<ExtendParams>,
    /// Business parameters that were agreed.
    pub business_params: Option<BusinessParams>,
    /// Marketing parameters that were agreed.
    pub promo_params: Option<PromoParam>,
    /// Who must be the one who pays.
    pub ext_user_info: Option<ExtUserInfo>,
    /// The merchant behind a platform or an institution.
    pub sub_merchant: Option<SubMerchant>,
    /// Who gets the money, where a platform settles for its merchants.
    #[wire(show)]
    pub settle_info: Option<SettleInfo>,
    /// Who shares in the money.
    #[wire(show)]
    pub royalty_info: Option<RoyaltyInfo>,
    /// What else is to be answered, such as [`QueryOption::FundBillList`].
    #[wire(show)]
    pub query_options: Option<Vec<QueryOption>>,
    /// Members this type has no field for.
    pub extra: Extra,
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

/// The code a payer shows: good for one payment within a minute.
#[derive(Clone, StringNewtype)]
pub struct AuthCode(String);

/// How a payer shows their code. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scene {
    /// As a bar code or QR code.
    BarCode,
    /// By their face.
    SecurityCode,
    /// A word that is not listed here.
    Other(OtherText),
}

/// What happens to the rest of an authorised amount. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AuthConfirmMode {
    /// It is released.
    Complete,
    /// It stays. Meant where nothing is said.
    NotComplete,
    /// A word that is not listed here.
    Other(OtherText),
}

/// The agreement under which is paid.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct AgreementParams {
    /// Alipay's number of the agreement.
    #[wire(with = Text, max = 64)]
    pub agreement_no: String,
    /// What confirms the authority, where that is checked.
    #[wire(with = Text, max = 64)]
    pub auth_confirm_no: Option<String>,
    /// What applies for the authority, where that is checked.
    #[wire(with = Text, max = 64)]
    pub apply_token: Option<String>,
    /// The permission to take this payment, where one was given.
    #[wire(with = Text, max = 64)]
    pub deduct_permission: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl Keyed for TradePay {
    fn key(&self) -> Option<&str> {
        Some(self.out_trade_no.as_str())
    }
}

impl Rules for TradePay {
    fn check_rules(&self) -> Result<(), Invalid> {
        self.names_a_payer()?;
        self.adds_up()?;
        let (body, passback_params) = (self.body.as_ref(), self.passback_params.as_ref());
        rules::comes_back(&self.out_trade_no, &self.subject, body, passback_params)?;
        rules::times(self.time_expire.as_ref(), self.timeout_express.as_ref())
    }

    fn correlate(&self, answer: &TradePayResponse) -> Result<(), Mismatch> {
        self.is_answered_by(answer)
    }
}
