//! Writing an object.

use proc_macro2::TokenStream;
use quote::quote;

use super::Object;

impl Object<'_> {
    pub(super) fn serialize(&self) -> TokenStream {
        let (object, extra) = (self.name, self.extra());
        let members = self.members.iter().map(|member| {
            let (name, wire, codec) = (member.name, &member.wire, member.codec());
            let write = if member.is_optional { quote!(write_some) } else { quote!(write) };
            quote!(_wire::__private::#write::<#codec, _, _>(&mut map, #wire, &self.#name)?;)
        });
        quote! {
            impl _wire::__private::serde::Serialize for #object {
                fn serialize<S: _wire::__private::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    let mut map = serializer.serialize_map(::core::option::Option::None)?;
                    #(#members)*
                    _wire::__private::finish(map, <Self as _wire::Model>::FIELDS, #extra)
                }
            }
        }
    }
}
