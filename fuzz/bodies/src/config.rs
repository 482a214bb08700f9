//! The configuration file.

use alipay::config::{Config, ConfigError};

use crate::{Ending, oracle::quotes_nothing};

/// Any text as an `alipay.toml`. Errors say where, and quote no value.
pub fn config(data: &[u8]) -> Ending {
    let Ok(text) = std::str::from_utf8(data) else { return Ending::of("not text") };
    match Config::parse(text, "alipay.toml") {
        Ok(config) => {
            for name in config.profiles() {
                let profile = config.profile(name).expect("a profile that is listed is there");
                let _ = format!("{profile:?}");
            }
            Ending::of("profiles").times(config.profiles().count())
        }
        // The names of profiles and keys are told; what is wrong with them must not be told by their values.
        Err(ConfigError::Entry { problem, .. }) => {
            quotes_nothing(data, &problem);
            Ending::of(problem)
        }
        Err(error) => {
            quotes_nothing(data, &error);
            Ending::of(error)
        }
    }
}
