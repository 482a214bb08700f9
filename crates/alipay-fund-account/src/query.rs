//! `alipay.fund.account.query`: what is on a fund account.
//!
//! A trusteeship sub-account is named by the product code or the scene code it was opened with; a balance account by
//! its type alone.

use alipay_wire::{
    Code, Extra, Invalid, JsonText, Model, OpenPlatform, OtherText, Request, Response, Rules, StringEnum, Text, Yuan,
    open_platform::{OpenId, UserId},
};

/// Asks what is on a member's fund account.
///
/// The page's own sample carries both account codes, against the page's own rule: send such a request with
/// [`unchecked`](alipay_wire::Request::unchecked).
///
/// * **When:** to show a member, or to look at before money moves, what is on one of their accounts: a balance
///   account, or a sub-account held in trust such as a DingTalk change purse.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `TRUSTEESHIP_ACCOUNT_NOT_EXIST` and `ALIPAY_ACCOUNT_NOT_EXIST` where there is
///   no such account, `NO_PERMISSION_ACCOUNT` where you may not look, `USER_AGREEMENT_IS_OUT_OF_DATE` where the
///   member must sign again.
/// * **Page:** `alipay.fund.account.query`, Open Platform.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.fund.account.query",
    // The path of the REST protocol. `gateway.do` goes by the name.
    route = "GET /v3/alipay/fund/account/query",
    safety = Query,
    answer = FundAccountQueryResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct FundAccountQuery {
    /// The member who owns the account. Required unless `alipay_open_id` is given.
    #[wire(max = 28)]
    pub alipay_user_id: Option<UserId>,
    /// The member who owns the account, as one application knows them. Stands instead of `alipay_user_id`.
    pub alipay_open_id: Option<OpenId>,
    /// Your own number for the member. Required where the user id is that of a virtual account: the gateway
    /// compares the two.
    #[wire(with = Text, max = 64)]
    pub merchant_user_id: Option<String>,
    /// The product code the sub-account was opened with. Required for a trusteeship sub-account, and must be the
    /// one used then. Excludes `account_scene_code`.
    #[wire(with = Text, max = 32, show)]
    pub account_product_code: Option<String>,
    /// Which account of the member. Required for the balance account.
    #[wire(max = 30, show)]
    pub account_type: Option<AccountType>,
    /// The scene code the account was opened with. Excludes `account_product_code`.
    #[wire(with = Text, max = 32, show)]
    pub account_scene_code: Option<String>,
    /// Business parameters beyond the fields above, as JSON text.
    #[wire(max = 1024)]
    pub ext_info: Option<JsonText<ExtInfo>>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl FundAccountQuery {
    /// Names the member by their Alipay user id.
    pub fn new(user_id: impl Into<UserId>) -> Self {
        Self::blank().alipay_user_id(user_id)
    }

    /// Names the member by their open id, for applications that are given no user ids.
    pub fn by_open_id(open_id: impl Into<OpenId>) -> Self {
        Self::blank().alipay_open_id(open_id)
    }

    fn names_a_member(&self) -> bool {
        let user_id = self.alipay_user_id.as_ref().map(UserId::as_str);
        let open_id = self.alipay_open_id.as_ref().map(OpenId::as_str);
        [user_id, open_id].into_iter().flatten().any(|id| !id.is_empty())
    }
}

/// Which account of a member. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AccountType {
    /// A sub-account held in trust, such as the change purse of a DingTalk user.
    TrusteeshipAccount,
    /// The balance account.
    AcctransAccount,
    /// A word that is not listed here.
    Other(OtherText),
}

/// Business parameters of a query. The page names one; others go into `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(OpenPlatform)]
#[non_exhaustive]
pub struct ExtInfo {
    /// The agreement under which the member lets you ask.
    #[wire(with = Text)]
    pub agreement_no: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What is on a fund account. Amounts are in yuan.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct FundAccountQueryResponse {
    /// What can be spent or withdrawn now.
    #[wire(max = 15)]
    pub available_amount: Yuan,
    /// The gateway's code, `10000` here. Optional because only `gateway.do` writes it into the answer: the REST
    /// protocol has none in a success.
    #[wire(show)]
    pub code: Option<Code>,
    /// The gateway's words for `code`.
    #[wire(with = Text)]
    pub msg: Option<String>,
    /// The code of a business failure. Never there in a success.
    #[wire(show)]
    pub sub_code: Option<Code>,
    /// The gateway's words for `sub_code`.
    #[wire(with = Text)]
    pub sub_msg: Option<String>,
    /// The bank card behind the account, where the product keeps balances by scene.
    #[wire(show)]
    pub ext_card_info: Option<ExtCardInfo>,
    /// What is frozen at this moment. On newer pages only.
    pub freeze_amount: Option<Yuan>,
    /// Everything on the account, for queries of an end-of-day balance. On newer pages only.
    pub total_amount: Option<Yuan>,
    /// How the total is made up, for queries of an end-of-day balance. On newer pages only.
    #[wire(show)]
    pub amount_detail: Option<BalanceAccountDetail>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The card behind a trusteeship sub-account, by which money can be paid in from outside.
///
/// The page calls all but location and deposit number required, newer ones none. All are optional here: a missing
/// name of a branch must not cost you the balance.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct ExtCardInfo {
    /// Number of the card.
    #[wire(with = Text, max = 64)]
    pub card_no: Option<String>,
    /// Name on the card.
    #[wire(with = Text, max = 64)]
    pub bank_acc_name: Option<String>,
    /// Branch of the bank where the card is held.
    #[wire(with = Text, max = 128)]
    pub card_branch: Option<String>,
    /// Bank where the card is held.
    #[wire(with = Text, max = 128)]
    pub card_bank: Option<String>,
    /// Province and city of that bank, such as `上海市-上海市`.
    #[wire(with = Text, max = 128)]
    pub card_location: Option<String>,
    /// Number of the branch in the interbank system.
    #[wire(with = Text, max = 64)]
    pub card_deposit: Option<String>,
    /// State of the card.
    #[wire(max = 10, show)]
    pub status: Option<CardStatus>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// State of a card. The set is open, and the pages disagree on it: one shows `1` in its sample, newer ones say `A`.
#[derive(Clone, StringEnum)]
#[non_exhaustive]
pub enum CardStatus {
    /// In order, on newer pages.
    #[wire(rename = "A")]
    Normal,
    /// A word that is not listed here.
    Other(OtherText),
}

/// How the total of a balance account is made up.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
#[non_exhaustive]
pub struct BalanceAccountDetail {
    /// The part that Alipay's account system keeps.
    pub acs: Option<Yuan>,
    /// The part that the bank keeps.
    pub bank: Option<Yuan>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `alipay.fund.account.query`: the `sub_code` under gateway code `40004`.
    pub mod code;
    shared alipay_wire::open_platform::code {}
    own {
        INVALID_PARAMETER F "A parameter is wrong. Compare the request with the page and correct it.";
        SYSTEM_ERROR U "The gateway is busy. Send the same query again; if it persists, ask Alipay's technical support.";
        NO_PERMISSION_ACCOUNT F "You may not look at this account. Check the contract and the member's authorisation.";
        TRUSTEESHIP_ACCOUNT_NOT_EXIST F "There is no such trusteeship sub-account. Check the member and the product or scene code it was opened with.";
        USER_AGREEMENT_VERIFY_FAIL F "The member's agreement does not cover this query. Check the agreement number.";
        AUTH_USERID_IS_NOT_MATCH F "The authorisation was given by another member. Use that of the member you ask about.";
        AUTHOREE_IS_NOT_MATCH F "The authorisation was given to another party. Use one that was given to you.";
        USER_AGREEMENT_STATUS_ABNORMAL F "The member's agreement is not in force. Let the member sign again.";
        USER_AGREEMENT_IS_OUT_OF_DATE F "The member's agreement has expired. Let the member sign again.";
        MERCHANT_AGREEMENT_VERIFY_FAIL F "Your own agreement does not cover this query. Check the contract.";
        AUTH_INFO_NOT_EXISTS F "There is no authorisation for this query. Obtain one from the member.";
        ALIPAY_ACCOUNT_NOT_EXIST F "There is no such account. Check the member and the account type.";
        AUTH_CODE_ERROR F "The authorisation code is wrong or used up. Obtain a new one.";
        NO_PERMISSION F "Your application may not call this API. Check the contract in the console.";
    }
}

impl Rules for FundAccountQuery {
    fn check_rules(&self) -> Result<(), Invalid> {
        if !self.names_a_member() {
            return Err(Invalid::new("alipay_user_id", "is required unless alipay_open_id is given"));
        }
        if self.account_product_code.is_some() && self.account_scene_code.is_some() {
            return Err(Invalid::new("account_product_code", "must not stand together with account_scene_code"));
        }
        Ok(())
    }

    // No `correlate`: the answer repeats nothing of the query.
}

#[cfg(feature = "server")]
pub use server::FundAccounts;

#[cfg(feature = "server")]
mod server {
    use alipay_wire::{
        Yuan,
        open_platform::code::SUCCESS,
        server::{Refusal, Serve, World},
    };

    use super::{AccountType, CardStatus, ExtCardInfo, FundAccountQuery, FundAccountQueryResponse, code};

    /// The fund accounts a gateway knows. At first those of member `2088301409188095`, as on the page.
    #[derive(Clone, Debug)]
    pub struct FundAccounts(Vec<(FundAccountQuery, FundAccountQueryResponse)>);

    impl FundAccounts {
        /// Adds an account, or replaces what is on it.
        ///
        /// `account` names it as a query does, and may say more: with both ids, or with both product and scene code, a
        /// query finds it by either. `content` is what such a query is answered.
        pub fn insert(&mut self, account: FundAccountQuery, content: FundAccountQueryResponse) {
            self.remove(&account);
            self.0.push((account, content));
        }

        /// Removes the account that was added under this name.
        pub fn remove(&mut self, account: &FundAccountQuery) {
            self.0.retain(|(known, _)| known != account);
        }

        fn find(&self, query: &FundAccountQuery, account_type: &AccountType) -> Option<&FundAccountQueryResponse> {
            let found = self.0.iter().find(|(account, _)| {
                account.account_type.as_ref() == Some(account_type)
                    && agree(&query.alipay_user_id, &account.alipay_user_id)
                    && agree(&query.alipay_open_id, &account.alipay_open_id)
                    && agree(&query.account_product_code, &account.account_product_code)
                    && agree(&query.account_scene_code, &account.account_scene_code)
            });
            found.map(|(_, content)| content)
        }
    }

    /// Whether what is asked for, if anything, is what the account has.
    fn agree<T: PartialEq>(asked: &Option<T>, known: &Option<T>) -> bool {
        asked.is_none() || asked == known
    }

    impl Default for FundAccounts {
        fn default() -> Self {
            const MEMBER: &str = "2088301409188095";
            let trusteeship = FundAccountQuery::new(MEMBER)
                .account_type(AccountType::TrusteeshipAccount)
                .account_product_code("DING_ACCOUNT")
                .account_scene_code("SCENE_000_000_000");
            let card = ExtCardInfo::new()
                .card_no("2088881500000002150")
                .bank_acc_name("xxx208888")
                .card_branch("支付宝-备付金账户")
                .card_bank("支付机构备付金集中存管账户")
                .card_location("上海市-上海市")
                .card_deposit("991290000015")
                .status(CardStatus::from("1"));
            let balance = FundAccountQuery::new(MEMBER).account_type(AccountType::AcctransAccount);

            let mut accounts = Self(Vec::new());
            accounts.insert(trusteeship, FundAccountQueryResponse::new(Yuan::from_fen(2_645)).ext_card_info(card));
            accounts.insert(
                balance,
                FundAccountQueryResponse::new(Yuan::from_fen(10_000))
                    .freeze_amount(Yuan::from_fen(550))
                    .total_amount(Yuan::from_fen(10_550)),
            );
            accounts
        }
    }

    impl Serve for FundAccountQuery {
        fn serve(&self, world: &mut World) -> Result<FundAccountQueryResponse, Refusal> {
            // The page requires the type for balance accounts only, so without one a trusteeship account is meant.
            let account_type = self.account_type.as_ref().unwrap_or(&AccountType::TrusteeshipAccount);
            let coded = self.account_product_code.is_some() || self.account_scene_code.is_some();
            let absent = match account_type {
                AccountType::AcctransAccount => code::ALIPAY_ACCOUNT_NOT_EXIST,
                AccountType::TrusteeshipAccount if coded => code::TRUSTEESHIP_ACCOUNT_NOT_EXIST,
                _ => return Err(code::INVALID_PARAMETER.into()),
            };
            let content = world.get::<FundAccounts>().find(self, account_type).ok_or(absent)?;
            Ok(content.clone().code(SUCCESS).msg("Success"))
        }
    }
}
