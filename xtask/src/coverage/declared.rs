//! What the macros `request!`, `response!`, `model!`, `codes!` and `api!` declare.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenTree};

use super::module::Path;
use crate::{
    Result,
    tokens::{ident, inside, is_ident, is_punct, number, path, paths, split, string, without_attributes},
};

/// A member of a model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// The name on the wire, then the other spellings.
    pub(super) names: Vec<String>,
    pub(super) required: bool,
    /// In characters.
    pub(super) max: Option<u64>,
    /// What its type names.
    pub(super) types: Vec<Path>,
}

/// A list of `codes!`.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// Constants that come from another list.
    pub(super) shared: Option<(Path, Vec<String>)>,
    /// Constant, and its spellings on the wire.
    pub(super) own: BTreeMap<String, Vec<String>>,
}

/// What `api!` says.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) request: Path,
    /// None of a page or an order string.
    pub(super) response: Option<Path>,
    pub(super) dialect: String,
    pub(super) name: String,
    /// Method and path.
    pub(super) route: Option<(String, String)>,
    pub(super) safety: String,
    pub(super) codes: Option<Path>,
    /// Codes that are declared in place, as the list `code`.
    pub(super) own_codes: Option<Codes>,
}

/// `pub struct Name { required { .. } optional { .. } }`
pub(super) fn model(body: &[TokenTree]) -> Result<(String, Vec<Field>)> {
    let (name, blocks) = named(body, "struct").ok_or("a model has no name")?;
    let blocks = blocks.first().and_then(|body| inside(body, Delimiter::Brace));
    let blocks = blocks.ok_or_else(|| format!("{name} has no fields"))?;
    let mut fields = Vec::new();
    for (block, required) in [("required", true), ("optional", false)] {
        let (_, rest) = after(&blocks, block).ok_or_else(|| format!("{name} has no block `{block}`"))?;
        let body = rest.first().and_then(|body| inside(body, Delimiter::Brace));
        let body = without_attributes(&body.ok_or_else(|| format!("{name} has no block `{block}`"))?);
        for tokens in split(&body, ',') {
            fields.push(field(tokens, required).ok_or_else(|| format!("a field of {name} cannot be read"))?);
        }
    }
    Ok((name, fields))
}

/// `"wire" | "other" name: Type as Codec [max 64] {show}`
fn field(tokens: &[TokenTree], required: bool) -> Option<Field> {
    let colon = tokens.iter().position(|token| is_punct(token, ':'))?;
    let (names, kind) = tokens.split_at(colon);
    let names: Vec<_> = names.iter().filter_map(string).collect();
    let max = kind.iter().filter_map(|token| inside(token, Delimiter::Bracket));
    let max = max.filter(|limit| limit.first().is_some_and(|word| is_ident(word, "max")));
    let max = max.filter_map(|limit| number(limit.get(1)?)).next();
    let kind = kind.split(|token| is_ident(token, "as")).next().unwrap_or_default();
    (!names.is_empty()).then(|| Field { names, required, max, types: paths(kind) })
}

/// `pub mod name; shared path { .. } own { .. }`
pub(super) fn codes(body: &[TokenTree]) -> Result<(String, Codes)> {
    let (name, rest) = named(body, "mod").ok_or("a list of codes has no name")?;
    let mut codes = Codes::default();
    if let Some((_, rest)) = after(rest, "shared") {
        let (from, rest) = path(rest).ok_or("codes are shared from nowhere")?;
        let shared = rest.first().and_then(|body| inside(body, Delimiter::Brace)).unwrap_or_default();
        codes.shared = Some((from, shared.iter().filter_map(ident).collect()));
    }
    let (_, rest) = after(rest, "own").ok_or_else(|| format!("{name} has no block `own`"))?;
    let own = rest.first().and_then(|body| inside(body, Delimiter::Brace)).unwrap_or_default();
    codes.own = own_codes(&own).ok_or_else(|| format!("a code of {name} has no name"))?;
    Ok((name, codes))
}

/// `NAME = "code" | "former" F "What to do.";`, a code each.
fn own_codes(lines: &[TokenTree]) -> Option<BTreeMap<String, Vec<String>>> {
    let mut codes = BTreeMap::new();
    for line in split(&without_attributes(lines), ';') {
        let constant = line.first().and_then(ident)?;
        let behind = line.get(1..).unwrap_or_default();
        // The status ends the spellings.
        let status = behind.iter().position(|token| ident(token).is_some()).unwrap_or(0);
        let (spelt, _) = behind.split_at(status);
        let mut spellings: Vec<_> = spelt.iter().filter_map(string).collect();
        if !spelt.first().is_some_and(|token| is_punct(token, '=')) {
            spellings.insert(0, constant.clone());
        }
        codes.insert(constant, spellings);
    }
    Some(codes)
}

/// `Request => Response { dialect: .., name: .., .. }`
pub(super) fn api(body: &[TokenTree]) -> Result<Api> {
    let (request, rest) = path(body).ok_or("an `api!` has no request")?;
    let response = match rest {
        [equals, arrow, rest @ ..] if is_punct(equals, '=') && is_punct(arrow, '>') => path(rest).map(|(path, _)| path),
        _ => None,
    };
    let members = rest.iter().find_map(|token| inside(token, Delimiter::Brace)).unwrap_or_default();
    let members = split(&members, ',');
    let member = |name: &str| {
        let is_it =
            |member: &&&[TokenTree]| matches!(member, [key, colon, ..] if is_ident(key, name) && is_punct(colon, ':'));
        members.iter().find(is_it).and_then(|member| member.get(2..))
    };
    let request_name = request.join("::");
    let missing = |what: &str| format!("the `api!` of {request_name} has no {what}");
    let last = |tokens: &[TokenTree]| path(tokens).and_then(|(mut path, _)| path.pop());
    let route = match member("route") {
        Some([method, path]) => Some((ident(method), string(path))),
        _ => None,
    };
    let codes = member("codes").and_then(path).map(|(path, _)| path);
    let in_place = member("codes").and_then(|codes| inside(codes.first()?, Delimiter::Brace));
    let in_place = in_place.map(|lines| own_codes(&lines).ok_or_else(|| missing("readable codes"))).transpose()?;
    Ok(Api {
        dialect: member("dialect").and_then(last).ok_or_else(|| missing("dialect"))?,
        name: member("name").and_then(|name| string(name.first()?)).ok_or_else(|| missing("name"))?,
        route: route.and_then(|(method, path)| Some((method?, path?))),
        safety: member("safety").and_then(last).ok_or_else(|| missing("safety"))?,
        codes: if in_place.is_some() { Some(vec!["code".to_owned()]) } else { codes },
        own_codes: in_place.map(|own| Codes { own, ..Codes::default() }),
        request,
        response,
    })
}

/// The name behind a keyword, and what follows it.
fn named<'a>(tokens: &'a [TokenTree], keyword: &str) -> Option<(String, &'a [TokenTree])> {
    let (_, rest) = after(tokens, keyword)?;
    let (name, rest) = rest.split_first()?;
    Some((ident(name)?, rest))
}

/// The word, and what follows it.
fn after<'a>(tokens: &'a [TokenTree], word: &str) -> Option<(&'a TokenTree, &'a [TokenTree])> {
    let at = tokens.iter().position(|token| is_ident(token, word))?;
    tokens.get(at..)?.split_first()
}
