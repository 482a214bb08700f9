//! What the gateway answers to `alipay.trade.pay` when it takes no payment.

alipay_wire::codes! {
    /// Codes of `alipay.trade.pay`: the `sub_code` under gateway code `40004`.
    ///
    /// A refusal says that *this* call took nothing. Those that say that the order, the payer's code or the authorisation is
    /// taken may mean that an earlier attempt took it: their effect is unknown, and [`TradeQuery`](crate::TradeQuery) tells.
    pub mod code;
    own {
        SYSTEM_ERROR = "ACQ.SYSTEM_ERROR" U "Paid or not. Query the order and go by its status; while it cannot be told, cancel the order. If this persists, ask Alipay's technical support.";
        INVALID_PARAMETER = "ACQ.INVALID_PARAMETER" F "A parameter is wrong. Compare the request with the page and correct it.";
        ACCESS_FORBIDDEN = "ACQ.ACCESS_FORBIDDEN" F "The product is not in your contract. Check the product code and the contract.";
        EXIST_FORBIDDEN_WORD = "ACQ.EXIST_FORBIDDEN_WORD" F "Title or description has a forbidden word. Change it.";
        PARTNER_ERROR = "ACQ.PARTNER_ERROR" F "The application is not in order. Check it in the console.";
        TOTAL_FEE_EXCEED = "ACQ.TOTAL_FEE_EXCEED" F "The amount is out of range: above nothing, and up to 100000000 yuan.";
        PAYMENT_AUTH_CODE_INVALID = "ACQ.PAYMENT_AUTH_CODE_INVALID" F "The payer's code is wrong, used or expired: an earlier attempt may have used it. Query the order; where it is not paid, let the payer show a new code, and send it under the same number." key_taken;
        CONTEXT_INCONSISTENT = "ACQ.CONTEXT_INCONSISTENT" F "The order exists with another amount, title or payer, perhaps by an earlier attempt. Query it; take a new number only where it is closed or refunded." key_taken;
        TRADE_HAS_SUCCESS = "ACQ.TRADE_HAS_SUCCESS" F "The order is paid, perhaps by an earlier attempt. Query it, and go by its amount." key_taken;
        TRADE_HAS_CLOSE = "ACQ.TRADE_HAS_CLOSE" F "The order is closed: not paid in time, given up, or refunded in full. Query which; take a new number only after that." key_taken;
        BUYER_BALANCE_NOT_ENOUGH = "ACQ.BUYER_BALANCE_NOT_ENOUGH" F "The payer's balance does not cover it. Let them pay by another means.";
        BUYER_BANKCARD_BALANCE_NOT_ENOUGH = "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH" F "The payer's card does not cover it. Let them pay by another means.";
        ERROR_BALANCE_PAYMENT_DISABLE = "ACQ.ERROR_BALANCE_PAYMENT_DISABLE" F "The payer has switched paying by balance off. Let them switch it on.";
        BUYER_SELLER_EQUAL = "ACQ.BUYER_SELLER_EQUAL" F "Payer and seller are the same. Let another pay.";
        TRADE_BUYER_NOT_MATCH = "ACQ.TRADE_BUYER_NOT_MATCH" F "Another payer began to pay this order. Query whether it is paid; take a new number only where it is closed." key_taken;
        PAYER_UNMATCHED = "ACQ.PAYER_UNMATCHED" F "Another payer was asked for. Let that one pay.";
        BUYER_ENABLE_STATUS_FORBID = "ACQ.BUYER_ENABLE_STATUS_FORBID" F "The payer's account is not in order. Let them ask Alipay.";
        BUYER_NOT_EXIST = "ACQ.BUYER_NOT_EXIST" F "The payer's account is gone. Let another pay.";
        BUYER_NOT_MAINLAND_CERT = "ACQ.BUYER_NOT_MAINLAND_CERT" F "The payer needs a mainland identity card. Let them pay by another means.";
        NOT_CERTIFIED_USER = "ACQ.NOT_CERTIFIED_USER" F "The payer has not proved who they are. Let them do so, or pay by another means.";
        ERROR_BUYER_CERTIFY_LEVEL_LIMIT = "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT" F "The payer has not proved enough. Let them pay by another means.";
        USER_LOGONID_DUP = "ACQ.USER_LOGONID_DUP" F "The payer's login name is someone else's, too. Let them change it.";
        PULL_MOBILE_CASHIER_FAIL = "ACQ.PULL_MOBILE_CASHIER_FAIL" F "The payer's phone could not be asked. Let them show a new code.";
        MOBILE_PAYMENT_SWITCH_OFF = "ACQ.MOBILE_PAYMENT_SWITCH_OFF" F "The payer has switched paying by phone off. Let them switch it on.";
        USER_FACE_PAYMENT_SWITCH_OFF = "ACQ.USER_FACE_PAYMENT_SWITCH_OFF" F "The payer has switched paying by code off. Let them switch it on.";
        PAYMENT_FAIL = "ACQ.PAYMENT_FAIL" F "It was not paid. Let the payer show a new code, and after that pay by another means.";
        PAYMENT_REQUEST_HAS_RISK = "ACQ.PAYMENT_REQUEST_HAS_RISK" F "It looks risky. Let the payer pay by another means.";
        NO_PAYMENT_INSTRUMENTS_AVAILABLE = "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE" F "The payer has no means that may be used. Let them pay by another one.";
        NOT_SUPPORT_PAYMENT_INST = "ACQ.NOT_SUPPORT_PAYMENT_INST" F "The payer's application cannot pay this. Let them pay by another means.";
        BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR = "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR" F "The payer has reached their limit of the day. Let another pay.";
        BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR = "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR" F "The payer has reached their limit of the month. Let another pay.";
        BEYOND_PAY_RESTRICTION = "ACQ.BEYOND_PAY_RESTRICTION" F "You have reached your limit. Ask Alipay to raise it.";
        BEYOND_PER_RECEIPT_RESTRICTION = "ACQ.BEYOND_PER_RECEIPT_RESTRICTION" F "You have reached your limit of the month. Ask Alipay to raise it.";
        BEYOND_PER_RECEIPT_DAY_RESTRICTION = "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION" F "You have reached your limit of the day. Ask Alipay to raise it.";
        BEYOND_PER_RECEIPT_SINGLE_RESTRICTION = "ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION" F "The order is above your limit. Ask Alipay to raise it.";
        MERCHANT_PERM_RECEIPT_DAY_LIMIT = "ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT" F "You have reached your limit of the day. Ask Alipay.";
        MERCHANT_PERM_RECEIPT_SINGLE_LIMIT = "ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT" F "The order is above your limit. Ask Alipay.";
        MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT = "ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT" F "You may receive nothing for now. Ask Alipay.";
        PRODUCT_AMOUNT_LIMIT_ERROR = "ACQ.PRODUCT_AMOUNT_LIMIT_ERROR" F "The order is above the product's limit. Ask Alipay to raise it.";
        REQUEST_AMOUNT_EXCEED = "ACQ.REQUEST_AMOUNT_EXCEED" F "The amount is too great, or above what was authorised. Correct it.";
        RESTRICTED_MERCHANT_INDUSTRY = "ACQ.RESTRICTED_MERCHANT_INDUSTRY" F "The order is above the limit of your industry.";
        AMOUNT_OR_CURRENCY_ERROR = "ACQ.AMOUNT_OR_CURRENCY_ERROR" F "Amount or currency is wrong, or the currency is not in your contract.";
        CURRENCY_NOT_SUPPORT = "ACQ.CURRENCY_NOT_SUPPORT" F "The currency is not in your contract.";
        SELLER_BEEN_BLOCKED = "ACQ.SELLER_BEEN_BLOCKED" F "Your account is frozen. Ask Alipay.";
        SELLER_NOT_EXIST = "ACQ.SELLER_NOT_EXIST" F "There is no such seller. Correct the seller.";
        INVALID_RECEIVE_ACCOUNT = "ACQ.INVALID_RECEIVE_ACCOUNT" F "You may not let that account receive. Leave the seller out, or ask Alipay.";
        MERCHANT_STATUS_NOT_NORMAL = "ACQ.MERCHANT_STATUS_NOT_NORMAL" F "Your contract is asleep after months without trades. Wake it in the console.";
        MERCHANT_AGREEMENT_NOT_EXIST = "ACQ.MERCHANT_AGREEMENT_NOT_EXIST" F "You have no contract. Check the console.";
        MERCHANT_AGREEMENT_INVALID = "ACQ.MERCHANT_AGREEMENT_INVALID" F "Your contract has ended. Sign a new one.";
        AGREEMENT_NOT_EXIST = "ACQ.AGREEMENT_NOT_EXIST" F "There is no such agreement of the payer, or it was ended. Let them sign again.";
        AGREEMENT_INVALID = "ACQ.AGREEMENT_INVALID" F "The payer's agreement is no longer valid. Let them sign again.";
        AGREEMENT_STATUS_NOT_NORMAL = "ACQ.AGREEMENT_STATUS_NOT_NORMAL" F "The payer's agreement is not in force. Let them sign again.";
        AGREEMENT_ERROR = "ACQ.AGREEMENT_ERROR" F "What you said about the agreement is wrong. Correct it.";
        AUTH_NO_ERROR = "ACQ.AUTH_NO_ERROR" F "The authorisation is wrong, of other parties, or not in force. Check it.";
        AUTH_AMOUNT_NOT_ENOUGH = "ACQ.AUTH_AMOUNT_NOT_ENOUGH" F "What is left of the authorised amount does not cover it.";
        AUTH_ORDER_HAS_CLOSED = "ACQ.AUTH_ORDER_HAS_CLOSED" F "The authorisation was ended. Let the payer authorise again.";
        AUTH_ORDER_HAS_FINISHED = "ACQ.AUTH_ORDER_HAS_FINISHED" F "The authorisation was used up, perhaps by an earlier attempt. Query the order; where it is not paid, let the payer authorise again." key_taken;
        AUTH_ORDER_NOT_PAID = "ACQ.AUTH_ORDER_NOT_PAID" F "The payer has not authorised yet. Let them do so first.";
        AUTH_TOKEN_IS_NOT_EXIST = "ACQ.AUTH_TOKEN_IS_NOT_EXIST" F "Code, agreement or authorisation is missing. Set one of them.";
        PRE_AUTH_PROD_CODE_INCONSISTENT = "ACQ.PRE_AUTH_PROD_CODE_INCONSISTENT" F "The authorisation is of another product. Send its product code.";
        CYCLE_PAY_DATE_NOT_MATCH = "ACQ.CYCLE_PAY_DATE_NOT_MATCH" F "The agreement allows no payment on this day. Wait for the day.";
        CYCLE_PAY_SINGLE_FEE_EXCEED = "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED" F "The amount is above what the agreement allows at once.";
        CYCLE_PAY_TOTAL_FEE_EXCEED = "ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED" F "The amount is above what the agreement allows in all.";
        CYCLE_PAY_TOTAL_TIMES_EXCEED = "ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED" F "The agreement allows no further payment.";
        NOW_TIME_AFTER_EXPIRE_TIME_ERROR = "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR" F "The order has ended before it began. Correct the time.";
        INVALID_STORE_ID = "ACQ.INVALID_STORE_ID" F "There is no such shop. Correct its number.";
        SUB_GOODS_SIZE_MAX_COUNT = "ACQ.SUB_GOODS_SIZE_MAX_COUNT" F "More than 150 items. Send fewer.";
        RISK_MERCHANT_IP_NOT_EXIST = "ACQ.RISK_MERCHANT_IP_NOT_EXIST" F "The payer's address is missing. Set `business_params.mc_create_trade_ip`.";
        CARD_USER_NOT_MATCH = "ACQ.CARD_USER_NOT_MATCH" F "The ride was recorded for another. Check the record.";
        CARD_TYPE_ERROR = "ACQ.CARD_TYPE_ERROR" F "The kind of card is wrong. Correct it.";
        CERT_EXPIRED = "ACQ.CERT_EXPIRED" F "The proof has expired.";
        UN_SUPPORT_TRADE_SCENE = "ACQ.UN_SUPPORT_TRADE_SCENE" F "Your contract does not have this kind of trade. Change the contract.";
        SUB_MERCHANT_CREATE_FAIL = "ACQ.SUB_MERCHANT_CREATE_FAIL" F "The merchant behind you could not be made. Check what you said about them.";
        SUB_MERCHANT_TYPE_INVALID = "ACQ.SUB_MERCHANT_TYPE_INVALID" F "The kind of merchant behind you is wrong. Correct it.";
        SECONDARY_MERCHANT_ID_BLANK = "ACQ.SECONDARY_MERCHANT_ID_BLANK" F "The merchant behind you is missing. Set them.";
        SECONDARY_MERCHANT_ID_INVALID = "ACQ.SECONDARY_MERCHANT_ID_INVALID" F "There is no such merchant behind you. Correct them.";
        SECONDARY_MERCHANT_STATUS_ERROR = "ACQ.SECONDARY_MERCHANT_STATUS_ERROR" F "The merchant behind you is not in order. Ask the service provider.";
        SECONDARY_MERCHANT_NOT_MATCH = "ACQ.SECONDARY_MERCHANT_NOT_MATCH" F "The merchant is behind another platform. Check who made them.";
        SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID = "ACQ.SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID" F "The account of the merchant behind you is not the one that was registered.";
        SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT = "ACQ.SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT" F "The merchant behind you is not in order. Ask the service provider.";
        PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID = "ACQ.PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID" F "Your contract wants the merchant behind you. Set `sub_merchant.merchant_id`.";
        ROYALTY_ACCOUNT_NOT_EXIST = "ACQ.ROYALTY_ACCOUNT_NOT_EXIST" F "There is no such receiver of a share. Correct the account.";
        TRADE_SETTLE_ERROR = "ACQ.TRADE_SETTLE_ERROR" F "The settlement is wrong. Check what you said about it.";
        TRADE_STATUS_ERROR = "ACQ.TRADE_STATUS_ERROR" F "The status of the order does not allow it, perhaps because an earlier attempt paid it. Query it." key_taken;
        SMILE_PAY_MERCHANT_NOT_MATCH = "ACQ.SMILE_PAY_MERCHANT_NOT_MATCH" F "The face was read for another merchant. Use one partner id for both.";
        BUYER_UNSUPPORT_ADVANCE = "ACQ.BUYER_UNSUPPORT_ADVANCE" F "Alipay does not pay for this buyer first. Send it without that.";
        MERCHANT_UNSUPPORT_ADVANCE = "ACQ.MERCHANT_UNSUPPORT_ADVANCE" F "Alipay does not pay for your buyers first. Send it without that.";
        ORDER_UNSUPPORT_ADVANCE = "ACQ.ORDER_UNSUPPORT_ADVANCE" F "Alipay does not pay for this order first. Send it without that.";
        ZM_AUTH_AMOUNT_EXCEED = "ACQ.ZM_AUTH_AMOUNT_EXCEED" F "More than may be paid without asking the payer. Let them confirm in the application.";
        ZM_AUTH_RULE_LIMIT = "ACQ.ZM_AUTH_RULE_LIMIT" F "A rule for paying later forbids it. Let them pay with `TradeAppPay`.";
        ZM_CREDIT_AUTH_FAIL = "ACQ.ZM_CREDIT_AUTH_FAIL" F "The payer gets no credit. Let them pay by another means.";
    }
}
