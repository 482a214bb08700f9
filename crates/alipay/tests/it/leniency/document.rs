//! Answers in the form their pages give: all members by their names, all scalars as strings, lists as lists.

use serde_json::{Map, Value, json};

use super::{
    shapes::{Kind, Shape},
    tape::Tape,
};

/// An answer of this shape.
pub(super) fn generate(shape: &Shape, tape: &mut Tape<'_>) -> Value {
    let mut members = Map::new();
    for (field, kind) in shape.fields() {
        if field.required || tape.flip() {
            members.insert(field.name.to_owned(), value(kind, tape));
        }
    }
    if let Some(either) = shape.either
        && !either.iter().any(|name| members.contains_key(*name))
    {
        let (field, kind) = shape.fields().find(|(field, _)| either.contains(&field.name)).unwrap();
        members.insert(field.name.to_owned(), value(kind, tape));
    }
    Value::Object(members)
}

fn value(kind: &Kind, tape: &mut Tape<'_>) -> Value {
    let mut one = |values: &[&str]| Value::from(tape.choose(values));
    match kind {
        Kind::Text => one(&[
            "a",
            "",
            "20",
            "0",
            "-5",
            "18446744073709551615",
            "99999999999999999999",
            "007",
            "1.50",
            "true",
            "null",
            "S",
            "a/b\"c\\d\n",
            "世界 😀",
            "{\"a\":[1,2]}",
            " 1",
            "+1",
            "-0",
        ]),
        Kind::Bool => one(&["true", "false"]),
        Kind::Integer => one(&["4800", "0", "-3", "9223372036854775807"]),
        Kind::Currency => one(&["SGD", "VND", "CNY", "XXX"]),
        Kind::Time => one(&["2022-01-12T11:00:00+08:00", "20220112", ""]),
        Kind::Yuan => one(&["26.45", "100", "0.00", "-0.05", "-7", "1.2300"]),
        Kind::Amount => {
            let currency = one(&["SGD", "VND", "CNY"]);
            let value = one(&["23", "0", "-5", "999999999999", "18446744073709551615", "99999999999999999999"]);
            json!({ "currency": currency, "value": value })
        }
        Kind::Object(shape) => generate(&shape(), tape),
        Kind::Many(item) | Kind::OneOrMany(item) => (0..tape.below(4)).map(|_| value(item, tape)).collect(),
        Kind::ByCurrency(item) => {
            let currencies = ["SGD", "VND", "CNY"];
            let members = currencies.iter().take(tape.below(4)).map(|name| ((*name).to_owned(), value(item, tape)));
            Value::Object(members.collect())
        }
    }
}
