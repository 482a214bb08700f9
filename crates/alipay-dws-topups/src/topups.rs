//! The top-ups of a gateway in this process.

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, CodeInfo, Currency, Request, Timestamp,
    dws::{ChallengeActionForm, ChallengeType, CustomerId, RequestId},
    server::{Refusal, Serve, World},
    signed_header::ResultInfo,
};

use crate::{
    ApplyTopup, ApplyTopupResponse, NotifyTopup, NotifyType, QueryTopup, QueryTopupResponse, TopupCustomers,
    TopupDetail, TopupDetailSummary, TopupId, apply_topup, query_topup, topup_result,
};

/// The top-ups a gateway knows. At first none; those of customer `2163210007360016` wait for a code sent to their phone.
///
/// An accepted top-up is in process until [`settle`](Self::settle) or [`fail`](Self::fail) ends it. What settled top-ups
/// add to a wallet is kept here, see [`credited`](Self::credited): the wallets of the other APIs belong to another crate,
/// and do not change. A top-up that was refused leaves no trace: it can be applied for again under its number.
#[derive(Clone, Debug)]
pub struct Topups {
    by_request: BTreeMap<RequestId, Topup>,
    challenged: BTreeMap<CustomerId, ChallengeType>,
    credited: BTreeMap<(CustomerId, Currency), i128>,
}

#[derive(Clone, Debug)]
struct Topup {
    request: ApplyTopup,
    topup_id: TopupId,
    /// The same for every repetition, whatever became of the top-up.
    accepted: ApplyTopupResponse,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// Waits for the customer.
    Challenged(ChallengeActionForm),
    InProcess,
    Settled {
        at: Timestamp,
    },
    Failed {
        code: CodeInfo,
        at: Timestamp,
    },
}

impl Topups {
    /// Lets the top-ups this customer applies for from now on wait for this challenge.
    pub fn challenge(&mut self, customer: impl Into<CustomerId>, by: ChallengeType) {
        self.challenged.insert(customer.into(), by);
    }

    /// Lets a top-up go on whose challenge the customer has passed. `false` when there is none that waits.
    #[must_use]
    pub fn pass_challenge(&mut self, id: &RequestId) -> bool {
        match self.by_request.get_mut(id) {
            Some(Topup { state: state @ State::Challenged(_), .. }) => {
                *state = State::InProcess;
                true
            }
            _ => false,
        }
    }

    /// Ends a top-up well, at this time, and adds its amounts to the customers' wallets. `false` when there is none in
    /// process.
    #[must_use]
    pub fn settle(&mut self, id: &RequestId, at: impl Into<Timestamp>) -> bool {
        let Some(topup) = self.by_request.get_mut(id).filter(|topup| matches!(topup.state, State::InProcess)) else {
            return false;
        };
        topup.state = State::Settled { at: at.into() };
        for detail in &topup.request.topup_details {
            let Some(customer) = detail.customer() else { continue };
            let credit = self.credited.entry((customer.clone(), detail.topup_amount.currency)).or_default();
            *credit = credit.saturating_add(detail.topup_amount.value);
        }
        true
    }

    /// Ends a top-up with a failure of [`topup_result::code`], at this time. `false` when there is none that could still
    /// end.
    #[must_use]
    pub fn fail(&mut self, id: &RequestId, code: CodeInfo, at: impl Into<Timestamp>) -> bool {
        match self.by_request.get_mut(id) {
            Some(Topup { state: state @ (State::Challenged(_) | State::InProcess), .. }) => {
                *state = State::Failed { code, at: at.into() };
                true
            }
            _ => false,
        }
    }

    /// The notification about the present state of a top-up: a step while it is in process, then its end. `None` when
    /// there is no such top-up.
    pub fn notification(&self, id: &RequestId) -> Option<NotifyTopup> {
        let topup = self.by_request.get(id)?;
        let is_final = matches!(topup.state, State::Settled { .. } | State::Failed { .. });
        let kind = if is_final { NotifyType::TopupResult } else { NotifyType::TopupProcess };
        let mut body = NotifyTopup::new(kind, topup.result())
            .topup_id(topup.topup_id.clone())
            .topup_request_id(id.clone())
            .topup_detail_summaries(topup.summaries());
        body.topup_amount = topup.total();
        body.complete_time = topup.complete_time();
        body.action_form = topup.action_form();
        Some(body)
    }

    /// What settled top-ups have added to a customer's wallet.
    pub fn credited(&self, customer: &CustomerId, currency: Currency) -> Amount {
        let credited = self.credited.get(&(customer.clone(), currency)).copied();
        Amount::new(currency, credited.unwrap_or_default())
    }

    /// The earlier answer, if this is a repetition.
    fn repeated(&self, request: &ApplyTopup) -> Option<Result<ApplyTopupResponse, Refusal>> {
        let topup = self.by_request.get(&request.request_id)?;
        Some(if topup.request == *request {
            Ok(topup.accepted.clone())
        } else {
            Err(apply_topup::code::REPEAT_REQ_INCONSISTENT.into())
        })
    }

    fn accept(&mut self, request: &ApplyTopup) -> ApplyTopupResponse {
        let number = self.by_request.len() + 1;
        let topup_id = TopupId::from(format!("20220304190077{number:021}"));
        let mut accepted = ApplyTopupResponse::new(ResultInfo::success())
            .topup_id(topup_id.clone())
            .topup_request_id(request.request_id.clone());
        let customers = request.topup_details.iter().filter_map(TopupDetail::customer);
        let mut challenges = customers.filter_map(|customer| self.challenged.get(customer));
        accepted.action_form = challenges.next().map(|by| form(by.clone(), number));
        let state = accepted.action_form.clone().map_or(State::InProcess, State::Challenged);
        let topup = Topup { request: request.clone(), topup_id, accepted: accepted.clone(), state };
        self.by_request.insert(request.request_id.clone(), topup);
        accepted
    }

    fn find(&self, query: &QueryTopup) -> Option<(&RequestId, &Topup)> {
        let is_asked = |(id, topup): &(&RequestId, &Topup)| {
            query.topup_request_id.as_ref().is_none_or(|asked| asked == *id)
                && query.topup_id.as_ref().is_none_or(|asked| *asked == topup.topup_id)
        };
        self.by_request.iter().find(is_asked)
    }
}

impl Default for Topups {
    fn default() -> Self {
        let mut topups = Self { by_request: BTreeMap::new(), challenged: BTreeMap::new(), credited: BTreeMap::new() };
        topups.challenge("2163210007360016", ChallengeType::SmsOtp);
        topups
    }
}

/// As the pages' samples: the PIN challenge comes without type and value.
fn form(by: ChallengeType, number: usize) -> ChallengeActionForm {
    let form = ChallengeActionForm::new();
    let form = if by == ChallengeType::PaymentPassword {
        form.challenge_render_value("")
    } else {
        form.action_form_type("ChallengeActionForm").challenge_render_value(format!("{number:032x}"))
    };
    form.challenge_type(by)
}

impl Topup {
    fn result(&self) -> ResultInfo {
        match &self.state {
            State::Challenged(_) | State::InProcess => ResultInfo::of(&topup_result::code::PAYMENT_IN_PROCESS),
            State::Settled { .. } => ResultInfo::success(),
            State::Failed { code, .. } => ResultInfo::of(code),
        }
    }

    fn complete_time(&self) -> Option<Timestamp> {
        match &self.state {
            State::Challenged(_) | State::InProcess => None,
            State::Settled { at } | State::Failed { at, .. } => Some(at.clone()),
        }
    }

    fn action_form(&self) -> Option<ChallengeActionForm> {
        match &self.state {
            State::Challenged(form) => Some(form.clone()),
            _ => None,
        }
    }

    fn summaries(&self) -> Vec<TopupDetailSummary> {
        let summary = |detail: &TopupDetail| {
            let mut summary = TopupDetailSummary::new()
                .payment_amount(detail.topup_amount)
                .payment_method_type(detail.topup_method.topup_method_type.clone());
            summary.customer_id = detail.customer().cloned();
            summary
        };
        self.request.topup_details.iter().map(summary).collect()
    }

    /// The sum, if there is one currency.
    fn total(&self) -> Option<Amount> {
        let mut amounts = self.request.topup_details.iter().map(|detail| detail.topup_amount);
        let first = amounts.next()?;
        amounts.try_fold(first, |sum, amount| {
            let value = sum.value.checked_add(amount.value)?;
            (sum.currency == amount.currency).then(|| Amount::new(sum.currency, value))
        })
    }
}

impl Serve for ApplyTopup {
    fn serve(&self, world: &mut World) -> Result<ApplyTopupResponse, Refusal> {
        if let Some(answer) = world.get::<Topups>().repeated(self) {
            return answer;
        }
        self.validate().map_err(|_| apply_topup::code::PARAM_ILLEGAL)?;
        let customers: &mut TopupCustomers = world.get();
        for detail in &self.topup_details {
            let customer = detail.customer().ok_or(apply_topup::code::PARAM_ILLEGAL)?;
            let kind = &detail.topup_method.topup_method_type;
            let chosen = |option: &crate::TopupOption| option.topup_method_type.as_ref() == Some(kind);
            if !customers.granting(customer, detail.topup_amount, chosen)?.offer(kind) {
                return Err(apply_topup::code::PARAM_ILLEGAL.into());
            }
        }
        Ok(world.get::<Topups>().accept(self))
    }
}

impl Serve for QueryTopup {
    fn serve(&self, world: &mut World) -> Result<QueryTopupResponse, Refusal> {
        self.validate().map_err(|_| query_topup::code::PARAM_ILLEGAL)?;
        let topups: &mut Topups = world.get();
        let (id, topup) = topups.find(self).ok_or(query_topup::code::ORDER_NOT_EXIST)?;
        let mut answer = QueryTopupResponse::new(ResultInfo::success())
            .topup_result(topup.result())
            .topup_detail_summaries(topup.summaries())
            .topup_id(topup.topup_id.clone())
            .topup_request_id(id.clone());
        answer.topup_amount = topup.total();
        answer.complete_time = topup.complete_time();
        answer.action_form = topup.action_form();
        Ok(answer)
    }
}
