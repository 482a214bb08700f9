//! The list of the fields, and the check of their values.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Object;

impl Object<'_> {
    pub(super) fn check(&self) -> TokenStream {
        let (object, extra) = (self.name, self.extra());
        let infos = self.members.iter().map(|member| {
            let (wire, aliases, is_required) = (&member.wire, &member.aliases, !member.is_optional);
            let max = match &member.max {
                Some(max) => quote!(::core::option::Option::Some(#max)),
                None => quote!(::core::option::Option::None),
            };
            quote!(_wire::FieldInfo::new(#wire, &[#(#aliases),*], #is_required, #max))
        });
        let values = self.members.iter().map(|member| {
            // Where the type is no `Field`, the error is at the type.
            let at = Span::call_site().located_at(member.ty.span());
            let mut name = member.name.clone();
            name.set_span(at);
            let look = Ident::new(if member.is_optional { "optional" } else { "required" }, at);
            quote_spanned!(at=> _wire::__private::#look(&self.#name))
        });
        quote! {
            impl _wire::Model for #object {
                const FIELDS: &'static [_wire::FieldInfo] = &[#(#infos),*];
            }

            impl _wire::Field for #object {
                fn check(&self) -> ::core::result::Result<(), _wire::Invalid> {
                    _wire::__private::check(<Self as _wire::Model>::FIELDS, &[#(#values),*], #extra)
                }
            }
        }
    }
}
