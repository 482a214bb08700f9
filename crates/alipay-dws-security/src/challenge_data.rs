//! What the customer answers to a challenge.

use alipay_wire::{Extra, Invalid, Model, StringNewtype, Text, dws::ChallengeType};

/// The code that was sent to the customer's phone. A secret: `Debug` shows nothing of it.
///
/// It belongs into one request and nowhere else: not into a log, and not into what is stored.
#[derive(Clone, StringNewtype)]
#[wire(secret)]
pub struct Otp(String);

/// The customer's PIN as the gateway takes it: encrypted, in base64 on the page. A secret all the same: anyone who has it
/// can answer this challenge. `Debug` shows nothing of it.
///
/// Made by an [`EncryptPin`](crate::EncryptPin) of your own.
#[derive(Clone, StringNewtype)]
#[wire(secret)]
pub struct EncryptedPin(String);

/// The customer's answer to a challenge.
#[derive(Clone, PartialEq, Model)]
#[model(Dws, sent)]
#[non_exhaustive]
pub struct ChallengeData {
    /// The challenge that is answered.
    #[wire(show)]
    pub challenge_type: ChallengeType,
    /// The code the customer was sent, for [`ChallengeType::SmsOtp`].
    pub otp_value: Option<Otp>,
    /// Token of the card that is challenged.
    #[wire(with = Text)]
    pub card_token: Option<String>,
    /// The encrypted PIN, for [`ChallengeType::PaymentPassword`].
    pub password_value: Option<EncryptedPin>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl ChallengeData {
    /// Answers an SMS challenge.
    pub fn otp(otp: impl Into<Otp>) -> Self {
        Self::new(ChallengeType::SmsOtp).otp_value(otp)
    }

    /// Answers a PIN challenge.
    pub fn pin(pin: impl Into<EncryptedPin>) -> Self {
        Self::new(ChallengeType::PaymentPassword).password_value(pin)
    }

    /// An answer without its value could only burn an attempt.
    pub(crate) fn check_answered(&self) -> Result<(), Invalid> {
        let (field, value) = match self.challenge_type {
            ChallengeType::SmsOtp => ("challengeData.otpValue", self.otp_value.as_ref().map(Otp::as_str)),
            ChallengeType::PaymentPassword => {
                ("challengeData.passwordValue", self.password_value.as_ref().map(EncryptedPin::as_str))
            }
            _ => return Ok(()),
        };
        match value {
            Some(value) if !value.trim().is_empty() => Ok(()),
            _ => Err(Invalid::new(field, "is what this challengeType is answered with, and must not be empty")),
        }
    }
}
