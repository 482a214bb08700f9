//! The challenge that stands before an operation of the wallet.

use crate::Text;

crate::text! {
    /// How a customer proves who they are. The set is open.
    pub struct ChallengeType show {
        /// By their payment PIN. Asked for first where both are.
        PAYMENT_PASSWORD = "PAYMENT_PASSWORD";
        /// By a code sent to their phone.
        SMS_OTP = "SMS_OTP";
    }
}

crate::model! {
    /// What to do next. The pages call it a map of anything: members they do not show are in `extra`.
    pub struct ChallengeActionForm {
        required {}
        optional {
            /// The kind of form, such as `ChallengeActionForm`. The PIN challenge comes without.
            "actionFormType" action_form_type: String as Text {show},
            /// How the customer proves who they are.
            "challengeType" challenge_type: ChallengeType {show},
            /// What triggering the challenge needs back. Empty for a PIN.
            "challengeRenderValue" challenge_render_value: String as Text,
        }
    }
}

/// What an answer says about rendering the next challenge, in whatever shape it comes: the pages name it and do not show it.
pub type ChallengeInfo = serde_json::Value;
