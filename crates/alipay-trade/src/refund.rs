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
    Code, Mismatch, OneOrMany, OpenPlatform, Settlement, Settles, Text, Timestamp, Yuan,
    open_platform::{OpenId, UserId},
};

use crate::{
    GoodsDetail, OpenApiRoyaltyDetailInfoPojo, OutRequestNo, OutTradeNo, QueryOption, RefundChargeInfo, TradeFundBill,
    TradeNo, VoucherDetail, goods_detail::GoodsId, rules,
};

alipay_wire::request! {
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
    pub struct TradeRefund {
        required {
            /// How much, from 0.01 yuan to what is left of the order. Vouchers count in.
            "refund_amount" refund_amount: Yuan,
        }
        optional {
            /// Your number of the order. Required unless `trade_no` is given.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
            /// Alipay's number of the trade. Wins where both are given.
            "trade_no" trade_no: TradeNo [max 64],
            /// Your number of the refund, unique within the trade and the same for every repetition. Required for a part.
            "out_request_no" out_request_no: OutRequestNo [max 64],
            /// Why. Shown to both sides.
            "refund_reason" refund_reason: String as Text [max 256],
            /// What is refunded, item by item.
            "refund_goods_detail" refund_goods_detail: Vec<RefundGoodsDetail> as OneOrMany,
            /// The shares that are taken back.
            "refund_royalty_parameters" refund_royalty_parameters: Vec<OpenApiRoyaltyDetailInfoPojo> as OneOrMany,
            /// What else is to be answered, such as [`QueryOption::REFUND_DETAIL_ITEM_LIST`].
            "query_options" query_options: Vec<QueryOption> {show},
            /// The number of the settlement, where periods are settled and this one was.
            "related_settle_confirm_no" related_settle_confirm_no: String as Text [max 64],
            /// The currency, where it is not yuan.
            "refund_currency" refund_currency: String as Text [max 8] {show},
            /// Your number of who operates the till.
            "operator_id" operator_id: String as Text [max 30],
            /// Your number of the shop.
            "store_id" store_id: String as Text [max 32],
            /// Your number of the till.
            "terminal_id" terminal_id: String as Text [max 32],
            /// The items of the order, on older pages.
            "goods_detail" goods_detail: Vec<GoodsDetail> as OneOrMany,
            /// The institution that took the trade, where several stand between: its partner id.
            "org_pid" org_pid: UserId [max 16],
            /// Who pays the refund, where that was agreed: as `refund_trans_out_type` says.
            "refund_trans_out" refund_trans_out: String as Text [max 64],
            /// How that account is named: `userId` or `loginName`.
            "refund_trans_out_type" refund_trans_out_type: String as Text [max 32] {show},
            /// Who advances the refund, where that was agreed.
            "refund_advance_account" refund_advance_account: String as Text [max 64],
            /// How that account is named: `default`, `userId` or `loginName`.
            "refund_advance_account_type" refund_advance_account_type: String as Text [max 32] {show},
        }
        private new blank
    }
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

alipay_wire::request! {
    /// What is refunded of one item.
    pub struct RefundGoodsDetail {
        required {
            /// The item, as the order named it.
            "goods_id" goods_id: GoodsId [max 64],
            /// How much for all of them.
            "refund_amount" refund_amount: Yuan,
        }
        optional {
            /// Your number of the item in the mini program's catalogue.
            "out_item_id" out_item_id: String as Text [max 64],
            /// Your number of the variant in the mini program's catalogue.
            "out_sku_id" out_sku_id: String as Text [max 64],
            /// Your numbers of the certificates that the item is.
            "out_certificate_no_list" out_certificate_no_list: Vec<String>,
        }
    }
}

alipay_wire::response! {
    /// The refund was taken. Whether it moved money says `fund_change`.
    ///
    /// Of the fields that the page calls required, the two numbers are required here: what else is missing must not cost
    /// you the answer.
    pub struct TradeRefundResponse {
        required {
            /// Alipay's number of the trade.
            "trade_no" trade_no: TradeNo [max 64],
            /// Your number of the order.
            "out_trade_no" out_trade_no: OutTradeNo [max 64],
        }
        optional {
            /// The gateway's code, `10000` here. Only `gateway.do` writes it into the answer: the REST protocol has none in a
            /// success. It says that the request was taken, and nothing about the money.
            "code" code: Code {show},
            /// The gateway's words for `code`.
            "msg" msg: String as Text,
            /// The code of a business failure. Never there in a success.
            "sub_code" sub_code: Code {show},
            /// The gateway's words for `sub_code`.
            "sub_msg" sub_msg: String as Text,
            /// Whether this call moved money.
            "fund_change" fund_change: FundChange [max 1] {show},
            /// Everything refunded of this trade so far: not the amount of this refund.
            "refund_fee" refund_fee: Yuan,
            /// What went back from you. Asked for with [`QueryOption::REFUND_DETAIL_ITEM_LIST`].
            "send_back_fee" send_back_fee: Yuan,
            /// When it was refunded: `yyyy-MM-dd HH:mm:ss` in China time. On older pages.
            "gmt_refund_pay" gmt_refund_pay: Timestamp {show},
            /// The buyer's login name, partly hidden.
            "buyer_logon_id" buyer_logon_id: String as Text [max 100],
            /// The buyer.
            "buyer_user_id" buyer_user_id: UserId [max 28],
            /// The buyer, towards this application.
            "buyer_open_id" buyer_open_id: OpenId [max 128],
            /// The buyer under an old numbering. Do not use it.
            "open_id" open_id: String as Text,
            /// Name of the shop.
            "store_name" store_name: String as Text [max 512],
            /// By which means. Asked for with [`QueryOption::REFUND_DETAIL_ITEM_LIST`], or agreed.
            "refund_detail_item_list" refund_detail_item_list: Vec<TradeFundBill> as OneOrMany {show},
            /// Which vouchers were given back. Asked for with [`QueryOption::REFUND_VOUCHER_DETAIL_LIST`].
            "refund_voucher_detail_list" refund_voucher_detail_list: Vec<VoucherDetail> as OneOrMany {show},
            /// Whether money goes back to a bank card. Asked for with [`QueryOption::DEPOSIT_BACK_INFO`].
            "has_deposit_back" has_deposit_back: String as Text [max 5] {show},
            /// Ticket amount of a marketing product that goes back.
            "refund_hyb_amount" refund_hyb_amount: Yuan,
            /// The fees that are given back.
            "refund_charge_info_list" refund_charge_info_list: Vec<RefundChargeInfo> as OneOrMany {show},
            /// What is given back of your fees, where an institution stands between.
            "refund_charge_amount" refund_charge_amount: Yuan,
            /// The number of the clearing, where an institution stands between.
            "refund_settlement_id" refund_settlement_id: String as Text [max 64],
            /// The currency.
            "refund_currency" refund_currency: String as Text [max 8] {show},
            /// What goes back to the buyer, where that was agreed.
            "present_refund_buyer_amount" present_refund_buyer_amount: Yuan,
            /// What goes back to Alipay's marketing, where that was agreed.
            "present_refund_discount_amount" present_refund_discount_amount: Yuan,
            /// What goes back to your marketing, where that was agreed.
            "present_refund_mdiscount_amount" present_refund_mdiscount_amount: Yuan,
            /// Prepaid means that go back.
            "refund_preset_paytool_list" refund_preset_paytool_list: Vec<PresetPayToolInfo> as OneOrMany {show},
            /// What is released of an authorised amount, where the buyer would have paid later.
            "pre_auth_cancel_fee" pre_auth_cancel_fee: Yuan,
        }
    }
}

alipay_wire::text! {
    /// Whether a call moved money. The set is open.
    pub struct FundChange show {
        /// It did.
        YES = "Y";
        /// It did not: the same refund may have, before.
        NO = "N";
    }
}

alipay_wire::response! {
    /// A prepaid means.
    pub struct PresetPayToolInfo {
        required {}
        optional {
            /// How much, part by part. Yuan, as text.
            "amount" amount: Vec<String>,
            /// Which kind.
            "assert_type_code" assert_type_code: String as Text [max 64] {show},
        }
    }
}

/// Whether it was refunded.
///
/// | `fund_change` | settlement |
/// |---|---|
/// | `Y` | settled |
/// | `N`, none, anything else | unknown: the same refund may have been done before, or may still be done |
impl Settles for TradeRefundResponse {
    fn outcome(&self) -> Settlement {
        match &self.fund_change {
            Some(change) if *change == FundChange::YES => Settlement::Settled,
            _ => Settlement::Unknown,
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
        REFUND_AMT_NOT_EQUAL_TOTAL = "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" F "More than is left of the order, perhaps since an earlier attempt of yours refunded it; or a part of it without `out_request_no`. Query the refund and the trade, then correct the amount or set the number." key_taken;
        REASON_TRADE_BEEN_FREEZEN = "ACQ.REASON_TRADE_BEEN_FREEZEN" F "The trade is frozen. Ask Alipay's technical support.";
        TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST" F "There is no such trade. Check the numbers.";
        TRADE_HAS_FINISHED = "ACQ.TRADE_HAS_FINISHED" F "The time for refunds is over; one with this number may have been made before. Query it; where it was not, settle it with the buyer in another way." key_taken;
        TRADE_STATUS_ERROR = "ACQ.TRADE_STATUS_ERROR" F "The status of the trade does not allow it: never paid, or refunded in full, perhaps by an earlier attempt of yours. Query the refund and the trade." key_taken;
        DISCORDANT_REPEAT_REQUEST = "ACQ.DISCORDANT_REPEAT_REQUEST" F "This number was used for a refund of another amount, perhaps by an earlier attempt of yours. Query that refund; take a new number only for a refund that is meant beside it." key_taken;
        REASON_TRADE_REFUND_FEE_ERR = "ACQ.REASON_TRADE_REFUND_FEE_ERR" F "All refunds together would exceed the order, perhaps since an earlier attempt of yours refunded it. Query the refund and the trade." key_taken;
        TRADE_NOT_ALLOW_REFUND = "ACQ.TRADE_NOT_ALLOW_REFUND" F "This trade cannot be refunded: by its status, perhaps since an earlier attempt of yours refunded it, or by the contract. Query the refund and the trade." key_taken;
        REFUND_FEE_ERROR = "ACQ.REFUND_FEE_ERROR" F "The amount is wrong, or more than is left, perhaps since an earlier attempt of yours refunded it. Query the refund, then correct the amount." key_taken;
        TRADE_HAS_CLOSE = "ACQ.TRADE_HAS_CLOSE" F "The trade is closed: never paid, or refunded in full, perhaps by an earlier attempt of yours. Query which." key_taken;
        BUYER_NOT_EXIST = "ACQ.BUYER_NOT_EXIST" F "The buyer's account is gone. Settle it with the buyer in another way.";
        BUYER_ERROR = "ACQ.BUYER_ERROR" F "The buyer's account is not in order. Ask Alipay's technical support, or settle it in another way.";
        BUYER_ENABLE_STATUS_FORBID = "ACQ.BUYER_ENABLE_STATUS_FORBID" F "The buyer's account is not in order. Ask Alipay's technical support, or settle it in another way.";
        CUSTOMER_VALIDATE_ERROR = "ACQ.CUSTOMER_VALIDATE_ERROR" F "An account is closed or frozen. Find out which and why.";
        REASON_TRADE_STATUS_INVALID = "ACQ.REASON_TRADE_STATUS_INVALID" F "The status of the trade does not allow it: never paid, or refunded in full, perhaps by an earlier attempt of yours. Query the refund and the trade." key_taken;
        NOT_ALLOW_PARTIAL_REFUND = "ACQ.NOT_ALLOW_PARTIAL_REFUND" F "Vouchers of this trade forbid a part. Refund all of it, or settle it in another way.";
        ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND = "ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND" F "A voucher that was bought forbids it. Settle it with the buyer in another way.";
        CURRENCY_NOT_SUPPORT = "ACQ.CURRENCY_NOT_SUPPORT" F "The currency is wrong. Correct it.";
        ALLOC_AMOUNT_VALIDATE_ERROR = "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR" F "More than is left of a share is taken back, perhaps since an earlier attempt of yours took it. Query the refund, then correct the shares." key_taken;
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

alipay_wire::api! {
    TradeRefund => TradeRefundResponse {
        dialect: OpenPlatform,
        name: "alipay.trade.refund",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: POST "/v3/alipay/trade/refund",
        // `Unkeyed` without an `out_request_no`: `Call::new` sees to it.
        safety: Keyed,
        codes: code::ALL,
        key: |refund| refund.out_request_no.as_ref().map(OutRequestNo::as_str),
        validate: |refund| {
            rules::names_a_trade(refund.out_trade_no.as_ref(), refund.trade_no.as_ref())?;
            let number = refund.out_request_no.as_ref();
            number.map_or(Ok(()), |number| rules::cannot_be_cut("out_request_no", number.as_str()))?;
            rules::in_range("refund_amount", refund.refund_amount)
        },
        // The answer does not repeat the number of the refund.
        correlate: |refund, answer| {
            rules::is_about(
                (refund.out_trade_no.as_ref(), refund.trade_no.as_ref()),
                (Some(&answer.out_trade_no), Some(&answer.trade_no)),
            )?;
            rules::is_same("refund_currency", refund.refund_currency.as_deref(), answer.refund_currency.as_deref())?;
            // It is the sum of all refunds of the trade: at least this one, where this one was made.
            let is_made = answer.fund_change.as_ref() == Some(&FundChange::YES);
            match answer.refund_fee.filter(|sum| is_made && *sum < refund.refund_amount) {
                Some(_) => Err(Mismatch::new("refund_fee")),
                None => Ok(()),
            }
        },
    }
}
