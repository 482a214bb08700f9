//! What the tests share.
#![allow(dead_code, reason = "not every test uses all of it")]

use std::{
    fmt::Debug,
    sync::atomic::{AtomicI64, Ordering},
};

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, Error};
use alipay_wire::{Clock, Dialect, Speaks, Stamp};

/// A client that uses the sandbox as its transport.
pub(crate) fn client<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>) -> Client<D> {
    Client::builder(protocol).credentials(sandbox.credentials()).http(sandbox.clone()).build().unwrap()
}

pub(crate) fn error<T: Debug>(result: Result<T, Error>) -> Error {
    result.expect_err("the call should fail")
}

/// A clock that is a second later every time it is asked.
#[derive(Debug, Default)]
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Stamp {
        let seconds = self.0.fetch_add(1, Ordering::Relaxed);
        Stamp::from_unix_millis(1_700_000_000_000 + seconds * 1000).unwrap()
    }
}
