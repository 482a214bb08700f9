//! An API of the tests' own in every dialect and protocol: it carries a key and everything that must not be logged.
#![allow(dead_code, reason = "not every test uses all of it")]

use alipay_sandbox::{Endpoints, Sandbox};
use alipay_wire::{
    Amount, Api, ApiMeta, Code, CodeInfo, Currency, Dws, Extra, Field, Invalid, Keyed, Mismatch, OpenPlatform, Request,
    Response, Rules, Safety, Speaks, Status, Text, WorldFirst,
    dws::{CustomerId, RequestId},
    signed_header::ResultInfo,
};
use serde::{Serialize, Serializer, de::DeserializeOwned};

pub(crate) const CUSTOMER: &str = "2199887766554433";
pub(crate) const ACCOUNT: &str = "6222020011223344556";
pub(crate) const AMOUNT: &str = "987654321012";
pub(crate) const OTP: &str = "otp-SENTINEL-771177";
pub(crate) const TOKEN: &str = "tok-SENTINEL-8844";

/// A payout in some dialect.
pub(crate) trait Payout: Api<Response = PaidOut> + Field + DeserializeOwned {
    /// The payout that has this number.
    fn numbered(id: &str) -> Self;
    /// How to speak to the sandbox about it.
    fn protocol(endpoints: &Endpoints) -> impl Speaks<Self::Dialect>;
    /// With a token, where the dialect has one.
    fn options() -> <Self::Dialect as alipay_wire::Dialect>::Options;
    /// Teaches it to the sandbox.
    fn teach(sandbox: &Sandbox);
}

/// A request with the safety of the test's choice.
#[derive(Clone)]
pub(crate) struct As<R>(pub(crate) R, pub(crate) Safety);

impl<R: Serialize> Serialize for As<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<R: Request> Request for As<R> {
    type Dialect = R::Dialect;
    const META: &'static ApiMeta = R::META;

    fn validate(&self) -> Result<(), Invalid> {
        self.0.validate()
    }

    fn safety(&self) -> Safety {
        self.1
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key().filter(|_| self.1 == Safety::Keyed)
    }
}

impl<R: Api> Api for As<R> {
    type Response = R::Response;

    fn correlate(&self, answer: &R::Response) -> Result<(), Mismatch> {
        self.0.correlate(answer)
    }
}

/// Paid out, in any dialect.
#[derive(Clone, PartialEq, Response)]
#[response(rename_all = "camelCase")]
pub(crate) struct PaidOut {
    /// The number of the request.
    pub(crate) request_id: RequestId,
    /// The number of the payout.
    pub(crate) payout_id: String,
    /// Who was paid.
    pub(crate) account_no: String,
    /// The verdict, in the signed-header dialects.
    pub(crate) result: Option<ResultInfo>,
    /// The verdict, on the Open Platform.
    pub(crate) code: Option<Code>,
    /// Its words.
    #[wire(with = Text)]
    pub(crate) msg: Option<String>,
    pub(crate) extra: Extra,
}

/// One that says that the number was used.
const CODES: &[CodeInfo] = &[CodeInfo::new("ACQ.TRADE_HAS_SUCCESS", Status::F, "Query it.").key_taken()];

macro_rules! payout {
    ($request:ident: $dialect:ident, $name:literal, [$($route:literal)?], $endpoint:ident, $options:expr, $verdict:expr) => {
        /// Pays out.
        #[derive(Clone, PartialEq, Request)]
        #[request(
            $dialect,
            name = $name,
            $(route = $route,)?
            safety = Keyed,
            answer = PaidOut,
            codes = CODES,
            rename_all = "camelCase"
        )]
        pub(crate) struct $request {
            /// The merchant's number.
            #[wire(max = 64)]
            pub(crate) request_id: RequestId,
            /// Who is paid.
            #[wire(max = 64)]
            pub(crate) customer_id: CustomerId,
            /// To which account.
            #[wire(with = Text, max = 64)]
            pub(crate) account_no: String,
            /// How much.
            pub(crate) amount: Amount,
            /// What the customer typed.
            #[wire(with = Text, max = 64)]
            pub(crate) otp: String,
            pub(crate) extra: Extra,
        }

        impl Keyed for $request {
            fn key(&self) -> Option<&str> {
                Some(self.request_id.as_str())
            }
        }

        impl Rules for $request {
            fn correlate(&self, answer: &PaidOut) -> Result<(), Mismatch> {
                Mismatch::unless_same("requestId", &self.request_id, Some(&answer.request_id))
            }
        }

        impl Payout for $request {
            fn numbered(id: &str) -> Self {
                let amount = Amount::new(Currency::SGD, AMOUNT.parse::<i128>().unwrap());
                Self::new(id, CUSTOMER, ACCOUNT, amount, OTP)
            }

            fn protocol(endpoints: &Endpoints) -> impl Speaks<$dialect> {
                endpoints.$endpoint()
            }

            fn options() -> <$dialect as alipay_wire::Dialect>::Options {
                $options
            }

            fn teach(sandbox: &Sandbox) {
                let verdict: fn(PaidOut) -> PaidOut = $verdict;
                sandbox.on(move |request: &Self, _| {
                    Ok(verdict(PaidOut::new(request.request_id.clone(), "p-1", request.account_no.clone())))
                });
            }
        }
    };
}

payout!(DwsPayout: Dws, "payOut", ["POST /ams/api/v1/payouts/payOut"], dws,
    Default::default(), |paid| paid.result(ResultInfo::success()));
payout!(WorldFirstPayout: WorldFirst, "payOut", ["POST /aps/api/business/fund/payOut"], worldfirst,
    alipay_wire::WorldFirstOptions::new().access_token(TOKEN).connected_customer_id(CUSTOMER),
    |paid| paid.result(ResultInfo::success()));
payout!(OpenPayout: OpenPlatform, "test.payout", [], open_platform,
    alipay_wire::OpenPlatformOptions::new().app_auth_token(TOKEN),
    |paid| paid.code(alipay_wire::open_platform::code::SUCCESS).msg("Success"));
payout!(RestPayout: OpenPlatform, "test.payout", ["POST /v3/test/payout"], open_platform_v3,
    alipay_wire::OpenPlatformOptions::new().app_auth_token(TOKEN), |paid| paid);
