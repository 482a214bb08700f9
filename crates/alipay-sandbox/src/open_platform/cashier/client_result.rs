//! The payer's phone: it takes an order string, pays, and gives a result back.

use alipay_trade::{Trade, Trades};
use alipay_wire::{
    inbound::Reply,
    open_platform::{code::SUCCESS, sub_code::INVALID_METHOD},
    server::Refusal,
};
use serde_json::json;

use super::{ORDER_STRING, open, pay};
use crate::{Sandbox, gateway::sealed, open_platform::claims::Claims};

impl Sandbox {
    /// Plays the payer's phone: checks an order string of `alipay.trade.app.pay`, pays its trade, and gives back the text
    /// that Alipay's application gives to the merchant's, `{"alipay_trade_app_pay_response":{..},"sign":".."}`.
    ///
    /// The notification waits in [`take_notifications`](Self::take_notifications).
    ///
    /// # Errors
    /// [`Refusal`] with the sub-code the phone would show.
    pub fn pay_order_string(&self, order_string: &str) -> Result<String, Refusal> {
        let claims = Claims::new("", order_string.as_bytes());
        if claims.get("method").is_some_and(|method| method != ORDER_STRING) {
            return Err(INVALID_METHOD.info().into());
        }
        let trade = open(self, &claims)?;
        let trade = pay(self, trade.order().out_trade_no())?;
        Ok(self.client_result(&trade))
    }

    fn client_result(&self, trade: &Trade) -> String {
        let order = trade.order();
        let node = json!({
            "code": SUCCESS.code,
            "msg": "Success",
            "app_id": Sandbox::APP_ID,
            "auth_app_id": Sandbox::APP_ID,
            "charset": "utf-8",
            "timestamp": self.clock.now().china(),
            "out_trade_no": order.out_trade_no().as_str(),
            "trade_no": trade.trade_no().as_str(),
            "total_amount": order.total_amount().to_string(),
            "seller_id": Trades::SELLER_ID,
        });
        let signer = self.open_platform_signer();
        let reply = Reply::envelope(ORDER_STRING, node.to_string());
        let reply = signer.certificate.into_iter().fold(reply, Reply::certificate);
        let result = sealed(reply, Some(&signer.key)).into_body();
        String::from_utf8_lossy(&result).into_owned()
    }
}
