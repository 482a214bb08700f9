//! What is the same however the payer gets to the cashier: the order, and what is asked and done after it was paid.

use alipay::{
    Client, OpenPlatform, OpenPlatformOptions, PageBuilder, Speaks, Yuan,
    trade::{FundChange, TradeFastpayRefundQuery, TradePagePay, TradeQuery, TradeRefund, TradeStatus, Trades},
    wire::MoneyOutcome,
};
use alipay_sandbox::{Listener, Sandbox};

use super::shop::{ORDER, Shop, amount};

/// What a browser must not change: markup, and what URLs and forms escape. The gateway refuses `&` and `=` in a title.
pub(crate) const SUBJECT: &str = "龙井茶 <b>点心</b> \"50%25\" it's a+b; 😀";

/// A gateway on a socket, and a merchant beside it.
pub(crate) struct Place {
    pub(crate) sandbox: Sandbox,
    pub(crate) listener: Listener,
    pub(crate) shop: Shop,
}

impl Place {
    pub(crate) async fn open() -> Self {
        let sandbox = Sandbox::new();
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        let shop = Shop::open(&sandbox).await;
        Self { sandbox, listener, shop }
    }

    pub(crate) fn client(&self) -> Client<OpenPlatform> {
        self.speaking(self.listener.endpoints().open_platform())
    }

    pub(crate) fn rest_client(&self) -> Client<OpenPlatform> {
        self.speaking(self.listener.endpoints().open_platform_v3())
    }

    pub(crate) fn speaking(&self, protocol: impl Speaks<OpenPlatform>) -> Client<OpenPlatform> {
        Client::builder(protocol).credentials(self.sandbox.credentials()).build().unwrap()
    }

    /// The order, to be signed for a page.
    pub(crate) fn order(&self, client: &Client<OpenPlatform>) -> PageBuilder {
        let order = TradePagePay::new(ORDER, amount(), SUBJECT).passback_params("shop%3D7");
        client.page(&order).options(self.urls())
    }

    pub(crate) fn urls(&self) -> OpenPlatformOptions {
        OpenPlatformOptions::new()
            .notify_url(self.shop.url("/notify?a=1&b='\"<2>"))
            .return_url(self.shop.url("/return"))
    }

    /// The payment, as notification, query and gateway have it; then two refunds of a part, and all of them again.
    pub(crate) async fn check_paid_and_refund(&self, client: &Client<OpenPlatform>) {
        let told = self.shop.told(1).await.remove(0);
        assert_eq!((told.trade_status.clone(), told.outcome()), (TradeStatus::TradeSuccess, MoneyOutcome::Moved));
        assert_eq!(told.subject.as_deref(), Some(SUBJECT));
        assert_eq!(told.passback_params.as_deref(), Some("shop%3D7"));

        let asked = client.send(&TradeQuery::new(ORDER)).await.unwrap();
        assert_eq!((asked.trade_status.clone(), asked.outcome()), (TradeStatus::TradeSuccess, MoneyOutcome::Moved));
        assert_eq!((asked.trade_no.as_ref(), asked.total_amount), (Some(&told.trade_no), Some(amount())));

        let mut so_far = 0;
        for (at, (number, fen)) in [("refund_1", 1_000), ("refund_2", 2_888)].into_iter().enumerate() {
            let refund = TradeRefund::new(ORDER, Yuan::from_fen(fen)).out_request_no(number);
            let done = client.send(&refund).await.unwrap();
            so_far += fen;
            assert_eq!((done.fund_change.clone(), done.outcome()), (Some(FundChange::Yes), MoneyOutcome::Moved));
            assert_eq!(done.refund_fee, Some(Yuan::from_fen(so_far)));
            let told = self.shop.told(at + 2).await.pop().unwrap();
            assert_eq!((told.refund_fee, told.is_refund()), (Some(Yuan::from_fen(so_far)), true));
            // The same again moves nothing.
            let again = client.send(&refund).await.unwrap();
            assert_eq!((again.fund_change, again.refund_fee), (Some(FundChange::No), Some(Yuan::from_fen(so_far))));

            let question = TradeFastpayRefundQuery::new(ORDER, number);
            let asked = client.send(&question).await.unwrap();
            assert_eq!((asked.refund_amount, asked.outcome()), (Some(Yuan::from_fen(fen)), MoneyOutcome::Moved));
        }

        let asked = client.send(&TradeQuery::new(ORDER)).await.unwrap();
        assert_eq!(asked.trade_status, TradeStatus::TradeSuccess, "a part is left");
        let told = self.shop.told(3).await;
        assert!(told.len() == 3 && told.iter().all(|told| told.outcome() == MoneyOutcome::Moved), "{told:?}");
        self.sandbox.with_state(|trades: &mut Trades| {
            let trade = trades.get(&ORDER.into()).unwrap();
            assert_eq!((trade.status(), trade.refunded()), (asked.trade_status.clone(), Yuan::from_fen(3_888)));
        });
        assert!(self.sandbox.take_notifications().is_empty(), "each was acknowledged");
    }
}
