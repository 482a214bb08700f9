//! The Digital Wallet gateway: `queryAccountAndBenefit`, and what may stand before it.

use std::sync::{Mutex, PoisonError};

use alipay::{
    Amount, Api, Client, Currency, Dws, Effect, Stamp,
    dws::accounts::{
        Account,
        balance_inquiry::{BalanceInquiry, Next, NotNow, Observed, State},
    },
    wire::{self, Clock, Sends, SystemClock},
};

use super::{
    outcome::{Outcome, Run, as_of, limited},
    plan::{Question, Wallet},
    problem::Problem,
    row::{Id, Money, Row, masked, number},
};
use crate::{exit::Exit, failure::Failure};

/// Asks what is in the wallet, and does nothing else: no code is sent to a customer who may not be there.
pub(super) async fn look(question: &Question, wallet: &Wallet, run: &Run) -> Result<Outcome, Problem> {
    let sender = Sender::new(&wallet.client, run.attempts);
    let resumed = run.state.as_ref().and_then(|state| state.inquiry(&question.profile));
    let mut inquiry = match resumed {
        Some(stored) => stored.and_then(|inquiry| same_customer(inquiry, wallet)).map_err(Problem::from)?,
        None => begun(wallet)?,
    };
    loop {
        match inquiry.next_step() {
            Next::Query(query) => {
                let observed = match sender.send(&*query).await {
                    Ok(answer) => inquiry.queried(Ok(answer)),
                    Err(failure) => match inquiry.queried(Err(Sender::failure(&failure))) {
                        Ok(Observed::Nothing) => return Err(failure.into()),
                        observed => observed,
                    },
                };
                observed.map_err(not_now)?;
            }
            Next::Show(State::Balance(balance)) => {
                run.forget(&question.profile)?;
                return rows(question, balance.accounts, sender.answered()).map(Outcome::Answered);
            }
            Next::Show(State::Refused(refused)) => {
                run.forget(&question.profile)?;
                return Err(Problem::refused(&refused, sender.failed()));
            }
            // Anyone who can ask the customer goes on from here.
            Next::Trigger(_) | Next::Verify(_) | Next::Show(_) => return Ok(Outcome::Challenged(Box::new(inquiry))),
        }
    }
}

/// The inquiry waits for something else than it was told: that is a fault of this program.
pub(super) fn not_now(error: NotNow) -> Problem {
    Failure::usage("the challenge does not go on").because(error).into()
}

fn begun(wallet: &Wallet) -> Result<BalanceInquiry, Problem> {
    let inquiry = BalanceInquiry::new(wallet.customer.clone(), request_number());
    let inquiry = inquiry.map_err(|invalid| Failure::usage("the inquiry cannot begin").because(invalid))?;
    Ok(inquiry.with_account_types(wallet.account_type.clone().map(Into::into)))
}

fn same_customer(inquiry: BalanceInquiry, wallet: &Wallet) -> Result<BalanceInquiry, Failure> {
    if *inquiry.customer_id() == wallet.customer {
        Ok(inquiry)
    } else {
        Err(Failure::usage(
            "--state: the file has a challenge of another customer; finish that one, or use another file",
        ))
    }
}

/// A number that no other inquiry has: time, process, and a count.
fn request_number() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("balance-{}-{}-{count}", SystemClock.now().unix_millis(), std::process::id())
}

/// The accounts of an answer, in an order that is the same every time.
pub(super) fn rows(question: &Question, mut accounts: Vec<Account>, as_of: Stamp) -> Result<Vec<Row>, Problem> {
    accounts.sort_by(|one, other| one.account_no.cmp(&other.account_no));
    let mut rows = accounts
        .into_iter()
        .map(|account| {
            let money = |amount: Option<Amount>| amount.map(Money::of);
            let currency = currency(&account)?;
            Ok(Row {
                profile: question.profile.clone(),
                dialect: question.dialect,
                id: Id {
                    account: account.account_no.as_deref().map(masked),
                    kind: account.account_type.as_ref().map(|kind| kind.as_str().to_owned()),
                    currency,
                },
                available: money(account.available_amount),
                frozen: money(account.frozen_amount),
                total: money(account.total_amount),
                as_of,
            })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    number(&mut rows);
    Ok(rows)
}

/// The one currency of an account and its amounts.
fn currency(account: &Account) -> Result<Option<Currency>, Problem> {
    let amounts = [account.available_amount, account.frozen_amount, account.total_amount];
    let mut all = account.currency.into_iter().chain(amounts.into_iter().flatten().map(|amount| amount.currency));
    let first = all.next();
    if all.all(|other| Some(other) == first) {
        return Ok(first);
    }
    Err(Problem {
        kind: "decode",
        code: None,
        message: "the amounts of one account are in different currencies".to_owned(),
        effect: "none",
        advice: Some("The answer is genuine, and means nothing that can be shown in one row. Report it.".into()),
        trace_id: None,
        attempts: 1,
        exit: Exit::Unreadable,
    })
}

/// The client, as a flow of several calls sees it, and what is to be shown of the last of them.
pub(super) struct Sender<'a> {
    client: &'a Client<Dws>,
    attempts: Option<u32>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    answered: Option<Stamp>,
    failed: Option<Problem>,
}

impl<'a> Sender<'a> {
    pub(super) fn new(client: &'a Client<Dws>, attempts: Option<u32>) -> Self {
        Self { client, attempts, told: Mutex::default() }
    }

    /// When the last answer was given.
    pub(super) fn answered(&self) -> Stamp {
        self.told().answered.unwrap_or_else(|| SystemClock.now())
    }

    /// What is known of the last call, if it failed.
    pub(super) fn failed(&self) -> Option<Problem> {
        self.told().failed.clone()
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sends<Dws> for Sender<'_> {
    type Error = Failure;

    async fn send<R: Api<Dialect = Dws>>(&self, request: &R) -> Result<R::Response, Failure> {
        let result = limited(self.client.request(request), self.attempts).send().await.map_err(Failure::Call);
        let mut told = self.told();
        told.failed = result.as_ref().err().map(Problem::from);
        let reply = result?;
        told.answered = Some(as_of(&reply));
        Ok(reply.into_value())
    }

    fn failure(error: &Failure) -> wire::Failure {
        match error.call() {
            Some(error) => <Client<Dws> as Sends<Dws>>::failure(error),
            None => wire::Failure::new(Effect::None),
        }
    }
}
