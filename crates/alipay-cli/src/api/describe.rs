//! A method for programs: the same, as JSON.

use alipay_catalogue::{Kind, Member, Members, Method, Repeat};
use serde_json::{Value, json};

/// Everything about a method.
pub(crate) fn method(method: Method<'_>, is_typed: bool, depth: usize) -> Value {
    let rest = method.rest().map(|(verb, path)| json!({ "method": verb, "path": path }));
    json!({
        "name": method.name(),
        "rest": rest,
        "typed": is_typed,
        "biz_content": !method.is_textual(),
        "request": members(method.request(), depth, &mut Vec::new()),
        "answer": members(method.answer(), depth, &mut Vec::new()),
    })
}

fn members<'a>(all: Members<'a>, depth: usize, models: &mut Vec<&'a str>) -> Value {
    all.map(|one| member(one, depth, models)).collect()
}

fn member<'a>(member: Member<'a>, depth: usize, models: &mut Vec<&'a str>) -> Value {
    let mut value = json!({ "name": member.name, "kind": kind(member.kind), "repeat": repeat(member.repeat) });
    let mut set = |name: &str, to: Value| {
        if let Some(members) = value.as_object_mut() {
            members.insert(name.to_owned(), to);
        }
    };
    if let Some(max) = member.max {
        set("max_length", max.into());
    }
    match member.kind {
        Kind::Enum(known) => set("values", known.values().collect()),
        Kind::Model(model) => {
            set("model", model.name().into());
            if depth > 1 && !models.contains(&model.name()) {
                models.push(model.name());
                set("members", members(model.members(), depth - 1, models));
                models.pop();
            }
        }
        _ => {}
    }
    value
}

fn kind(kind: Kind<'_>) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::File => "file",
        Kind::Any => "any",
        Kind::Enum(_) => "enum",
        Kind::Model(_) => "model",
        _ => "scalar",
    }
}

fn repeat(repeat: Repeat) -> &'static str {
    match repeat {
        Repeat::One => "one",
        Repeat::List => "list",
        Repeat::Map => "map",
    }
}
