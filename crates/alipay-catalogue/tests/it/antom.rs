//! The methods of Antom.

use alipay_catalogue::{Catalogue, Kind, Repeat};

#[test]
fn members_have_kinds_lengths_and_values() {
    let catalogue = Catalogue::antom().unwrap();
    let pay = catalogue.method("/ams/api/v1/payments/pay").unwrap();
    assert_eq!((pay.rest(), pay.is_textual(), pay.request_model().is_none()), (None, false, true));
    let id = pay.request().get("paymentRequestId").unwrap();
    assert!(matches!(id.kind, Kind::Text));
    assert_eq!((id.max, id.repeat), (Some(64), Repeat::One));
    let Kind::Model(amount) = pay.request().get("paymentAmount").unwrap().kind else { panic!("an object") };
    let names: Vec<_> = amount.members().map(|member| member.name).collect();
    assert_eq!(names, ["currency", "value"]);

    let Kind::Model(result) = pay.answer().get("result").unwrap().kind else { panic!("an object") };
    let Kind::Enum(status) = result.members().get("resultStatus").unwrap().kind else { panic!("one of several") };
    assert_eq!(status.name(), "ResultStatusType");
    assert_eq!(status.values().collect::<Vec<_>>(), ["S", "F", "U"]);

    let card = catalogue.method("/ams/api/v1/aba/cards/applyCard").unwrap();
    assert_eq!(card.request().get("metadata").unwrap().repeat, Repeat::Map);
}

#[test]
fn every_answer_says_its_result() {
    for method in Catalogue::antom().unwrap().methods() {
        let result = method.answer().get("result");
        assert!(result.is_some_and(|result| matches!(result.kind, Kind::Model(_))), "{method:?}");
    }
}
