//! `alipay demo`: every API, called through the facade on the embedded gateway, over a real TLS connection.

mod challenge;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Instant,
};

use alipay::{
    Amount, Api, Client, Currency, Dialect, HttpTransport, Speaks, Yuan,
    dws::{
        accounts::{Account, QueryAccountAndBenefit, QueryAccountAndBenefitResponse},
        topups::{ConsultTopup, TopupOption},
    },
    fund_account::{AccountType, FundAccountQuery, FundAccountQueryResponse},
    worldfirst::fund::{InquiryBalance, TransferFundType},
};
use alipay_sandbox::{Endpoints, Sandbox};

use crate::{
    failure::Failure,
    output,
    table::{Align, Table},
};

const MEMBER: &str = "2088301409188095";
const CUSTOMERS: [&str; 2] = ["2162265049047338", "2162220005743705"];
const TOPUP_CUSTOMER: &str = "2165210039309494";

pub(crate) async fn run() -> Result<(), Failure> {
    let mut shown = Shown::new();
    let gateway = Embedded::start().await?;

    let open_platform = gateway.client(gateway.endpoints.open_platform())?;
    let query = FundAccountQuery::new(MEMBER).account_type(AccountType::AcctransAccount);
    let answer = shown.call(&open_platform, &query).await?;
    shown.fund_account(&answer);

    let dws = gateway.client(gateway.endpoints.dws())?;
    for customer in CUSTOMERS {
        let answer = shown.call(&dws, &QueryAccountAndBenefit::new(customer)).await?;
        if let QueryAccountAndBenefitResponse::Balance(balance) = answer {
            balance.accounts.iter().for_each(|account| shown.wallet(account));
        }
    }
    let amount = Amount::new(Currency::SGD, 10_000);
    let answer = shown.call(&dws, &ConsultTopup::new("demo-1", TOPUP_CUSTOMER, amount)).await?;
    answer.topup_options.iter().flatten().for_each(|option| shown.topup_option(option));

    let story = challenge::story(&dws).await?;

    let worldfirst = gateway.client(gateway.endpoints.worldfirst())?;
    for currency in [Currency::CNY, Currency::JPY] {
        let inquiry = InquiryBalance::new(currency).transfer_factor(TransferFundType::GlobalGlobalService);
        let answer = shown.call(&worldfirst, &inquiry).await?;
        answer.balances.iter().for_each(|balance| shown.prefunding(*balance));
    }

    output::to_stdout(format!("{}\n{story}", shown.render(output::has_colours())).as_bytes())
}

/// The embedded gateway, and the way to it.
struct Embedded {
    sandbox: Sandbox,
    endpoints: Endpoints,
    http: HttpTransport,
    /// Stops when dropped.
    _listener: alipay_sandbox::Listener,
}

impl Embedded {
    async fn start() -> Result<Self, Failure> {
        let sandbox = Sandbox::new();
        let any_port = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let listener = sandbox.listen(any_port, true).await;
        let listener = listener.map_err(|error| Failure::usage("the embedded gateway cannot listen").because(error))?;
        let http = HttpTransport::builder().ca_pem(listener.ca_pem().unwrap_or_default()).build();
        let http = http.map_err(|error| Failure::usage("the embedded gateway cannot be trusted").because(error))?;
        Ok(Self { endpoints: listener.endpoints(), sandbox, http, _listener: listener })
    }

    fn client<D: Dialect>(&self, protocol: impl Speaks<D>) -> Result<Client<D>, Failure> {
        let builder = Client::builder(protocol).credentials(self.sandbox.credentials()).http(self.http.clone());
        builder.build().map_err(|error| Failure::usage("no client can be made").because(error))
    }
}

/// What is shown at the end.
struct Shown {
    accounts: Table<6>,
    options: Table<4>,
    calls: Table<3>,
}

impl Shown {
    fn new() -> Self {
        use Align::{Left, Right};
        Self {
            accounts: Table::new([
                ("PRODUCT", Left),
                ("ACCOUNT", Left),
                ("CURRENCY", Left),
                ("AVAILABLE", Right),
                ("FROZEN", Right),
                ("TOTAL", Right),
            ]),
            options: Table::new([("METHOD", Left), ("CURRENCY", Left), ("MINIMUM", Right), ("MAXIMUM", Right)]),
            calls: Table::new([("API", Left), ("ATTEMPTS", Right), ("TIME", Right)]),
        }
    }

    /// Sends a request, and notes how it went.
    async fn call<R: Api>(&mut self, client: &Client<R::Dialect>, request: &R) -> Result<R::Response, Failure> {
        let started = Instant::now();
        let reply = client.request(request).send().await?;
        let time = format!("{:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
        self.calls.row([R::META.name.to_string(), reply.attempts().to_string(), time]);
        Ok(reply.into_value())
    }

    fn fund_account(&mut self, account: &FundAccountQueryResponse) {
        let yuan = |amount: Option<Yuan>| amount.map_or_else(nothing, |amount| amount.to_string());
        self.accounts.row([
            "fund account".to_owned(),
            masked(MEMBER),
            Currency::CNY.to_string(),
            yuan(Some(account.available_amount)),
            yuan(account.freeze_amount),
            yuan(account.total_amount),
        ]);
    }

    fn wallet(&mut self, account: &Account) {
        self.accounts.row([
            "wallet".to_owned(),
            account.account_no.as_deref().map_or_else(nothing, masked),
            account.currency.map_or_else(nothing, |currency| currency.to_string()),
            money(account.available_amount),
            money(account.frozen_amount),
            money(account.total_amount),
        ]);
    }

    fn prefunding(&mut self, balance: Amount) {
        let currency = balance.currency.to_string();
        let product = "prefunding".to_owned();
        self.accounts.row([product, nothing(), currency, money(Some(balance)), nothing(), nothing()]);
    }

    fn topup_option(&mut self, option: &TopupOption) {
        let method = option.topup_method_type.as_ref().map_or_else(nothing, |method| method.as_str().to_owned());
        for (currency, limits) in option.amount_limit_info_map.iter().flatten() {
            let single = limits.single_limit.as_ref();
            let least = money(single.and_then(|limit| limit.min_amount));
            let most = money(single.and_then(|limit| limit.max_amount));
            self.options.row([method.clone(), currency.to_string(), least, most]);
        }
    }

    fn render(&self, colours: bool) -> String {
        let tables = [self.accounts.render(colours), self.options.render(colours), self.calls.render(colours)];
        tables.join("\n")
    }
}

/// In major units, where it is known how many make one.
fn money(amount: Option<Amount>) -> String {
    let Some(amount) = amount else { return nothing() };
    amount.to_major().unwrap_or_else(|_| format!("{} (smallest unit)", amount.value))
}

/// All but the last four characters hidden.
fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number.chars().enumerate().map(|(at, char)| if at < hidden { '*' } else { char }).collect()
}

fn nothing() -> String {
    "-".to_owned()
}
