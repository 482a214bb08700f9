//! The customer proves who they are: on the terminal, or in a later run.

use std::pin::Pin;

use alipay::dws::accounts::balance_inquiry::{AdvanceError, BalanceInquiry, NeedsOtp, NeedsPin, Notice, State};

use super::{
    outcome::{Outcome, Run},
    pin::{Encryptor, Unencrypted},
    plan::{Question, Wallet},
    problem::Problem,
    prompt::{self, Typed},
    row::Row,
    wallet::{Sender, not_now, rows},
};
use crate::{interrupt::ctrl_c, output};

/// Where a customer can be asked.
pub(super) struct Desk {
    pub(super) has_terminal: bool,
    pub(super) encryptor: Encryptor,
}

/// Asks the customer until there is a balance or a reason why not. Without a terminal, keeps the challenge for later.
pub(super) async fn settle(
    question: &Question,
    wallet: &Wallet,
    inquiry: BalanceInquiry,
    run: &Run,
    desk: &Desk,
) -> Outcome {
    let sender = Sender::new(&wallet.client, run.attempts);
    let interrupted = Box::pin(ctrl_c());
    let mut conversation = Conversation { question, run, desk, wallet, inquiry, sender, wants_key: false, interrupted };
    let settled = if desk.has_terminal { conversation.hold().await } else { Err(conversation.later()) };
    match settled {
        Ok(rows) => Outcome::Answered(run.shown(rows)),
        Err(problem) => Outcome::Failed(problem),
    }
}

struct Conversation<'a> {
    question: &'a Question,
    run: &'a Run,
    desk: &'a Desk,
    wallet: &'a Wallet,
    inquiry: BalanceInquiry,
    sender: Sender<'a>,
    /// Whether a key was asked for and has not come.
    wants_key: bool,
    /// Ctrl-C ends the conversation instead of the program: the terminal is to be left as it was, and there are other
    /// balances to show.
    interrupted: Pin<Box<dyn Future<Output = ()>>>,
}

impl Conversation<'_> {
    async fn hold(&mut self) -> Result<Vec<Row>, Problem> {
        loop {
            match self.advance().await? {
                State::Balance(balance) => {
                    self.run.forget(&self.question.profile)?;
                    return rows(self.question, balance.accounts, self.sender.answered());
                }
                State::Refused(refused) => {
                    self.run.forget(&self.question.profile)?;
                    return Err(Problem::refused(&refused, self.sender.failed()));
                }
                State::NeedsPin(pin) => self.pin(pin)?,
                State::NeedsOtp(otp) => self.otp(&otp)?,
            }
        }
    }

    async fn advance(&mut self) -> Result<State, Problem> {
        let (state, profile) = (&self.run.state, &self.question.profile);
        let store = |inquiry: &BalanceInquiry| {
            let kept = state.as_ref().map_or(Ok(()), |state| state.keep(profile, inquiry));
            std::future::ready(kept)
        };
        let advanced = tokio::select! {
            // First, so that it is there before the first prompt.
            biased;
            () = &mut self.interrupted => return Err(self.unheard()),
            advanced = self.inquiry.advance_storing(&self.sender, store) => advanced,
        };
        advanced.map_err(|error| match error {
            AdvanceError::Call(failure) | AdvanceError::Store(failure) => failure.into(),
        })
    }

    fn pin(&mut self, asked: NeedsPin) -> Result<(), Problem> {
        let sandbox = self.wallet.is_sandbox();
        if !self.desk.encryptor.is_ready(sandbox) {
            return Err(self.stopped(
                "the gateway wants the customer's PIN encrypted, in a way that is not public",
                "Give a program that encrypts it: --pin-encryptor.",
            ));
        }
        self.tell(asked.notice, asked.attempts_left);
        // A key is not kept from run to run, and expires with the challenge. Another one costs nothing.
        let key = asked.key.filter(|_| asked.notice != Some(Notice::Expired));
        let Some(key) = key else { return self.another_key() };
        self.wants_key = false;
        match self.prompt("PIN")? {
            Typed::Text(typed) if typed.is_empty() => Ok(()),
            Typed::Text(typed) => {
                let encrypted = self.desk.encryptor.encrypt(&typed, &key, sandbox);
                let encrypted = encrypted.map_err(|Unencrypted(message)| {
                    self.stopped(&message, "Correct the program of --pin-encryptor, and run it again.")
                })?;
                self.inquiry.submit_pin(encrypted).map_err(not_now)
            }
            Typed::Nothing => Err(self.unheard()),
        }
    }

    fn another_key(&mut self) -> Result<(), Problem> {
        if std::mem::replace(&mut self.wants_key, true) {
            return Err(self.stopped("the gateway sends no key to encrypt the PIN with", "Ask the gateway's support."));
        }
        self.trigger_again()
    }

    fn otp(&mut self, asked: &NeedsOtp) -> Result<(), Problem> {
        self.tell(asked.notice, asked.attempts_left);
        match self.prompt("code sent to the customer's phone (Enter alone for another)")? {
            Typed::Text(typed) if typed.is_empty() => self.trigger_again(),
            Typed::Text(typed) => self.inquiry.submit_otp(typed.as_str()).map_err(not_now),
            Typed::Nothing => Err(self.unheard()),
        }
    }

    fn trigger_again(&mut self) -> Result<(), Problem> {
        self.inquiry.trigger_again().map_err(not_now)
    }

    fn prompt(&self, what: &str) -> Result<Typed, Problem> {
        let prompt = format!("{}: {what}: ", self.question.profile);
        prompt::without_echo(&prompt).map_err(|_| {
            self.stopped("the terminal cannot be read without showing what is typed", "Run it on another terminal.")
        })
    }

    /// Tells what went before.
    fn tell(&self, notice: Option<Notice>, attempts_left: u32) {
        let Some(notice) = notice else { return };
        let what = match notice {
            Notice::Wrong => "that was wrong",
            Notice::NotPassed => "the challenge is not passed",
            Notice::Expired => "that has expired",
            Notice::TooManySends => "no further code is sent; the last one may still be good",
            _ => "the challenge is still open",
        };
        let attempts = if attempts_left == 1 { "attempt" } else { "attempts" };
        output::to_stderr(&format!("{}: {what}; {attempts_left} {attempts} left\n", self.question.profile));
    }

    /// There is nobody to ask now.
    fn later(&self) -> Problem {
        match &self.run.state {
            None => Problem::challenge(
                "the customer must prove who they are, and there is no terminal to ask them on",
                "Run it on a terminal, or stop and resume with --state FILE.",
            ),
            Some(state) => match state.keep(&self.question.profile, &self.inquiry) {
                Ok(()) => self.stopped("the customer must prove who they are", "Run it on a terminal."),
                Err(failure) => failure.into(),
            },
        }
    }

    fn unheard(&self) -> Problem {
        self.stopped("the customer was not heard", "Run it again.")
    }

    /// Ends here. With `--state`, the challenge is kept: the inquiry was stored before the customer was asked.
    fn stopped(&self, message: &str, advice: &str) -> Problem {
        let advice = match &self.run.state {
            Some(state) => format!("{advice} --state {} goes on from here.", state.name()),
            None => advice.to_owned(),
        };
        Problem::challenge(message, advice)
    }
}
