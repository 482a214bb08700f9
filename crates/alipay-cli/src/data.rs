//! The request, as it was given.

use std::{io, path::Path};

use alipay::JsonText;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{failure::Failure, files};

/// Reads the argument of `--data`: JSON, `@FILE`, or `-`.
pub(crate) fn read(argument: &str) -> Result<String, Failure> {
    let bytes = if argument == "-" {
        files::read_from(io::stdin().lock())
            .map_err(|error| Failure::usage("--data: standard input cannot be read").because(error))?
    } else if let Some(file) = argument.strip_prefix('@') {
        let failed = |error| {
            let file = files::shown(Path::new(file));
            Failure::usage(format!("--data: the file {file} cannot be read")).because(error)
        };
        files::read(Path::new(file)).map_err(failed)?
    } else {
        argument.as_bytes().to_vec()
    };
    String::from_utf8(bytes).map_err(|_| Failure::usage("--data is not text in UTF-8"))
}

/// Reads the request as a `T`. The error says where and what was expected, and quotes nothing.
pub(crate) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    JsonText::<T>::from(json).parse().map_err(|error| Failure::usage(format!("--data: {error}")))
}

/// Checks that the request is JSON in which no member appears twice.
pub(crate) fn check(json: &str) -> Result<(), Failure> {
    parse::<IgnoredAny>(json).map(drop)
}
