//! What the customer answers to a challenge.

use alipay_wire::{Invalid, Text, dws::ChallengeType};

alipay_wire::text! {
    /// The code that was sent to the customer's phone. A secret: `Debug` shows nothing of it.
    ///
    /// It belongs into one request and nowhere else: not into a log, and not into what is stored.
    pub struct Otp;
}

alipay_wire::text! {
    /// The customer's PIN as the gateway takes it: encrypted, in base64 on the page. A secret all the same: whoever has it
    /// can answer this challenge. `Debug` shows nothing of it.
    ///
    /// Made by an [`EncryptPin`](crate::EncryptPin) of your own.
    pub struct EncryptedPin;
}

alipay_wire::request! {
    /// The customer's answer to a challenge.
    pub struct ChallengeData {
        required {
            /// The challenge that is answered.
            "challengeType" challenge_type: ChallengeType {show},
        }
        optional {
            /// The code the customer was sent, for [`ChallengeType::SMS_OTP`].
            "otpValue" otp_value: Otp,
            /// Token of the card that is challenged.
            "cardToken" card_token: String as Text,
            /// The encrypted PIN, for [`ChallengeType::PAYMENT_PASSWORD`].
            "passwordValue" password_value: EncryptedPin,
        }
    }
}

impl ChallengeData {
    /// Answers an SMS challenge.
    pub fn otp(otp: impl Into<Otp>) -> Self {
        Self::new(ChallengeType::SMS_OTP).otp_value(otp)
    }

    /// Answers a PIN challenge.
    pub fn pin(pin: impl Into<EncryptedPin>) -> Self {
        Self::new(ChallengeType::PAYMENT_PASSWORD).password_value(pin)
    }

    /// An answer without its value could only burn an attempt.
    pub(crate) fn check_answered(&self) -> Result<(), Invalid> {
        let (field, value) = if self.challenge_type == ChallengeType::SMS_OTP {
            ("challengeData.otpValue", self.otp_value.as_ref().map(Otp::as_str))
        } else if self.challenge_type == ChallengeType::PAYMENT_PASSWORD {
            ("challengeData.passwordValue", self.password_value.as_ref().map(EncryptedPin::as_str))
        } else {
            return Ok(());
        };
        match value {
            Some(value) if !value.trim().is_empty() => Ok(()),
            _ => Err(Invalid::new(field, "is what this challengeType is answered with, and must not be empty")),
        }
    }
}
