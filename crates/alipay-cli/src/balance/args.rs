//! What can be said on the command line of `alipay balance`.

use std::{path::PathBuf, time::Duration};

use alipay::{Amount, AmountError, Currency};
use clap::builder::PathBufValueParser;

use crate::args::{attempts, filled, seconds};

const HELP: &str = "\
What to ask stands in the configuration file, in the table [profiles.NAME.balance]; the flags of the second
group stand over it, and take exactly one profile.

Exit codes beside those of all commands:
  8   some profiles could not be asked, or all of them for different reasons; the balances of the others are shown
  9   a balance is below its --min; this wins over 8 and over the code of a failure
  10  a challenge waits for the customer: run it on a terminal, or stop and resume with --state
When nothing could be asked, and always for the same reason, the exit code is that of the reason.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct BalanceArgs {
    /// Profiles to ask
    #[arg(value_name = "PROFILE", value_parser = filled)]
    pub(crate) profiles: Vec<String>,
    /// Ask every profile of the configuration file, except where its balance table says in_all = false
    #[arg(long, conflicts_with = "profiles")]
    pub(crate) all: bool,
    /// Configuration file [default: alipay.toml]
    #[arg(long, value_name = "FILE", env = "ALIPAY_CONFIG", hide_env_values = true, value_parser = PathBufValueParser::new())]
    pub(crate) config: Option<PathBuf>,
    /// Show only these currencies, and ask WorldFirst for them; with --all, for those of them that a profile lists
    #[arg(long, value_name = "CUR", value_delimiter = ',', value_parser = currency)]
    pub(crate) currency: Vec<Currency>,
    /// Alarm when an account in a currency has less available, or there is none, such as CNY=50000 [major units]
    #[arg(long, value_name = "CUR=AMOUNT", value_parser = minimum)]
    pub(crate) min: Vec<Amount>,
    /// Time for each call
    #[arg(long, value_name = "SECONDS", env = "ALIPAY_TIMEOUT", hide_env_values = true, value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,
    /// Attempts at each call at most
    #[arg(long, value_name = "N", env = "ALIPAY_ATTEMPTS", hide_env_values = true, value_parser = attempts, allow_negative_numbers = true)]
    pub(crate) attempts: Option<u32>,
    #[command(flatten)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) challenge: ChallengeArgs,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
}

/// How the balances are shown: as a table, unless one of these is given.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(crate) struct Format {
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    /// Print one line of JSON for each account, failure and alarm
    #[arg(long)]
    pub(crate) ndjson: bool,
    /// Print CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ChallengeArgs {
    /// Keep a challenge in this file when it cannot be answered now, and resume it from there
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    pub(crate) state: Option<PathBuf>,
    /// Program that encrypts the PIN: key and PIN come on its standard input as JSON, and it prints the result
    #[arg(long, value_name = "PROGRAM", value_parser = PathBufValueParser::new())]
    pub(crate) pin_encryptor: Option<PathBuf>,
}

/// What stands over the balance table of one profile.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What to ask, for one profile")]
pub(crate) struct Overrides {
    /// Member whose fund account it is [Open Platform]
    #[arg(long, value_name = "ID", conflicts_with = "alipay_open_id", value_parser = filled)]
    pub(crate) alipay_user_id: Option<String>,
    /// Member, as one application knows them [Open Platform]
    #[arg(long, value_name = "ID", value_parser = filled)]
    pub(crate) alipay_open_id: Option<String>,
    /// Kind of account [Open Platform, DWS]
    #[arg(long, value_name = "TYPE", value_parser = filled)]
    pub(crate) account_type: Option<String>,
    /// Product code of the account [Open Platform]
    #[arg(long, value_name = "CODE", conflicts_with = "account_scene_code", value_parser = filled)]
    pub(crate) account_product_code: Option<String>,
    /// Scene code of the account [Open Platform]
    #[arg(long, value_name = "CODE", value_parser = filled)]
    pub(crate) account_scene_code: Option<String>,
    /// Whose wallet it is [DWS]
    #[arg(long, value_name = "ID", value_parser = filled)]
    pub(crate) customer_id: Option<String>,
    /// Kind of transfer the balances are for [WorldFirst]
    #[arg(long, value_name = "TYPE", value_parser = filled)]
    pub(crate) transfer_fund_type: Option<String>,
}

// The errors of these parsers are shown, so none quotes the value.

fn currency(text: &str) -> Result<Currency, &'static str> {
    Currency::new(text).map_err(|_| "must be currencies, such as CNY,USD")
}

fn minimum(text: &str) -> Result<Amount, &'static str> {
    let form = "must be a currency and an amount in major units, such as CNY=50000";
    let (code, amount) = text.split_once('=').ok_or(form)?;
    let currency = Currency::new(code).map_err(|_| form)?;
    Amount::from_major(currency, amount).map_err(|error| match error {
        AmountError::UnknownCurrency(_) | AmountError::NoMinorUnit(_) => "has a currency whose units are not known",
        AmountError::TooPrecise { .. } => "has more decimals than the currency",
        AmountError::TooLarge => "is too large",
        _ => form,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimums_are_exact_major_units() {
        assert_eq!(minimum("CNY=50000"), Ok(Amount::new(Currency::CNY, 5_000_000)));
        assert_eq!(minimum("USD=0.05"), Ok(Amount::new(Currency::USD, 5)));
        assert_eq!(minimum("JPY=100"), Ok(Amount::new(Currency::JPY, 100)));
        for wrong in ["", "CNY", "CNY=", "=5", "cny=5", "CNY=5e3", "CNY=1,000", "JPY=0.5", "QQQ=1", "CNY=0.001"] {
            assert!(minimum(wrong).is_err(), "{wrong}");
        }
    }
}
