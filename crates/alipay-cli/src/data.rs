//! The request, as it was given.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use alipay::JsonText;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{failure::Failure, files};

/// The longest request that is read. Gateways take a fraction of it.
const MOST: u64 = 16 << 20;

/// Reads the argument of `--data`: JSON, `@FILE`, or `-`.
pub(crate) fn read(argument: &str) -> Result<String, Failure> {
    let bytes = if argument == "-" {
        from(io::stdin().lock())
            .map_err(|error| Failure::usage("--data: standard input cannot be read").because(error))?
    } else if let Some(file) = argument.strip_prefix('@') {
        let failed = |error| {
            let file = files::shown(Path::new(file));
            Failure::usage(format!("--data: the file {file} cannot be read")).because(error)
        };
        fs::File::open(file).and_then(from).map_err(failed)?
    } else {
        argument.as_bytes().to_vec()
    };
    String::from_utf8(bytes).map_err(|_| Failure::usage("--data is not text in UTF-8"))
}

fn from(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too long"));
    }
    Ok(bytes)
}

/// Reads the request as a `T`. The error says where and what was expected, and quotes nothing.
pub(crate) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    JsonText::<T>::from(json).parse().map_err(|error| Failure::usage(format!("--data: {error}")))
}

/// Checks that the request is JSON in which no member stands twice.
pub(crate) fn check(json: &str) -> Result<(), Failure> {
    parse::<IgnoredAny>(json).map(drop)
}
