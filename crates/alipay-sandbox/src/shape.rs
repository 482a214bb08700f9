//! Answers by shape: each member that is known, with a value of its kind.

use std::borrow::Cow;

use alipay_catalogue::{Catalogue, Kind, Member, Method, Repeat};
use alipay_wire::{ApiMeta, Dialect, Dws, Route as RouteMeta, server::World};
use serde_json::{Map, Value, json};

use crate::{
    Sandbox,
    open_platform::{CERTIFICATE_DOWNLOAD, DIALECT, cashier::ORDER_STRING},
    routes::Route,
    untyped::{concluded, meta},
};

impl Sandbox {
    /// The method of the catalogue that has this name.
    pub(crate) fn answered_by_shape(&self, dialect: &'static str, place: &str) -> Option<Route> {
        const DWS: &str = Dws::NAME;
        let catalogue = match dialect {
            // An order string is brought by a phone, and not called. Certificates are there in certificate mode alone.
            _ if !self.by_shape || [ORDER_STRING, CERTIFICATE_DOWNLOAD].contains(&place) => return None,
            DIALECT => Catalogue::open_platform(),
            // Antom has its gateway.
            DWS => Catalogue::antom(),
            _ => return None,
        };
        let method = catalogue.ok()?.method(place)?;
        let answer = move |request: &Value, _: &mut World| concluded(dialect, answer(method, request));
        Some(Route::untyped(meta(dialect, place), answer))
    }

    /// The method of the catalogue that has this method and path over REST.
    pub(crate) fn routed_by_catalogue(&self, method: &http::Method, path: &str) -> Option<Cow<'static, ApiMeta>> {
        let catalogue = Catalogue::open_platform().ok().filter(|_| self.by_shape)?;
        let name = catalogue.method_at(method.as_str(), path)?.name();
        let route = RouteMeta { method: method.clone(), path: path.to_owned().into() };
        Some(Cow::Owned(ApiMeta::untyped(name, Some(route))))
    }
}

/// The answer to `request`. What the gateways say of the call itself is left to them.
fn answer(method: Method<'_>, request: &Value) -> Value {
    let is_verdict = |member: &Member<'_>| match method.name().starts_with('/') {
        true => member.name == "result",
        false => matches!(member.name, "code" | "msg" | "sub_code" | "sub_msg"),
    };
    let members = method.answer().filter(|member| !is_verdict(member));
    Value::Object(Shape::default().object(members, Some(request)))
}

/// What is around the value that is made.
#[derive(Default)]
struct Shape<'a> {
    models: Vec<&'a str>,
}

impl<'a> Shape<'a> {
    /// An object of these members. Those that `asked` has, too, are echoed.
    fn object(&mut self, members: impl Iterator<Item = Member<'a>>, asked: Option<&Value>) -> Map<String, Value> {
        let named = |member: Member<'a>| {
            let asked = asked.and_then(|asked| asked.get(member.name));
            (member.name.to_owned(), self.member(member, asked))
        };
        members.map(named).collect()
    }

    fn member(&mut self, member: Member<'a>, asked: Option<&Value>) -> Value {
        match (member.repeat, asked) {
            (Repeat::One, asked) => self.value(member, asked),
            (Repeat::List, Some(Value::Array(items))) if !items.is_empty() => {
                items.iter().map(|item| self.value(member, Some(item))).collect()
            }
            (Repeat::List, _) => json!([self.value(member, None)]),
            (Repeat::Map, Some(Value::Object(values))) if !values.is_empty() => {
                let echoed = |(name, value): (&String, &Value)| (name.clone(), self.value(member, Some(value)));
                Value::Object(values.iter().map(echoed).collect())
            }
            (Repeat::Map, _) => json!({ "name": self.value(member, None) }),
        }
    }

    /// One value: the one asked, if it is of this kind.
    fn value(&mut self, member: Member<'a>, asked: Option<&Value>) -> Value {
        let echo = |is_kind: fn(&Value) -> bool| asked.filter(|value| is_kind(value)).cloned();
        match member.kind {
            Kind::Model(model) if self.models.contains(&model.name()) => json!({}),
            Kind::Model(model) => {
                self.models.push(model.name());
                let object = self.object(model.members(), asked);
                self.models.pop();
                Value::Object(object)
            }
            Kind::Number => echo(Value::is_number).unwrap_or_else(|| json!(1)),
            Kind::Integer => echo(|value| value.is_i64() || value.is_u64()).unwrap_or_else(|| json!(1)),
            Kind::Boolean => echo(Value::is_boolean).unwrap_or(Value::Bool(true)),
            Kind::Any => asked.cloned().unwrap_or_else(|| json!({})),
            Kind::Enum(known) => {
                echo(Value::is_string).unwrap_or_else(|| known.values().next().unwrap_or_default().into())
            }
            Kind::Scalar => echo(|value| !value.is_object() && !value.is_array() && !value.is_null())
                .unwrap_or_else(|| text(member).into()),
            // A kind that is new here is text, too.
            _ => echo(Value::is_string).unwrap_or_else(|| text(member).into()),
        }
    }
}

/// A text that can stand in this member: an amount or a time where the name says so, and else the name.
fn text(member: Member<'_>) -> String {
    let name = member.name.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let is_camel_case = member.name.contains(|c: char| c.is_ascii_uppercase());
    let text = if ends(&["amount", "price", "fee"]) {
        "1.00"
    } else if name == "currency" {
        "CNY"
    } else if ends(&["time", "date"]) && is_camel_case {
        "2024-01-01T00:00:00+08:00"
    } else if ends(&["time", "date"]) {
        "2024-01-01 00:00:00"
    } else if name == "value" {
        "100"
    } else {
        member.name
    };
    let most = member.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

    use super::*;

    fn method(name: &str) -> Method<'static> {
        let catalogue = if name.starts_with('/') { Catalogue::antom() } else { Catalogue::open_platform() };
        catalogue.unwrap().method(name).unwrap()
    }

    #[test]
    fn every_member_of_every_answer_is_there_and_of_its_kind() {
        let mut count = 0;
        for catalogue in [Catalogue::open_platform().unwrap(), Catalogue::antom().unwrap()] {
            for method in catalogue.methods() {
                let answer = answer(method, &json!({}));
                for member in method.answer() {
                    match answer.get(member.name) {
                        None => assert!(["code", "msg", "sub_code", "sub_msg", "result"].contains(&member.name)),
                        Some(value) => count += check(member, value, &mut Vec::new()),
                    }
                }
            }
        }
        assert!(count > 70_000, "{count}");
    }

    /// Panics when the value is not of the kind; counts the values within.
    fn check<'a>(member: Member<'a>, value: &Value, models: &mut Vec<&'a str>) -> usize {
        let one = match member.repeat {
            Repeat::One => value,
            Repeat::List => &value[0],
            Repeat::Map => value.as_object().unwrap().values().next().unwrap(),
        };
        match member.kind {
            Kind::Model(model) if models.contains(&model.name()) => assert_eq!(*one, json!({})),
            Kind::Model(model) => {
                models.push(model.name());
                let count = model.members().map(|member| check(member, &one[member.name], models)).sum::<usize>();
                models.pop();
                return count + 1;
            }
            Kind::Number | Kind::Integer => assert!(one.is_number(), "{member:?}"),
            Kind::Boolean => assert!(one.is_boolean(), "{member:?}"),
            Kind::Any => assert!(one.is_object(), "{member:?}"),
            Kind::Enum(known) => assert!(known.values().any(|value| one == value), "{member:?}"),
            _ => {
                let text = one.as_str().unwrap();
                assert!(!text.is_empty() && member.max.is_none_or(|max| text.len() <= max as usize), "{member:?}");
            }
        }
        1
    }

    #[test]
    fn members_of_the_request_are_echoed_where_they_are_of_the_same_kind() {
        let request = json!({ "out_trade_no": "order_1", "trade_no": 7, "subject": "not in the answer" });
        let expected = json!({ "out_trade_no": "order_1", "trade_no": "trade_no" });
        assert_eq!(answer(method("alipay.trade.create"), &request), expected);

        // In lists and in objects, too, and what is not asked is there all the same.
        let request = json!({ "paymentAmount": { "currency": "EUR", "other": 1 }, "paymentRequestId": "r_1" });
        let pay = answer(method("/ams/api/v1/payments/pay"), &request);
        assert_eq!(pay["paymentAmount"], json!({ "currency": "EUR", "value": "100" }));
        assert_eq!((&pay["paymentRequestId"], &pay["paymentId"]), (&json!("r_1"), &json!("paymentId")));
        assert!(pay.get("result").is_none());
    }

    #[test]
    fn a_list_has_as_many_items_as_the_request_has() {
        let catalogue = Catalogue::open_platform().unwrap();
        let list = catalogue.model("AlipayTradeCreateModel").unwrap().members().get("goods_detail").unwrap();
        let mut shape = Shape::default();
        let one = shape.member(list, None);
        assert_eq!((one.as_array().unwrap().len(), &one[0]["goods_name"]), (1, &json!("goods_name")));
        let two = shape.member(list, Some(&json!([{ "goods_name": "tea" }, "no object"])));
        assert_eq!((&two[0]["goods_name"], &two[1]["goods_name"]), (&json!("tea"), &json!("goods_name")));
        assert_eq!(two[0]["price"], one[0]["price"]);
    }

    #[test]
    fn a_model_within_itself_ends() {
        let goods = Catalogue::antom().unwrap().model("Goods").unwrap();
        let within =
            goods.members().find(|member| matches!(member.kind, Kind::Model(model) if model.name() == "Goods"));
        let within = within.unwrap();
        // Only the kind matters: one value of it.
        let mut member = goods.members().next().unwrap();
        member.kind = Kind::Model(goods);
        let asked = json!({ within.name: { within.name: { "goodsName": "deep" } } });
        let answer = Shape::default().value(member, Some(&asked));
        assert_eq!(answer[within.name], json!({}));
        assert!(answer["goodsName"].is_string());
    }
}
