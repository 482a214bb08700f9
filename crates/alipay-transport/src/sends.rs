//! The client, as the sender of flows that are kept free of transports.

use std::future::Future;

use alipay_wire::{Api, Dialect, Failure, Sends};

use crate::{Client, Error};

impl<D: Dialect> Sends<D> for Client<D> {
    type Error = Error;

    fn send<R: Api<Dialect = D>>(&self, request: &R) -> impl Future<Output = Result<R::Response, Error>> + Send {
        Client::send(self, request)
    }

    fn failure(error: &Error) -> Failure {
        let failure = Failure::new(error.effect());
        match error.answer() {
            Some(answer) => failure.code(answer.leading().clone()),
            None => failure,
        }
    }
}
