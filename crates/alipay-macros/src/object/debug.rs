//! `Debug`, which shows only what is marked.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::Object;

impl Object<'_> {
    pub(super) fn debug(&self) -> TokenStream {
        let (object, extra) = (self.name, self.extra());
        let title = object.to_string();
        let values = self.members.iter().map(|member| {
            let name = member.name;
            let label = name.unraw().to_string();
            let value = match (member.is_shown, member.is_optional) {
                (true, _) => quote!(&self.#name),
                (false, true) => quote!(_wire::__private::hidden(self.#name.is_some())),
                (false, false) => quote!(&_wire::__private::Redacted),
            };
            quote!((#label, #value))
        });
        quote! {
            impl ::core::fmt::Debug for #object {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    _wire::__private::debug(f, #title, &[#(#values),*], #extra)
                }
            }
        }
    }
}
