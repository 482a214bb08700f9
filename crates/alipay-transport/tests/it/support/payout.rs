//! An API of the tests' own in every dialect and protocol: it carries a key and everything that must not be logged.
#![allow(dead_code, reason = "not every test uses all of it")]

use alipay_sandbox::{Endpoints, Sandbox};
use alipay_wire::{
    Amount, Api, ApiMeta, Code, CodeInfo, Currency, Dws, Field, Invalid, Mismatch, OpenPlatform, Request, Safety,
    Speaks, Status, Text, WorldFirst,
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

alipay_wire::response! {
    /// Paid out, in any dialect.
    pub(crate) struct PaidOut {
        required {
            /// The number of the request.
            "requestId" request_id: RequestId,
            /// The number of the payout.
            "payoutId" payout_id: String,
            /// Who was paid.
            "accountNo" account_no: String,
        }
        optional {
            /// The verdict, in the signed-header dialects.
            "result" result: ResultInfo,
            /// The verdict, on the Open Platform.
            "code" code: Code,
            /// Its words.
            "msg" msg: String as Text,
        }
    }
}

/// One that says that the number was used.
const CODES: &[CodeInfo] = &[CodeInfo::new("ACQ.TRADE_HAS_SUCCESS", Status::F, "Query it.").key_taken()];

macro_rules! payout {
    ($request:ident: $dialect:ident, $name:literal, [$(POST $path:literal)?], $endpoint:ident, $options:expr, $verdict:expr) => {
        alipay_wire::request! {
            /// Pays out.
            pub(crate) struct $request {
                required {
                    /// The merchant's number.
                    "requestId" request_id: RequestId [max 64],
                    /// Who is paid.
                    "customerId" customer_id: CustomerId [max 64],
                    /// To which account.
                    "accountNo" account_no: String as Text [max 64],
                    /// How much.
                    "amount" amount: Amount,
                    /// What the customer typed.
                    "otp" otp: String as Text [max 64],
                }
                optional {}
            }
        }

        alipay_wire::api! {
            $request => PaidOut {
                dialect: $dialect,
                name: $name,
                $(route: POST $path,)?
                safety: Keyed,
                codes: CODES,
                key: |request| Some(request.request_id.as_str()),
                correlate: |request, answer| {
                    Mismatch::unless_same("requestId", &request.request_id, Some(&answer.request_id))
                },
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

payout!(DwsPayout: Dws, "payOut", [POST "/ams/api/v1/payouts/payOut"], dws,
    Default::default(), |paid| paid.result(ResultInfo::success()));
payout!(WorldFirstPayout: WorldFirst, "payOut", [POST "/aps/api/business/fund/payOut"], worldfirst,
    alipay_wire::WorldFirstOptions::new().access_token(TOKEN).connected_customer_id(CUSTOMER),
    |paid| paid.result(ResultInfo::success()));
payout!(OpenPayout: OpenPlatform, "test.payout", [], open_platform,
    alipay_wire::OpenPlatformOptions::new().app_auth_token(TOKEN),
    |paid| paid.code(alipay_wire::open_platform::code::SUCCESS).msg("Success"));
payout!(RestPayout: OpenPlatform, "test.payout", [POST "/v3/test/payout"], open_platform_v3,
    alipay_wire::OpenPlatformOptions::new().app_auth_token(TOKEN), |paid| paid);
