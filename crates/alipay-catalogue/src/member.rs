//! Members of requests, answers and models.

use std::fmt;

use crate::{Catalogue, data::column};

/// A member of a request, an answer or a model.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Member<'a> {
    /// Its name on the wire.
    pub name: &'a str,
    /// What a value of it is.
    pub kind: Kind<'a>,
    /// How many values it holds.
    pub repeat: Repeat,
    /// The greatest length in characters, where it is known.
    pub max: Option<u32>,
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind<'a> {
    /// Text. Amounts and times are text, too.
    Text,
    /// A number, perhaps with a fraction.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A file, sent beside the request.
    File,
    /// Any JSON.
    Any,
    /// Text, a number or a boolean: the facts do not say.
    Scalar,
    /// One of several texts.
    Enum(Enum<'a>),
    /// An object.
    Model(Model<'a>),
}

/// How many values a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// One.
    One,
    /// A list.
    List,
    /// An object of values by name.
    Map,
}

/// An object with a name of its own. Models may be within themselves.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) line: &'a str,
}

impl<'a> Model<'a> {
    /// The name that the official SDKs give it. It is not on the wire.
    pub fn name(&self) -> &'a str {
        column(self.line, 0)
    }

    /// Its members, by name.
    pub fn members(&self) -> Members<'a> {
        Members::new(self.catalogue, column(self.line, 1))
    }
}

/// Texts of which one is meant.
#[derive(Clone, Copy)]
pub struct Enum<'a> {
    pub(crate) line: &'a str,
}

impl<'a> Enum<'a> {
    /// The name that the official SDKs give it. It is not on the wire.
    pub fn name(&self) -> &'a str {
        column(self.line, 0)
    }

    /// The values that are known.
    pub fn values(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        column(self.line, 1).split_ascii_whitespace()
    }
}

/// Members in the order of their names.
#[derive(Clone)]
pub struct Members<'a> {
    catalogue: &'a Catalogue,
    rest: std::str::SplitAsciiWhitespace<'a>,
}

impl<'a> Members<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, text: &'a str) -> Self {
        Self { catalogue, rest: text.split_ascii_whitespace() }
    }

    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<Member<'a>> {
        self.clone().find(|member| member.name == name)
    }

    /// Names like `name`, most alike first: for one that is misspelt.
    pub fn nearest(&self, name: &str) -> Vec<&'a str> {
        crate::search::nearest(name, self.clone().map(|member| member.name))
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        self.rest.by_ref().find_map(|text| parse(self.catalogue, text))
    }
}

/// Reads a member. `None` where its kind is none, which is not so in data that was [checked](Catalogue::read).
pub(crate) fn parse<'a>(catalogue: &'a Catalogue, text: &'a str) -> Option<Member<'a>> {
    let (text, max) = match text.split_once('<') {
        Some((text, max)) => (text, Some(max.parse().ok()?)),
        None => (text, None),
    };
    let (text, repeat) = match (text.strip_suffix("[]"), text.strip_suffix("{}")) {
        (Some(one), _) => (one, Repeat::List),
        (_, Some(one)) => (one, Repeat::Map),
        _ => (text, Repeat::One),
    };
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, mark) = text.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
    let kind = match mark {
        "" => Kind::Text,
        "?" => Kind::Scalar,
        "#" => Kind::Number,
        "+" => Kind::Integer,
        "!" => Kind::Boolean,
        "@" => Kind::File,
        "*" => Kind::Any,
        _ => catalogue.kind(mark.strip_prefix('=')?)?,
    };
    Some(Member { name, kind, repeat, max })
}

impl fmt::Debug for Model<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Model({})", self.name())
    }
}

impl fmt::Debug for Enum<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enum({})", self.name())
    }
}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().map(|member| member.name)).finish()
    }
}
