//! Notifications: what was made, where it went, what its receiver said, and when it goes again.

use std::collections::VecDeque;

use alipay_wire::Stamp;
use bytes::Bytes;
use http::Request;

use crate::{NotAcknowledged, Sandbox, locked};

/// How long the Open Platform waits before it tells again, in minutes: eight deliveries within a day.
pub(crate) const SCHEDULE: [i64; 7] = [4, 10, 10, 60, 120, 360, 900];

/// So many notifications are known, the latest.
const KEPT: usize = 1_000;

/// So many times that one was sent, the latest.
#[cfg(feature = "listen")]
const ATTEMPTS: usize = 50;

/// A notification on its way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// Counts the notifications of a sandbox.
    pub id: u64,
    /// The merchant's number of what it is about.
    pub about: String,
    /// The state it tells.
    pub event: String,
    /// When it was made, in the time of the sandbox's world.
    pub made: Stamp,
    /// The notification, signed.
    pub request: Request<Bytes>,
    /// How it stands.
    pub state: DeliveryState,
    /// The result of the times it was sent: the latest 50.
    pub attempts: Vec<Attempt>,
    /// How often it was sent in turn.
    turns: usize,
}

/// How a notification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryState {
    /// It goes at this time of the sandbox's world.
    Due(Stamp),
    /// It is on its way.
    Sending,
    /// It waits until someone sends or takes it.
    Held,
    /// Its receiver has acknowledged it.
    Acknowledged,
    /// Nobody has acknowledged it, and it is not sent any more.
    GivenUp,
}

impl DeliveryState {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due(_) => "due",
            Self::Sending => "sending",
            Self::Held => "held",
            Self::Acknowledged => "acknowledged",
            Self::GivenUp => "given_up",
        }
    }
}

/// One time a notification was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// When, in the time of the sandbox's world.
    pub at: Stamp,
    /// Whether it was sent with another content under the same signature.
    pub forged: bool,
    /// The HTTP status of the answer, if one came.
    pub status: Option<u16>,
    /// The answer.
    pub answer: Bytes,
    /// Why it does not count as acknowledged. `None` when it does.
    pub reason: Option<String>,
}

#[derive(Default)]
pub(crate) struct Deliveries {
    all: VecDeque<Delivery>,
    given: u64,
    /// Whether new ones wait for someone to send them.
    holds: bool,
}

impl Deliveries {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.holds = false;
    }

    fn add(&mut self, about: &str, event: &str, request: Request<Bytes>, now: Stamp, sends: bool) {
        self.given += 1;
        let state = if sends && !self.holds { DeliveryState::Due(now) } else { DeliveryState::Held };
        let (about, event) = (about.to_owned(), event.to_owned());
        self.all.push_back(Delivery {
            id: self.given,
            about,
            event,
            made: now,
            request,
            state,
            attempts: Vec::new(),
            turns: 0,
        });
        if self.all.len() > KEPT {
            self.all.pop_front();
        }
    }

    fn find(&mut self, id: u64) -> Option<&mut Delivery> {
        self.all.iter_mut().find(|delivery| delivery.id == id)
    }
}

impl Sandbox {
    /// The latest 1,000 notifications about trades, oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        locked(&self.control.deliveries).all.iter().cloned().collect()
    }

    /// Whether new notifications wait for someone to send them: to see what comes of another order.
    pub fn hold_notifications(&self, holds: bool) {
        locked(&self.control.deliveries).holds = holds;
        self.control.changed();
    }

    /// Whether they do.
    pub fn holds_notifications(&self) -> bool {
        locked(&self.control.deliveries).holds
    }

    /// Takes the notifications that wait to be delivered, oldest first: of a sandbox inside this process all of them, of a
    /// listener those that are held, or that are not sent any more.
    ///
    /// A trade that was opened with a `notify_url` is told of when it is paid, and again with every refund that changes it; by
    /// code and by page, only while it stays `TRADE_SUCCESS`: there a full refund is silent. A `notify_url` that is no address
    /// of the web is told nothing.
    pub fn take_notifications(&self) -> Vec<Request<Bytes>> {
        let all = &mut locked(&self.control.deliveries).all;
        let waits = |delivery: &Delivery| matches!(delivery.state, DeliveryState::Held | DeliveryState::GivenUp);
        let taken = all.iter().filter(|delivery| waits(delivery)).map(|delivery| delivery.request.clone()).collect();
        all.retain(|delivery| !waits(delivery));
        taken
    }

    /// Sends off a notification, or keeps it where nobody sends.
    pub(crate) fn dispatch(&self, about: &str, event: &str, request: Request<Bytes>, sends: bool) {
        locked(&self.control.deliveries).add(about, event, request, self.now(), sends);
        self.control.due.notify_one();
        self.control.changed();
    }
}

/// What a receiver's answer means for a delivery.
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) answer: Bytes,
    pub(crate) reason: Option<String>,
    /// It is not to be tried again.
    pub(crate) is_final: bool,
}

impl Outcome {
    #[cfg_attr(not(feature = "listen"), expect(dead_code, reason = "a listener delivers"))]
    pub(crate) fn answered(status: u16, answer: Bytes, verdict: Result<(), NotAcknowledged>) -> Self {
        Self { status: Some(status), answer, reason: verdict.err().map(|why| why.to_string()), is_final: false }
    }
}

#[cfg(feature = "listen")]
mod sending {
    use std::time::Duration;

    use tokio::{task::JoinSet, time::sleep};

    use super::*;
    use crate::NotDelivered;

    /// It is looked at the clock that often at least: the machine may have slept.
    const LOOK: Duration = Duration::from_secs(60);

    impl Sandbox {
        /// Delivers what is due, on the clock of the sandbox's world. Never ends.
        pub(crate) async fn deliver_what_is_due(self) {
            let mut under_way = JoinSet::new();
            loop {
                while under_way.try_join_next().is_some() {}
                let now = self.now();
                for id in self.take_due(now) {
                    under_way.spawn(self.clone().deliver_in_turn(id));
                }
                tokio::select! {
                    () = self.control.due.notified() => {}
                    () = sleep(self.until_next(now)) => {}
                }
            }
        }

        fn take_due(&self, now: Stamp) -> Vec<u64> {
            let mut deliveries = locked(&self.control.deliveries);
            let is_due = |delivery: &&mut Delivery| matches!(delivery.state, DeliveryState::Due(at) if at <= now);
            let due = deliveries.all.iter_mut().filter(is_due);
            due.map(|delivery| {
                delivery.state = DeliveryState::Sending;
                delivery.id
            })
            .collect()
        }

        fn until_next(&self, now: Stamp) -> Duration {
            let deliveries = locked(&self.control.deliveries);
            let due = deliveries.all.iter().filter_map(|delivery| match delivery.state {
                DeliveryState::Due(at) => Some(at.unix_millis() - now.unix_millis()),
                _ => None,
            });
            due.min().map_or(LOOK, |millis| Duration::from_millis(millis.max(1).unsigned_abs()).min(LOOK))
        }

        async fn deliver_in_turn(self, id: u64) {
            let Some(request) = self.notification_of(id) else { return };
            let outcome = self.try_to_deliver(&request).await;
            self.delivered(id, false, outcome, true);
            self.control.due.notify_one();
        }

        fn notification_of(&self, id: u64) -> Option<Request<Bytes>> {
            locked(&self.control.deliveries).find(id).map(|delivery| delivery.request.clone())
        }

        /// Sends a notification now, whatever its schedule, and tells what was made of it. Forged: with another content
        /// under the same signature, which its receiver must refuse. `None` when there is none of this number.
        pub async fn send_notification(&self, id: u64, forged: bool) -> Option<Attempt> {
            let request = self.notification_of(id)?;
            let request = if forged { request.map(|body| self::forged(&body)) } else { request };
            let outcome = self.try_to_deliver(&request).await;
            self.delivered(id, forged, outcome, false)
        }

        async fn try_to_deliver(&self, request: &Request<Bytes>) -> Outcome {
            let not_sent = |reason: &str, is_final| Outcome {
                status: None,
                answer: Bytes::new(),
                reason: Some(reason.to_owned()),
                is_final,
            };
            if !request.uri().host().is_some_and(|host| self.is_allowed(host)) {
                return not_sent("its address is not on this machine, and was not allowed", true);
            }
            match self.deliver(request).await {
                Ok(answer) => {
                    let verdict = self.judge(request, &answer);
                    Outcome::answered(answer.status().as_u16(), answer.into_body(), verdict)
                }
                Err(error @ NotDelivered::Url) => not_sent(&error.to_string(), true),
                Err(error) => not_sent(&error.to_string(), false),
            }
        }

        /// Notes the result. What was sent by hand does not change when it goes next.
        fn delivered(&self, id: u64, forged: bool, outcome: Outcome, in_turn: bool) -> Option<Attempt> {
            let now = self.now();
            let mut deliveries = locked(&self.control.deliveries);
            let delivery = deliveries.find(id)?;
            let Outcome { status, answer, reason, is_final } = outcome;
            let answer = answer.slice(..answer.len().min(1024));
            let attempt = Attempt { at: now, forged, status, answer, reason };
            if attempt.reason.is_none() && !forged {
                delivery.state = DeliveryState::Acknowledged;
            } else if in_turn && delivery.state == DeliveryState::Sending {
                let pause = SCHEDULE.get(delivery.turns).filter(|_| !is_final);
                delivery.turns += 1;
                let next = pause.and_then(|pause| Stamp::from_unix_millis(now.unix_millis() + pause * 60_000));
                delivery.state = next.map_or(DeliveryState::GivenUp, DeliveryState::Due);
            }
            delivery.attempts.push(attempt.clone());
            if delivery.attempts.len() > ATTEMPTS {
                delivery.attempts.remove(0);
            }
            drop(deliveries);
            self.control.changed();
            Some(attempt)
        }
    }

    /// The same signature, and another amount or status.
    fn forged(body: &Bytes) -> Bytes {
        let pairs = form_urlencoded::parse(body).into_owned();
        let mut other = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            let value = if name == "total_amount" { format!("1{value}") } else { value };
            other.append_pair(&name, &value);
        }
        other.append_pair("forged", "yes");
        other.finish().into()
    }
}
