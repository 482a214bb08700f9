//! A method for people: its members, indented.

use std::fmt::Write;

use alipay_catalogue::{Kind, Member, Members, Method, Repeat};

/// Everything about a method.
pub(crate) fn method(method: Method<'_>, is_typed: bool, depth: usize) -> String {
    let mut text = format!("{}\n", method.name());
    if let Some((verb, path)) = method.rest() {
        text.push_str(&format!("  REST    {verb} {path}\n"));
    }
    let typed = if is_typed { "yes: the SDK has types for it" } else { "no: call it by name" };
    text.push_str(&format!("  typed   {typed}\n"));
    if method.is_textual() {
        text.push_str("  form    its members are parameters of their own, without biz_content\n");
    }
    section(&mut text, "request", method.request(), depth);
    section(&mut text, "answer", method.answer(), depth);
    text
}

fn section(text: &mut String, title: &str, members: Members<'_>, depth: usize) {
    let count = members.clone().count();
    let noun = if count == 1 { "member" } else { "members" };
    text.push_str(&format!("\n{title}: {count} {noun}\n"));
    Tree { text, depth, models: Vec::new() }.members(members);
}

struct Tree<'t, 'a> {
    text: &'t mut String,
    /// Levels that are still to be shown.
    depth: usize,
    /// What is around.
    models: Vec<&'a str>,
}

impl<'a> Tree<'_, 'a> {
    fn members(&mut self, members: Members<'a>) {
        let width = members.clone().map(|member| member.name.len()).max().unwrap_or_default();
        let indent = 2 + 2 * self.models.len();
        for member in members {
            let (name, kind) = (member.name, kind(member));
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{:indent$}{name:width$}  {kind}", "");
            let within = match member.kind {
                Kind::Model(model) if self.models.contains(&model.name()) => {
                    self.text.push_str(", as above");
                    None
                }
                Kind::Model(model) if self.models.len() + 1 < self.depth => Some(model),
                _ => None,
            };
            self.text.push('\n');
            if let Some(model) = within {
                self.models.push(model.name());
                self.members(model.members());
                self.models.pop();
            }
        }
    }
}

fn kind(member: Member<'_>) -> String {
    let one = match member.kind {
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Integer => "whole number",
        Kind::Boolean => "true or false",
        Kind::File => "file",
        Kind::Any => "any JSON",
        Kind::Model(model) => model.name(),
        Kind::Enum(known) => {
            let values = known.values().collect::<Vec<_>>().join(", ");
            return repeated(format!("{}: {values}", known.name()), member.repeat);
        }
        _ => "text, or a number",
    };
    let limit = member.max.map(|max| format!(", at most {max} characters")).unwrap_or_default();
    repeated(format!("{one}{limit}"), member.repeat)
}

fn repeated(one: String, repeat: Repeat) -> String {
    match repeat {
        Repeat::One => one,
        Repeat::List => format!("list of {one}"),
        Repeat::Map => format!("object of {one}"),
    }
}
