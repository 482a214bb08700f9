//! Writes a document as a gateway might.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    shapes::{Kind, Shape},
    tape::Tape,
};

/// How the names of members that no type knows begin.
pub(super) const UNKNOWN: &str = "x-unknown";

/// Every way in which an answer may be written differently and mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Leniency {
    /// A number or a truth value as itself instead of a string.
    BareScalar,
    /// The single item instead of a list of one.
    OneOfMany,
    /// Another spelling of a member's name.
    OtherName,
    /// Two spellings of a member's name, both with its value.
    BothNames,
    /// A member that is absent, as `null`.
    Null,
    /// A member that no type knows.
    UnknownMember,
    /// Members in another order.
    Order,
    /// White space between the tokens.
    WhiteSpace,
    /// Characters written as escapes.
    Escape,
}

impl Leniency {
    pub(super) const ALL: [Self; 9] = [
        Self::BareScalar,
        Self::OneOfMany,
        Self::OtherName,
        Self::BothNames,
        Self::Null,
        Self::UnknownMember,
        Self::Order,
        Self::WhiteSpace,
        Self::Escape,
    ];
}

pub(super) struct Writer<'a> {
    tape: Tape<'a>,
    unknown: bool,
    text: String,
    /// The leniencies that were taken.
    pub(super) used: BTreeSet<Leniency>,
}

/// What is written for a member.
enum Content<'v> {
    Value(&'v Kind, &'v Value),
    /// One of two spellings: what one of them says and the other does not would be a contradiction.
    Twin(&'v Kind, &'v Value),
    Null,
    Unknown,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tape: Tape<'a>, unknown: bool) -> Self {
        Self { tape, unknown, text: String::new(), used: BTreeSet::new() }
    }

    pub(super) fn write(&mut self, shape: &Shape, document: &Value) -> String {
        self.object(shape, document);
        self.space();
        std::mem::take(&mut self.text)
    }

    /// Whether to take this leniency here.
    fn take(&mut self, leniency: Leniency) -> bool {
        let taken = self.tape.flip();
        if taken {
            self.used.insert(leniency);
        }
        taken
    }

    fn object(&mut self, shape: &Shape, object: &Value) {
        let mut members = Vec::new();
        for (field, kind) in shape.fields() {
            let (name, others) = (field.name, field.aliases);
            match object.get(name) {
                Some(value) if others.is_empty() => members.push((name.to_owned(), Content::Value(kind, value))),
                Some(value) => {
                    let other = self.tape.choose(others);
                    if self.take(Leniency::BothNames) {
                        members.push((name.to_owned(), Content::Twin(kind, value)));
                        members.push((other.to_owned(), Content::Twin(kind, value)));
                    } else if self.take(Leniency::OtherName) {
                        members.push((other.to_owned(), Content::Value(kind, value)));
                    } else {
                        members.push((name.to_owned(), Content::Value(kind, value)));
                    }
                }
                None if self.take(Leniency::Null) => members.push((name.to_owned(), Content::Null)),
                None => {}
            }
        }
        self.members(members);
    }

    /// Writes an object with these members, in some order, and others that no type knows.
    fn members(&mut self, mut members: Vec<(String, Content<'_>)>) {
        if self.unknown && self.take(Leniency::UnknownMember) {
            members.extend((0..=self.tape.below(2)).map(|at| (format!("{UNKNOWN}-{at}"), Content::Unknown)));
        }
        if members.len() > 1 && self.take(Leniency::Order) {
            for at in (1..members.len()).rev() {
                members.swap(at, self.tape.below(at + 1));
            }
        }
        self.token("{");
        for (at, (name, content)) in members.iter().enumerate() {
            if at > 0 {
                self.token(",");
            }
            self.string(name);
            self.token(":");
            match content {
                Content::Value(kind, value) => self.value(kind, value),
                Content::Twin(kind, value) => {
                    let unknown = std::mem::replace(&mut self.unknown, false);
                    self.value(kind, value);
                    self.unknown = unknown;
                }
                Content::Null => self.token("null"),
                Content::Unknown => {
                    let any =
                        ["null", "1", "-1.5e300", "\"\"", "true", "[[],{}]", r#"{"result":{"resultStatus":"F"}}"#];
                    let any = self.tape.choose(&any);
                    self.token(any);
                }
            }
        }
        self.token("}");
    }

    fn value(&mut self, kind: &Kind, value: &Value) {
        match kind {
            Kind::Bool => self.scalar(value, true),
            Kind::Text | Kind::Integer | Kind::Currency | Kind::Time | Kind::Yuan => {
                self.scalar(value, is_number(value));
            }
            Kind::Amount => {
                let number = Kind::Integer;
                let member = |name: &'static str| (name.to_owned(), Content::Value(&number, &value[name]));
                self.members(vec![member("currency"), member("value")]);
            }
            Kind::Object(shape) => self.object(&shape(), value),
            Kind::OneOrMany(item) => match value.as_array().unwrap().as_slice() {
                [one] if self.take(Leniency::OneOfMany) => self.value(item, one),
                many => self.list(item, many),
            },
            Kind::Many(item) => self.list(item, value.as_array().unwrap()),
            Kind::ByCurrency(item) => {
                // Its members are data, so that none can be unknown.
                self.token("{");
                for (at, (name, value)) in value.as_object().unwrap().iter().enumerate() {
                    if at > 0 {
                        self.token(",");
                    }
                    self.string(name);
                    self.token(":");
                    self.value(item, value);
                }
                self.token("}");
            }
        }
    }

    fn list(&mut self, item: &Kind, items: &[Value]) {
        self.token("[");
        for (at, value) in items.iter().enumerate() {
            if at > 0 {
                self.token(",");
            }
            self.value(item, value);
        }
        self.token("]");
    }

    fn scalar(&mut self, value: &Value, may_be_bare: bool) {
        let text = value.as_str().unwrap();
        if may_be_bare && self.take(Leniency::BareScalar) {
            self.token(text);
        } else {
            self.string(text);
        }
    }

    fn string(&mut self, text: &str) {
        if !self.take(Leniency::Escape) {
            return self.token(&Value::from(text).to_string());
        }
        self.space();
        self.text.push('"');
        for unit in text.encode_utf16() {
            self.text.push_str(&format!("\\u{unit:04x}"));
        }
        self.text.push('"');
    }

    fn token(&mut self, token: &str) {
        self.space();
        self.text.push_str(token);
    }

    fn space(&mut self) {
        if self.take(Leniency::WhiteSpace) {
            let space = self.tape.choose(&[" ", "\n  ", "\r\n\t"]);
            self.text.push_str(space);
        }
    }
}

/// Whether the text is what JSON would write for an integer of 64 bits.
fn is_number(text: &Value) -> bool {
    let text = text.as_str().unwrap();
    let same = |number: String| number == text;
    text.parse::<u64>().is_ok_and(|number| same(number.to_string()))
        || text.parse::<i64>().is_ok_and(|number| same(number.to_string()))
}
