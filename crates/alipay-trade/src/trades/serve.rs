//! What the gateway answers from its trades.

use alipay_wire::{
    Request, Yuan,
    open_platform::code::{IN_PROGRESS, SUCCESS},
    server::{Refusal, Serve, World},
};

use super::{Order, Trade, Trades, order::refusal, trade::china};
use crate::{
    AuthCode, FundChange, QueryOption, RefundStatus, TradeClose, TradeCloseResponse, TradeFastpayRefundQuery,
    TradeFastpayRefundQueryResponse, TradeFundBill, TradePay, TradePayResponse, TradeQuery, TradeQueryResponse,
    TradeRefund, TradeRefundResponse, close, fastpay_refund_query, pay, query, refund,
};

/// The gateway's words for `10000`.
const SUCCESS_MSG: &str = "Success";

impl Serve for TradePay {
    /// Opens the trade and, if the code says so, pays it.
    fn serve(&self, world: &mut World) -> Result<TradePayResponse, Refusal> {
        self.validate().map_err(|broken| refusal(&broken))?;
        let trades = world.get::<Trades>();
        let order = Order::from(self);
        if let Some(known) = trades.get(&self.out_trade_no) {
            known.may_be_opened_by(&order)?;
        }
        let pays_at_once = pays_at_once(self)?;
        let mut trade = trades.open(order)?;
        if pays_at_once {
            trade = trades.pay(&self.out_trade_no)?;
        }
        Ok(paid(trade, is_asked(self.query_options.as_ref(), &QueryOption::FundBillList)))
    }
}

/// Whether the payer pays without being asked.
fn pays_at_once(request: &TradePay) -> Result<bool, Refusal> {
    match request.auth_code.as_ref().map(AuthCode::as_str) {
        Some(Trades::PAYS_AT_ONCE) => Ok(true),
        Some(Trades::WAITS_FOR_BUYER) => Ok(false),
        Some(Trades::LACKS_BALANCE) => Err(pay::code::BUYER_BALANCE_NOT_ENOUGH.into()),
        Some(_) => Err(pay::code::PAYMENT_AUTH_CODE_INVALID.into()),
        // Nobody has signed an agreement or authorised an amount here.
        None if request.agreement_params.is_some() => Err(pay::code::AGREEMENT_NOT_EXIST.into()),
        None => Err(pay::code::AUTH_NO_ERROR.into()),
    }
}

fn paid(trade: &Trade, with_bills: bool) -> TradePayResponse {
    let answer = TradePayResponse::new(trade.trade_no().clone(), trade.order().out_trade_no().clone())
        .buyer_logon_id(Trades::BUYER_LOGON_ID)
        .buyer_user_id(Trades::BUYER_ID)
        .total_amount(trade.order().total_amount());
    let Some(at) = trade.paid_at() else {
        return answer.code(IN_PROGRESS).msg("order success pay inprocess");
    };
    let amount = trade.order().total_amount();
    let mut answer = answer
        .code(SUCCESS)
        .msg(SUCCESS_MSG)
        .receipt_amount(amount)
        .buyer_pay_amount(amount)
        .invoice_amount(amount)
        .point_amount(Yuan::from_fen(0))
        .gmt_payment(at);
    answer.fund_bill_list = with_bills.then(|| bills(amount));
    answer
}

impl Serve for TradeQuery {
    fn serve(&self, world: &mut World) -> Result<TradeQueryResponse, Refusal> {
        let trades = world.get::<Trades>();
        trades.expire();
        let trade =
            trades.find(self.out_trade_no.as_ref(), self.trade_no.as_ref()).ok_or(query::code::TRADE_NOT_EXIST)?;
        let total = trade.order().total_amount();
        let paid = if trade.paid_at().is_some() { total } else { Yuan::from_fen(0) };
        let mut answer = TradeQueryResponse::new(trade.order().out_trade_no().clone(), trade.status())
            .trade_no(trade.trade_no().clone())
            .code(SUCCESS)
            .msg(SUCCESS_MSG)
            .buyer_logon_id(Trades::BUYER_LOGON_ID)
            .buyer_user_id(Trades::BUYER_ID)
            .total_amount(total)
            .receipt_amount(paid)
            .buyer_pay_amount(paid)
            .invoice_amount(paid)
            .point_amount(Yuan::from_fen(0));
        answer.send_pay_date = trade.paid_at();
        answer.passback_params = trade.order().passback_params().map(str::to_owned);
        let with_bills = is_asked(self.query_options.as_ref(), &QueryOption::FundBillList);
        answer.fund_bill_list = (with_bills && trade.paid_at().is_some()).then(|| bills(total));
        Ok(answer)
    }
}

impl Serve for TradeRefund {
    fn serve(&self, world: &mut World) -> Result<TradeRefundResponse, Refusal> {
        let trades = world.get::<Trades>();
        let now = trades.expire_now();
        let trade =
            trades.find(self.out_trade_no.as_ref(), self.trade_no.as_ref()).ok_or(refund::code::TRADE_NOT_EXIST)?;
        let has_moved = trade.refund(self, now)?;
        let mut answer = TradeRefundResponse::new(trade.trade_no().clone(), trade.order().out_trade_no().clone())
            .code(SUCCESS)
            .msg(SUCCESS_MSG)
            .fund_change(if has_moved { FundChange::Yes } else { FundChange::No })
            .refund_fee(trade.refunded())
            .buyer_logon_id(Trades::BUYER_LOGON_ID)
            .buyer_user_id(Trades::BUYER_ID);
        if is_asked(self.query_options.as_ref(), &QueryOption::RefundDetailItemList) {
            answer = answer.send_back_fee(self.refund_amount).refund_detail_item_list(bills(self.refund_amount));
        }
        Ok(answer)
    }
}

impl Serve for TradeFastpayRefundQuery {
    /// A refund that is not known is answered with nothing about it.
    fn serve(&self, world: &mut World) -> Result<TradeFastpayRefundQueryResponse, Refusal> {
        let trades = world.get::<Trades>();
        let trade = trades.find(self.out_trade_no.as_ref(), self.trade_no.as_ref());
        let trade = trade.ok_or(fastpay_refund_query::code::TRADE_NOT_EXIST)?;
        let answer = TradeFastpayRefundQueryResponse::new().code(SUCCESS).msg(SUCCESS_MSG);
        let Some(done) = trade.refund_of(&self.out_request_no) else { return Ok(answer) };
        let is_asked = |option| is_asked(self.query_options.as_ref(), &option);
        let mut answer = answer
            .trade_no(trade.trade_no().clone())
            .out_trade_no(trade.order().out_trade_no().clone())
            .out_request_no(self.out_request_no.clone())
            .refund_status(RefundStatus::RefundSuccess)
            .total_amount(trade.order().total_amount())
            .refund_amount(done.amount);
        answer.refund_reason.clone_from(&done.reason);
        answer.gmt_refund_pay = is_asked(QueryOption::GmtRefundPay).then(|| china(done.at));
        if is_asked(QueryOption::RefundDetailItemList) {
            answer = answer.send_back_fee(done.amount).refund_detail_item_list(bills(done.amount));
        }
        Ok(answer)
    }
}

impl Serve for TradeClose {
    fn serve(&self, world: &mut World) -> Result<TradeCloseResponse, Refusal> {
        let trades = world.get::<Trades>();
        let now = trades.expire_now();
        let trade =
            trades.find(self.out_trade_no.as_ref(), self.trade_no.as_ref()).ok_or(close::code::TRADE_NOT_EXIST)?;
        trade.close(now)?;
        let answer = TradeCloseResponse::new().code(SUCCESS).msg(SUCCESS_MSG);
        Ok(answer.trade_no(trade.trade_no().clone()).out_trade_no(trade.order().out_trade_no().clone()))
    }
}

fn is_asked(options: Option<&Vec<QueryOption>>, option: &QueryOption) -> bool {
    options.is_some_and(|options| options.contains(option))
}

fn bills(amount: Yuan) -> Vec<TradeFundBill> {
    vec![TradeFundBill::new().fund_channel("ALIPAYACCOUNT").amount(amount)]
}
