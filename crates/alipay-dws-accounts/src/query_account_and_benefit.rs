//! `queryAccountAndBenefit`: what is in a customer's wallet.
//!
//! Where the law asks for it, the first answer is a challenge: the customer proves who they are, by PIN, by a code sent
//! to their phone, or by both in turn, and the same query with the challenge's process id then shows the balance.

use alipay_wire::{
    Amount, Currency, Dws, Extra, Field, FieldInfo, Mismatch, Model, OneOrMany, OtherText, Request, Response, Rules,
    StringEnum, Text, Timestamp,
    dws::{CustomerId, Env, ProcessId, UserName},
    signed_header::ResultInfo,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};

pub use alipay_wire::dws::{ChallengeActionForm, ChallengeType};

/// Asks what is in a customer's wallet. The wallet's account must have been activated.
///
/// * **When:** to show customers their balance. Where challenges stand before it,
///   [`BalanceInquiry`](crate::BalanceInquiry) makes this and all the other calls.
/// * **Changes:** no money. Without a `processId` it may begin a challenge. It is a
///   [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `USER_NOT_EXIST` for a customer who is not known, `NO_PAY_PASSWORD` where a PIN
///   is asked for and none is set, `SEND_TIMES_EXCEED_LIMIT` after too many codes.
/// * **Page:** `queryAccountAndBenefit`, Digital Wallet.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "queryAccountAndBenefit",
    route = "POST /ams/api/v1/accounts/queryAccountAndBenefit",
    safety = Query,
    answer = QueryAccountAndBenefitResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct QueryAccountAndBenefit {
    /// Whose wallet.
    #[wire(max = 64)]
    pub customer_id: CustomerId,
    /// Which kinds of account to show. Without it the gateway chooses, which is right in most cases.
    #[wire(with = OneOrMany, show)]
    pub query_account_conditions: Option<Vec<QueryAccountCondition>>,
    /// The process id of an earlier challenge, when the customer has passed it.
    #[wire(max = 64)]
    pub process_id: Option<ProcessId>,
    /// The customer's device and session. The other APIs of the gateway call it `env`.
    #[wire(show)]
    pub environment: Option<Env>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A kind of account to show.
#[derive(Clone, PartialEq, Model)]
#[model(Dws, sent)]
#[non_exhaustive]
pub struct QueryAccountCondition {
    /// The kind.
    #[wire(show)]
    pub account_type: AccountType,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// A kind of account. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AccountType {
    /// The wallet's balance.
    BalanceAccount,
    /// A word that is not listed here.
    Other(OtherText),
}

/// What is in a customer's wallet, or the challenge that stands before it.
///
/// Both are a success for the gateway. Told apart by `actionForm`: an answer that has it is a challenge, whatever else
/// it has.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryAccountAndBenefitResponse {
    /// The answer is final.
    Balance(Balance),
    /// The customer must prove who they are first.
    Challenge(Challenge),
}

/// The customer's accounts.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct Balance {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// The accounts. A single one, as the page's sample has it, is read as a list of one.
    #[wire(with = OneOrMany, show)]
    pub accounts: Vec<Account>,
    /// The process this answer ends, when there was a challenge.
    #[wire(max = 64)]
    pub process_id: Option<ProcessId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What the customer must do before they see their accounts.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct Challenge {
    /// The verdict: a success, which says only that the query was taken.
    #[wire(show)]
    pub result: ResultInfo,
    /// What to do next.
    #[wire(show)]
    pub action_form: ChallengeActionForm,
    /// Names the process: trigger and verify the challenge with it, then send it with the query.
    #[wire(max = 64)]
    pub process_id: Option<ProcessId>,
    /// Accounts the gateway sent along. Not final, and not to be shown before the challenge is passed.
    #[wire(with = OneOrMany, show)]
    pub accounts: Option<Vec<Account>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// One account of a customer. Amounts are in the smallest unit of their currency.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct Account {
    /// Number of the account.
    #[wire(with = Text)]
    pub account_no: Option<String>,
    /// State of the account.
    #[wire(show)]
    pub account_status: Option<AccountStatus>,
    /// Kind of the account.
    #[wire(show)]
    pub account_type: Option<AccountType>,
    /// What can be spent now.
    #[wire(show)]
    pub available_amount: Option<Amount>,
    /// When the account was opened.
    #[wire(show)]
    pub create_time: Option<Timestamp>,
    /// Whose account: the customer id that was asked for.
    pub cross_site_customer_id: Option<CustomerId>,
    /// Currency of the account.
    #[wire(show)]
    pub currency: Option<Currency>,
    /// The institution that keeps the customer.
    #[wire(with = Text)]
    pub customer_tnt_inst_id: Option<String>,
    /// What is frozen.
    #[wire(show)]
    pub frozen_amount: Option<Amount>,
    /// Name of the account's holder.
    #[wire(show)]
    pub holder_name: Option<UserName>,
    /// What can be spent and what is frozen together.
    #[wire(show)]
    pub total_amount: Option<Amount>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// State of an account. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccountStatus {
    /// In use.
    Available,
    /// A word that is not listed here.
    Other(OtherText),
}

/// The answer as it stands on the wire, before it is known which of the two it is.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
struct Answer {
    /// See [`Balance`].
    result: ResultInfo,
    /// See [`Balance`].
    #[wire(with = OneOrMany)]
    accounts: Option<Vec<Account>>,
    /// See [`Balance`].
    #[wire(max = 64)]
    process_id: Option<ProcessId>,
    /// See [`Challenge`].
    action_form: Option<ChallengeActionForm>,
    extra: Extra,
}

impl QueryAccountAndBenefitResponse {
    /// The verdict.
    pub fn result(&self) -> &ResultInfo {
        match self {
            Self::Balance(balance) => &balance.result,
            Self::Challenge(challenge) => &challenge.result,
        }
    }

    /// The process that a challenge began, or that a balance ends. `None` when there was no challenge.
    pub fn process_id(&self) -> Option<&ProcessId> {
        match self {
            Self::Balance(balance) => balance.process_id.as_ref(),
            Self::Challenge(challenge) => challenge.process_id.as_ref(),
        }
    }

    /// Every account in the answer, final or not.
    fn accounts(&self) -> &[Account] {
        match self {
            Self::Balance(balance) => &balance.accounts,
            Self::Challenge(challenge) => challenge.accounts.as_deref().unwrap_or_default(),
        }
    }
}

impl<'de> Deserialize<'de> for QueryAccountAndBenefitResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Answer { result, accounts, process_id, action_form, extra } = Answer::deserialize(deserializer)?;
        match (action_form, accounts) {
            (Some(action_form), accounts) => {
                Ok(Self::Challenge(Challenge { result, action_form, process_id, accounts, extra }))
            }
            (None, Some(accounts)) => Ok(Self::Balance(Balance { result, accounts, process_id, extra })),
            // Neither a balance nor a way to get one: showing "no accounts" would be a guess.
            (None, None) => {
                Err(D::Error::invalid_value(Unexpected::Other("neither of them"), &"`accounts` or `actionForm`"))
            }
        }
    }
}

impl Field for QueryAccountAndBenefitResponse {}

impl Model for QueryAccountAndBenefitResponse {
    const FIELDS: &'static [FieldInfo] = Answer::FIELDS;
}

alipay_wire::codes! {
    /// Codes of `queryAccountAndBenefit`.
    pub mod code;
    shared alipay_wire::signed_header::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        UNKNOWN_EXCEPTION,
        RISK_REJECT,
        USER_NOT_EXIST,
        KEY_NOT_FOUND,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        ACCESS_DENIED,
        SEND_TIMES_EXCEED_LIMIT,
        METHOD_NOT_SUPPORTED,
        PAY_PASSWORD_IN_MOBILE_NO,
        NO_PAY_PASSWORD,
    }
    own {}
}

impl Rules for QueryAccountAndBenefit {
    fn correlate(&self, answer: &QueryAccountAndBenefitResponse) -> Result<(), Mismatch> {
        for account in answer.accounts() {
            let owner = account.cross_site_customer_id.as_ref();
            Mismatch::unless_same("accounts.crossSiteCustomerId", &self.customer_id, owner)?;
        }
        let Some(asked) = &self.process_id else { return Ok(()) };
        Mismatch::unless_same("processId", asked, answer.process_id())
    }
}

#[cfg(feature = "server")]
pub use server::Wallets;

#[cfg(feature = "server")]
mod server {
    use std::collections::BTreeMap;

    use alipay_dws_security::Challenges;
    use alipay_wire::{
        Amount, Currency,
        dws::{AuthenticationId, CustomerId, ProcessId, UserName},
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
    };
    use serde::{Serialize, Serializer};

    use super::{
        Account, AccountStatus, AccountType, Balance, Challenge, ChallengeType, QueryAccountAndBenefit,
        QueryAccountAndBenefitResponse, code,
    };

    impl Serialize for QueryAccountAndBenefitResponse {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Balance(balance) => balance.serialize(serializer),
                Self::Challenge(challenge) => challenge.serialize(serializer),
            }
        }
    }

    /// The wallets a gateway knows, one a customer.
    ///
    /// At first the customers of the pages' samples: `2162265049047338` (MYR 23) and `2162220005743705` (VND 0) see
    /// their balance at once, `2188210291658265` is asked for a PIN first. And one more, `2188400000000012` (EUR 2500), is
    /// asked for a PIN and then for a code.
    ///
    /// The challenges themselves are [`Challenges`]: a query without a process id begins them.
    #[derive(Clone, Debug)]
    pub struct Wallets(BTreeMap<CustomerId, Wallet>);

    #[derive(Clone, Debug)]
    struct Wallet {
        accounts: Vec<Account>,
        process: Option<Process>,
    }

    /// The proof of identity that stands before a wallet.
    #[derive(Clone, Debug)]
    struct Process {
        id: ProcessId,
        challenges: Vec<ChallengeType>,
        verified: bool,
    }

    impl Wallets {
        /// Adds a customer who sees these accounts at once, or replaces what they have.
        pub fn insert(&mut self, customer: impl Into<CustomerId>, accounts: impl Into<Vec<Account>>) {
            self.0.insert(customer.into(), Wallet { accounts: accounts.into(), process: None });
        }

        /// Adds a customer who is asked for their PIN before they see these accounts. The challenge gets this process id.
        pub fn insert_challenged(
            &mut self,
            customer: impl Into<CustomerId>,
            accounts: impl Into<Vec<Account>>,
            process: impl Into<ProcessId>,
        ) {
            self.insert_challenged_by(customer, accounts, process, [ChallengeType::PaymentPassword]);
        }

        /// Adds a customer who passes these challenges, one after the other, before they see these accounts. The challenges get
        /// this process id.
        pub fn insert_challenged_by(
            &mut self,
            customer: impl Into<CustomerId>,
            accounts: impl Into<Vec<Account>>,
            process: impl Into<ProcessId>,
            challenges: impl Into<Vec<ChallengeType>>,
        ) {
            let process = Some(Process { id: process.into(), challenges: challenges.into(), verified: false });
            self.0.insert(customer.into(), Wallet { accounts: accounts.into(), process });
        }

        /// Removes a customer.
        pub fn remove(&mut self, customer: &CustomerId) {
            self.0.remove(customer);
        }

        /// Marks the challenges of this process as passed, whatever became of them. `false` when there is no such process.
        pub fn verify(&mut self, process: &ProcessId) -> bool {
            let mut processes = self.0.values_mut().filter_map(|wallet| wallet.process.as_mut());
            match processes.find(|known| known.id == *process) {
                Some(known) => {
                    known.verified = true;
                    true
                }
                None => false,
            }
        }
    }

    impl Default for Wallets {
        fn default() -> Self {
            let mut wallets = Self(BTreeMap::new());
            wallets
                .insert("2162265049047338", [account("2162265049047338", Amount::new(Currency::MYR, 23), "HLOPW3MY")]);
            wallets.insert_challenged(
                "2188210291658265",
                [account("2188210291658265", Amount::new(Currency::EUR, 1_999), "HLOPW3FR")],
                "20220112110077000000190830201924924",
            );
            wallets.insert_challenged_by(
                "2188400000000012",
                [account("2188400000000012", Amount::new(Currency::EUR, 2_500), "HLOPW3FR")],
                "20220112110077000000190830201925001",
                [ChallengeType::PaymentPassword, ChallengeType::SmsOtp],
            );
            let store_value = account("2162220005743705", Amount::new(Currency::VND, 0), "HLOPW3VN");
            wallets.insert("2162220005743705", [store_value.account_no("21692200051185F81704")]);
            wallets
        }
    }

    /// The page's sample account, for another customer, currency and institution.
    fn account(customer: &str, available: Amount, institution: &str) -> Account {
        Account::new()
            .account_no("********************")
            .account_status(AccountStatus::Available)
            .account_type(AccountType::BalanceAccount)
            .available_amount(available)
            .create_time("2020-01-13T01:16:44-08:00")
            .cross_site_customer_id(customer)
            .currency(available.currency)
            .customer_tnt_inst_id(institution)
            .frozen_amount(Amount::new(available.currency, 0))
            .holder_name(UserName::new().middle_name(""))
            .total_amount(available)
    }

    impl Serve for QueryAccountAndBenefit {
        fn serve(&self, world: &mut World) -> Result<QueryAccountAndBenefitResponse, Refusal> {
            let Wallets(wallets) = world.get();
            let Wallet { accounts, process } = wallets.get(&self.customer_id).ok_or(code::USER_NOT_EXIST)?.clone();
            let Some(process) = process else {
                return if self.process_id.is_none() {
                    Ok(self.balance(&accounts))
                } else {
                    Err(code::PARAM_ILLEGAL.into())
                };
            };
            if self.process_id.as_ref().is_some_and(|asked| *asked != process.id) {
                return Err(code::PARAM_ILLEGAL.into());
            }
            if self.process_id.is_some() && process.verified {
                return Ok(self.balance(&accounts));
            }
            let challenges: &mut Challenges = world.get();
            let authentication = AuthenticationId::from(process.id.clone());
            if self.process_id.is_none() || !challenges.is_known(&authentication) {
                challenges.begin(authentication.clone(), process.challenges);
            }
            Ok(match challenges.form(&authentication) {
                Some(form) => {
                    let challenge = Challenge::new(ResultInfo::success(), form).process_id(process.id);
                    QueryAccountAndBenefitResponse::Challenge(challenge)
                }
                None => self.balance(&accounts),
            })
        }
    }

    impl QueryAccountAndBenefit {
        fn balance(&self, accounts: &[Account]) -> QueryAccountAndBenefitResponse {
            let shown: Vec<Account> = accounts.iter().filter(|account| self.wants(account)).cloned().collect();
            let mut balance = Balance::new(ResultInfo::success(), shown);
            balance.process_id.clone_from(&self.process_id);
            QueryAccountAndBenefitResponse::Balance(balance)
        }

        fn wants(&self, account: &Account) -> bool {
            let conditions = self.query_account_conditions.as_deref().unwrap_or_default();
            conditions.is_empty()
                || conditions.iter().any(|condition| Some(&condition.account_type) == account.account_type.as_ref())
        }
    }
}
