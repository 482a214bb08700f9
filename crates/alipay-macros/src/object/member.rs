//! One field of an object.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Attribute, Field, GenericArgument, Ident, LitInt, LitStr, PathArguments, PathSegment, Type, Visibility,
    ext::IdentExt,
};

use crate::{
    attribute::{self, Errors},
    case::Case,
};

const KNOWN: &[&str] = &["rename", "alias", "max", "with", "show"];

/// One field of an object.
pub(super) struct Member<'a> {
    pub(super) name: &'a Ident,
    /// The type, without `Option`.
    pub(super) ty: &'a Type,
    pub(super) is_optional: bool,
    /// The name on the wire.
    pub(super) wire: String,
    pub(super) aliases: Vec<LitStr>,
    pub(super) max: Option<LitInt>,
    codec: Option<Type>,
    /// Whether `Debug` shows the value.
    pub(super) is_shown: bool,
    docs: Vec<&'a Attribute>,
}

impl<'a> Member<'a> {
    pub(super) fn of(field: &'a Field, case: Case, errors: &mut Errors) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let inner = of_option(&field.ty);
        let mut member = Self {
            name,
            ty: inner.unwrap_or(&field.ty),
            is_optional: inner.is_some(),
            wire: case.of_field(&name.unraw().to_string()),
            aliases: Vec::new(),
            max: None,
            codec: None,
            is_shown: false,
            docs: attribute::docs(&field.attrs).collect(),
        };
        for entry in attribute::entries(&field.attrs, "wire", errors) {
            match entry.word().as_str() {
                "rename" => {
                    let text = errors.ok(entry.text(r#"rename = "notifyUrl""#));
                    member.wire = text.map_or(member.wire, |text| text.value());
                }
                "alias" => member.aliases.extend(errors.ok(entry.text(r#"alias = "resultMsg""#))),
                "max" => member.max = errors.ok(entry.number("max = 64")),
                "with" => member.codec = errors.ok(entry.value("with = Text")),
                "show" => member.is_shown = errors.ok(entry.flag()).is_some(),
                _ => errors.push(attribute::unknown(&entry, KNOWN)),
            }
        }
        if member.docs.is_empty() && !member.is_extra() && matches!(field.vis, Visibility::Public(_)) {
            let rule = "missing documentation: write a `///` line that says what it means, its unit, and what is meant \
                        without it";
            errors.at(name.span(), rule);
        }
        Some(member)
    }

    /// The field that keeps the members without a field.
    pub(super) fn is_extra(&self) -> bool {
        last_segment(self.ty).is_some_and(|last| last.ident == "Extra")
    }

    /// A field that holds a file.
    pub(super) fn is_file(&self) -> bool {
        last_segment(self.ty).is_some_and(|last| last.ident == "Upload")
    }

    pub(super) fn codec(&self) -> TokenStream {
        match &self.codec {
            Some(codec) => quote!(#codec),
            None => quote!(_wire::Plain),
        }
    }

    /// The user's own documentation.
    pub(super) fn docs(&self) -> impl Iterator<Item = &&'a Attribute> {
        self.docs.iter()
    }

    /// `` `refund_reason`, at most 256 characters``.
    pub(super) fn on_the_wire(&self) -> String {
        match &self.max {
            Some(max) => format!("`{}`, at most {} characters", self.wire, max.base10_digits()),
            None => format!("`{}`", self.wire),
        }
    }

    fn spellings(&self) -> impl Iterator<Item = (String, Span)> {
        let aliases = self.aliases.iter().map(|alias| (alias.value(), alias.span()));
        std::iter::once((self.wire.clone(), self.name.span())).chain(aliases)
    }
}

/// Two fields with one name on the wire: the second would never be read. It goes on under a name that is its own, so that
/// this stays the only error.
pub(super) fn names_differ(members: &mut [Member<'_>], errors: &mut Errors) {
    let mut taken = HashSet::new();
    for member in members {
        let mut own = Vec::new();
        for (spelling, span) in member.spellings() {
            if taken.insert(spelling.clone()) {
                own.push(spelling);
                continue;
            }
            let rule = format!("a field above is called `{spelling}` on the wire, too: rename one of them");
            errors.at(span, rule);
        }
        if own.len() <= member.aliases.len() {
            member.wire.push_str(" (duplicate)");
            member.aliases.clear();
        }
    }
}

/// The `T` of an `Option<T>`.
fn of_option(ty: &Type) -> Option<&Type> {
    let last = last_segment(ty).filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}
