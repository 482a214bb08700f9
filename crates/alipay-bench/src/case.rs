//! What is called: one API of each dialect, with the answer of its golden vector.

use alipay_dws_accounts::query_account_and_benefit::{AccountType, QueryAccountAndBenefit, QueryAccountCondition};
use alipay_fund_account::query::{self, ExtInfo, FundAccountQuery};
use alipay_wire::{
    Api, Currency, Dialect, Dws, FormV2, JsonText, OpenPlatform, Protocol, SignedHeader, Speaks, WorldFirst,
};
use alipay_worldfirst_fund::inquiry_balance::{InquiryBalance, TransferFactor, TransferFundType};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};

use crate::bound::{self, Format};

/// One call, and how both sides write it.
pub trait Case: Send + Sync + 'static {
    /// The gateway family.
    type Dialect: Dialect;
    /// What is asked.
    type Request: Api<Dialect = Self::Dialect>;
    /// The protocol of the SDK.
    type Protocol: Speaks<Self::Dialect> + Protocol;
    /// How the lower bound writes and reads it.
    type Format: Format;
    /// The name of the dialect on the command line.
    const NAME: &'static str;
    /// The path that is called.
    const PATH: &'static str;
    /// The answer, as HTTP/1.1 writes it.
    const ANSWER: &'static [u8];

    /// What is asked.
    fn request() -> Self::Request;

    /// The protocol of the SDK, for the gateway at this origin.
    fn protocol(origin: &str) -> Self::Protocol;

    /// The format of the lower bound, for the gateway at this origin.
    fn format(origin: &str) -> Self::Format;
}

/// `inquiryBalance` of WorldFirst.
#[derive(Debug)]
pub struct InquireBalance;

impl Case for InquireBalance {
    type Dialect = WorldFirst;
    type Request = InquiryBalance;
    type Protocol = SignedHeader<WorldFirst>;
    type Format = bound::SignedHeader;
    const NAME: &'static str = "worldfirst";
    const PATH: &'static str = "/aps/api/business/fund/inquiryBalance";
    const ANSWER: &'static [u8] = include_bytes!("../../../vectors/worldfirst/inquiry-balance/response.http");

    fn request() -> InquiryBalance {
        let factor = TransferFactor::new(TransferFundType::GlobalGlobalService);
        InquiryBalance::new(Currency::CNY).transfer_factor(factor)
    }

    fn protocol(origin: &str) -> Self::Protocol {
        SignedHeader::new(origin, "T_PARTNER_1").expect("an origin and a client id")
    }

    fn format(origin: &str) -> Self::Format {
        bound::SignedHeader::new(origin, Self::PATH, "T_PARTNER_1")
    }
}

/// `queryAccountAndBenefit` of the Digital Wallet gateway.
#[derive(Debug)]
pub struct QueryWallet;

impl Case for QueryWallet {
    type Dialect = Dws;
    type Request = QueryAccountAndBenefit;
    type Protocol = SignedHeader<Dws>;
    type Format = bound::SignedHeader;
    const NAME: &'static str = "dws";
    const PATH: &'static str = "/ams/api/v1/accounts/queryAccountAndBenefit";
    const ANSWER: &'static [u8] = include_bytes!("../../../vectors/dws/query-account-and-benefit/response.http");

    fn request() -> QueryAccountAndBenefit {
        let balance = QueryAccountCondition::new(AccountType::BalanceAccount);
        QueryAccountAndBenefit::new("2162265049047338").query_account_conditions([balance])
    }

    fn protocol(origin: &str) -> Self::Protocol {
        SignedHeader::new(origin, "T_WALLET_1").expect("an origin and a client id")
    }

    fn format(origin: &str) -> Self::Format {
        bound::SignedHeader::new(origin, Self::PATH, "T_WALLET_1")
    }
}

/// `alipay.fund.account.query` of the Open Platform.
#[derive(Debug)]
pub struct QueryAccount;

impl Case for QueryAccount {
    type Dialect = OpenPlatform;
    type Request = FundAccountQuery;
    type Protocol = FormV2;
    type Format = bound::Form;
    const NAME: &'static str = "open-platform";
    const PATH: &'static str = "/gateway.do";
    const ANSWER: &'static [u8] = include_bytes!("../../../vectors/open-platform/fund-account-query/response.http");

    fn request() -> FundAccountQuery {
        let agreement = JsonText::of(&ExtInfo::new().agreement_no("2019000000000")).expect("JSON");
        FundAccountQuery::new("2088301409188095")
            .merchant_user_id("243893499")
            .account_product_code("DING_ACCOUNT")
            .account_type(query::AccountType::TrusteeshipAccount)
            .ext_info(agreement)
    }

    fn protocol(origin: &str) -> Self::Protocol {
        FormV2::new(&format!("{origin}{}", Self::PATH), "2014072300007148").expect("a gateway and an app id")
    }

    fn format(origin: &str) -> Self::Format {
        bound::Form::new(origin, Self::PATH, "2014072300007148", "alipay.fund.account.query")
    }
}

/// The answer of a case.
pub fn answer<C: Case>() -> Response<Bytes> {
    let end = C::ANSWER.windows(4).position(|four| four == b"\r\n\r\n").expect("a head and a body");
    let head = std::str::from_utf8(&C::ANSWER[..end]).expect("a head in ASCII");
    let mut response = Response::new(Bytes::from_static(&C::ANSWER[end + 4..]));
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").expect("a header");
        let name: HeaderName = name.parse().expect("the name of a header");
        response.headers_mut().insert(name, HeaderValue::from_str(value).expect("the value of a header"));
    }
    response
}
