//! What is written inside of an attribute: words and `name = value` pairs, separated by commas.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Attribute, Error, Ident, LitInt, LitStr, Meta, Path, Token,
    parse::{Parse, ParseStream, Parser},
};

/// Every mistake found so far. The derives go on after one, so that the rest of the crate still compiles and the mistake
/// is the only error.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    /// The value, or `None` and an error to show.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn into_compile_error(self) -> TokenStream {
        self.0.map(Error::into_compile_error).unwrap_or_default()
    }
}

/// One entry: `show`, or `max = 64`.
pub(crate) struct Entry {
    pub(crate) path: Path,
    value: Option<TokenStream>,
}

impl Entry {
    /// The word, unless it is a path of several.
    pub(crate) fn word(&self) -> String {
        self.path.get_ident().map(Ident::to_string).unwrap_or_default()
    }

    pub(crate) fn span(&self) -> Span {
        let Some(last) = self.path.segments.last() else { return Span::call_site() };
        last.ident.span()
    }

    /// The value, read as a `T`; `example` says in an error what to write.
    pub(crate) fn value<T: Parse>(&self, example: &str) -> syn::Result<T> {
        let Some(value) = &self.value else {
            return Err(Error::new(self.span(), format!("`{}` has a value: `{example}`", self.word())));
        };
        syn::parse2(value.clone())
    }

    pub(crate) fn text(&self, example: &str) -> syn::Result<LitStr> {
        self.value(example)
    }

    pub(crate) fn number(&self, example: &str) -> syn::Result<LitInt> {
        self.value(example)
    }

    /// A word without a value.
    pub(crate) fn flag(&self) -> syn::Result<()> {
        match &self.value {
            Some(_) => Err(Error::new(self.span(), format!("`{}` has no value: write the word alone", self.word()))),
            None => Ok(()),
        }
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = Path::parse_mod_style(input)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(value(input)?) } else { None };
        Ok(Self { path, value })
    }
}

/// The tokens up to the next entry. They end behind a literal and before the next name, so that a forgotten comma is found
/// where it belongs.
fn value(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut value = TokenStream::new();
    let mut depth = 0;
    while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
        if !value.is_empty() && input.peek(Ident) && input.peek2(Token![=]) {
            break;
        }
        let token: TokenTree = input.parse()?;
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            _ => {}
        }
        let is_literal = matches!(token, TokenTree::Literal(_));
        value.extend([token]);
        if is_literal {
            break;
        }
    }
    if value.is_empty() { Err(input.error("expected a value")) } else { Ok(value) }
}

/// The entries of every attribute called `name`. After a mistake the next entry is read.
pub(crate) fn entries(attributes: &[Attribute], name: &str, errors: &mut Errors) -> Vec<Entry> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let Meta::List(list) = &attribute.meta else {
            errors.push(Error::new_spanned(attribute, format!("write `#[{name}(..)]`")));
            continue;
        };
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                match input.parse() {
                    Ok(entry) => found.push(entry),
                    Err(error) => {
                        errors.push(error);
                        until_next(input)?;
                    }
                }
                if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
                    errors.push(input.error("expected `,`"));
                }
            }
            Ok(())
        };
        let read = read.parse2(list.tokens.clone());
        errors.ok(read);
    }
    found
}

fn until_next(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// `word` is none of `known`: an error that says so, and names the one that is probably meant.
pub(crate) fn unknown(entry: &Entry, known: &[&str]) -> Error {
    let word = entry.word();
    let near = known.iter().min_by_key(|known| distance(&word, known)).filter(|known| distance(&word, known) <= 2);
    let message = match near {
        Some(near) => format!("`{word}` is not known here: write `{near}`"),
        None => format!("`{word}` is not known here: write one of `{}`", known.join("`, `")),
    };
    Error::new(entry.span(), message)
}

/// How many letters to change, add or leave out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(&other) {
            let changed = diagonal + usize::from(a != *b);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The attributes that are documentation.
pub(crate) fn docs(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc"))
}
