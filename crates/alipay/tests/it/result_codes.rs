//! Every result code on the pages of the three signed-header APIs: provoked in the sandbox, it arrives as the documented
//! constant, with its status, its effect and its advice.
//!
//! The codes come from `docs/spec/fields.json`, which lists what the pages document; the effects stand in the guide, under
//! "Every way a call can end".

use std::{collections::BTreeMap, fs};

use alipay::{
    Amount, Api, Client, CodeInfo, Currency, Error, Outcome, Safety, Speaks, Status,
    dws::{accounts::QueryAccountAndBenefit, topups::ConsultTopup},
    wire::signed_header::code,
    worldfirst::fund::InquiryBalance,
};
use alipay_sandbox::{Endpoints, Fault, Sandbox};

/// Code and status of every code that `api`'s page documents.
fn documented(api: &str) -> BTreeMap<String, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/fields.json");
    let pages: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let page = pages["apis"].as_array().unwrap().iter().find(|page| page["api"] == api).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    page["codes"].as_array().unwrap().iter().map(|code| (text(&code["code"]), text(&code["status"]))).collect()
}

/// What the codes of a status mean: the outcome, the effect of a query, and the effect of any other call.
const MEANINGS: [(&str, Outcome, &str, &str); 2] =
    [("F", Outcome::Refused, "refused", "refused"), ("U", Outcome::Unknown, "none", "unknown")];
/// An answer about the key, which says nothing of an attempt.
const KEY_TAKEN: (&str, Outcome, &str, &str) = ("F", Outcome::KeyTaken, "refused", "unknown");

/// Codes of the gateway itself, which it may not be able to sign.
const UNSIGNED: [CodeInfo; 9] = [
    code::PARAM_ILLEGAL,
    code::KEY_NOT_FOUND,
    code::INVALID_API,
    code::INVALID_CLIENT,
    code::INVALID_SIGNATURE,
    code::ACCESS_DENIED,
    code::METHOD_NOT_SUPPORTED,
    code::MEDIA_TYPE_NOT_ACCEPTABLE,
    code::REQUEST_TRAFFIC_EXCEED_LIMIT,
];

struct Page<R: Api> {
    sandbox: Sandbox,
    client: Client<R::Dialect>,
    request: R,
}

impl<R: Api> Page<R> {
    fn new<P: Speaks<R::Dialect>>(request: R, protocol: fn(&Endpoints) -> P) -> Self {
        let sandbox = Sandbox::new();
        let client = Client::builder(protocol(&sandbox.endpoints()))
            .credentials(sandbox.credentials())
            .http(sandbox.clone())
            .build()
            .unwrap();
        Self { sandbox, client, request }
    }

    /// Calls the API, and something else at the same address that is no query. Gives both errors.
    async fn fails(&self, fault: Fault) -> [Error; 2] {
        self.sandbox.inject(fault);
        let Err(typed) = self.client.request(&self.request).attempts(1).send().await else {
            panic!("{fault:?}: success")
        };
        self.sandbox.inject(fault);
        let path = &R::META.route.as_ref().unwrap().path;
        let body = serde_json::to_value(&self.request).unwrap();
        let untyped = self.client.untyped(path, &body, Safety::Unkeyed).attempts(1).send().await.unwrap_err();
        assert!(self.sandbox.ledger().iter().all(|entry| !entry.processed), "{fault:?}");
        [typed, untyped]
    }

    async fn every_code_arrives(&self) {
        let on_page = documented(&R::META.name);
        let known: BTreeMap<_, _> =
            R::META.codes.iter().map(|info| (info.code.to_owned(), info.status.as_str().to_owned())).collect();
        assert_eq!(known, on_page, "{}", R::META.name);
        for info in R::META.codes.iter().filter(|info| info.status != Status::S) {
            self.arrives_signed(info).await;
            if UNSIGNED.contains(info) {
                self.arrives_unsigned(info).await;
            }
        }
        let reply = self.client.request(&self.request).send().await.unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!((&reply.answer().code, code::SUCCESS.status), (&code::SUCCESS.into(), Status::S));
    }

    async fn arrives_signed(&self, info: &CodeInfo) {
        let meaning = MEANINGS.into_iter().find(|(status, ..)| *status == info.status.as_str()).unwrap();
        let (_, outcome, query, otherwise) = if *info == code::REPEAT_REQ_INCONSISTENT { KEY_TAKEN } else { meaning };
        let errors = self.fails(Fault::Code(*info)).await;
        for (error, effect) in errors.iter().zip([query, otherwise]) {
            let Error::Api(api) = error else { panic!("{info:?}: {error:?}") };
            assert_eq!(api.code(), Some(&(*info).into()));
            assert_eq!(api.code().unwrap(), info);
            assert_eq!((api.outcome(), error.effect().as_str()), (outcome, effect), "{info:?}");
        }
        let [Error::Api(typed), _] = &errors else { panic!("{info:?}") };
        assert_eq!(typed.advice(), Some(info.action));
        assert!(!info.action.is_empty() && typed.to_string().ends_with(info.action), "{typed}");
    }

    async fn arrives_unsigned(&self, info: &CodeInfo) {
        for (error, effect) in self.fails(Fault::UnsignedCode(*info)).await.iter().zip(["none", "unknown"]) {
            let Error::Gateway(claimed) = error else { panic!("{info:?}: {error:?}") };
            assert_eq!(claimed.claim().unwrap().code, *info);
            let asks = claimed.advice().is_some_and(|advice| advice.starts_with("Query before anything else."));
            assert_eq!((claimed.advice() == Some(info.action), asks), (effect == "none", effect == "unknown"));
            assert_eq!(error.effect().as_str(), effect, "{info:?}: a claim proves nothing");
        }
    }
}

#[tokio::test]
async fn query_account_and_benefit() {
    Page::new(QueryAccountAndBenefit::new("2162265049047338"), Endpoints::dws).every_code_arrives().await;
}

#[tokio::test]
async fn consult_topup() {
    let consult = ConsultTopup::new("r-1", "2165210039309494", Amount::new(Currency::SGD, 10_000));
    Page::new(consult, Endpoints::dws).every_code_arrives().await;
}

#[tokio::test]
async fn inquiry_balance() {
    Page::new(InquiryBalance::new(Currency::CNY), Endpoints::worldfirst).every_code_arrives().await;
}

/// Older gateways call three codes by older names: as documented as the new ones, and readable as they were sent.
#[tokio::test]
async fn old_names() {
    let page = Page::new(InquiryBalance::new(Currency::CNY), Endpoints::worldfirst);
    for (old, new) in [
        ("API_INVALID", code::INVALID_API),
        ("CLIENT_INVALID", code::INVALID_CLIENT),
        ("SIGNATURE_INVALID", code::INVALID_SIGNATURE),
    ] {
        let sent = CodeInfo::new(old, Status::F, "");
        let [Error::Api(typed), Error::Api(untyped)] = &page.fails(Fault::Code(sent)).await else { panic!("{old}") };
        for api in [typed, untyped] {
            assert_eq!((api.code().unwrap().as_str(), api.outcome()), (old, Outcome::Refused));
            assert_eq!((api.code().unwrap(), api.advice()), (&old.into(), Some(new.action)));
            assert_eq!(*api.code().unwrap(), new);
        }
        let [Error::Gateway(claimed), _] = &page.fails(Fault::UnsignedCode(sent)).await else { panic!("{old}") };
        assert_eq!((claimed.claim().unwrap().code.as_str(), claimed.advice()), (old, Some(new.action)));
    }
}
