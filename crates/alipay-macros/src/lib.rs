//! The derives of `alipay-wire`, which re-exports and documents them: use them from there.
//!
//! An object of a gateway is a plain struct, a text value a plain newtype or enum. The derives write what nobody wants to
//! read: constructor, setters, a `Debug` that hides values, serde, and the list of the fields.

mod attribute;
mod case;
mod object;
mod text;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use object::{Input, Kind};

/// The request of one API. Documented in `alipay-wire`.
#[proc_macro_derive(Request, attributes(request, wire))]
pub fn request(input: TokenStream) -> TokenStream {
    object::derive(&parse_macro_input!(input as Input), Kind::Request).into()
}

/// An object that is received: an answer, a notification, or a part of one. Documented in `alipay-wire`.
#[proc_macro_derive(Response, attributes(response, wire))]
pub fn response(input: TokenStream) -> TokenStream {
    object::derive(&parse_macro_input!(input as Input), Kind::Response).into()
}

/// An object that is a part of requests, or of requests and answers. Documented in `alipay-wire`.
#[proc_macro_derive(Model, attributes(model, wire))]
pub fn model(input: TokenStream) -> TokenStream {
    object::derive(&parse_macro_input!(input as Input), Kind::Model).into()
}

/// An open set of words, as an enum. Documented in `alipay-wire`.
#[proc_macro_derive(StringEnum, attributes(wire))]
pub fn string_enum(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    text::string_enum(&input).into()
}

/// An identifier or another text, as a newtype. Documented in `alipay-wire`.
#[proc_macro_derive(StringNewtype, attributes(wire))]
pub fn string_newtype(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    text::string_newtype(&input).into()
}
