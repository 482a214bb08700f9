//! How a gateway's options are declared.

macro_rules! options {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$doc:meta])* $with:ident $field:ident => $wire:literal, )*
            $( [own setter] $own:ident => $own_wire:ident, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $name { $( $field: Option<String>, )* $( $own: Option<String>, )* }

        impl $name {
            /// No options.
            pub fn new() -> Self {
                Self::default()
            }

            $(
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<String>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*
        }

        impl From<$name> for $crate::CallOptions {
            fn from(options: $name) -> Self {
                let $name { $($field,)* $($own,)* } = options;
                Self::default()$(.$with($wire, $field))*$(.with($own_wire, $own))*
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::CallOptions::from(self.clone()).fmt(f)
            }
        }
    };
}
