//! Where types differ from their pages: what the tests list, each with its reason.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenTree};
use xshell::Shell;

use crate::{
    Result, files,
    tokens::{Tokens, ident, inside, is_ident, is_punct, path, split, string, tokens},
};

/// The assertions of the product tests that compare with a page, and take what differs as their last argument.
const ASSERTIONS: &[&str] = &["assert_fields", "assert_members", "assert_codes"];

/// A difference that a test knows.
#[derive(Debug, PartialEq)]
pub(super) struct Deviation {
    /// The test, from the root of the workspace.
    pub(super) file: String,
    /// The type; `None` of a code.
    pub(super) type_: Option<String>,
    /// The field or the code.
    pub(super) name: String,
    pub(super) reason: String,
}

/// Reads the tests that git tracks, and those it would track.
pub(super) fn read(sh: &Shell) -> Result<Vec<Deviation>> {
    let mut deviations = Vec::new();
    for file in files::tracked(sh, "crates/*/tests/*.rs")? {
        deviations.extend(of_test(&file, &sh.read_file(&file)?)?);
    }
    Ok(deviations)
}

fn of_test(file: &str, text: &str) -> Result<Vec<Deviation>> {
    let mut deviations = Vec::new();
    if ASSERTIONS.iter().any(|name| text.contains(name)) {
        let tokens = tokens(text).map_err(|error| format!("{file} {error}"))?;
        let mut names = BTreeMap::new();
        walk(&tokens, &mut names, &mut |type_, list| {
            let list = pairs(list).ok_or_else(|| format!("{file}: cannot read what differs of {type_:?}"))?;
            deviations.extend(list.into_iter().map(|(name, reason)| Deviation {
                file: file.to_owned(),
                type_: type_.clone(),
                name,
                reason,
            }));
            Ok(())
        })?;
    }
    Ok(deviations)
}

/// What a test writes for names and reasons.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Many(Vec<Value>),
}

/// Goes through blocks in order and hands the last argument of each assertion on.
fn walk(
    tokens: &[TokenTree],
    names: &mut BTreeMap<String, Value>,
    found: &mut impl FnMut(Option<String>, &Value) -> Result,
) -> Result {
    let mut rest = tokens;
    while let [token, behind @ ..] = rest {
        if let [keyword, name, equals, value @ ..] = rest
            && is_ident(keyword, "let")
            && is_punct(equals, '=')
            && let Some(name) = ident(name)
        {
            let value = value.split(|token| is_punct(token, ';')).next().unwrap_or_default();
            if let Some(value) = evaluate(value, names) {
                names.insert(name, value);
            }
        }
        // Not where it is declared: `fn assert_fields<..>(..)`.
        let is_call = ident(token).is_some_and(|name| ASSERTIONS.contains(&name.as_str()));
        if is_call && let Some((type_, arguments)) = call(behind) {
            let arguments = split(&arguments, ',');
            let list = arguments.last().and_then(|list| evaluate(list, names));
            found(type_, &list.unwrap_or(Value::Text(String::new())))?;
        } else if is_ident(token, "fn") {
            rest = behind.get(1..).unwrap_or_default();
            continue;
        }
        if let TokenTree::Group(group) = token {
            walk(&group.stream().into_iter().collect::<Tokens>(), &mut names.clone(), found)?;
        }
        rest = behind;
    }
    Ok(())
}

/// `::<Type>(..)` or `(..)`
fn call(tokens: &[TokenTree]) -> Option<(Option<String>, Tokens)> {
    match tokens {
        [first, second, open, rest @ ..] if is_punct(first, ':') && is_punct(second, ':') && is_punct(open, '<') => {
            let (path, rest) = path(rest)?;
            let arguments = inside(rest.get(1)?, Delimiter::Parenthesis)?;
            Some((path.last().cloned(), arguments))
        }
        [arguments, ..] => Some((None, inside(arguments, Delimiter::Parenthesis)?)),
        [] => None,
    }
}

/// `&[("name", reason), ..]`, where each part may be a name that was bound before.
fn evaluate(tokens: &[TokenTree], names: &BTreeMap<String, Value>) -> Option<Value> {
    match tokens {
        [reference, rest @ ..] if is_punct(reference, '&') => evaluate(rest, names),
        [token] => {
            let many = inside(token, Delimiter::Bracket).or_else(|| inside(token, Delimiter::Parenthesis));
            if let Some(many) = many {
                return split(&many, ',')
                    .into_iter()
                    .map(|item| evaluate(item, names))
                    .collect::<Option<_>>()
                    .map(Value::Many);
            }
            string(token).map(Value::Text).or_else(|| names.get(&ident(token)?).cloned())
        }
        _ => None,
    }
}

fn pairs(list: &Value) -> Option<Vec<(String, String)>> {
    let Value::Many(list) = list else { return None };
    let pair = |value: &Value| match value {
        Value::Many(pair) => match pair.as_slice() {
            [Value::Text(name), Value::Text(reason)] => Some((name.clone(), reason.clone())),
            _ => None,
        },
        Value::Text(_) => None,
    };
    list.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Option<String>, String, String)> {
        let found = of_test("t.rs", text).unwrap();
        found.into_iter().map(|one| (one.type_, one.name, one.reason)).collect()
    }

    #[test]
    fn reads_what_differs() {
        let test = r#"
            use support::{assert_codes, assert_fields};
            #[test]
            fn fields() {
                let shared = "elsewhere";
                let pair = ("c", "inferred");
                assert_fields::<a::Query>(&page["request"], &[]);
                assert_fields::<Query>(&page["request"], &[("a", "here"), ("b", shared)]);
                assert_members::<Inner>(&page()["x"], &[pair]);
                let list = [("D", shared)];
                assert_codes(&page["codes"], code::ALL, &list);
            }
            fn assert_fields<M: Model>(documented: &Value, differing: &[Reason]) { let x = 1; }
        "#;
        let query = Some("Query".to_owned());
        let expected = [
            (query.clone(), "a", "here"),
            (query, "b", "elsewhere"),
            (Some("Inner".to_owned()), "c", "inferred"),
            (None, "D", "elsewhere"),
        ];
        assert_eq!(found(test), expected.map(|(type_, name, reason)| (type_, name.to_owned(), reason.to_owned())));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for list in ["differing", "&list()", "&[\"a\"]", "&[(\"a\", 1)]"] {
            let test = format!("fn f() {{ assert_fields::<Q>(&page, {list}); }}");
            assert!(of_test("t.rs", &test).is_err(), "{list}");
        }
    }
}
