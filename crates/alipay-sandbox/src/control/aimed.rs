//! Faults for the calls of one API.

use bytes::Bytes;
use http::request::Parts;

use super::parameter;
use crate::{Fault, Sandbox, endpoints::GATEWAY_PATH, locked, open_platform::rest_v3};

/// A fault that waits for calls of one API, or of any.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AimedFault {
    /// By this number it is called off.
    pub id: u64,
    /// The method name, or the last part of the path. `None` for every API.
    pub api: Option<String>,
    /// What happens.
    pub fault: Fault,
    /// To how many calls more.
    pub times: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Aimed {
    faults: Vec<AimedFault>,
    given: u64,
}

impl Aimed {
    fn add(&mut self, api: Option<String>, fault: Fault, times: u32) -> u64 {
        self.given += 1;
        self.faults.push(AimedFault { id: self.given, api, fault, times });
        self.given
    }

    fn take(&mut self, api: &str) -> Option<Fault> {
        let at = self.faults.iter().position(|aimed| aimed.api.as_deref().is_none_or(|wanted| is_same(wanted, api)))?;
        let aimed = self.faults.get_mut(at)?;
        let fault = aimed.fault;
        aimed.times = aimed.times.saturating_sub(1);
        if aimed.times == 0 {
            self.faults.remove(at);
        }
        Some(fault)
    }
}

/// The API's name, its path, or the last part of that.
fn is_same(wanted: &str, api: &str) -> bool {
    wanted == api || api.strip_suffix(wanted).is_some_and(|rest| rest.ends_with('/'))
}

impl Sandbox {
    /// Lets the next `times` calls of this API meet this fault, in front of those of [`inject`](Self::inject): a method
    /// name such as `alipay.trade.refund`, or a path or its last part.
    ///
    /// Faults of the connection itself strike as soon as it is known what is called: before anything is processed.
    pub fn inject_for(&self, api: &str, fault: Fault, times: u32) -> u64 {
        self.aim(Some(api.to_owned()), fault, times)
    }

    pub(crate) fn aim(&self, api: Option<String>, fault: Fault, times: u32) -> u64 {
        let id = locked(&self.control.aimed).add(api, fault, times.max(1));
        self.control.changed();
        id
    }

    /// The faults that wait for calls of an API.
    pub fn aimed_faults(&self) -> Vec<AimedFault> {
        locked(&self.control.aimed).faults.clone()
    }

    /// Calls off one of them. `false` when there is none of this number.
    pub fn call_off(&self, id: u64) -> bool {
        let faults = &mut locked(&self.control.aimed).faults;
        let before = faults.len();
        faults.retain(|aimed| aimed.id != id);
        faults.len() < before
    }

    /// The fault that waits for this request.
    pub(super) fn aimed_fault(&self, head: &Parts, body: &Bytes) -> Option<Fault> {
        let mut aimed = locked(&self.control.aimed);
        if aimed.faults.is_empty() {
            return None;
        }
        aimed.take(&self.called(head, body))
    }

    /// What a request calls, as far as it says.
    fn called(&self, head: &Parts, body: &Bytes) -> String {
        let path = head.uri.path();
        let name = match path {
            GATEWAY_PATH => parameter(head, body, "method"),
            _ if path.starts_with(rest_v3::PREFIX) => {
                self.api_at(&head.method, path).map(|route| route.meta.name.to_string())
            }
            _ => None,
        };
        name.unwrap_or_else(|| path.to_owned())
    }
}
