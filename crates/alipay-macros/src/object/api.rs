//! What ties a request to its API.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Error, Ident, LitStr, Path, Type, parse_quote};

use super::Object;
use crate::attribute::{Entry, Errors};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What the attribute of a request says about its API.
pub(super) struct Api {
    dialect: Path,
    name: LitStr,
    route: Option<(Ident, String)>,
    safety: Ident,
    /// `None` for what is signed and never sent: a page or an order string.
    answer: Option<Type>,
    codes: Option<TokenStream>,
    is_textual: bool,
}

impl Api {
    pub(super) fn of(request: &Ident, dialect: Option<Path>, entries: Vec<Entry>, errors: &mut Errors) -> Self {
        let (mut name, mut route, mut safety, mut answer, mut codes, mut is_textual) =
            (None, None, None, None, None, false);
        for entry in &entries {
            match entry.word().as_str() {
                "name" => name = errors.ok(entry.text(r#"name = "alipay.trade.query""#)),
                "route" => {
                    let text = entry.text(r#"route = "POST /v3/alipay/trade/query""#);
                    route = errors.ok(text.and_then(|text| method_and_path(&text)));
                }
                "safety" => safety = errors.ok(entry.value("safety = Query").and_then(is_safety)),
                "answer" => answer = errors.ok(entry.value("answer = TradeQueryResponse")),
                "codes" => codes = errors.ok(entry.value("codes = code::ALL")),
                "textual" => is_textual = errors.ok(entry.flag()).is_some(),
                _ => {}
            }
        }
        let wanted = [
            ("name", r#"`name = ".."`, the gateway's name of the API"#),
            ("safety", "`safety = ..`, one of `Query`, `Keyed` and `Unkeyed`: what sending it twice may do"),
            ("codes", "`codes = code::ALL`, the codes on its page"),
        ];
        for (word, example) in wanted {
            let is_missing = !entries.iter().any(|entry| entry.word() == word);
            if is_missing && (word != "codes" || answer.is_some()) {
                errors.at(request.span(), format!("`#[request(..)]` lacks {example}"));
            }
        }
        // What is missing or wrong is an error already: these stand in, so that it stays the only one.
        let name = name.unwrap_or_else(|| LitStr::new("", request.span()));
        let safety = safety.unwrap_or_else(|| Ident::new("Unkeyed", request.span()));
        let dialect = dialect.unwrap_or_else(|| parse_quote!(_wire::OpenPlatform));
        Self { dialect, name, route, safety, answer, codes, is_textual }
    }

    pub(super) fn code(&self, object: &Object<'_>) -> TokenStream {
        let Self { dialect, name, safety, .. } = self;
        let request = object.name;
        let doc = self.documentation();
        let route = match &self.route {
            Some((method, path)) => {
                quote!(::core::option::Option::Some(_wire::Route::new(_wire::__private::http::Method::#method, #path)))
            }
            None => quote!(::core::option::Option::None),
        };
        let codes = self.codes.clone().unwrap_or_else(|| quote!(&[]));
        let textual = self.is_textual.then(|| quote!(.textual(true)));
        let key = (safety == "Keyed").then(|| {
            // Without an `impl Keyed`, the error is at the word.
            let key = quote_spanned!(safety.span()=> _wire::Keyed::key(self));
            quote! {
                fn idempotency_key(&self) -> ::core::option::Option<&str> {
                    #key
                }
            }
        });
        let files = self.files(object);
        let members = self.answer.as_ref().map(|answer| quote!(.answer(<#answer as _wire::Model>::FIELDS)));
        let api = self.answer.as_ref().map(|answer| {
            quote! {
                impl _wire::Api for #request {
                    type Response = #answer;

                    fn correlate(&self, answer: &#answer) -> ::core::result::Result<(), _wire::Mismatch> {
                        _wire::__private::RulesOf(self).correlate(answer)
                    }
                }
            }
        });
        quote! {
            #[allow(unused_imports)]
            use _wire::__private::NoRules as _;

            #[doc = #doc]
            impl _wire::Request for #request {
                type Dialect = #dialect;
                const META: &'static _wire::ApiMeta = &_wire::__private::meta::<Self>(#name, #route, #codes)#textual #members;

                fn validate(&self) -> ::core::result::Result<(), _wire::Invalid> {
                    _wire::Field::check(self)?;
                    _wire::__private::RulesOf(self).check_rules()
                }

                fn safety(&self) -> _wire::Safety {
                    _wire::Safety::#safety
                }

                #key

                #files
            }

            #api
        }
    }

    fn files(&self, object: &Object<'_>) -> Option<TokenStream> {
        let files: Vec<_> = object.members.iter().filter(|member| member.is_file()).collect();
        let names = files.iter().map(|member| &member.wire);
        let fields = files.iter().map(|member| member.name);
        (!files.is_empty()).then(|| {
            quote! {
                fn files(&self) -> ::std::vec::Vec<_wire::FilePart> {
                    _wire::__private::files(&[#((#names, _wire::__private::FileField::file(&self.#fields))),*])
                }
            }
        })
    }

    fn documentation(&self) -> String {
        let route = self.route.as_ref().map(|(method, path)| format!(" (`{method} {path}`)")).unwrap_or_default();
        format!("`{}`{route}: `Safety::{}`.", self.name.value(), self.safety)
    }
}

fn method_and_path(text: &LitStr) -> syn::Result<(Ident, String)> {
    let value = text.value();
    let (method, path) = value.split_once(' ').unwrap_or((&value, ""));
    if !METHODS.contains(&method) {
        let rule = format!("`{method}` is no HTTP method: write {} and a path", METHODS.join(", "));
        return Err(Error::new(text.span(), rule));
    }
    if !path.starts_with('/') {
        return Err(Error::new(text.span(), r#"write method and path: `route = "POST /v3/alipay/trade/query"`"#));
    }
    Ok((Ident::new(method, text.span()), path.to_owned()))
}

fn is_safety(word: Ident) -> syn::Result<Ident> {
    if ["Query", "Keyed", "Unkeyed"].iter().any(|known| word == known) {
        return Ok(word);
    }
    Err(Error::new(word.span(), "`safety` is `Query`, `Keyed` or `Unkeyed`"))
}
