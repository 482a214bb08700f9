//! The struct behind a derive.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Error, Field, Generics, Ident, Token, Visibility, braced,
    parse::{Parse, ParseStream},
    token::Brace,
};

/// A struct with named fields.
///
/// A comma that is missing between two fields is rustc's to tell, which goes on as if it were there: so does this.
pub(crate) struct Input {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) fields: Vec<Field>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let is_struct = input.parse::<Option<Token![struct]>>()?.is_some();
        if !is_struct {
            input.parse::<Ident>().ok();
        }
        let name: Ident = input.parse()?;
        let generics: Generics = input.parse()?;
        if !is_struct || !input.peek(Brace) {
            input.parse::<TokenStream>()?;
            return Err(Error::new(name.span(), "an object is a struct with named fields"));
        }
        if !generics.params.is_empty() {
            input.parse::<TokenStream>()?;
            return Err(Error::new_spanned(&generics, "an object has no type parameters"));
        }
        let content;
        braced!(content in input);
        let mut fields = Vec::new();
        while !content.is_empty() {
            fields.push(content.call(Field::parse_named)?);
            content.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { attributes, visibility, name, fields })
    }
}
