//! `alipay.fund.account.query`: what is on a fund account.
//!
//! A trusteeship sub-account is named by the product code or the scene code it was opened with; a balance account by
//! its type alone.

use alipay_wire::{
    Code, Invalid, JsonText, OpenPlatform, Text, Yuan,
    open_platform::{OpenId, UserId},
};

alipay_wire::request! {
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
    pub struct FundAccountQuery {
        required {}
        optional {
            /// The member who owns the account. Required unless `alipay_open_id` is given.
            "alipay_user_id" alipay_user_id: UserId [max 28],
            /// The member who owns the account, as one application knows them. Stands instead of `alipay_user_id`.
            "alipay_open_id" alipay_open_id: OpenId,
            /// Your own number for the member. Required where the user id is that of a virtual account: the gateway
            /// compares the two.
            "merchant_user_id" merchant_user_id: String as Text [max 64],
            /// The product code the sub-account was opened with. Required for a trusteeship sub-account, and must be the
            /// one used then. Excludes `account_scene_code`.
            "account_product_code" account_product_code: String as Text [max 32] {show},
            /// Which account of the member. Required for the balance account.
            "account_type" account_type: AccountType [max 30] {show},
            /// The scene code the account was opened with. Excludes `account_product_code`.
            "account_scene_code" account_scene_code: String as Text [max 32] {show},
            /// Business parameters beyond the fields above, as JSON text.
            "ext_info" ext_info: JsonText<ExtInfo> [max 1024],
        }
        private new blank
    }
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

alipay_wire::text! {
    /// Which account of a member. The set is open.
    pub struct AccountType show {
        /// A sub-account held in trust, such as the change purse of a DingTalk user.
        TRUSTEESHIP_ACCOUNT = "TRUSTEESHIP_ACCOUNT";
        /// The balance account.
        ACCTRANS_ACCOUNT = "ACCTRANS_ACCOUNT";
    }
}

alipay_wire::model! {
    /// Business parameters of a query. The page names one; others go into `extra`.
    pub struct ExtInfo {
        required {}
        optional {
            /// The agreement under which the member lets you ask.
            "agreement_no" agreement_no: String as Text,
        }
    }
}

alipay_wire::response! {
    /// What is on a fund account. Amounts are in yuan.
    pub struct FundAccountQueryResponse {
        required {
            /// What can be spent or withdrawn now.
            "available_amount" available_amount: Yuan [max 15],
        }
        optional {
            /// The gateway's code, `10000` here. Optional because only `gateway.do` writes it into the answer: the REST
            /// protocol has none in a success.
            "code" code: Code {show},
            /// The gateway's words for `code`.
            "msg" msg: String as Text,
            /// The code of a business failure. Never there in a success.
            "sub_code" sub_code: Code {show},
            /// The gateway's words for `sub_code`.
            "sub_msg" sub_msg: String as Text,
            /// The bank card behind the account, where the product keeps balances by scene.
            "ext_card_info" ext_card_info: ExtCardInfo {show},
            /// What is frozen at this moment. On newer pages only.
            "freeze_amount" freeze_amount: Yuan,
            /// Everything on the account, for queries of an end-of-day balance. On newer pages only.
            "total_amount" total_amount: Yuan,
            /// How the total is made up, for queries of an end-of-day balance. On newer pages only.
            "amount_detail" amount_detail: BalanceAccountDetail {show},
        }
    }
}

alipay_wire::response! {
    /// The card behind a trusteeship sub-account, by which money can be paid in from outside.
    ///
    /// The page calls all but location and deposit number required, newer ones none. All are optional here: a missing
    /// name of a branch must not cost you the balance.
    pub struct ExtCardInfo {
        required {}
        optional {
            /// Number of the card.
            "card_no" card_no: String as Text [max 64],
            /// Name on the card.
            "bank_acc_name" bank_acc_name: String as Text [max 64],
            /// Branch of the bank where the card is held.
            "card_branch" card_branch: String as Text [max 128],
            /// Bank where the card is held.
            "card_bank" card_bank: String as Text [max 128],
            /// Province and city of that bank, such as `上海市-上海市`.
            "card_location" card_location: String as Text [max 128],
            /// Number of the branch in the interbank system.
            "card_deposit" card_deposit: String as Text [max 64],
            /// State of the card.
            "status" status: CardStatus [max 10] {show},
        }
    }
}

alipay_wire::text! {
    /// State of a card. The set is open, and the pages disagree on it: one shows `1` in its sample, newer ones say `A`.
    pub struct CardStatus show {
        /// In order, on newer pages.
        NORMAL = "A";
    }
}

alipay_wire::response! {
    /// How the total of a balance account is made up.
    pub struct BalanceAccountDetail {
        required {}
        optional {
            /// The part that Alipay's account system keeps.
            "acs" acs: Yuan,
            /// The part that the bank keeps.
            "bank" bank: Yuan,
        }
    }
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

alipay_wire::api! {
    FundAccountQuery => FundAccountQueryResponse {
        dialect: OpenPlatform,
        name: "alipay.fund.account.query",
        // The path of the REST protocol. `gateway.do` goes by the name.
        route: GET "/v3/alipay/fund/account/query",
        safety: Query,
        codes: code::ALL,
        validate: |query| {
            if !query.names_a_member() {
                return Err(Invalid::new("alipay_user_id", "is required unless alipay_open_id is given"));
            }
            if query.account_product_code.is_some() && query.account_scene_code.is_some() {
                return Err(Invalid::new("account_product_code", "must not stand together with account_scene_code"));
            }
            Ok(())
        },
        // No `correlate`: the answer repeats nothing of the query.
    }
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

        /// Every account: its name as a query has it, and what is on it.
        pub fn iter(&self) -> impl Iterator<Item = (&FundAccountQuery, &FundAccountQueryResponse)> {
            self.0.iter().map(|(account, content)| (account, content))
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
                .account_type(AccountType::TRUSTEESHIP_ACCOUNT)
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
            let balance = FundAccountQuery::new(MEMBER).account_type(AccountType::ACCTRANS_ACCOUNT);

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
            let account_type = self.account_type.as_ref().unwrap_or(&AccountType::TRUSTEESHIP_ACCOUNT);
            let coded = self.account_product_code.is_some() || self.account_scene_code.is_some();
            let absent = match account_type {
                kind if *kind == AccountType::ACCTRANS_ACCOUNT => code::ALIPAY_ACCOUNT_NOT_EXIST,
                kind if *kind == AccountType::TRUSTEESHIP_ACCOUNT && coded => code::TRUSTEESHIP_ACCOUNT_NOT_EXIST,
                _ => return Err(code::INVALID_PARAMETER.into()),
            };
            let content = world.get::<FundAccounts>().find(self, account_type).ok_or(absent)?;
            Ok(content.clone().code(SUCCESS).msg("Success"))
        }
    }
}
