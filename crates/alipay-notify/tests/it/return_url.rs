//! What a payer's browser brings back.

use alipay_notify::NotifyError;
use alipay_wire::inbound::ReceiveError;

use crate::support::{APP_ID, golden, open_platform};

#[test]
fn a_genuine_return_is_verified_by_rule_v1() {
    let request = golden("return-url");
    let returned = open_platform().check_return(request.uri().query().unwrap()).unwrap();
    assert_eq!(returned.app_id(), Some(APP_ID));
    assert_eq!(returned.out_trade_no(), Some("order/1"));
    assert_eq!(returned.trade_no(), Some("2026032022001421591406846538"));
    assert_eq!(returned.get("total_amount"), Some("26.45"));
    assert_eq!(returned.get("trade_status"), None, "a return has no status");
    assert_eq!(returned.parameters().payload().get("sign"), None);
}

#[test]
fn a_changed_return_is_refused() {
    let request = golden("return-url");
    let query = request.uri().query().unwrap();
    for (from, to) in [("26.45", "0.01"), ("order%2F1", "order%2F2")] {
        assert!(query.contains(from));
        let error = open_platform().check_return(&query.replace(from, to)).unwrap_err();
        assert!(matches!(error, NotifyError::NotAuthentic(_)), "{error:?}");
    }
    let error = open_platform().check_return(&format!("{query}&my=own")).unwrap_err();
    assert!(matches!(error, NotifyError::NotAuthentic(_)), "every parameter takes part");
    let error = open_platform().check_return("").unwrap_err();
    assert!(matches!(error, NotifyError::Malformed(ReceiveError::Missing("app_id"))));
}

#[test]
fn a_return_posted_as_a_notification_is_no_trade_notification() {
    // Genuine parameters, signed by the same rule and known to the payer: what they lack is what keeps them apart.
    let query = golden("return-url").uri().query().unwrap().to_owned();
    let request = crate::support::post(&query);
    let refusal = open_platform().read::<alipay_trade::UncheckedTradeNotification>(&request).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::Unreadable(_)), "{refusal:?}");
}
