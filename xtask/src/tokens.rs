//! Reading Rust by its tokens: as much as the checks of sources need.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::Result;

pub(crate) type Tokens = Vec<TokenTree>;

/// The tokens of a source text. Comments are gone; documentation stands in attributes.
pub(crate) fn tokens(text: &str) -> Result<Tokens> {
    let stream: TokenStream = text.parse().map_err(|error| format!("is no Rust: {error}"))?;
    Ok(stream.into_iter().collect())
}

pub(crate) fn ident(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(ident.to_string().trim_start_matches("r#").to_owned()),
        _ => None,
    }
}

pub(crate) fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

pub(crate) fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

/// What stands between the brackets, if they are these.
pub(crate) fn inside(token: &TokenTree, brackets: Delimiter) -> Option<Tokens> {
    match token {
        TokenTree::Group(group) if group.delimiter() == brackets => Some(group.stream().into_iter().collect()),
        _ => None,
    }
}

/// The text of a string literal.
pub(crate) fn string(token: &TokenTree) -> Option<String> {
    match token {
        // The escapes of JSON are those that occur here. Another one gives `None`, and with it a finding.
        TokenTree::Literal(literal) => serde_json::from_str(&literal.to_string()).ok(),
        _ => None,
    }
}

pub(crate) fn number(token: &TokenTree) -> Option<u64> {
    match token {
        TokenTree::Literal(literal) => literal.to_string().replace('_', "").parse().ok(),
        _ => None,
    }
}

/// The tokens without attributes.
pub(crate) fn without_attributes(tokens: &[TokenTree]) -> Tokens {
    let mut kept = Tokens::new();
    let mut rest = tokens;
    loop {
        rest = match rest {
            [] => return kept,
            [hash, body, rest @ ..] if is_punct(hash, '#') && inside(body, Delimiter::Bracket).is_some() => rest,
            [hash, bang, body, rest @ ..]
                if is_punct(hash, '#') && is_punct(bang, '!') && inside(body, Delimiter::Bracket).is_some() =>
            {
                rest
            }
            [token, rest @ ..] => {
                kept.push(token.clone());
                rest
            }
        };
    }
}

/// The stretches between these characters, as far as those stand outside of brackets, `<` and `>` among them.
pub(crate) fn split(tokens: &[TokenTree], at: char) -> Vec<&[TokenTree]> {
    let mut depth = 0_usize;
    let mut before = ' ';
    let parts = tokens.split(|token| {
        let TokenTree::Punct(punct) = token else {
            before = ' ';
            return false;
        };
        let found = punct.as_char();
        match found {
            '<' => depth += 1,
            '>' if !matches!(before, '-' | '=') => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = found;
        found == at && depth == 0
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The path at the beginning, such as `crate::consult_topup::code`, and what follows.
pub(crate) fn path(tokens: &[TokenTree]) -> Option<(Vec<String>, &[TokenTree])> {
    let (first, mut rest) = tokens.split_first()?;
    let mut path = vec![ident(first)?];
    while let [colon, second, next, behind @ ..] = rest
        && is_punct(colon, ':')
        && is_punct(second, ':')
        && let Some(name) = ident(next)
    {
        path.push(name);
        rest = behind;
    }
    Some((path, rest))
}

/// Every path in a type: `Vec<JsonText<Env>>` has three.
pub(crate) fn paths(tokens: &[TokenTree]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        rest = match path(rest) {
            Some((path, behind)) => {
                found.push(path);
                behind
            }
            None => rest.get(1..).unwrap_or_default(),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_do_not_split() {
        let tokens = tokens("a: Map<K, V>, f: fn(x, y) -> Z, c").unwrap();
        assert_eq!(split(&tokens, ',').len(), 3);
    }

    #[test]
    fn a_type_names_paths() {
        let tokens = tokens("Vec<alipay_wire::dws::Env>, &'a r#type").unwrap();
        let paths: Vec<_> = paths(&tokens).iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["Vec", "alipay_wire::dws::Env", "a", "type"]);
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        assert!(tokens("fn f( {").is_err());
    }
}
