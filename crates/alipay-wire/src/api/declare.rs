//! How an API is declared.

/// Ties a request to its API: `impl Request` and `impl Api`.
///
/// ```
/// # use alipay_wire::{Dws, Safety, request, response};
/// request! {
///     /// Asks for nothing.
///     pub struct Ping { required {} optional {} }
/// }
/// response! {
///     /// Says nothing.
///     pub struct Pong { required {} optional {} }
/// }
/// alipay_wire::api! {
///     Ping => Pong {
///         dialect: Dws,
///         name: "ping",
///         route: POST "/ams/api/v1/ping",
///         safety: Query,
///         codes: alipay_wire::signed_header::code::ALL,
///     }
/// }
/// ```
///
/// An API whose request is signed and never sent, a page or an order string, has no answer: written without `=> Response`,
/// `route` and `codes`, it is a [`Request`](crate::Request) only. Sending it does not compile.
///
/// ```
/// # use alipay_wire::{OpenPlatform, request};
/// request! {
///     /// Shows a page.
///     pub struct ShowPage {
///         required {
///             /// Which one.
///             "page_no" page_no: String,
///         }
///         optional {}
///     }
/// }
/// alipay_wire::api! {
///     ShowPage {
///         dialect: OpenPlatform,
///         name: "alipay.test.page.show",
///         safety: Keyed,
///         key: |page| Some(page.page_no.as_str()),
///     }
/// }
/// ```
///
/// Optional members, in this order behind `codes`: `textual: true` (Open Platform: the members of the request are
/// parameters of their own, see [`ApiMeta::textual`](crate::ApiMeta#structfield.textual)), `files: ["name" field, ..]`
/// (the fields of type [`Upload`](crate::Upload) or `Option<Upload>`, and their names on the wire), `key: |request| ..`
/// (the idempotency key, `Option<&str>`; `safety: Keyed` does not compile without it), `validate: |request| ..` (rules beyond lengths),
/// `correlate: |request, answer| ..`, `serve: |request, world| ..` (what a gateway answers: an `impl` of `server::Serve`
/// under the declaring crate's own feature `server = ["alipay-wire/server"]`).
///
/// ```compile_fail
/// # use alipay_wire::{OpenPlatform, request};
/// # request! {
/// #     /// Shows a page.
/// #     pub struct ShowPage { required {} optional {} }
/// # }
/// // Keyed by what?
/// alipay_wire::api! { ShowPage { dialect: OpenPlatform, name: "alipay.test.page.show", safety: Keyed, } }
/// ```
///
/// `codes: { .. }` declares the API's own codes in place, as a module `code`: the lines behind `own` in
/// [`codes!`](crate::codes).
///
/// ```
/// # use alipay_wire::{Dws, Request, request, response};
/// # request! {
/// #     /// Asks for nothing.
/// #     pub struct Ping { required {} optional {} }
/// # }
/// # response! {
/// #     /// Says nothing.
/// #     pub struct Pong { required {} optional {} }
/// # }
/// alipay_wire::api! {
///     Ping => Pong {
///         dialect: Dws,
///         name: "ping",
///         safety: Query,
///         codes: {
///             NOBODY_THERE F "Nobody is there. Ping somebody else.";
///         },
///     }
/// }
/// assert_eq!(Ping::META.codes, [code::NOBODY_THERE]);
/// ```
///
/// ```
/// # use alipay_wire::{OpenPlatform, Request, Upload, request, response};
/// # response! {
/// #     /// Says nothing.
/// #     pub struct PhotoUploadResponse { required {} optional {} }
/// # }
/// request! {
///     /// Uploads a photo.
///     pub struct PhotoUpload {
///         required {
///             /// What it shows.
///             "title" title: String,
///             /// The photo.
///             "photo_content" photo_content: Upload {show},
///         }
///         optional {}
///     }
/// }
/// alipay_wire::api! {
///     PhotoUpload => PhotoUploadResponse {
///         dialect: OpenPlatform,
///         name: "alipay.test.photo.upload",
///         safety: Unkeyed,
///         codes: &[],
///         textual: true,
///         files: ["photo_content" photo_content],
///     }
/// }
/// let upload = PhotoUpload::new("a shop", Upload::from_bytes("shop.jpg", &b"\xFF\xD8"[..]));
/// assert_eq!(upload.files()[0].name, "photo_content");
/// ```
#[macro_export]
macro_rules! api {
    (
        $request:ty => $response:ty {
            dialect: $dialect:ty,
            name: $name:literal,
            $(route: $method:ident $path:literal,)?
            safety: $safety:ident,
            codes: { $($code:tt)* },
            $($more:tt)*
        }
    ) => {
        $crate::codes! {
            #[doc = concat!("Codes of `", $name, "`.")]
            pub mod code;
            own { $($code)* }
        }

        $crate::api! {
            $request => $response {
                dialect: $dialect,
                name: $name,
                $(route: $method $path,)?
                safety: $safety,
                codes: code::ALL,
                $($more)*
            }
        }
    };
    (
        $request:ty => $response:ty {
            dialect: $dialect:ty,
            name: $name:literal,
            $(route: $method:ident $path:literal,)?
            safety: $safety:ident,
            codes: $codes:expr,
            $(textual: $textual:literal,)?
            $(files: [$($file_name:literal $file:ident),+ $(,)?],)?
            $(key: $key:expr,)?
            $(validate: $validate:expr,)?
            $(correlate: $correlate:expr,)?
            $(serve: $serve:expr,)?
        }
    ) => {
        $crate::__request! {
            $request, $dialect, $crate::__request_doc!($name $safety $($method $path)?),
            $crate::ApiMeta::new($name, $crate::__route!($($method $path)?), $codes)$(.textual($textual))?
                .answer(<$response as $crate::Model>::FIELDS),
            $safety, { $($($file_name $file)+)? }, { $($key)? }, { $($validate)? }
        }

        impl $crate::Api for $request {
            type Response = $response;

            $(
                fn correlate(&self, answer: &$response) -> ::std::result::Result<(), $crate::Mismatch> {
                    let rule: fn(&Self, &$response) -> ::std::result::Result<(), $crate::Mismatch> = $correlate;
                    rule(self, answer)
                }
            )?
        }

        $(
            // The declaring crate's feature, as in `apis!`.
            #[cfg(feature = "server")]
            impl $crate::server::Serve for $request {
                fn serve(
                    &self,
                    world: &mut $crate::server::World,
                ) -> ::std::result::Result<$response, $crate::server::Refusal> {
                    let answer: fn(
                        &Self,
                        &mut $crate::server::World,
                    ) -> ::std::result::Result<$response, $crate::server::Refusal> = $serve;
                    answer(self, world)
                }
            }
        )?
    };
    (
        $request:ty {
            dialect: $dialect:ty,
            name: $name:literal,
            safety: $safety:ident,
            $(key: $key:expr,)?
            $(validate: $validate:expr,)?
        }
    ) => {
        $crate::__request! {
            $request, $dialect, $crate::__request_doc!($name $safety),
            $crate::ApiMeta::new($name, ::std::option::Option::None, &[]),
            $safety, {}, { $($key)? }, { $($validate)? }
        }
    };
    // What no rule above takes behind `codes`: rustc would only say that it expected no such token.
    (
        $request:ty => $response:ty {
            dialect: $dialect:ty,
            name: $name:literal,
            $(route: $method:ident $path:literal,)?
            safety: $safety:ident,
            codes: $codes:expr,
            $($more:tt)*
        }
    ) => {
        compile_error!(concat!(
            $name,
            ": behind `codes` stand, in this order, those that are needed of `textual`, `files`, `key`, `validate`, \
             `correlate` and `serve`, each with a comma behind it"
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    (
        $request:ty, $dialect:ty, $doc:expr, $meta:expr, $safety:ident,
        { $($files:tt)* }, { $($key:expr)? }, { $($validate:expr)? }
    ) => {
        $crate::__safety! { $safety $($key)? }

        #[doc = $doc]
        impl $crate::Request for $request {
            type Dialect = $dialect;
            const META: &'static $crate::ApiMeta = &$meta.gateway_codes(<$dialect as $crate::Dialect>::CODES);

            fn validate(&self) -> ::std::result::Result<(), $crate::Invalid> {
                $crate::Field::check(self)?;
                $({
                    let rule: fn(&Self) -> ::std::result::Result<(), $crate::Invalid> = $validate;
                    rule(self)?;
                })?
                ::std::result::Result::Ok(())
            }

            fn safety(&self) -> $crate::Safety {
                $crate::Safety::$safety
            }

            $(
                fn idempotency_key(&self) -> ::std::option::Option<&str> {
                    let key: fn(&Self) -> ::std::option::Option<&str> = $key;
                    key(self)
                }
            )?

            $crate::__files! { $($files)* }
        }
    };
}

/// `Keyed` without a key would be `Unkeyed`, and say something else.
#[doc(hidden)]
#[macro_export]
macro_rules! __safety {
    (Keyed) => {
        compile_error!("`safety: Keyed` needs `key: |request| ..`, the field by which the gateway knows a repetition");
    };
    (Keyed $key:expr) => {};
    (Query $($key:expr)?) => {};
    (Unkeyed $($key:expr)?) => {};
    ($other:ident $($key:expr)?) => {
        compile_error!("`safety` is `Query`, `Keyed` or `Unkeyed`");
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __request_doc {
    ($name:literal $safety:ident $($method:ident $path:literal)?) => {
        concat!(
            "`", $name, "`", $(" (`", stringify!($method), " ", $path, "`)",)? ": `Safety::", stringify!($safety), "`."
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __files {
    () => {};
    ($($name:literal $file:ident)+) => {
        fn files(&self) -> ::std::vec::Vec<$crate::FilePart> {
            let fields = [$(($name, $crate::__private::FileField::file(&self.$file))),+];
            let held = fields.into_iter().filter_map(|(name, file)| file.map(|file| (name, file)));
            held.map(|(name, file)| $crate::FilePart::new(name, ::std::clone::Clone::clone(file))).collect()
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __route {
    () => {
        ::std::option::Option::None
    };
    ($method:ident $path:literal) => {
        ::std::option::Option::Some($crate::Route::new($crate::__private::http::Method::$method, $path))
    };
}

/// Declares the modules of a product crate, one API a module, and lists them for gateways.
///
/// `apis! { query_account_and_benefit: QueryAccountAndBenefit; }` declares `pub mod query_account_and_benefit`, and with
/// the declaring crate's own feature `server = ["alipay-wire/server"]` a function `catalog` that offers every API to a
/// `server::Catalog` of this crate (feature `server`), such as the sandbox has.
#[macro_export]
macro_rules! apis {
    ($($module:ident: $request:ident;)*) => {
        $(pub mod $module;)*

        // The declaring crate's feature, not this crate's: another crate may have switched that one on.
        /// Offers every API of this crate to `catalog`.
        #[cfg(feature = "server")]
        pub fn catalog(catalog: &mut impl $crate::server::Catalog) {
            $(catalog.add::<$module::$request>();)*
            // A crate that has none yet.
            let _ = catalog;
        }
    };
}
