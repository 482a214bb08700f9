//! Objects: what `Request`, `Response` and `Model` derive.

mod api;
mod check;
mod constructor;
mod debug;
mod deserialize;
mod input;
mod member;
mod serialize;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Path, Visibility};

use crate::{
    attribute::{self, Errors},
    case::Case,
};
use api::Api;
use member::Member;

pub(crate) use input::Input;

/// Which derive it is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Request,
    Response,
    Model,
}

impl Kind {
    /// The name of the attribute beside the derive.
    fn attribute(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Model => "model",
        }
    }

    fn known(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["name", "route", "safety", "answer", "codes", "textual", "new", "rename_all"],
            Self::Response => &["new", "rename_all"],
            Self::Model => &["sent", "new", "rename_all"],
        }
    }
}

/// A struct as the derives see it.
struct Object<'a> {
    name: &'a Ident,
    visibility: &'a Visibility,
    members: Vec<Member<'a>>,
    /// Without it there is an error already.
    has_extra: bool,
    /// `new`, or the name of a private constructor.
    constructor: Option<Ident>,
    /// What the struct's own attribute says beside that.
    api: Option<Api>,
    is_sent: bool,
    is_received: bool,
}

pub(crate) fn derive(input: &Input, kind: Kind) -> TokenStream {
    let mut errors = Errors::default();
    let code = Object::of(input, kind, &mut errors).code();
    let errors = errors.into_compile_error();
    quote!(#errors #code)
}

impl<'a> Object<'a> {
    fn of(input: &'a Input, kind: Kind, errors: &mut Errors) -> Self {
        let own = Own::of(input, kind, errors);
        let mut members: Vec<_> = input.fields.iter().filter_map(|field| Member::of(field, own.case, errors)).collect();
        let has_extra = members.iter().any(|member| member.is_extra());
        // It is not on the wire, where a member may be called so.
        members.retain(|member| !member.is_extra());
        member::names_differ(&mut members, errors);
        if !has_extra {
            let rule = "add a field `pub extra: Extra`: it keeps the members that have no field of their own";
            errors.at(input.name.span(), rule);
        }
        Self {
            name: &input.name,
            visibility: &input.visibility,
            members,
            has_extra,
            constructor: own.constructor,
            api: own.api,
            is_sent: kind != Kind::Response || cfg!(feature = "server"),
            is_received: kind == Kind::Response
                || (kind == Kind::Model && !own.is_only_sent)
                || cfg!(feature = "server"),
        }
    }

    fn code(&self) -> TokenStream {
        let constructor = self.constructor();
        let check = self.check();
        let debug = self.debug();
        let serialize = self.is_sent.then(|| self.serialize());
        let deserialize = self.is_received.then(|| self.deserialize());
        let api = self.api.as_ref().map(|api| api.code(self));
        quote! {
            #constructor
            const _: () = {
                use alipay_wire as _wire;
                #check
                #debug
                #serialize
                #deserialize
                #api
            };
        }
    }
}

/// What the struct's own attribute says.
struct Own {
    case: Case,
    constructor: Option<Ident>,
    api: Option<Api>,
    is_only_sent: bool,
}

impl Own {
    fn of(input: &Input, kind: Kind, errors: &mut Errors) -> Self {
        let mut own = Self { case: Case::Snake, constructor: None, api: None, is_only_sent: false };
        let mut dialect: Option<Path> = None;
        let mut case = None;
        let mut of_api = Vec::new();
        let entries = attribute::entries(&input.attributes, kind.attribute(), errors);
        for (at, entry) in entries.into_iter().enumerate() {
            match entry.word().as_str() {
                "rename_all" => {
                    let text = entry.text(r#"rename_all = "camelCase""#);
                    case = Some(errors.ok(text.and_then(|text| Case::of(&text))).unwrap_or(Case::Snake));
                }
                "new" => own.constructor = errors.ok(entry.value("new = blank")),
                "sent" if kind == Kind::Model => own.is_only_sent = errors.ok(entry.flag()).is_some(),
                word if kind.known().contains(&word) => of_api.push(entry),
                _ if at == 0 && entry.flag().is_ok() => dialect = Some(entry.path),
                _ => errors.push(attribute::unknown(&entry, kind.known())),
            }
        }
        own.case = case.unwrap_or_else(|| case_of(input, kind, dialect.as_ref(), errors));
        if kind == Kind::Request {
            own.api = Some(Api::of(&input.name, dialect, of_api, errors));
        }
        own
    }
}

/// How the gateway spells names.
fn case_of(input: &Input, kind: Kind, dialect: Option<&Path>, errors: &mut Errors) -> Case {
    let attribute = kind.attribute();
    let Some(name) = dialect.and_then(|path| path.segments.last()) else {
        let rule = format!(
            "say which gateway spells the names: `#[{attribute}(OpenPlatform, ..)]`, or `Dws`, `Antom`, `WorldFirst`"
        );
        errors.at(input.name.span(), rule);
        return Case::Snake;
    };
    match name.ident.to_string().as_str() {
        "OpenPlatform" => Case::Snake,
        "Dws" | "Antom" | "WorldFirst" => Case::Camel,
        other => {
            let rule = format!(
                "`{other}` is none of `OpenPlatform`, `Dws`, `Antom`, `WorldFirst`: for a dialect of your own write \
                 `#[{attribute}({other}, rename_all = \"camelCase\", ..)]`"
            );
            errors.at(name.ident.span(), rule);
            Case::Snake
        }
    }
}

impl Object<'_> {
    /// The members without a field, to look at.
    fn extra(&self) -> TokenStream {
        if self.has_extra { quote!(&self.extra) } else { quote!(&_wire::Extra::default()) }
    }

    /// The name of the constructor, and whether only this module may call it.
    fn constructor_name(&self) -> (Ident, bool) {
        match &self.constructor {
            Some(private) => (private.clone(), true),
            None => (format_ident!("new"), false),
        }
    }
}
