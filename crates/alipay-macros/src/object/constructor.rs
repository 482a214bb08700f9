//! The constructor with the required fields, and a setter for each optional one.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Object, member::Member};

impl Object<'_> {
    pub(super) fn constructor(&self) -> TokenStream {
        let Self { name, visibility, .. } = self;
        let (required, optional): (Vec<_>, Vec<_>) = self.members.iter().partition(|member| !member.is_optional);
        let (constructor, is_private) = self.constructor_name();
        let constructor_visibility = (!is_private).then_some(visibility);
        let docs = documented(&required);
        let required_names: Vec<_> = required.iter().map(|member| member.name).collect();
        let types = required.iter().map(|member| member.ty);
        let optional_names = optional.iter().map(|member| member.name);
        let extra = self.has_extra.then(|| quote!(extra: ::core::default::Default::default(),));
        let extra_setter = self.has_extra.then(|| self.extra_setter());
        let setters = optional.iter().map(|member| self.setter(member));
        quote! {
            #[allow(dead_code, clippy::new_without_default, clippy::too_many_arguments)]
            impl #name {
                #docs
                #constructor_visibility fn #constructor(
                    #(#required_names: impl ::core::convert::Into<#types>),*
                ) -> Self {
                    Self {
                        #(#required_names: #required_names.into(),)*
                        #(#optional_names: ::core::option::Option::None,)*
                        #extra
                    }
                }

                #(#setters)*

                #extra_setter
            }
        }
    }

    fn extra_setter(&self) -> TokenStream {
        let visibility = self.visibility;
        quote! {
            /// Sets a member this type has no field for, by its name on the wire. One that has a field is refused when the
            /// value is checked or written.
            #[must_use]
            #visibility fn extra(
                mut self,
                name: &str,
                value: impl ::core::convert::Into<alipay_wire::__private::serde_json::Value>,
            ) -> Self {
                self.extra.0.insert(name.into(), value.into());
                self
            }
        }
    }

    fn setter(&self, member: &Member<'_>) -> TokenStream {
        let Member { name, ty, .. } = member;
        let visibility = self.visibility;
        let docs = member.docs();
        let sets = format!("\n\nSets {}.", member.on_the_wire());
        quote! {
            #(#docs)*
            #[doc = #sets]
            #[must_use]
            #visibility fn #name(mut self, #name: impl ::core::convert::Into<#ty>) -> Self {
                self.#name = ::core::option::Option::Some(#name.into());
                self
            }
        }
    }
}

/// The documentation of the constructor: a list of its arguments.
fn documented(required: &[&Member<'_>]) -> TokenStream {
    if required.is_empty() {
        return quote!(#[doc = " Begins with nothing: no field is required."]);
    }
    let arguments = required.iter().map(|member| {
        let head = format!(" * `{}` ({}):", member.name, member.on_the_wire());
        let docs = member.docs();
        quote!(#[doc = #head] #(#docs)*)
    });
    quote! {
        #[doc = " Begins with what is required:"]
        #[doc = ""]
        #(#arguments)*
    }
}
