//! The list of the fields, and the check of their values.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Object;

impl Object<'_> {
    pub(super) fn check(&self) -> TokenStream {
        let object = self.name;
        let infos = self.members.iter().map(|member| {
            let (wire, aliases, is_required) = (&member.wire, &member.aliases, !member.is_optional);
            let max = match &member.max {
                Some(max) => quote!(::core::option::Option::Some(#max)),
                None => quote!(::core::option::Option::None),
            };
            quote!(_wire::FieldInfo::new(#wire, &[#(#aliases),*], #is_required, #max))
        });
        let values = self.members.iter().map(|member| {
            let name = member.name;
            let look = if member.is_optional { quote!(optional) } else { quote!(required) };
            // Where the type is no `Field`, the error is at the type.
            let look = quote_spanned!(member.ty.span()=> _wire::__private::#look);
            quote!(#look(&self.#name))
        });
        quote! {
            impl _wire::Model for #object {
                const FIELDS: &'static [_wire::FieldInfo] = &[#(#infos),*];
            }

            impl _wire::Field for #object {
                fn check(&self) -> ::core::result::Result<(), _wire::Invalid> {
                    _wire::__private::check(<Self as _wire::Model>::FIELDS, &[#(#values),*], &self.extra)
                }
            }
        }
    }
}
