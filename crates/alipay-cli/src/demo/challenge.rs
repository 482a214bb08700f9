//! A wallet behind challenges: the customer is asked for their PIN, then for a code. What they type is simulated.

use alipay::{
    Client, Dws,
    dws::{
        accounts::{
            Balance,
            balance_inquiry::{BalanceInquiry, NeedsOtp, NotNow, Notice, State},
        },
        security::{EncryptPin, SandboxPin, TEST_OTP, TEST_PIN},
    },
};

use super::{money, nothing};
use crate::failure::Failure;

/// The customer the gateway asks for two factors.
const CUSTOMER: &str = "2188400000000012";
/// What they type first when they are asked for the code.
const WRONG_OTP: &str = "000000";

/// Goes from the question to the balance, and tells what happened on the way.
pub(super) async fn story(client: &Client<Dws>) -> Result<String, Failure> {
    let failed = |_: NotNow| Failure::usage("the challenge does not go on");
    let mut told = Told(String::from("A wallet behind two challenges. What the customer types is simulated.\n"));
    let mut typed = [WRONG_OTP, TEST_OTP].into_iter();
    let mut inquiry = BalanceInquiry::new(CUSTOMER, "demo-wallet-1")
        .map_err(|invalid| Failure::usage("the inquiry cannot begin").because(invalid))?;
    told.customer("opens the wallet");
    loop {
        match inquiry.advance(client).await? {
            State::NeedsPin(pin) => {
                told.gateway("asks for the payment PIN");
                let key = pin.key.ok_or_else(|| Failure::usage("there is no key to encrypt the PIN with"))?;
                let encrypted = SandboxPin::from(TEST_PIN).encrypt_pin(&key);
                let encrypted = encrypted.map_err(|error| Failure::usage("the PIN is not encrypted").because(error))?;
                inquiry.submit_pin(encrypted).map_err(failed)?;
                told.customer("types the PIN, which is encrypted before it leaves");
            }
            State::NeedsOtp(otp) => {
                told.gateway(&asks_for_code(&otp));
                let code = typed.next().ok_or_else(|| Failure::usage("the code of the demonstration is not taken"))?;
                inquiry.submit_otp(code).map_err(failed)?;
                told.customer(if code == TEST_OTP { "types the code of the message" } else { "mistypes the code" });
            }
            State::Balance(balance) => {
                told.gateway(&format!("shows the balance: {}", amounts(&balance)));
                return Ok(told.0);
            }
            State::Refused(refused) => {
                let code = refused.code().map(|code| format!(" ({code})")).unwrap_or_default();
                return Err(Failure::usage(format!("the customer of the demonstration is refused{code}")));
            }
        }
    }
}

fn asks_for_code(otp: &NeedsOtp) -> String {
    match otp.notice {
        None => "takes the PIN, and sends a code to the customer's phone".to_owned(),
        Some(Notice::Wrong) => format!("refuses the code: {} attempts are left", otp.attempts_left),
        Some(_) => format!("asks for the code again: {} attempts are left", otp.attempts_left),
    }
}

fn amounts(balance: &Balance) -> String {
    let amounts = balance.accounts.iter().map(|account| {
        let currency = account.currency.map_or_else(nothing, |currency| currency.to_string());
        format!("{currency} {}", money(account.available_amount))
    });
    amounts.collect::<Vec<_>>().join(", ")
}

struct Told(String);

impl Told {
    fn gateway(&mut self, does: &str) {
        self.0.push_str(&format!("  gateway   {does}\n"));
    }

    fn customer(&mut self, does: &str) {
        self.0.push_str(&format!("  customer  {does}\n"));
    }
}
