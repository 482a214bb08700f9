//! What a balance inquiry asks: the table `[profiles.NAME.balance]`.

use alipay_wire::{
    Currency,
    dws::CustomerId,
    open_platform::{OpenId, UserId},
    worldfirst::TransferFundType,
};
use toml::de::DeValue;

use super::{
    ConfigError, DialectName,
    file::{Fields, Key, Value, in_order},
};

/// What to ask when the balances of a profile are asked for, from its table `[profiles.NAME.balance]`.
///
/// Each field belongs to the profiles of one dialect, where nothing else is said. What is `None` was not set. `Debug` shows no ids.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BalanceSettings {
    /// Whether the profile is among those meant by "all". Any dialect; yes, unless the table says no.
    pub in_all: bool,
    /// The member whose fund account is asked for: `open-platform`.
    pub alipay_user_id: Option<UserId>,
    /// The member, as one application knows them, instead of `alipay_user_id`: `open-platform`.
    pub alipay_open_id: Option<OpenId>,
    /// The kind of account: `open-platform` and `dws`.
    pub account_type: Option<String>,
    /// The product code the sub-account was opened with: `open-platform`.
    pub account_product_code: Option<String>,
    /// The scene code the account was opened with, instead of the product code: `open-platform`.
    pub account_scene_code: Option<String>,
    /// Whose wallet is asked for: `dws`.
    pub customer_id: Option<CustomerId>,
    /// The currencies to ask for, each by a call of its own: `worldfirst`.
    pub currencies: Vec<Currency>,
    /// The kind of transfer the balances are for: `worldfirst`.
    pub transfer_fund_type: Option<TransferFundType>,
}

impl Default for BalanceSettings {
    fn default() -> Self {
        Self {
            in_all: true,
            alipay_user_id: None,
            alipay_open_id: None,
            account_type: None,
            account_product_code: None,
            account_scene_code: None,
            customer_id: None,
            currencies: Vec::new(),
            transfer_fund_type: None,
        }
    }
}

/// The one key that every dialect has.
const IN_ALL: &str = "in_all";

/// The keys of the table, by dialect.
fn own_fields(dialect: DialectName) -> &'static [&'static str] {
    match dialect {
        DialectName::OpenPlatform => {
            &["alipay_user_id", "alipay_open_id", "account_type", "account_product_code", "account_scene_code"]
        }
        DialectName::Dws => &["customer_id", "account_type"],
        DialectName::WorldFirst => &["currencies", "transfer_fund_type"],
    }
}

/// Reads the table of one profile.
pub(super) fn read(
    fields: &Fields<'_>,
    dialect: DialectName,
    key: &Key<'_>,
    table: &Value<'_>,
) -> Result<BalanceSettings, ConfigError> {
    let mut settings = BalanceSettings::default();
    for (key, value) in in_order(fields.table(key, table)?) {
        let name: &str = key.get_ref();
        if name != IN_ALL && !own_fields(dialect).contains(&name) {
            return Err(fields.wrong(key, unknown(name, dialect)));
        }
        match name {
            IN_ALL => settings.in_all = fields.switch(key, value)?,
            "alipay_user_id" => settings.alipay_user_id = Some(fields.text(key, value)?.into()),
            "alipay_open_id" => settings.alipay_open_id = Some(fields.text(key, value)?.into()),
            "account_type" => settings.account_type = Some(fields.text(key, value)?),
            "account_product_code" => settings.account_product_code = Some(fields.text(key, value)?),
            "account_scene_code" => settings.account_scene_code = Some(fields.text(key, value)?),
            "customer_id" => settings.customer_id = Some(fields.text(key, value)?.into()),
            "transfer_fund_type" => settings.transfer_fund_type = Some(fields.text(key, value)?.into()),
            // The only one left.
            _ => settings.currencies = currencies(fields, key, value)?,
        }
    }
    Ok(settings)
}

fn currencies(fields: &Fields<'_>, key: &Key<'_>, value: &Value<'_>) -> Result<Vec<Currency>, ConfigError> {
    let currency = |entry: &Value<'_>| entry.get_ref().as_str().and_then(|code| Currency::new(code).ok());
    let listed = match value.get_ref() {
        DeValue::Array(entries) => entries.iter().map(currency).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let listed = listed.filter(|listed| !listed.is_empty());
    let listed = listed.ok_or_else(|| fields.wrong(key, r#"must be a list of currencies, such as ["CNY", "USD"]"#))?;
    let is_double = |at: usize| listed.iter().take(at).any(|earlier| Some(earlier) == listed.get(at));
    if (0..listed.len()).any(is_double) {
        return Err(fields.wrong(key, "names a currency twice"));
    }
    Ok(listed)
}

/// What to tell about a key no such table of this dialect has.
fn unknown(name: &str, dialect: DialectName) -> String {
    let here = dialect.as_str();
    match DialectName::ALL.into_iter().find(|other| own_fields(*other).contains(&name)) {
        Some(other) => format!("belongs to {} profiles, and this one is for {here}", other.as_str()),
        None => format!(
            "is not known here: the balance table of a profile for {here} has {}, {IN_ALL}",
            own_fields(dialect).join(", ")
        ),
    }
}
