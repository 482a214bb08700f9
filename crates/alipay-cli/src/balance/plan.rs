//! Whom to ask, and what.

use std::{path::Path, sync::Arc};

use alipay::{
    Client, Currency, Dws, OpenPlatform, WorldFirst,
    config::{BalanceSettings, Config, ConfigError, DialectName, Profile},
    dws::CustomerId,
    fund_account::FundAccountQuery,
    transport::is_loopback,
    worldfirst::fund::InquiryBalance,
};

use super::{
    args::{BalanceArgs, Overrides},
    problem::Problem,
    row::masked,
};
use crate::{failure::Failure, settings::CONFIG};

/// One question to one gateway.
pub(super) struct Question {
    pub(super) profile: Arc<str>,
    pub(super) dialect: DialectName,
    /// The one currency it is about, where the gateway wants one.
    pub(super) currency: Option<Currency>,
    /// How to ask, or why that cannot be.
    pub(super) asks: Result<Asks, Problem>,
}

/// A question in the words of its dialect.
pub(super) enum Asks {
    OpenPlatform {
        client: Client<OpenPlatform>,
        query: Box<FundAccountQuery>,
        /// Whose account it is, masked: the answer does not say.
        account: String,
    },
    Dws(Wallet),
    WorldFirst {
        client: Client<WorldFirst>,
        inquiry: Box<InquiryBalance>,
    },
}

pub(super) struct Wallet {
    pub(super) client: Client<Dws>,
    pub(super) customer: CustomerId,
    pub(super) account_type: Option<String>,
}

impl Wallet {
    /// Whether its gateway is an embedded one.
    pub(super) fn is_sandbox(&self) -> bool {
        is_loopback(self.client.protocol().gateway())
    }
}

impl Question {
    /// For people: the profile, and the currency where several are asked for.
    pub(super) fn name(&self) -> String {
        match self.currency {
            Some(currency) => format!("profile {}, {currency}", self.profile),
            None => format!("profile {}", self.profile),
        }
    }
}

/// The questions of a run, profile by profile.
///
/// A profile that cannot be asked is a question with a problem; what concerns the whole run is an error.
pub(super) fn questions(args: &BalanceArgs) -> Result<Vec<Arc<Question>>, Failure> {
    let file = args.config.as_deref().unwrap_or(Path::new(CONFIG));
    let config = Config::load(file)?;
    let names = names(args, &config)?;
    if let (Some(flag), true) = (args.overrides.given(), names.len() != 1) {
        return Err(Failure::usage(format!("{flag} takes exactly one profile: it says what to ask of that one")));
    }
    let mut questions = Vec::new();
    for name in names {
        let profile = config.profile(name).map_err(|error| Failure::Profile(Box::new(error)))?;
        let settings = args.overrides.over(profile)?;
        questions.extend(of_profile(name, profile, settings, args));
    }
    Ok(questions.into_iter().map(Arc::new).collect())
}

fn names<'a>(args: &'a BalanceArgs, config: &'a Config) -> Result<Vec<&'a str>, Failure> {
    if args.all {
        let in_all = |name: &&str| config.profile(name).is_ok_and(|profile| profile.balance_settings().in_all);
        let names: Vec<_> = config.profiles().filter(in_all).collect();
        return if names.is_empty() { Err(Failure::usage("--all: there is no profile to ask")) } else { Ok(names) };
    }
    if args.profiles.is_empty() {
        let known = config.profiles().collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format!("name the profiles to ask, or give --all; there are: {known}")));
    }
    let mut names: Vec<&str> = Vec::new();
    for name in &args.profiles {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    Ok(names)
}

fn of_profile(name: &str, profile: &Profile, settings: BalanceSettings, args: &BalanceArgs) -> Vec<Question> {
    let dialect = profile.dialect();
    let question = |currency, asks: Result<Asks, ConfigError>| Question {
        profile: name.into(),
        dialect,
        currency,
        asks: asks.map_err(|error| Failure::Profile(Box::new(error)).into()),
    };
    let limited = args.timeout.into_iter().fold(profile.clone(), Profile::timeout);
    match dialect {
        DialectName::Dws => vec![question(None, wallet(name, &limited, settings))],
        DialectName::WorldFirst => prefunding(name, &limited, settings, args)
            .unwrap_or_else(|error| vec![(None, Err(error))])
            .into_iter()
            .map(|(currency, asks)| question(currency, asks))
            .collect(),
        _ => vec![question(None, fund_account(name, &limited, settings))],
    }
}

fn fund_account(name: &str, profile: &Profile, settings: BalanceSettings) -> Result<Asks, ConfigError> {
    let (user, open) = (settings.alipay_user_id, settings.alipay_open_id);
    let (mut query, account) = match (user, open) {
        (Some(user), open) => {
            let account = masked(user.as_str());
            let query = FundAccountQuery::new(user);
            (open.into_iter().fold(query, FundAccountQuery::alipay_open_id), account)
        }
        (None, Some(open)) => {
            let account = masked(open.as_str());
            (FundAccountQuery::by_open_id(open), account)
        }
        (None, None) => {
            let places = "is missing (or balance.alipay_open_id, --alipay-user-id, --alipay-open-id)";
            return Err(missing(name, "balance.alipay_user_id", places));
        }
    };
    query.account_type = settings.account_type.map(Into::into);
    query.account_product_code = settings.account_product_code;
    query.account_scene_code = settings.account_scene_code;
    Ok(Asks::OpenPlatform { client: profile.open_platform_client()?, query: Box::new(query), account })
}

fn wallet(name: &str, profile: &Profile, settings: BalanceSettings) -> Result<Asks, ConfigError> {
    let customer = settings.customer_id;
    let customer = customer.ok_or_else(|| missing(name, "balance.customer_id", "is missing (or --customer-id)"))?;
    Ok(Asks::Dws(Wallet { client: profile.dws_client()?, customer, account_type: settings.account_type }))
}

/// A question for each currency, over one client.
type Prefunding = Vec<(Option<Currency>, Result<Asks, ConfigError>)>;

fn prefunding(
    name: &str,
    profile: &Profile,
    settings: BalanceSettings,
    args: &BalanceArgs,
) -> Result<Prefunding, ConfigError> {
    let (wanted, listed) = (&args.currency, settings.currencies);
    let mut currencies = match (wanted.is_empty(), listed.is_empty()) {
        (true, true) => return Err(missing(name, "balance.currencies", "is missing (or --currency)")),
        (true, false) => listed,
        // Among all profiles, not every one has every currency that is wanted.
        (false, false) if args.all => listed.into_iter().filter(|currency| wanted.contains(currency)).collect(),
        (false, _) => wanted.clone(),
    };
    currencies.sort_unstable();
    currencies.dedup();
    let client = profile.worldfirst_client()?;
    let asks = currencies.into_iter().map(|currency| {
        let inquiry = InquiryBalance::new(currency);
        let inquiry = settings.transfer_fund_type.clone().into_iter().fold(inquiry, InquiryBalance::transfer_factor);
        (Some(currency), Ok(Asks::WorldFirst { client: client.clone(), inquiry: Box::new(inquiry) }))
    });
    Ok(asks.collect())
}

fn missing(profile: &str, field: &'static str, problem: &'static str) -> ConfigError {
    ConfigError::Setting { profile: Some(profile.to_owned()), field, problem: problem.into() }
}

impl Overrides {
    /// A flag that is given.
    fn given(&self) -> Option<&'static str> {
        self.flags().into_iter().find(|(_, is_given, _)| *is_given).map(|(flag, ..)| flag)
    }

    /// The flags, whether they are given, and whose they are.
    fn flags(&self) -> [(&'static str, bool, &'static [DialectName]); 7] {
        use DialectName::{Dws, OpenPlatform, WorldFirst};
        [
            ("--alipay-user-id", self.alipay_user_id.is_some(), &[OpenPlatform]),
            ("--alipay-open-id", self.alipay_open_id.is_some(), &[OpenPlatform]),
            ("--account-type", self.account_type.is_some(), &[OpenPlatform, Dws]),
            ("--account-product-code", self.account_product_code.is_some(), &[OpenPlatform]),
            ("--account-scene-code", self.account_scene_code.is_some(), &[OpenPlatform]),
            ("--customer-id", self.customer_id.is_some(), &[Dws]),
            ("--transfer-fund-type", self.transfer_fund_type.is_some(), &[WorldFirst]),
        ]
    }

    /// What is set here over what the profile says. What excludes something in the profile replaces it.
    fn over(&self, profile: &Profile) -> Result<BalanceSettings, Failure> {
        let dialect = profile.dialect();
        let stray = self.flags().into_iter().find(|(_, is_given, dialects)| *is_given && !dialects.contains(&dialect));
        if let Some((flag, ..)) = stray {
            return Err(Failure::usage(format!("{flag} is of no use to a profile for {}", dialect.as_str())));
        }
        let mut settings = profile.balance_settings().clone();
        if self.alipay_user_id.is_some() || self.alipay_open_id.is_some() {
            settings.alipay_user_id = self.alipay_user_id.clone().map(Into::into);
            settings.alipay_open_id = self.alipay_open_id.clone().map(Into::into);
        }
        if self.account_product_code.is_some() || self.account_scene_code.is_some() {
            settings.account_product_code.clone_from(&self.account_product_code);
            settings.account_scene_code.clone_from(&self.account_scene_code);
        }
        if self.account_type.is_some() {
            settings.account_type.clone_from(&self.account_type);
        }
        if let Some(customer) = &self.customer_id {
            settings.customer_id = Some(customer.clone().into());
        }
        if let Some(kind) = &self.transfer_fund_type {
            settings.transfer_fund_type = Some(kind.clone().into());
        }
        Ok(settings)
    }
}
