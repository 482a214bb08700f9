//! Accounts at Ant's Digital Wallet gateway: the APIs under `/ams/api/v1/accounts`.
//!
//! ```
//! use alipay_dws_accounts::{AccountType, QueryAccountAndBenefit, QueryAccountCondition};
//! use alipay_wire::{Request, dws::Env};
//!
//! let query = QueryAccountAndBenefit::new("2162265049047338")
//!     .query_account_conditions([QueryAccountCondition::new(AccountType::BALANCE_ACCOUNT)])
//!     .environment(Env::new().language("en-PH"));
//! query.validate()?;
//! assert_eq!(
//!     serde_json::to_value(&query)?,
//!     serde_json::json!({
//!         "customerId": "2162265049047338",
//!         "queryAccountConditions": [{ "accountType": "BALANCE_ACCOUNT" }],
//!         "environment": { "language": "en-PH" },
//!     }),
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where challenges stand before the balance, [`BalanceInquiry`] makes all the calls in order.
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

pub mod balance_inquiry;

alipay_wire::apis! {
    query_account_and_benefit: QueryAccountAndBenefit;
}

pub use balance_inquiry::BalanceInquiry;
#[cfg(feature = "server")]
pub use query_account_and_benefit::Wallets;
pub use query_account_and_benefit::{
    Account, AccountStatus, AccountType, Balance, Challenge, ChallengeActionForm, ChallengeType,
    QueryAccountAndBenefit, QueryAccountAndBenefitResponse, QueryAccountCondition,
};
