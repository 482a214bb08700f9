//! Five profiles of three dialects, and a gateway for four of them.

use std::{fmt::Write as _, process::Command};

use alipay::{
    Amount, Currency,
    dws::{
        UserName,
        accounts::{Account, AccountType, Wallets},
    },
};
use alipay_sandbox::Sandbox;
use serde_json::Value;

use crate::support::{Gateway, NOWHERE, Ran, alipay};

/// What must not be in any output: ids, numbers and a name, each whole.
pub(crate) const SENTINELS: [&str; 6] =
    ["2088301409188095", "2162265049047338", "2188400000000012", "21692200051185F81704", "SENTINELHOLDER", "472556"];

/// The customer whose wallet has an account number and a holder.
pub(crate) const NUMBERED: &str = "2162220005743705";

/// The gateway, its keys, and an `alipay.toml` beside them.
pub(crate) struct Fleet {
    pub(crate) gateway: Gateway,
}

impl Fleet {
    /// `fund`, `purse`, `wallet` and `partner` answer; `down` cannot be reached.
    pub(crate) fn start() -> Self {
        let fleet = Self::answering();
        let down = wallet("down", NOWHERE, "2162265049047338");
        fleet.configure(&format!("{}{down}", fleet.text()));
        fleet
    }

    /// Only those that answer.
    pub(crate) fn answering() -> Self {
        let gateway = Gateway::start();
        let holder = UserName::new().full_name("SENTINELHOLDER");
        let account = Account::new()
            .account_no("21692200051185F81704")
            .account_type(AccountType::BalanceAccount)
            .available_amount(Amount::new(Currency::VND, 1_500_000))
            .currency(Currency::VND)
            .cross_site_customer_id(NUMBERED)
            .holder_name(holder);
        gateway.sandbox.with_state(|wallets: &mut Wallets| wallets.insert(NUMBERED, [account]));
        let fleet = Self { gateway };
        fleet.configure(&fleet.text());
        fleet
    }

    fn text(&self) -> String {
        let origin = self.gateway.origin();
        [
            fund("fund", &origin, "account_type = \"ACCTRANS_ACCOUNT\""),
            fund("purse", &origin, "account_type = \"TRUSTEESHIP_ACCOUNT\"\naccount_product_code = \"DING_ACCOUNT\""),
            wallet("wallet", &origin, NUMBERED),
            partner("partner", &origin, &["CNY"]),
        ]
        .concat()
    }

    pub(crate) fn configure(&self, text: &str) {
        self.gateway.keys.write("alipay.toml", text);
    }

    /// `alipay balance` with these arguments, ready to run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = alipay(self.gateway.keys.folder());
        // One attempt: what is down stays down.
        command.arg("balance").args(arguments).args(["--attempts", "1"]);
        command
    }

    /// How it ends, and nothing of a customer in what it says.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let ran = Ran::of(&mut self.command(arguments));
        let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), ran.stderr);
        SENTINELS.iter().for_each(|secret| assert!(!said.contains(secret), "{secret} is in {said}"));
        ran
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ran = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(ran.stderr, "", "{ran:?}");
        (ran.code, serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}")))
    }
}

const KEYS: &str = "private_key_file = \"private.pem\"\nalipay_public_key_file = \"public.pem\"\n";

pub(crate) fn fund(name: &str, origin: &str, balance: &str) -> String {
    format!(
        "[profiles.{name}]\ndialect = \"open-platform\"\ngateway = \"{origin}/gateway.do\"\napp_id = \"{}\"\n{KEYS}\
         [profiles.{name}.balance]\nalipay_user_id = \"2088301409188095\"\n{balance}\n\n",
        Sandbox::APP_ID
    )
}

pub(crate) fn wallet(name: &str, origin: &str, customer: &str) -> String {
    format!(
        "[profiles.{name}]\ndialect = \"dws\"\nbase_url = \"{origin}\"\nclient_id = \"{}\"\n{KEYS}\
         [profiles.{name}.balance]\ncustomer_id = \"{customer}\"\n\n",
        Sandbox::DWS_CLIENT_ID
    )
}

pub(crate) fn partner(name: &str, origin: &str, currencies: &[&str]) -> String {
    format!(
        "[profiles.{name}]\ndialect = \"worldfirst\"\nbase_url = \"{origin}\"\nclient_id = \"{}\"\n{KEYS}\
         [profiles.{name}.balance]\ncurrencies = {currencies:?}\ntransfer_fund_type = \"GLOBAL_GLOBAL_SERVICE\"\n\n",
        Sandbox::WORLDFIRST_CLIENT_ID
    )
}

/// The text with every time in it replaced: `<time>` for ISO 8601, `<of-day>` for a time of day in a table.
pub(crate) fn timeless(text: &str) -> String {
    let shape =
        |text: &str| -> String { text.chars().map(|char| if char.is_ascii_digit() { '9' } else { char }).collect() };
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let starts = |pattern: &str| rest.get(..pattern.len()).is_some_and(|head| shape(head) == pattern);
        let known =
            [("9999-99-99T99:99:99+99:99", "<time>"), ("99:99:99Z", "<of-day>"), ("9999999999.999", "<seconds>")];
        let length = match known.into_iter().find(|(pattern, _)| starts(pattern)) {
            Some((pattern, name)) => {
                write!(shown, "{name}").unwrap();
                pattern.len()
            }
            None => {
                let char = rest.chars().next().unwrap();
                shown.push(char);
                char.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    shown
}
