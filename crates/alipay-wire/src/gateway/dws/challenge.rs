//! The challenge that stands before an operation of the wallet.

use crate::{Extra, Model, OtherText, StringEnum, Text};

/// How a customer proves who they are. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ChallengeType {
    /// By their payment PIN. Asked for first where both are.
    PaymentPassword,
    /// By a code sent to their phone.
    SmsOtp,
    /// A word that is not listed here.
    Other(OtherText),
}

/// What to do next. The pages call it a map of anything: members they do not show are in `extra`.
#[derive(Clone, PartialEq, Model)]
#[model(Dws)]
#[non_exhaustive]
pub struct ChallengeActionForm {
    /// The kind of form, such as `ChallengeActionForm`. The PIN challenge comes without.
    #[wire(with = Text, show)]
    pub action_form_type: Option<String>,
    /// How the customer proves who they are.
    #[wire(show)]
    pub challenge_type: Option<ChallengeType>,
    /// What triggering the challenge needs back. Empty for a PIN.
    #[wire(with = Text)]
    pub challenge_render_value: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What an answer says about rendering the next challenge, in whatever shape it comes: the pages name it and do not show it.
pub type ChallengeInfo = serde_json::Value;
