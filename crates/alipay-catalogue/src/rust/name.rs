//! Names in Rust's case.

use std::collections::HashSet;

/// What cannot name a field or a module, unless it is escaped.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What cannot even be escaped, and what the derives give a name to.
const TAKEN: &[&str] = &["self", "super", "crate", "extra", "new"];

/// Names of types that mean something else in a generated file.
const TAKEN_TYPES: &[&str] = &[
    "Antom",
    "BTreeMap",
    "Box",
    "Clone",
    "Code",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extra",
    "Fn",
    "From",
    "Into",
    "Iterator",
    "Model",
    "None",
    "Number",
    "Ok",
    "OneOrMany",
    "OpenPlatform",
    "Option",
    "Ord",
    "OtherText",
    "PartialEq",
    "PartialOrd",
    "Request",
    "Response",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "StringEnum",
    "Sync",
    "Text",
    "ToOwned",
    "ToString",
    "Upload",
    "Value",
    "Vec",
];

/// The words of a method, by which its types and its file are named: `alipay.trade.create` is trade, create; of a path, what is
/// behind the version.
pub(super) fn words_of_method(name: &str) -> Vec<String> {
    let parts: Vec<&str> = if let Some((_, path)) = name.split_once("/v1/") {
        path.split('/').collect()
    } else {
        let name = name.strip_prefix("alipay.").filter(|rest| rest.contains('.')).unwrap_or(name);
        name.split(['.', '/']).filter(|part| !part.is_empty()).collect()
    };
    parts.into_iter().flat_map(words).collect()
}

/// The words of a name in any case, in small letters.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let (mut words, mut word) = (Vec::new(), String::new());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let is_next_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let begins =
            letter.is_ascii_uppercase() && before.is_some_and(|before| !before.is_ascii_uppercase() || is_next_small);
        if (begins || !letter.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_ascii_alphanumeric() {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// A name for a type: `TradeCreate`.
pub(super) fn upper_camel(words: &[String]) -> String {
    words.iter().map(|word| capital(word)).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A sentence of the words of a name, for want of one that says what it means.
pub(super) fn sentence(name: &str) -> String {
    capital(&words(name).join(" ")) + "."
}

/// Names for types, none of which is there twice.
#[derive(Default)]
pub(super) struct Types(HashSet<String>);

impl Types {
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let wanted =
            if wanted.starts_with(|c: char| c.is_ascii_digit()) { format!("N{wanted}") } else { wanted.to_owned() };
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let all = [wanted.clone(), format!("{wanted}Model")].into_iter().chain(numbered);
        let mut free = all.filter(|name| !TAKEN_TYPES.contains(&name.as_str()) && !self.0.contains(name));
        let name = free.next().unwrap_or_default();
        self.0.insert(name.clone());
        name
    }
}

/// Names for the fields of one struct, none of which is there twice.
pub(super) struct Fields {
    is_camel: bool,
    taken: HashSet<String>,
}

impl Fields {
    /// Of an object whose members are in camel case, or in snake case.
    pub(super) fn new(is_camel: bool) -> Self {
        Self { is_camel, taken: HashSet::new() }
    }

    /// The field for a member, as it is written, and whether the name on the wire must be written beside it.
    pub(super) fn name(&mut self, wire: &str) -> (String, bool) {
        let mut name = words(wire).join("_");
        if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
            name.insert_str(0, "n_");
        }
        while TAKEN.contains(&name.as_str()) || self.taken.contains(&name) {
            name.push('_');
        }
        self.taken.insert(name.clone());
        let is_renamed = if self.is_camel { camel(&name) != wire } else { name != wire };
        let escape = if KEYWORDS.contains(&name.as_str()) { "r#" } else { "" };
        (format!("{escape}{name}"), is_renamed)
    }
}

/// What the derives take for the name on the wire.
fn camel(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    words.next().unwrap_or_default().to_owned() + &words.map(capital).collect::<String>()
}

/// Names for the variants of one enum.
#[derive(Default)]
pub(super) struct Variants(HashSet<String>);

impl Variants {
    /// The variant for a value, and whether the value must be written beside it.
    pub(super) fn name(&mut self, value: &str) -> (String, bool) {
        let mut name =
            upper_camel(&value.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>());
        if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
            name.insert(0, 'N');
        }
        while name == "Other" || name == "Self" || self.0.contains(&name) {
            name.push_str("Value");
        }
        self.0.insert(name.clone());
        let is_renamed = screaming(&name) != value;
        (name, is_renamed)
    }
}

/// What the derives take for the word on the wire.
fn screaming(variant: &str) -> String {
    let mut word = String::new();
    for (at, letter) in variant.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            word.push('_');
        }
        word.push(letter.to_ascii_uppercase());
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        for (name, expected) in [
            ("out_trade_no", "out trade no"),
            ("averagePrice", "average price"),
            ("merchantMCC", "merchant mcc"),
            ("AShopItemVO", "a shop item vo"),
            ("is3DSAuthentication", "is3 ds authentication"),
            ("MINI_APP", "mini app"),
            ("x", "x"),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
        let of = |name| upper_camel(&words_of_method(name));
        assert_eq!(of("alipay.trade.create"), "TradeCreate");
        assert_eq!(of("alios.open.auto.info.query"), "AliosOpenAutoInfoQuery");
        assert_eq!(of("/ams/api/v1/payments/createPaymentSession"), "PaymentsCreatePaymentSession");
        assert_eq!(of("alipay.pay"), "AlipayPay");
    }

    #[test]
    fn a_field_has_a_name_of_its_own_that_rust_takes() {
        let mut snake = Fields::new(false);
        for (wire, expected) in [
            ("out_trade_no", ("out_trade_no", false)),
            ("type", ("r#type", false)),
            ("self", ("self_", true)),
            ("extra", ("extra_", true)),
            ("new", ("new_", true)),
            ("averagePrice", ("average_price", true)),
            ("average_price", ("average_price_", true)),
            ("3d", ("n_3d", true)),
        ] {
            let (name, is_renamed) = snake.name(wire);
            assert_eq!((name.as_str(), is_renamed), expected);
        }
        let mut camel = Fields::new(true);
        for (wire, expected) in [
            ("paymentRequestId", ("payment_request_id", false)),
            ("merchantMCC", ("merchant_mcc", true)),
            ("address1", ("address1", false)),
            ("ref", ("r#ref", false)),
        ] {
            let (name, is_renamed) = camel.name(wire);
            assert_eq!((name.as_str(), is_renamed), expected);
        }
    }

    #[test]
    fn a_type_or_a_variant_has_a_name_of_its_own() {
        let mut types = Types::default();
        let names = ["Amount", "Amount", "Amount", "Option", "3d"].map(|wanted| types.name(wanted));
        assert_eq!(names, ["Amount", "AmountModel", "Amount2", "OptionModel", "N3d"]);
        let mut variants = Variants::default();
        for (value, expected) in [
            ("MINI_APP", ("MiniApp", false)),
            ("S", ("S", false)),
            ("OTHER", ("OtherValue", true)),
            ("mini-app", ("MiniAppValue", true)),
            ("3DS", ("N3ds", true)),
        ] {
            let (name, is_renamed) = variants.name(value);
            assert_eq!((name.as_str(), is_renamed), expected);
        }
    }
}
