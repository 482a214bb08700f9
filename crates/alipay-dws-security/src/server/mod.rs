//! A gateway's challenges.

mod challenges;
mod sandbox_pin;

pub use challenges::Challenges;
pub use sandbox_pin::{NoSandboxKey, SandboxPin};

/// The code that every SMS of a sandbox would hold: the one of the page's sample.
pub const TEST_OTP: &str = "472556";

/// The PIN of every customer of a sandbox.
pub const TEST_PIN: &str = "246810";
