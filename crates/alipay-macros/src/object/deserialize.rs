//! Reading an object.

use proc_macro2::TokenStream;
use quote::quote;

use super::Object;

impl Object<'_> {
    pub(super) fn deserialize(&self) -> TokenStream {
        let object = self.name;
        let extra = self.has_extra.then(|| quote!(extra));
        let names: Vec<_> = self.members.iter().map(|member| member.name).collect();
        let types = self.members.iter().map(|member| member.ty);
        let arms = self.members.iter().map(|member| {
            let (name, wire, aliases, codec) = (member.name, &member.wire, &member.aliases, member.codec());
            quote!(#wire #(| #aliases)* => _wire::__private::read::<#codec, _, _>(&mut map, &mut #name)?,)
        });
        let values = self.members.iter().map(|member| {
            let (name, wire) = (member.name, &member.wire);
            if member.is_optional {
                quote!(#name,)
            } else {
                quote!(#name: _wire::__private::required_member(#name, #wire)?,)
            }
        });
        quote! {
            impl<'de> _wire::__private::Object<'de> for #object {
                fn read<A: _wire::__private::serde::de::MapAccess<'de>>(
                    mut map: A,
                ) -> ::core::result::Result<Self, A::Error> {
                    #(let mut #names: ::core::option::Option<#types> = ::core::option::Option::None;)*
                    let mut extra = _wire::Extra::default();
                    while let ::core::option::Option::Some(key) = map.next_key::<_wire::__private::Key<'de>>()? {
                        match key.as_str() {
                            #(#arms)*
                            _ => _wire::__private::keep(&mut map, key, &mut extra)?,
                        }
                    }
                    ::core::result::Result::Ok(Self { #(#values)* #extra })
                }
            }

            impl<'de> _wire::__private::serde::Deserialize<'de> for #object {
                fn deserialize<D: _wire::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    _wire::__private::object(deserializer)
                }
            }
        }
    }
}
