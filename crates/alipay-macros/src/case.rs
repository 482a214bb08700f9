//! How a Rust name is spelt on the wire.

use syn::{Error, LitStr};

/// The spelling of the names of an object's members, or of the words of a set.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Case {
    /// `out_trade_no`.
    Snake,
    /// `outTradeNo`.
    Camel,
    /// `OUT_TRADE_NO`.
    ScreamingSnake,
}

impl Case {
    pub(crate) fn of(text: &LitStr) -> syn::Result<Self> {
        match text.value().as_str() {
            "snake_case" => Ok(Self::Snake),
            "camelCase" => Ok(Self::Camel),
            "SCREAMING_SNAKE_CASE" => Ok(Self::ScreamingSnake),
            _ => Err(Error::new(text.span(), "write `snake_case`, `camelCase` or `SCREAMING_SNAKE_CASE`")),
        }
    }

    /// The name of a field, which is in snake case.
    pub(crate) fn of_field(self, name: &str) -> String {
        match self {
            Self::Snake => name.to_owned(),
            Self::Camel => camel(name),
            Self::ScreamingSnake => name.to_ascii_uppercase(),
        }
    }

    /// The name of a variant, which is in upper camel case.
    pub(crate) fn of_variant(self, name: &str) -> String {
        let mut snake = String::new();
        for (at, letter) in name.char_indices() {
            if letter.is_ascii_uppercase() && at > 0 {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        self.of_field(&snake)
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        joined.push_str(&first.to_ascii_uppercase());
        joined.push_str(rest);
    }
    joined
}
