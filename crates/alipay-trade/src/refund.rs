//! `alipay.trade.refund`: gives a payment back, all or a part.
//!
//! The gateway recognises a repetition by `out_request_no`, within the trade: the same number refunds once, and must come
//! with the same amount. So a refund with one may be repeated, one without may not. By its page, requests about refunds of one trade
//! should be three seconds apart, repetitions included. A client repeats a lost answer sooner than that: where it matters, send refunds
//! with `attempts(1)`, and repeat them yourself.
//!
//! | the answer | the money |
//! |---|---|
//! | `fund_change` `Y` | refunded by this call |
//! | `fund_change` `N`, or none | not moved *by this call*: refunded before, or not yet. Ask with [`TradeFastpayRefundQuery`](crate::TradeFastpayRefundQuery), ten seconds later |
//! | anything unknown | repeat it unchanged, or ask |

use alipay_wire::{
    Code, Extra, Invalid, Keyed, Mismatch, Model, MoneyOutcome, OneOrMany, OpenPlatform, OtherText, Request, Response,
    Rules, StringEnum, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    GoodsDetail, OpenApiRoyaltyDetailInfoPojo, OutRequestNo, OutTradeNo, QueryOption, RefundChargeInfo, TradeFundBill,
    TradeNo, VoucherDetail, goods_detail::GoodsId, rules,
};

/// Gives a payment back, all or a part.
///
/// With an `out_request_no` it is [`Keyed`](alipay_wire::Safety::Keyed), without one
/// [`Unkeyed`](alipay_wire::Safety::Unkeyed): set one always.
///
/// ```
/// use alipay_trade::TradeRefund;
/// use alipay_wire::{Call, Safety, Yuan};
///
/// let refund = TradeRefund::new("order_1", Yuan::from_fen(100));
/// assert_eq!(Call::new(&refund)?.safety(), Safety::Unkeyed);
/// assert_eq!(Call::new(&refund.out_request_no("refund_1"))?.safety(), Safety::Keyed);
/// # Ok::<(), alipay_wire::CallError>(())
/// ```
///
/// * **When:** a trade was paid. One that was not is closed with [`TradeClose`](crate::TradeClose).
/// * **Changes:** money: back to the payer, once for each `out_request_no`.
/// * **Codes:** in [`code`]. Expect `SELLER_BALANCE_NOT_ENOUGH`, `REFUND_AMT_NOT_EQUAL_TOTAL` for more than is
///   left, `DISCORDANT_REPEAT_REQUEST` for a number that was used with another amount, `TRADE_HAS_FINISHED` where
///   it is too late, `SYSTEM_ERROR` where it is unknown.
/// * **Page:** `alipay.trade.refund`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.trade.refund",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "POST /v3/alipay/trade/refund",
    // `Unkeyed` without an `out_request_no`: `Call::new` sees to it.
    safety = Keyed,
    answer = TradeRefundResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct TradeRefund {
    /// How much, from 0.01 yuan to what is left of the order. Vouchers count in.
    pub refund_amount: Yuan,
    /// Your number of the order. Required unless `trade_no` is given.
    #[wire(max = 64)]
    pub out_trade_no: Option<OutTradeNo>,
    /// Alipay's number of the trade. Wins where both are given.
    #[wire(max = 64)]
    pub trade_no: Option<TradeNo>,
    /// Your number of the refund, unique within the trade and the same for every repetition. Required for a part.
    #[wire(max = 64)]
    pub out_request_no: Option<OutRequestNo>,
    /// Why. Shown to both sides.
    #[wire(with = Text, max = 256)]
    pub refund_reason: Option<String>,
    /// What is refunded, item by item.
    #[wire(with = OneOrMany)]
    pub refund_goods_detail: Option<Vec<RefundGoodsDetail>>,
    /// The shares that are taken back.
    #[wire(with = OneOrMany)]
    pub refund_royalty_parameters: Option<Vec<OpenApiRoyaltyDetailInfoPojo>>,
    /// What else is to be answered, such as [`QueryOption::RefundDetailItemList`].
    #[wire(show)]
    pub query_options: Option<Vec<QueryOption>>,
    /// The number of the settlement, where periods are settled and this one was.
    #[wire(with = Text, max = 64)]
    pub related_settle_confirm_no: Option<String>,
    /// The currency, where it is not yuan.
    #[wire(with = Text, max = 8, show)]
    pub refund_currency: Option<String>,
    /// Your number of who operates the till.
    #[wire(with = Text, max = 30)]
    pub operator_id: Option<String>,
    /// Your number of the shop.
    #[wire(with = Text, max = 32)]
    pub store_id: Option<String>,
    /// Your number of the till.
    #[wire(with = Text, max = 32)]
    pub terminal_id: Option<String>,
    /// The items of the order, on older pages.
    #[wire(with = OneOrMany)]
    pub goods_detail: Option<Vec<GoodsDetail>>,
    /// The institution that took the trade, where several stand between: its partner id.
    #[wire(max = 16)]
    pub org_pid: Option<UserId>,
    /// Who pays the refund, where that was agreed: as `refund_trans_out_type` says.
    #[wire(with = Text, max = 64)]
    pub refund_trans_out: Option<String>,
    /// How that account is named: `userId` or `loginName`.
    #[wire(with = Text, max = 32, show)]
    pub refund_trans_out_type: Option<String>,
    /// Who advances the refund, where that was agreed.
    #[wire(with = Text, max = 64)]
    pub refund_advance_account: Option<String>,
    /// How that account is named: `default`, `userId` or `loginName`.
    #[wire(with = Text, max = 32, show)]
    pub refund_advance_account_type: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeRefund {
    /// Names the trade by your number of the order, and says how much.
    pub fn new(out_trade_no: impl Into<OutTradeNo>, refund_amount: impl Into<Yuan>) -> Self {
        Self::blank(refund_amount).out_trade_no(out_trade_no)
    }

    /// Names the trade by Alipay's number, and says how much.
    pub fn by_trade_no(trade_no: impl Into<TradeNo>, refund_amount: impl Into<Yuan>) -> Self {
        Self::blank(refund_amount).trade_no(trade_no)
    }
}

/// What is refunded of one item.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform, sent)]
#[non_exhaustive]
pub struct RefundGoodsDetail {
    /// The item, as the order named it.
    #[wire(max = 64)]
    pub goods_id: GoodsId,
    /// How much for all of them.
    pub refund_amount: Yuan,
    /// Your number of the item in the mini program's catalogue.
    #[wire(with = Text, max = 64)]
    pub out_item_id: Option<String>,
    /// Your number of the variant in the mini program's catalogue.
    #[wire(with = Text, max = 64)]
    pub out_sku_id: Option<String>,
    /// Your numbers of the certificates that the item is.
    pub out_certificate_no_list: Option<Vec<String>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The refund was taken. Whether it moved money says `fund_change`.
///
/// Of the fields that the page calls required, the two numbers are required here: what else is missing must not cost
/// you the answer.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct TradeRefundResponse {
    /// Alipay's number of the trade.
    #[wire(max = 64)]
    pub trade_no: TradeNo,
    /// Your number of the order.
    #[wire(max = 64)]
    pub out_trade_no: OutTradeNo,
    /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
    /// success. It says that the request was taken, and nothing about the money.
    #[wire(show)]
    pub code: Option<Code>,
    /// The gateway's words for `code`.
    #[wire(with = Text)]
    pub msg: Option<String>,
    /// The code of a business failure. Never there in a success.
    #[wire(show)]
    pub sub_code: Option<Code>,
    /// The gateway's words for `sub_code`.
    #[wire(with = Text)]
    pub sub_msg: Option<String>,
    /// Whether this call moved money.
    #[wire(max = 1, show)]
    pub fund_change: Option<FundChange>,
    /// Everything refunded of this trade so far: not the amount of this refund.
    pub refund_fee: Option<Yuan>,
    /// What went back from you. Asked for with [`QueryOption::RefundDetailItemList`].
    pub send_back_fee: Option<Yuan>,
    /// When it was refunded: `yyyy-MM-dd HH:mm:ss` in China time. On older pages.
    #[wire(show)]
    pub gmt_refund_pay: Option<Timestamp>,
    /// The buyer's login name, partly hidden.
    #[wire(with = Text, max = 100)]
    pub buyer_logon_id: Option<String>,
    /// The buyer.
    #[wire(max = 28)]
    pub buyer_user_id: Option<UserId>,
    /// The buyer, towards this application.
    #[wire(max = 128)]
    pub buyer_open_id: Option<OpenId>,
    /// The buyer under an old numbering. Do not use it.
    #[wire(with = Text)]
    pub open_id: Option<String>,
    /// Name of the shop.
    #[wire(with = Text, max = 512)]
    pub store_name: Option<String>,
    /// By which means. Asked for with [`QueryOption::RefundDetailItemList`], or agreed.
    #[wire(with = OneOrMany, show)]
    pub refund_detail_item_list: Option<Vec<TradeFundBill>>,
    /// Which vouchers were given back. Asked for with [`QueryOption::RefundVoucherDetailList`].
    #[wire(with = OneOrMany, show)]
    pub refund_voucher_detail_list: Option<Vec<VoucherDetail>>,
    /// Whether money goes back to a bank card. Asked for with [`QueryOption::DepositBackInfo`].
    #[wire(with = Text, max = 5, show)]
    pub has_deposit_back: Option<String>,
    /// Ticket amount of a marketing product that goes back.
    pub refund_hyb_amount: Option<Yuan>,
    /// The fees that are given back.
    #[wire(with = OneOrMany, show)]
    pub refund_charge_info_list: Option<Vec<RefundChargeInfo>>,
    /// What is given back of your fees, where an institution stands between.
    pub refund_charge_amount: Option<Yuan>,
    /// The number of the clearing, where an institution stands between.
    #[wire(with = Text, max = 64)]
    pub refund_settlement_id: Option<String>,
    /// The currency.
    #[wire(with = Text, max = 8, show)]
    pub refund_currency: Option<String>,
    /// What goes back to the buyer, where that was agreed.
    pub present_refund_buyer_amount: Option<Yuan>,
    /// What goes back to Alipay's marketing, where that was agreed.
    pub present_refund_discount_amount: Option<Yuan>,
    /// What goes back to your marketing, where that was agreed.
    pub present_refund_mdiscount_amount: Option<Yuan>,
    /// Prepaid means that go back.
    #[wire(with = OneOrMany, show)]
    pub refund_preset_paytool_list: Option<Vec<PresetPayToolInfo>>,
    /// What is released of an authorised amount, where the buyer would have paid later.
    pub pre_auth_cancel_fee: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// Whether a call moved money. The set is open.
#[derive(Clone, StringEnum)]
#[non_exhaustive]
pub enum FundChange {
    /// It did.
    #[wire(rename = "Y")]
    Yes,
    /// It did not: the same refund may have, before.
    #[wire(rename = "N")]
    No,
    /// A word that is not listed here.
    Other(OtherText),
}

/// A prepaid means.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct PresetPayToolInfo {
    /// How much, part by part. Yuan, as text.
    pub amount: Option<Vec<String>>,
    /// Which kind.
    #[wire(with = Text, max = 64, show)]
    pub assert_type_code: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TradeRefundResponse {
    /// Whether it was refunded.
    ///
    /// | `fund_change` | the money |
    /// |---|---|
    /// | `Y` | moved |
    /// | `N`, none, anything else | unknown: the same refund may have been done before, or may still be done |
    pub fn outcome(&self) -> MoneyOutcome {
        match &self.fund_change {
            Some(FundChange::Yes) => MoneyOutcome::Moved,
            _ => MoneyOutcome::Unknown,
        }
    }
}

alipay_wire::codes! {
    /// Codes of `alipay.trade.refund`: the `sub_code` under gateway code `40004`.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "Refunded or not. Query the refund, or send the same request again after at least three seconds, with the same number and amount.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        SELLER_BALANCE_NOT_ENOUGH = "ACQ.SELLER_BALANCE_NOT_ENOUGH" F "Your account does not cover the refund. Pay in, then send it again.";
        REFUND_AMT_NOT_EQUAL_TOTAL = "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" F "More than is left of the order, perhaps since an earlier attempt refunded it; or a part of it without `out_request_no`. Query the refund and the trade, then correct the amount or set the number." key_taken;
        REASON_TRADE_BEEN_FREEZEN = "ACQ.REASON_TRADE_BEEN_FREEZEN" F "The trade is frozen. Ask Alipay's technical support.";
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade. Check the numbers.";
        TRADE_HAS_FINISHED = "ACQ.TRADE_HAS_FINISHED" F "The time for refunds is over; one with this number may have been made before. Query it; where it was not, settle it with the buyer in another way." key_taken;
        TRADE_STATUS_ERROR = "ACQ.TRADE_STATUS_ERROR" F "The status of the trade does not allow it: never paid, or refunded in full, perhaps by an earlier attempt. Query the refund and the trade." key_taken;
        DISCORDANT_REPEAT_REQUEST = "ACQ.DISCORDANT_REPEAT_REQUEST" F "This number was used for a refund of another amount, perhaps by an earlier attempt. Query that refund; take a new number only for a refund that is meant beside it." key_taken;
        REASON_TRADE_REFUND_FEE_ERR = "ACQ.REASON_TRADE_REFUND_FEE_ERR" F "All refunds together would exceed the order, perhaps since an earlier attempt refunded it. Query the refund and the trade." key_taken;
        TRADE_NOT_ALLOW_REFUND = "ACQ.TRADE_NOT_ALLOW_REFUND" F "This trade cannot be refunded: by its status, perhaps since an earlier attempt refunded it, or by the contract. Query the refund and the trade." key_taken;
        REFUND_FEE_ERROR = "ACQ.REFUND_FEE_ERROR" F "The amount is wrong, or more than is left, perhaps since an earlier attempt refunded it. Query the refund, then correct the amount." key_taken;
        TRADE_HAS_CLOSE = "ACQ.TRADE_HAS_CLOSE" F "The trade is closed: never paid, or refunded in full, perhaps by an earlier attempt. Query which." key_taken;
        BUYER_NOT_EXIST = "ACQ.BUYER_NOT_EXIST" F "The buyer's account is gone. Settle it with the buyer in another way.";
        BUYER_ERROR = "ACQ.BUYER_ERROR" F "The buyer's account is not in order. Ask Alipay's technical support, or settle it in another way.";
        BUYER_ENABLE_STATUS_FORBID = "ACQ.BUYER_ENABLE_STATUS_FORBID" F "The buyer's account is not in order. Ask Alipay's technical support, or settle it in another way.";
        CUSTOMER_VALIDATE_ERROR = "ACQ.CUSTOMER_VALIDATE_ERROR" F "An account is closed or frozen. Find out which and why.";
        REASON_TRADE_STATUS_INVALID = "ACQ.REASON_TRADE_STATUS_INVALID" F "The status of the trade does not allow it: never paid, or refunded in full, perhaps by an earlier attempt. Query the refund and the trade." key_taken;
        NOT_ALLOW_PARTIAL_REFUND = "ACQ.NOT_ALLOW_PARTIAL_REFUND" F "Vouchers of this trade forbid a part. Refund all of it, or settle it in another way.";
        ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND = "ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND" F "A voucher that was bought forbids it. Settle it with the buyer in another way.";
        CURRENCY_NOT_SUPPORT = "ACQ.CURRENCY_NOT_SUPPORT" F "The currency is wrong. Correct it.";
        ALLOC_AMOUNT_VALIDATE_ERROR = "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR" F "More than is left of a share is taken back, perhaps since an earlier attempt took it. Query the refund, then correct the shares." key_taken;
        REFUNDALLOC_UNAUTH_LIMIT = "ACQ.REFUNDALLOC_UNAUTH_LIMIT" F "A receiver of a share has not allowed to take it back. Let them allow it, then send it again.";
        REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST = "ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST" F "There is no such receiver of a share. Correct the account.";
        REFUND_ACCOUNT_NOT_EXIST = "ACQ.REFUND_ACCOUNT_NOT_EXIST" F "The account that pays the refund is not in order. Check it, then send it again.";
        OVERDRAFT_AGREEMENT_NOT_MATCH = "ACQ.OVERDRAFT_AGREEMENT_NOT_MATCH" F "Advancing refunds was agreed otherwise. Change the contract or the request.";
        OVERDRAFT_ASSIGN_ACCOUNT_INVALID = "ACQ.OVERDRAFT_ASSIGN_ACCOUNT_INVALID" F "The account that advances the refund is not yours. Name another.";
        REFUND_CHARGE_ERROR = "ACQ.REFUND_CHARGE_ERROR" F "The fee cannot be given back now. Send it again later.";
        TRADE_SETTLE_ERROR = "ACQ.TRADE_SETTLE_ERROR" F "The settlement is wrong. Check what you said about it.";
        ENTERPRISE_PAY_BIZ_ERROR = "ACQ.ENTERPRISE_PAY_BIZ_ERROR" F "The company's part is wrong: none, or not so much. Correct the request.";
        USER_NOT_MATCH_ERR = "ACQ.USER_NOT_MATCH_ERR" F "The trade has another user. Ask Alipay's technical support.";
    }
}

impl Keyed for TradeRefund {
    fn key(&self) -> Option<&str> {
        self.out_request_no.as_ref().map(OutRequestNo::as_str)
    }
}

impl Rules for TradeRefund {
    fn check_rules(&self) -> Result<(), Invalid> {
        rules::names_a_trade(self.out_trade_no.as_ref(), self.trade_no.as_ref())?;
        let number = self.out_request_no.as_ref();
        number.map_or(Ok(()), |number| rules::cannot_be_cut("out_request_no", number.as_str()))?;
        rules::in_range("refund_amount", self.refund_amount)
    }

    // The answer does not repeat the number of the refund.
    fn correlate(&self, answer: &TradeRefundResponse) -> Result<(), Mismatch> {
        rules::is_about(
            (self.out_trade_no.as_ref(), self.trade_no.as_ref()),
            (Some(&answer.out_trade_no), Some(&answer.trade_no)),
        )?;
        rules::is_same("refund_currency", self.refund_currency.as_deref(), answer.refund_currency.as_deref())?;
        // It is the sum of all refunds of the trade: at least this one, where this one was made.
        let is_made = answer.fund_change.as_ref() == Some(&FundChange::Yes);
        match answer.refund_fee.filter(|sum| is_made && *sum < self.refund_amount) {
            Some(_) => Err(Mismatch::new("refund_fee")),
            None => Ok(()),
        }
    }
}
