//! Every dialect over TLS, through the default transport, trusting the sandbox's own certificate authority.

use alipay::{
    Amount, Client, Currency, Dialect, Error, HttpTransport, Phase, Retry, Speaks, Yuan,
    dws::{
        accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse},
        topups::ConsultTopup,
    },
    fund_account::{AccountType, FundAccountQuery},
    worldfirst::fund::InquiryBalance,
};
use alipay_sandbox::{Listener, Sandbox};

struct Gateway {
    sandbox: Sandbox,
    listener: Listener,
}

impl Gateway {
    async fn start() -> Self {
        let sandbox = Sandbox::new();
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
        Self { sandbox, listener }
    }

    fn client<D: Dialect>(&self, protocol: impl Speaks<D>) -> Client<D> {
        self.client_trusting(self.listener.ca_pem().unwrap(), protocol)
    }

    fn client_trusting<D: Dialect>(&self, ca_pem: &str, protocol: impl Speaks<D>) -> Client<D> {
        let http = HttpTransport::builder().ca_pem(ca_pem).build().unwrap();
        let retry = Retry::default().attempts(2).backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);
        Client::builder(protocol).credentials(self.sandbox.credentials()).http(http).retry(retry).build().unwrap()
    }
}

#[tokio::test]
async fn open_platform() {
    let gateway = Gateway::start().await;
    let client = gateway.client(gateway.listener.endpoints().open_platform());
    let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
    let reply = client.request(&query).send().await.unwrap();
    assert_eq!(reply.value().available_amount, Yuan::from_fen(10_000));
    assert_eq!(reply.attempts(), 1);
    assert_eq!(gateway.sandbox.ledger().len(), 1);
}

#[tokio::test]
async fn dws() {
    let gateway = Gateway::start().await;
    let client = gateway.client(gateway.listener.endpoints().dws());
    let answer = client.send(&QueryAccountAndBenefit::new("2162265049047338")).await.unwrap();
    let QueryAccountAndBenefitResponse::Balance(balance) = answer else { panic!("no balance") };
    assert_eq!(balance.accounts[0].available_amount, Some(Amount::new(Currency::MYR, 23)));

    let consult = ConsultTopup::new("r-1", "2165210039309494", Amount::new(Currency::SGD, 10_000));
    let answer = client.send(&consult).await.unwrap();
    assert_eq!(answer.topup_options.unwrap().len(), 1);
}

#[tokio::test]
async fn worldfirst() {
    let gateway = Gateway::start().await;
    let client = gateway.client(gateway.listener.endpoints().worldfirst());
    let answer = client.send(&InquiryBalance::new(Currency::CNY)).await.unwrap();
    assert_eq!(answer.balances, [Amount::new(Currency::CNY, 50_000)]);
}

#[tokio::test]
async fn a_gateway_that_is_not_trusted_gets_nothing() {
    let (gateway, stranger) = (Gateway::start().await, Gateway::start().await);
    let client =
        gateway.client_trusting(stranger.listener.ca_pem().unwrap(), gateway.listener.endpoints().worldfirst());
    let error = client.send(&InquiryBalance::new(Currency::CNY)).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(broken) if broken.phase() == Phase::NotSent), "{error:?}");
    assert_eq!((error.effect().as_str(), error.attempts()), ("none", 2));
    assert!(gateway.sandbox.ledger().is_empty());
}
