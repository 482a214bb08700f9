//! Faults by name, for who cannot write them in Rust.

use std::time::Duration;

use alipay_wire::CodeInfo;

use crate::Fault;

/// A fault as it is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedFault {
    pub(crate) fault: String,
    #[serde(default)]
    pub(crate) api: Option<String>,
    #[serde(default)]
    pub(crate) times: Option<u32>,
    /// Of `slow` and `slow_body`.
    #[serde(default)]
    pub(crate) millis: Option<u64>,
    /// Of `status` and `status_after`.
    #[serde(default)]
    pub(crate) status: Option<u16>,
    /// Of `code`, `code_after` and `unsigned_code`.
    #[serde(default)]
    pub(crate) code: Option<String>,
}

/// Those that need nothing but their name.
const PLAIN: [(&str, Fault); 24] = [
    ("unreachable", Fault::Unreachable),
    ("stalled", Fault::Stalled),
    ("bad_handshake", Fault::BadHandshake),
    ("drop_during", Fault::DropDuring),
    ("drop_before", Fault::DropBefore),
    ("drop_after", Fault::DropAfter),
    ("cut", Fault::Cut),
    ("busy", Fault::Busy("2")),
    ("throttled", Fault::Throttled),
    ("refused", Fault::Refused),
    ("unknown", Fault::Unknown),
    ("unknown_in_gbk", Fault::UnknownInGbk),
    ("wrong_key", Fault::WrongKey),
    ("unsigned", Fault::Unsigned),
    ("unsigned_failure", Fault::UnsignedFailure),
    ("unsigned_unknown", Fault::UnsignedUnknown),
    ("false_failure", Fault::FalseFailure),
    ("partial_signature", Fault::PartialSignature),
    ("stripped_signature", Fault::StrippedSignature),
    ("tampered", Fault::Tampered),
    ("swapped", Fault::Swapped),
    ("stale_time", Fault::StaleTime),
    ("unreadable", Fault::Unreadable),
    ("truncated", Fault::Truncated),
];

/// The bytes that `oversized` has.
const OVERSIZED: usize = 16 << 20;

impl NamedFault {
    /// The fault. `code` finds what is documented about a code.
    pub(crate) fn read(&self, code: impl Fn(&str) -> Option<CodeInfo>) -> Result<Fault, &'static str> {
        let millis = || Duration::from_millis(self.millis.unwrap_or(5_000).min(3_600_000));
        let status = || self.status.unwrap_or(502);
        let code = || {
            let named = self.code.as_deref().ok_or("code: it is missing")?;
            code(named).ok_or("code: no page documents it for this API")
        };
        Ok(match self.fault.as_str() {
            "slow" => Fault::Slow(millis()),
            "slow_body" => Fault::SlowBody(millis()),
            "status" => Fault::Status(status()),
            "status_after" => Fault::StatusAfter(status()),
            "oversized" => Fault::Oversized(OVERSIZED),
            "code" => Fault::Code(code()?),
            "code_after" => Fault::CodeAfter(code()?),
            "unsigned_code" => Fault::UnsignedCode(code()?),
            name => PLAIN.iter().find(|(known, _)| *known == name).ok_or("fault: there is none of this name")?.1,
        })
    }
}

/// The name by which a fault is asked for.
pub(crate) fn name(fault: Fault) -> &'static str {
    match fault {
        Fault::Slow(_) => "slow",
        Fault::SlowBody(_) => "slow_body",
        Fault::Status(_) => "status",
        Fault::StatusAfter(_) => "status_after",
        Fault::Oversized(_) => "oversized",
        Fault::Code(_) => "code",
        Fault::CodeAfter(_) => "code_after",
        Fault::UnsignedCode(_) => "unsigned_code",
        Fault::Busy(_) => "busy",
        plain => PLAIN.iter().find(|(_, known)| *known == plain).map_or("other", |(name, _)| name),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_by_the_name_by_which_it_is_asked_for() {
        let known = CodeInfo::new("ACQ.X", alipay_wire::Status::F, "");
        let more = ["slow", "slow_body", "status", "status_after", "oversized", "code", "code_after", "unsigned_code"];
        for asked in PLAIN.iter().map(|(name, _)| *name).chain(more) {
            let named = NamedFault { fault: asked.into(), code: Some("ACQ.X".into()), ..NamedFault::default() };
            assert_eq!(name(named.read(|_| Some(known)).unwrap()), asked);
        }
        assert!(NamedFault { fault: "drop".into(), ..NamedFault::default() }.read(|_| None).is_err());
        assert!(
            NamedFault { fault: "code".into(), code: Some("X".into()), ..NamedFault::default() }
                .read(|_| None)
                .is_err()
        );
    }
}
