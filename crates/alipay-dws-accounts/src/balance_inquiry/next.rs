//! What an inquiry hands out.

use alipay_dws_security::{TriggerChallenge, VerifyAuthentication};
use alipay_wire::dws::{ProcessId, RequestId};

use super::{
    BalanceInquiry, Next, State, Typed,
    stored::{Challenge, Phase},
};
use crate::{QueryAccountAndBenefit, QueryAccountCondition};

impl BalanceInquiry {
    /// What to send or to show now.
    ///
    /// Safe to call at any time. A query and a triggering come again until they are answered; a verification comes once. To
    /// call this again instead of telling the result is to say that nobody knows.
    pub fn next_step(&mut self) -> Next {
        if let Some(balance) = &self.balance {
            return Next::Show(State::Balance(balance.clone()));
        }
        match &self.stored.phase {
            Phase::Begin => Next::Query(Box::new(self.query(None))),
            Phase::Recheck(challenge) => Next::Query(Box::new(self.query(Some(&challenge.process)))),
            Phase::Trigger(challenge) => Next::Trigger(self.trigger(challenge)),
            Phase::Await(challenge) => Next::Show(challenge.state(self.key.as_ref())),
            Phase::Verify(challenge) => {
                let (request, process) = (self.stored.request.clone(), challenge.process.clone());
                match self.typed.take() {
                    Some(typed) => {
                        self.awaits_verdict = true;
                        Next::Verify(Box::new(match typed {
                            Typed::Pin(pin) => VerifyAuthentication::pin(request, process, pin),
                            Typed::Otp(otp) => VerifyAuthentication::otp(request, process, otp),
                        }))
                    }
                    // It was handed out before, here or by another process. Only the gateway knows the result.
                    None => {
                        let query = self.query(Some(&process));
                        let challenge = challenge.clone();
                        self.go_on(Phase::Recheck(challenge));
                        Next::Query(Box::new(query))
                    }
                }
            }
            Phase::Refused(refused) => Next::Show(State::Refused(refused.clone())),
        }
    }

    fn query(&self, process: Option<&ProcessId>) -> QueryAccountAndBenefit {
        let mut query = QueryAccountAndBenefit::new(self.stored.customer.clone());
        let types = &self.stored.account_types;
        if !types.is_empty() {
            let conditions: Vec<_> = types.iter().cloned().map(QueryAccountCondition::new).collect();
            query = query.query_account_conditions(conditions);
        }
        query.process_id = process.cloned();
        query.environment.clone_from(&self.environment);
        query
    }

    fn trigger(&self, challenge: &Challenge) -> TriggerChallenge {
        let trigger = TriggerChallenge::new(challenge.process.clone());
        let trigger = match self.complete_trigger {
            Some(complete) => complete(trigger, &challenge.form),
            None => trigger,
        };
        // Last, so that nothing else becomes of the number by which the gateway knows a repetition.
        trigger.trigger_request_id(RequestId::from(self.stored.trigger_number()))
    }
}
