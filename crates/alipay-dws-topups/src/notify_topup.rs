//! `notifyTopup`: the gateway says how a top-up stands.

use alipay_wire::{
    Amount, Dws, Extra, MoneyOutcome, Notification, OneOrMany, OtherText, Response, Status, StringEnum, Timestamp,
    dws::{ChallengeActionForm, RequestId},
    signed_header::ResultInfo,
};

use crate::topup_result::{self, TopupDetailSummary, TopupId};

/// How a top-up stands. Members at the end of the page are not known, and are in `extra`.
///
/// * **When:** the gateway sends it, and again until it is acknowledged: `alipay-notify` receives it.
/// * **Says:** by `outcome` what happened to the money; codes in
///   [`topup_result`].
/// * **Page:** `notifyTopup`, Digital Wallet. Its end is not public.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct NotifyTopup {
    /// Whether this is the end of the top-up or a step of it.
    #[wire(show)]
    pub notify_type: NotifyType,
    /// The verdict on the top-up, not on a call. See [`topup_result`].
    #[wire(show)]
    pub result: ResultInfo,
    /// The gateway's number of the top-up.
    #[wire(max = 64)]
    pub topup_id: Option<TopupId>,
    /// Your number of the top-up: the `requestId` of `applyTopup`.
    #[wire(max = 64)]
    pub topup_request_id: Option<RequestId>,
    /// What is added to the wallet, in the smallest unit of the currency.
    #[wire(show)]
    pub topup_amount: Option<Amount>,
    /// What is paid, and by which means. A single one, as the page's example has it, is read as a list of one.
    #[wire(with = OneOrMany, show)]
    pub topup_detail_summaries: Option<Vec<TopupDetailSummary>>,
    /// When the top-up was completed.
    #[wire(show)]
    pub complete_time: Option<Timestamp>,
    /// What the customer must do before the top-up goes on.
    #[wire(show)]
    pub action_form: Option<ChallengeActionForm>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a notification is about. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum NotifyType {
    /// The end of the top-up.
    TopupResult,
    /// A step of the top-up.
    TopupProcess,
    /// A word that is not listed here.
    Other(OtherText),
}

impl NotifyTopup {
    /// | `notifyType` | `result` | the money |
    /// |---|---|---|
    /// | `TOPUP_RESULT` | any | as in [`topup_result::outcome`] |
    /// | `TOPUP_PROCESS` | `S` or `U` | pending: whatever the code, a step is not the end |
    /// | `TOPUP_PROCESS` | `F`, or none | unknown |
    /// | any other | any | unknown |
    pub fn outcome(&self) -> MoneyOutcome {
        match (self.notify_type.as_str(), self.result.status()) {
            ("TOPUP_RESULT", _) => topup_result::outcome(&self.result),
            ("TOPUP_PROCESS", Some(Status::S | Status::U)) => MoneyOutcome::Pending,
            _ => MoneyOutcome::Unknown,
        }
    }
}

impl Notification for NotifyTopup {
    type Dialect = Dws;
    const NAME: &'static str = "notifyTopup";

    /// `notifyType`, status and code of `result`, the action form, and the number of the top-up: the gateway's, or else
    /// yours. `None` without either number; a blank one is none.
    ///
    /// The type, the result and the form tell the steps of one top-up apart: a second challenge must not be taken for a
    /// repetition of the first. Of the form there is only a fingerprint, since its value is the customer's. Times are left
    /// out: a repetition may be dated anew.
    fn event(&self) -> Option<String> {
        let numbers = [
            ("topupId", self.topup_id.as_ref().map(TopupId::as_str)),
            ("topupRequestId", self.topup_request_id.as_ref().map(RequestId::as_str)),
        ];
        let filled =
            |(name, id): (_, Option<&str>)| id.filter(|id| !id.trim().is_empty()).map(|id| format!("{name}/{id}"));
        let number = numbers.into_iter().find_map(filled)?;
        let word = |code: &Option<alipay_wire::Code>| code.as_ref().map_or("-", |code| code.as_str()).to_owned();
        let (status, code) = (word(&self.result.result_status), word(&self.result.result_code));
        let form = self.action_form.as_ref().map_or_else(|| "-".to_owned(), fingerprint);
        // The number comes last: it is the only part that may have any character.
        Some(format!("{}/{status}/{code}/{form}/{number}", self.notify_type.as_str()))
    }
}

/// FNV-1a over type and value of the form: the same in every version and on every machine, which no hasher of the standard
/// library promises.
fn fingerprint(form: &ChallengeActionForm) -> String {
    let kind = form.challenge_type.as_ref().map_or("", |kind| kind.as_str());
    let value = form.challenge_render_value.as_deref().unwrap_or_default();
    let bytes = kind.bytes().chain([0]).chain(value.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
