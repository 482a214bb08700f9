//! Text values: what `StringEnum` and `StringNewtype` derive.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DataStruct, DeriveInput, Error, Fields, Ident, Variant};

use crate::{
    attribute::{self, Errors},
    case::Case,
};

/// What the type's own attribute says.
struct Own {
    case: Option<Case>,
    is_shown: bool,
    /// Not even `Display` shows it.
    is_secret: bool,
}

impl Own {
    fn of(input: &DeriveInput, known: &[&str], errors: &mut Errors) -> Self {
        let mut own = Self { case: None, is_shown: false, is_secret: false };
        for entry in attribute::entries(&input.attrs, "wire", errors) {
            match entry.word().as_str() {
                "rename_all" if known.contains(&"rename_all") => {
                    let text = entry.text(r#"rename_all = "SCREAMING_SNAKE_CASE""#);
                    own.case = errors.ok(text.and_then(|text| Case::of(&text)));
                }
                "show" if known.contains(&"show") => own.is_shown = errors.ok(entry.flag()).is_some(),
                "secret" if known.contains(&"secret") => own.is_secret = errors.ok(entry.flag()).is_some(),
                _ => errors.push(attribute::unknown(&entry, known)),
            }
        }
        own
    }
}

pub(crate) fn string_newtype(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let own = Own::of(input, &["show", "secret"], &mut errors);
    let is_newtype = match &input.data {
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => fields.unnamed.len() == 1,
        _ => false,
    };
    if !is_newtype || !input.generics.params.is_empty() {
        errors.at(input.ident.span(), format!("write a newtype around text: `pub struct {}(String);`", input.ident));
        return errors.into_compile_error();
    }
    let name = &input.ident;
    let methods = quote! {
        impl #name {
            /// The text, as it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, as it is on the wire.
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }
    };
    let conversions = quote! {
        impl ::core::convert::From<&str> for #name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl ::core::convert::From<::std::string::String> for #name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }
    };
    let common = common(name, &own);
    let errors = errors.into_compile_error();
    quote!(#errors #methods #conversions #common)
}

pub(crate) fn string_enum(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let mut own = Own::of(input, &["rename_all"], &mut errors);
    // Words of a documented set are nobody's secret.
    own.is_shown = true;
    let name = &input.ident;
    let Some((other, words)) = words(input, own.case, &mut errors) else {
        let rule = "write an enum of words and, as its last variant, `Other(OtherText)`: it keeps the words that are not \
                    listed";
        errors.at(name.span(), rule);
        return errors.into_compile_error();
    };
    let (variants, texts): (Vec<_>, Vec<_>) = words.into_iter().unzip();
    let methods = quote! {
        impl #name {
            /// The text, as it is on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::#other(text) => text.as_str(),
                }
            }

            /// The text, as it is on the wire.
            pub fn into_string(self) -> ::std::string::String {
                self.as_str().into()
            }
        }
    };
    let conversions = quote! {
        impl ::core::convert::From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#texts => Self::#variants,)*
                    other => Self::#other(alipay_wire::__private::other_text(other)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for #name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
    };
    let common = common(name, &own);
    let errors = errors.into_compile_error();
    quote!(#errors #methods #conversions #common)
}

/// The variant for everything else, and the others with their words.
fn words<'a>(
    input: &'a DeriveInput,
    case: Option<Case>,
    errors: &mut Errors,
) -> Option<(&'a Ident, Vec<(&'a Ident, String)>)> {
    let Data::Enum(DataEnum { variants, .. }) = &input.data else { return None };
    let mut variants: Vec<&Variant> = variants.iter().collect();
    let other = variants.pop().filter(|last| last.fields.len() == 1)?;
    let mut words: Vec<(&Ident, String)> = Vec::new();
    for variant in variants {
        if !variant.fields.is_empty() {
            errors.push(Error::new_spanned(&variant.fields, "a word has no fields"));
        }
        let word = word(variant, case, errors);
        if words.iter().any(|(_, known)| *known == word) {
            errors
                .at(variant.ident.span(), format!("a variant above is `{word}` on the wire, too: rename one of them"));
            continue;
        }
        words.push((&variant.ident, word));
    }
    Some((&other.ident, words))
}

/// The word of a variant on the wire.
fn word(variant: &Variant, case: Option<Case>, errors: &mut Errors) -> String {
    let mut renamed = None;
    for entry in attribute::entries(&variant.attrs, "wire", errors) {
        match entry.word().as_str() {
            "rename" => renamed = errors.ok(entry.text(r#"rename = "Y""#)),
            _ => errors.push(attribute::unknown(&entry, &["rename"])),
        }
    }
    let name = variant.ident.to_string();
    match (renamed, case) {
        (Some(text), _) => text.value(),
        (None, Some(case)) => case.of_variant(&name),
        (None, None) => {
            let rule = "say how it is spelt on the wire: `#[wire(rename = \"..\")]` here, or \
                        `#[wire(rename_all = \"SCREAMING_SNAKE_CASE\")]` at the enum";
            errors.at(variant.ident.span(), rule);
            name
        }
    }
}

/// What both kinds have. Compared, ordered and written by the text.
fn common(name: &Ident, own: &Own) -> TokenStream {
    let title = name.to_string();
    let debug = if own.is_shown {
        quote!(_wire::__private::debug_text(f, #title, self.as_str()))
    } else {
        quote!(_wire::__private::debug_hidden(f, #title))
    };
    let display = (!own.is_secret).then(|| {
        quote! {
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::fmt::Display::fmt(self.as_str(), f)
                }
            }
        }
    });
    quote! {
        const _: () = {
            use alipay_wire as _wire;

            impl ::core::convert::From<&::std::string::String> for #name {
                fn from(text: &::std::string::String) -> Self {
                    Self::from(text.as_str())
                }
            }

            #display

            impl ::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #debug
                }
            }

            impl ::core::cmp::PartialEq for #name {
                fn eq(&self, other: &Self) -> bool {
                    self.as_str() == other.as_str()
                }
            }

            impl ::core::cmp::Eq for #name {}

            impl ::core::cmp::PartialEq<str> for #name {
                fn eq(&self, other: &str) -> bool {
                    self.as_str() == other
                }
            }

            impl ::core::cmp::PartialEq<&str> for #name {
                fn eq(&self, other: &&str) -> bool {
                    self.as_str() == *other
                }
            }

            impl ::core::cmp::PartialOrd for #name {
                fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::option::Option::Some(self.cmp(other))
                }
            }

            impl ::core::cmp::Ord for #name {
                fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                    self.as_str().cmp(other.as_str())
                }
            }

            impl ::core::hash::Hash for #name {
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    self.as_str().hash(state);
                }
            }

            impl _wire::Field for #name {
                fn length(&self) -> ::core::option::Option<usize> {
                    ::core::option::Option::Some(self.as_str().chars().count())
                }
            }

            impl _wire::__private::serde::Serialize for #name {
                fn serialize<S: _wire::__private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> _wire::__private::serde::Deserialize<'de> for #name {
                fn deserialize<D: _wire::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    _wire::__private::text(deserializer).map(Self::from)
                }
            }
        };
    }
}
