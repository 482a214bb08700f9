//! What an API is called: by the gateway, as a file, as a type.

use crate::Result;

/// A gateway family whose APIs the sandbox answers and the command line calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenPlatform,
    Dws,
    WorldFirst,
}

impl Dialect {
    /// Takes the words of the command line.
    pub(super) fn named(name: &str) -> Result<Self> {
        match name {
            "open-platform" => Ok(Self::OpenPlatform),
            "dws" => Ok(Self::Dws),
            "worldfirst" => Ok(Self::WorldFirst),
            "antom" => {
                Err("antom: neither the sandbox nor `alipay call` speaks it yet, so no API of it can be begun".into())
            }
            _ => Err(format!("there is no dialect `{name}`: say open-platform, dws or worldfirst").into()),
        }
    }

    /// The type in `alipay-wire`.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::OpenPlatform => "OpenPlatform",
            Self::Dws => "Dws",
            Self::WorldFirst => "WorldFirst",
        }
    }

    /// What the names of its crates begin with. Those of the Open Platform begin with no more than `alipay-`.
    pub(super) fn crate_prefix(self) -> &'static str {
        match self {
            Self::OpenPlatform => "alipay-",
            Self::Dws => "alipay-dws-",
            Self::WorldFirst => "alipay-worldfirst-",
        }
    }

    /// The paths of a family, for the gateways that have a path for every API: those of `payment-methods` are under
    /// `paymentMethods`.
    pub(super) fn family_path(self, family: &str) -> Option<String> {
        let family = camel(family);
        match self {
            Self::OpenPlatform => None,
            Self::Dws => Some(format!("/ams/api/v1/{family}")),
            Self::WorldFirst => Some(format!("/aps/api/business/{family}")),
        }
    }

    /// The family of a crate: its name without what all crates of the dialect begin with.
    pub(super) fn family(self, package: &str) -> Result<&str> {
        let of_others = || [Self::Dws, Self::WorldFirst].iter().any(|other| package.starts_with(other.crate_prefix()));
        match package.strip_prefix(self.crate_prefix()) {
            Some(family) if is_family(family) && (self != Self::OpenPlatform || !of_others()) => Ok(family),
            _ => Err(format!("{package} is no crate for this dialect: {}", self.crate_rule()).into()),
        }
    }

    fn crate_rule(self) -> &'static str {
        match self {
            Self::OpenPlatform => {
                "crates of the Open Platform are called alipay-<domain>-<resource>, so alipay.fund.account.query is in \
                 alipay-fund-account"
            }
            Self::Dws => {
                "its crates are called alipay-dws-<family>, so /ams/api/v1/topups/consultTopup is in alipay-dws-topups"
            }
            Self::WorldFirst => {
                "its crates are called alipay-worldfirst-<family>, so /aps/api/business/fund/inquiryBalance is in \
                 alipay-worldfirst-fund"
            }
        }
    }
}

/// Words in lower case, with `-` between them.
fn is_family(family: &str) -> bool {
    family.split('-').all(is_word)
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

/// An API that is to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Api {
    pub(super) dialect: Dialect,
    /// The gateway's name of it.
    pub(super) name: String,
    pub(super) package: String,
    /// The module, which is the file without `.rs`.
    pub(super) module: String,
    /// The type of the request. That of the answer has `Response` behind it.
    pub(super) request: String,
    /// The path, where it follows from name and crate.
    pub(super) path: Option<String>,
}

impl Api {
    /// The API that the gateway calls `name`, or that has this path, in this crate.
    pub(super) fn new(dialect: Dialect, name: &str, package: &str) -> Result<Self> {
        let family = dialect.family(package)?;
        let (name, path) = match dialect {
            Dialect::Dws | Dialect::WorldFirst if name.contains('/') => {
                (of_path(dialect, name, package, family)?, Some(name.to_owned()))
            }
            _ => (name, dialect.family_path(family).map(|family| format!("{family}/{name}"))),
        };
        let (module, request) = match dialect {
            Dialect::OpenPlatform => open_platform(name, package, family)?,
            Dialect::Dws | Dialect::WorldFirst => signed_header(name)?,
        };
        if KEYWORDS.contains(&module.as_str()) {
            return Err(format!(
                "{name}: `{module}` is a word of Rust and no name of a file; take a crate of a wider family"
            )
            .into());
        }
        Ok(Self { dialect, name: name.to_owned(), package: package.to_owned(), module, request, path })
    }

    pub(super) fn response(&self) -> String {
        format!("{}Response", self.request)
    }
}

/// `alipay.fund.account.query`: `query` and `FundAccountQuery`.
fn open_platform(name: &str, package: &str, family: &str) -> Result<(String, String)> {
    let words: Vec<&str> = name.split('.').collect();
    let ["alipay", words @ ..] = words.as_slice() else {
        return Err(format!(
            "{name} is no name of the Open Platform: they begin with `alipay.`, as alipay.fund.account.query"
        )
        .into());
    };
    if words.len() < 2 || !words.iter().all(|word| is_word(word)) {
        let rule = "they are three words or more in lower case, with dots between them, as alipay.fund.account.query";
        return Err(format!("{name} is no name of the Open Platform: {rule}").into());
    }
    let families: Vec<&str> = family.split('-').collect();
    match words.strip_prefix(families.as_slice()) {
        Some(rest @ [_, ..]) => Ok((rest.join("_"), words.iter().map(|word| capitalised(word)).collect())),
        _ => {
            let own = match words {
                [domain, resource, _, ..] => {
                    format!("alipay-{domain}-{resource}, by domain and resource, or alipay-{domain} if that is there")
                }
                words => format!("alipay-{}, by its domain", words.first().unwrap_or(&"")),
            };
            Err(format!("{name} does not belong to {package}: its crate is {own}").into())
        }
    }
}

/// The name in a path, whose last word but one is the family: `/ams/api/v1/topups/consultTopup`.
fn of_path<'a>(dialect: Dialect, path: &'a str, package: &str, family: &str) -> Result<&'a str> {
    let words: Option<Vec<&str>> = path.strip_prefix('/').map(|path| path.split('/').collect());
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
    match words.as_deref() {
        Some([all @ .., of, name]) if !all.is_empty() && all.iter().chain([of, name]).all(is_word) => {
            let own = snake(of).replace('_', "-");
            if own == family {
                return Ok(name);
            }
            let own = format!("{}{own}", dialect.crate_prefix());
            Err(format!("{path} does not belong to {package}: its crate is {own}, by the word before the last").into())
        }
        _ => Err(format!(
            "{path} is no path of this gateway: say it as the page has it, from the first / and without a host, or the \
             last word alone"
        )
        .into()),
    }
}

/// `consultTopup`: `consult_topup` and `ConsultTopup`.
fn signed_header(name: &str) -> Result<(String, String)> {
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_name {
        let rule = "they are the last part of the path, letters and digits that begin in lower case, as consultTopup";
        return Err(format!("{name} is no name of this gateway: {rule}").into());
    }
    Ok((snake(name), capitalised(name)))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// `payment-methods` as `paymentMethods`.
fn camel(family: &str) -> String {
    let mut words = family.split('-');
    words.next().unwrap_or_default().to_owned() + &words.map(capitalised).collect::<String>()
}

/// `consultTopup` as `consult_topup`, `verifyOTPCode` as `verify_otp_code`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut before = None::<char>;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_word = letter.is_ascii_uppercase()
            && (before.is_some_and(|before| !before.is_ascii_uppercase())
                || before.is_some() && letters.peek().is_some_and(char::is_ascii_lowercase));
        if begins_word {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        before = Some(letter);
    }
    snake
}

/// Those that could be the last word of a name.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "lib", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::{
        Dialect::{Dws, OpenPlatform, WorldFirst},
        *,
    };

    fn named(dialect: Dialect, name: &str, package: &str) -> (String, String, Option<String>) {
        let api = Api::new(dialect, name, package).unwrap();
        assert_eq!((api.name.as_str(), api.package.as_str()), (name, package));
        (api.module, api.request, api.path)
    }

    fn refused(dialect: Dialect, name: &str, package: &str) -> String {
        Api::new(dialect, name, package).unwrap_err().to_string()
    }

    /// The names that the APIs of this workspace have.
    #[test]
    fn names_are_those_of_the_apis_that_are_there() {
        for (name, package, module, request) in [
            ("alipay.fund.account.query", "alipay-fund-account", "query", "FundAccountQuery"),
            ("alipay.trade.fastpay.refund.query", "alipay-trade", "fastpay_refund_query", "TradeFastpayRefundQuery"),
            (
                "alipay.offline.material.image.upload",
                "alipay-offline-material",
                "image_upload",
                "OfflineMaterialImageUpload",
            ),
        ] {
            assert_eq!(named(OpenPlatform, name, package), (module.to_owned(), request.to_owned(), None));
        }
        let topup =
            ("consult_topup".to_owned(), "ConsultTopup".to_owned(), Some("/ams/api/v1/topups/consultTopup".to_owned()));
        assert_eq!(named(Dws, "consultTopup", "alipay-dws-topups"), topup);
        let path = Some("/aps/api/business/transfer/transfer".to_owned());
        assert_eq!(
            named(WorldFirst, "transfer", "alipay-worldfirst-transfer"),
            ("transfer".to_owned(), "Transfer".to_owned(), path)
        );
    }

    #[test]
    fn words_of_camel_case() {
        for (name, expected) in [
            ("queryAccountAndBenefit", "query_account_and_benefit"),
            ("verifyOTPCode", "verify_otp_code"),
            ("pay2Card", "pay2_card"),
            ("queryKYC", "query_kyc"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn a_dialect_is_one_of_three() {
        assert_eq!(Dialect::named("dws").unwrap(), Dws);
        assert!(Dialect::named("v3").unwrap_err().to_string().contains("open-platform, dws or worldfirst"));
        assert!(Dialect::named("antom").unwrap_err().to_string().contains("neither the sandbox"));
    }

    #[test]
    fn a_name_belongs_to_its_dialect() {
        assert!(refused(OpenPlatform, "consultTopup", "alipay-trade").contains("begin with `alipay.`"));
        assert!(refused(OpenPlatform, "alipay.trade", "alipay-trade").contains("three words or more"));
        assert!(refused(OpenPlatform, "alipay.trade.Pay", "alipay-trade").contains("lower case"));
        assert!(refused(OpenPlatform, "alipay.trade..pay", "alipay-trade").contains("three words"));
        for name in ["alipay.trade.pay", "ConsultTopup", "/ams/api/v1/topups/ConsultTopup", "consult_topup", ""] {
            assert!(refused(Dws, name, "alipay-dws-topups").contains("last part of the path"), "{name}");
        }
    }

    #[test]
    fn a_name_belongs_to_its_crate() {
        let refusal = refused(OpenPlatform, "alipay.fund.account.query", "alipay-trade");
        assert!(refusal.contains("its crate is alipay-fund-account, by domain and resource"), "{refusal}");
        // Some domains have one crate.
        let refusal = refused(OpenPlatform, "alipay.trade.fastpay.refund.query", "alipay-fund-account");
        assert!(refusal.ends_with("or alipay-trade if that is there"), "{refusal}");
        assert!(
            refused(OpenPlatform, "alipay.trade.pay", "alipay-fund-account").contains("its crate is alipay-trade,")
        );
        // The crate would have a file without a name.
        assert!(refused(OpenPlatform, "alipay.trade.pay", "alipay-trade-pay").contains("its crate is alipay-trade,"));
        assert!(
            refused(OpenPlatform, "alipay.dws.topups.query", "alipay-dws-topups").contains("no crate for this dialect")
        );
        assert!(refused(Dws, "transfer", "alipay-worldfirst-transfer").contains("alipay-dws-<family>"));
        assert!(refused(WorldFirst, "transfer", "alipay-worldfirst-").contains("alipay-worldfirst-<family>"));
        assert!(refused(Dws, "transfer", "topups").contains("no crate for this dialect"));
    }

    /// A page shows the path: what is pasted from there is what the skeleton has, in whatever style the family's paths are.
    #[test]
    fn a_path_is_a_name() {
        for (dialect, path, package, module) in [
            (Dws, "/ams/api/v1/topups/consultTopup", "alipay-dws-topups", "consult_topup"),
            (Dws, "/ams/api/v1/paymentMethods/cacheCard", "alipay-dws-payment-methods", "cache_card"),
            (
                WorldFirst,
                "/amsin/api/v1/business/account/inquiryBalance",
                "alipay-worldfirst-account",
                "inquiry_balance",
            ),
        ] {
            let api = Api::new(dialect, path, package).unwrap();
            assert_eq!((api.path.as_deref(), api.module.as_str()), (Some(path), module));
            assert_eq!(Some(api.name.as_str()), path.rsplit('/').next());
        }
        let refusal = refused(Dws, "/ams/api/v1/paymentMethods/cacheCard", "alipay-dws-topups");
        assert!(refusal.contains("its crate is alipay-dws-payment-methods,"), "{refusal}");
        for path in ["topups/consultTopup", "/consultTopup", "/ams/api/v1/topups/consultTopup/", "https://a/topups/b"] {
            assert!(refused(Dws, path, "alipay-dws-topups").contains("no path of this gateway"), "{path}");
        }
        assert!(refused(OpenPlatform, "/v3/alipay/trade/pay", "alipay-trade").contains("begin with `alipay.`"));
    }

    /// Crates are called in lower case, and paths are not.
    #[test]
    fn a_family_of_two_words_has_the_gateway_s_path() {
        let path = Some("/ams/api/v1/paymentMethods/cacheCard".to_owned());
        assert_eq!(named(Dws, "cacheCard", "alipay-dws-payment-methods").2, path);
        assert_eq!(camel("topups"), "topups");
    }

    #[test]
    fn a_file_is_no_keyword() {
        assert!(refused(OpenPlatform, "alipay.goods.stock.return", "alipay-goods-stock").contains("a word of Rust"));
        assert!(Api::new(OpenPlatform, "alipay.goods.stock.return", "alipay-goods").is_ok());
    }
}
