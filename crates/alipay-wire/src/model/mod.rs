//! The macros that declare models, and what they expand to.

pub mod codec;
pub(crate) mod extra;
pub(crate) mod field;
pub(crate) mod invalid;
pub(crate) mod key;

/// Declares an object that is sent: read only by a gateway (feature `server`).
///
/// ```
/// use alipay_wire::{Text, request};
///
/// request! {
///     /// Asks for a page.
///     pub struct ListThings {
///         required {
///             /// Whose things.
///             "ownerId" owner_id: String [max 32],
///         }
///         optional {
///             /// Where to begin.
///             "startIndex" start_index: i64 as Text {show},
///         }
///     }
/// }
///
/// let request = ListThings::new("o-1").start_index(20);
/// assert_eq!(serde_json::to_string(&request)?, r#"{"ownerId":"o-1","startIndex":"20"}"#);
/// assert_eq!(format!("{request:?}"), "ListThings { owner_id: <redacted>, start_index: Some(20), extra: Extra(0 members) }");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A field is written as: name on the wire, other spellings behind `|`, Rust name and type, `as` codec, `[max n]` for
/// the maximum length in characters, `{show}` to show the value in `Debug`. Everything else is redacted there.
///
/// Expands to a struct with public fields, `new(required..)`, a setter for each optional field, `extra`, and the
/// implementations of [`Model`](crate::Model), `Debug`, `Clone`, `PartialEq` and serde. The documentation of a field
/// becomes that of its setter or of its argument too, and gets its name on the wire, spellings and maximum length: write
/// what the value means and its unit, and what it means when it is not there.
///
/// Where required is one field *or* another, write `new` by hand: `private new blank` behind the blocks makes the
/// constructor private and calls it `blank`.
#[macro_export]
macro_rules! request {
    ($($model:tt)*) => {
        $crate::__model! { sent $($model)* }
        $crate::__serialize! { $($model)* }
        $crate::__if_server! { $crate::__deserialize! { $($model)* } }
    };
}

/// Declares an object that is received: written only by a gateway (feature `server`). Grammar as in
/// [`request!`](crate::request).
#[macro_export]
macro_rules! response {
    ($($model:tt)*) => {
        $crate::__model! { received $($model)* }
        $crate::__deserialize! { $($model)* }
        $crate::__if_server! { $crate::__serialize! { $($model)* } }
    };
}

/// Declares an object that is both sent and received. Grammar as in [`request!`](crate::request).
#[macro_export]
macro_rules! model {
    ($($model:tt)*) => {
        $crate::__model! { both $($model)* }
        $crate::__serialize! { $($model)* }
        $crate::__deserialize! { $($model)* }
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(feature = "server")]
macro_rules! __if_server {
    ($($item:tt)*) => { $($item)* };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "server"))]
macro_rules! __if_server {
    ($($item:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    (
        $direction:ident
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            required {
                $( $(#[$rmeta:meta])* $rwire:literal $(| $ralias:literal)* $r:ident : $rty:ty $(as $rcodec:ty)? $([max $rmax:literal])? $({$rshow:ident})? , )*
            }
            optional {
                $( $(#[$ometa:meta])* $owire:literal $(| $oalias:literal)* $o:ident : $oty:ty $(as $ocodec:ty)? $([max $omax:literal])? $({$oshow:ident})? , )*
            }
            $(private new $blank:ident)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        $vis struct $name {
            $(
                $(#[$rmeta])*
                #[doc = $crate::__field_doc!(required $rwire [$($ralias)*] $($rmax)?)]
                pub $r: $rty,
            )*
            $(
                $(#[$ometa])*
                #[doc = $crate::__field_doc!($direction $owire [$($oalias)*] $($omax)?)]
                pub $o: ::std::option::Option<$oty>,
            )*
            /// Members this type has no field for, by their names on the wire.
            pub extra: $crate::Extra,
        }

        impl $name {
            $crate::__constructor! {
                ($vis) $($blank)? required { $($(#[$rmeta])* $r: $rty,)* } optional { $($o,)* }
            }

            $(
                $(#[$ometa])*
                #[doc = $crate::__setter_doc!($owire $($omax)?)]
                #[must_use]
                #[allow(dead_code)]
                $vis fn $o(mut self, $o: impl ::std::convert::Into<$oty>) -> Self {
                    self.$o = ::std::option::Option::Some($o.into());
                    self
                }
            )*

            /// Sets a member this type has no field for, by its name on the wire. One that has a field is refused when the
            /// value is checked or written.
            #[must_use]
            #[allow(dead_code)]
            $vis fn extra(mut self, name: &str, value: impl ::std::convert::Into<$crate::__private::serde_json::Value>) -> Self {
                self.extra.0.insert(::std::convert::Into::into(name), value.into());
                self
            }
        }

        impl $crate::Model for $name {
            const FIELDS: &'static [$crate::FieldInfo] = &[
                $($crate::FieldInfo::new($rwire, &[$($ralias),*], true, $crate::__max!($($rmax)?)),)*
                $($crate::FieldInfo::new($owire, &[$($oalias),*], false, $crate::__max!($($omax)?)),)*
            ];
        }

        impl $crate::Field for $name {
            fn check(&self) -> ::std::result::Result<(), $crate::Invalid> {
                $($crate::FieldInfo::new($rwire, &[], true, $crate::__max!($($rmax)?)).check(&self.$r)?;)*
                $(
                    if let ::std::option::Option::Some(value) = &self.$o {
                        $crate::FieldInfo::new($owire, &[], false, $crate::__max!($($omax)?)).check(value)?;
                    }
                )*
                self.extra.check(<Self as $crate::Model>::FIELDS)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($r), $crate::__shown!(&self.$r; $($rshow)?)))*
                    $(.field(stringify!($o), &self.$o.as_ref().map(|_value| $crate::__shown!(_value; $($oshow)?))))*
                    .field("extra", &self.extra)
                    .finish()
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __constructor {
    (($vis:vis) required { $($required:tt)* } optional { $($optional:tt)* }) => {
        $crate::__constructor! { @ ($vis) new { $($required)* } { $($optional)* } }
    };
    (($vis:vis) $blank:ident required { $($required:tt)* } optional { $($optional:tt)* }) => {
        $crate::__constructor! { @ () $blank { $($required)* } { $($optional)* } }
    };
    (@ ($($vis:tt)?) $name:ident {} { $($o:ident,)* }) => {
        /// Begins with nothing: no field is required.
        #[allow(dead_code, clippy::new_without_default)]
        $($vis)? fn $name() -> Self {
            Self {
                $($o: ::std::option::Option::None,)*
                extra: ::std::default::Default::default(),
            }
        }
    };
    (@ ($($vis:tt)?) $name:ident { $($(#[$rmeta:meta])* $r:ident : $rty:ty,)+ } { $($o:ident,)* }) => {
        /// Begins with what is required:
        ///
        $(
            #[doc = concat!(" * `", stringify!($r), "`:")]
            $(#[$rmeta])*
        )+
        #[allow(dead_code, clippy::too_many_arguments)]
        $($vis)? fn $name($($r: impl ::std::convert::Into<$rty>),+) -> Self {
            Self {
                $($r: $r.into(),)+
                $($o: ::std::option::Option::None,)*
                extra: ::std::default::Default::default(),
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            required {
                $( $(#[$rmeta:meta])* $rwire:literal $(| $ralias:literal)* $r:ident : $rty:ty $(as $rcodec:ty)? $([max $rmax:literal])? $({$rshow:ident})? , )*
            }
            optional {
                $( $(#[$ometa:meta])* $owire:literal $(| $oalias:literal)* $o:ident : $oty:ty $(as $ocodec:ty)? $([max $omax:literal])? $({$oshow:ident})? , )*
            }
            $(private new $blank:ident)?
        }
    ) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                use $crate::__private::serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(::std::option::Option::None)?;
                $(map.serialize_entry($rwire, &$crate::__private::Encode::<$rty, $crate::__codec!($($rcodec)?)>::new(&self.$r))?;)*
                $(
                    if let ::std::option::Option::Some(value) = &self.$o {
                        map.serialize_entry($owire, &$crate::__private::Encode::<$oty, $crate::__codec!($($ocodec)?)>::new(value))?;
                    }
                )*
                // A field written twice would mean one thing to one reader and another to the next.
                self.extra
                    .check(<Self as $crate::Model>::FIELDS)
                    .map_err(<S::Error as $crate::__private::serde::ser::Error>::custom)?;
                for (name, value) in &self.extra.0 {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            required {
                $( $(#[$rmeta:meta])* $rwire:literal $(| $ralias:literal)* $r:ident : $rty:ty $(as $rcodec:ty)? $([max $rmax:literal])? $({$rshow:ident})? , )*
            }
            optional {
                $( $(#[$ometa:meta])* $owire:literal $(| $oalias:literal)* $o:ident : $oty:ty $(as $ocodec:ty)? $([max $omax:literal])? $({$oshow:ident})? , )*
            }
            $(private new $blank:ident)?
        }
    ) => {
        const _: () = {
            struct ModelVisitor;

            impl<'de> $crate::__private::serde::de::Visitor<'de> for ModelVisitor {
                type Value = $name;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: $crate::__private::serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> ::std::result::Result<$name, A::Error> {
                    $(let mut $r: ::std::option::Option<$rty> = ::std::option::Option::None;)*
                    $(let mut $o: ::std::option::Option<$oty> = ::std::option::Option::None;)*
                    let mut extra = $crate::Extra::default();
                    while let ::std::option::Option::Some(key) = map.next_key::<$crate::__private::Key<'de>>()? {
                        match key.as_str() {
                            $(
                                $rwire $(| $ralias)* => $crate::__private::fill(
                                    &mut $r,
                                    map.next_value_seed($crate::__private::OptionSeed::<$rty, $crate::__codec!($($rcodec)?)>::new())?,
                                )?,
                            )*
                            $(
                                $owire $(| $oalias)* => $crate::__private::fill(
                                    &mut $o,
                                    map.next_value_seed($crate::__private::OptionSeed::<$oty, $crate::__codec!($($ocodec)?)>::new())?,
                                )?,
                            )*
                            _ => {
                                extra.0.insert(key.into_string(), map.next_value()?);
                            }
                        }
                    }
                    ::std::result::Result::Ok($name {
                        $(
                            $r: $r.ok_or_else(|| <A::Error as $crate::__private::serde::de::Error>::missing_field($rwire))?,
                        )*
                        $($o,)*
                        extra,
                    })
                }
            }

            impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
                fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    deserializer.deserialize_map(ModelVisitor)
                }
            }
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __codec {
    () => {
        $crate::Plain
    };
    ($codec:ty) => {
        $codec
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __max {
    () => {
        ::std::option::Option::None
    };
    ($max:literal) => {
        ::std::option::Option::Some($max)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __field_doc {
    ($need:ident $wire:literal [$($alias:literal)*] $($max:literal)?) => {
        concat!(
            "\n\n`", $wire, "`", $(", read as `", $alias, "` too",)*
            $(", at most ", $max, " characters",)?
            $crate::__need_doc!($need)
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __need_doc {
    (required) => {
        "; required."
    };
    (sent) => {
        "; optional: `None` is not sent."
    };
    (received) => {
        "; optional: `None` when it is missing or `null`."
    };
    (both) => {
        "; optional: `None` is not sent, and is read where it is missing or `null`."
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __setter_doc {
    ($wire:literal $($max:literal)?) => {
        concat!("\n\nSets `", $wire, "`", $(", at most ", $max, " characters",)? ".")
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ($value:expr;) => {{
        let _ = $value;
        &$crate::__private::Redacted
    }};
    ($value:expr; show) => {
        $value
    };
}

/// Declares a newtype around text: an identifier, or an open set of words.
///
/// ```
/// alipay_wire::text! {
///     /// Names an order.
///     pub struct OrderId;
/// }
/// alipay_wire::text! {
///     /// A colour. The set is open.
///     pub struct Colour show {
///         /// Red.
///         RED = "red";
///     }
/// }
/// assert_eq!(format!("{:?} {:?}", OrderId::from("o-1"), Colour::RED), "OrderId(<redacted>) Colour(red)");
/// ```
///
/// Read from a string or from a bare integer. `show` lets `Debug` show the value. The constants are compared with `==`: they
/// cannot be patterns of a `match`.
#[macro_export]
macro_rules! text {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident;
    ) => {
        $crate::text! { $(#[$meta])* $vis struct $name hide {} }
    };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident $show:ident { $( $(#[$cmeta:meta])* $constant:ident = $value:literal; )* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name($crate::__private::Cow<'static, str>);

        impl $name {
            $(
                $(#[$cmeta])*
                pub const $constant: Self = Self($crate::__private::Cow::Borrowed($value));
            )*

            /// The text as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text as it stands on the wire.
            pub fn into_string(self) -> ::std::string::String {
                self.0.into_owned()
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self($crate::__private::Cow::Owned(text.to_owned()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self($crate::__private::Cow::Owned(text))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__text_debug!($show self f $name)
            }
        }

        impl $crate::Field for $name {
            fn length(&self) -> ::std::option::Option<usize> {
                ::std::option::Option::Some(self.0.chars().count())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <$crate::Text as $crate::codec::Read<'de, ::std::string::String>>::read(deserializer).map(Self::from)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __text_debug {
    (hide $self:ident $f:ident $name:ident) => {
        $f.write_str(concat!(stringify!($name), "(<redacted>)"))
    };
    (show $self:ident $f:ident $name:ident) => {
        // Escaped: it may be the text of a peer.
        write!($f, concat!(stringify!($name), "({})"), $self.0.escape_debug())
    };
}

#[cfg(test)]
mod tests {
    use crate::{Field, Text};

    model! {
        /// A model with everything.
        struct Thing {
            required {
                /// Id.
                "id" id: String as Text [max 3],
            }
            optional {
                /// Two spellings.
                "newName" | "oldName" name: String {show},
                /// Nested.
                "inner" inner: Vec<Inner>,
            }
        }
    }

    model! {
        /// A model in a model.
        struct Inner {
            required {}
            optional {
                /// Code.
                "code" code: String [max 1],
            }
        }
    }

    fn read(json: &str) -> Result<Thing, String> {
        crate::json::from_slice(json.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn spellings_may_agree_but_not_differ() {
        assert_eq!(read(r#"{"id":1,"oldName":"a"}"#), Ok(Thing::new("1").name("a")));
        assert_eq!(read(r#"{"id":"1","oldName":"a","newName":"a"}"#), Ok(Thing::new("1").name("a")));
        let error = read(r#"{"id":"1","oldName":"a","newName":"SECRET"}"#).unwrap_err();
        assert!(error.contains("expected both spellings of the field to agree"), "{error}");
    }

    #[test]
    fn what_is_missing_null_or_unknown() {
        assert_eq!(read("{}"), Err("id is missing (line 1, column 2)".to_owned()));
        assert_eq!(read(r#"{"id":null}"#), Err("id is missing (line 1, column 11)".to_owned()));
        let thing = read(r#"{"id":"1","newName":null,"more":[1]}"#).unwrap();
        assert_eq!(thing, Thing::new("1").extra("more", vec![1]));
        assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"id":"1","more":[1]}"#);
    }

    #[test]
    fn errors_name_the_place() {
        let error = read(r#"{"id":"1","inner":[{},{"code":["SECRET"]}]}"#).unwrap_err();
        assert!(error.starts_with("inner[1].code: expected a string"), "{error}");
    }

    #[test]
    fn checks_reach_nested_models() {
        let rule = |thing: Thing| thing.check().map_err(|error| error.to_string());
        assert_eq!(rule(Thing::new("世界和")), Ok(()));
        assert_eq!(rule(Thing::new("1234")), Err("id: has 4 characters, 3 are allowed".to_owned()));
        assert_eq!(rule(Thing::new("")), Err("id: is required and must not be empty".to_owned()));
        let nested = Thing::new("1").inner([Inner::new(), Inner::new().code("12")]);
        assert_eq!(rule(nested), Err("inner[1].code: has 2 characters, 1 are allowed".to_owned()));
        let twice = Thing::new("1").extra("oldName", "a");
        assert!(rule(twice).unwrap_err().starts_with("oldName: has a field of its own"));
    }

    #[test]
    fn debug_hides_what_is_not_marked() {
        let thing = Thing::new("1").name("shown").inner([Inner::new()]);
        let text = format!("{thing:?}");
        assert_eq!(
            text,
            "Thing { id: <redacted>, name: Some(\"shown\"), inner: Some(<redacted>), extra: Extra(0 members) }"
        );
    }
}
