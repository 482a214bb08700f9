//! Fund accounts of the Alipay Open Platform: the APIs called `alipay.fund.account.*`.
//!
//! ```
//! use alipay_fund_account::{AccountType, ExtInfo, FundAccountQuery};
//! use alipay_wire::{JsonText, Request};
//!
//! let query = FundAccountQuery::new("2088301409188095")
//!     .account_type(AccountType::TRUSTEESHIP_ACCOUNT)
//!     .account_product_code("DING_ACCOUNT")
//!     .ext_info(JsonText::of(&ExtInfo::new().agreement_no("2019000000000"))?);
//! query.validate()?;
//! assert_eq!(
//!     serde_json::to_value(&query)?,
//!     serde_json::json!({
//!         "alipay_user_id": "2088301409188095",
//!         "account_type": "TRUSTEESHIP_ACCOUNT",
//!         "account_product_code": "DING_ACCOUNT",
//!         "ext_info": r#"{"agreement_no":"2019000000000"}"#,
//!     }),
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

alipay_wire::apis! {
    query: FundAccountQuery;
}

pub use query::{
    AccountType, BalanceAccountDetail, CardStatus, ExtCardInfo, ExtInfo, FundAccountQuery, FundAccountQueryResponse,
};

#[cfg(feature = "server")]
pub use query::FundAccounts;
