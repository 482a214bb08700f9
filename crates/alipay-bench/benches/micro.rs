//! The steps of a call, each by itself, and a whole one in memory.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first surprise")]

use std::time::Duration;

use alipay_bench::{
    bound::{Bound, Keys},
    case::{Case, InquireBalance, QueryAccount, QueryWallet, answer},
    gateway::InMemory,
    keys::Crypto,
};
use alipay_sign::{Credentials, Pairs, Verified};
use alipay_transport::Client;
use alipay_wire::{Api, Call, Clock, Document, Nonce, Opened, Protocol, Signing, SystemClock};
use bytes::Bytes;
use divan::{Bencher, black_box};
use tokio::runtime::{Builder, Runtime};

const ORIGIN: &str = "https://gateway.example";

fn main() {
    divan::main();
}

/// A case, made ready.
struct Ready<C: Case> {
    protocol: C::Protocol,
    call: Call,
    credentials: Credentials,
    head: http::response::Parts,
    body: Bytes,
}

impl<C: Case> Ready<C> {
    fn new(crypto: Crypto) -> Self {
        let (head, body) = answer::<C>().into_parts();
        let call = Call::new(&C::request()).expect("a valid request");
        Self { protocol: C::protocol(ORIGIN), call, credentials: crypto.credentials(), head, body }
    }

    fn signing(&self) -> Signing<'_> {
        Signing::new(self.credentials.signer().key(), SystemClock.now(), Nonce::from_random([7; 16]))
    }

    /// The answer, opened.
    fn open(&self) -> Opened {
        let sent = self.signing().sent().freshness(Duration::MAX);
        self.protocol.open(&self.call, &sent, &self.head, self.body.clone()).expect("an answer")
    }

    fn verified(&self) -> Verified<Bytes> {
        let Opened::Signed(sealed) = self.open() else { unreachable!("the answer is signed") };
        sealed.verify(self.credentials.verifier()).map_err(|(error, _)| error).expect("a genuine answer")
    }

    fn document(&self) -> Document {
        self.protocol.reveal(&self.call, &self.head, self.verified()).expect("a document")
    }
}

/// The canonical text of the parameters of `gateway.do`.
#[divan::bench]
fn canonicalisation(bencher: Bencher<'_, '_>) {
    let names = ["version", "timestamp", "sign_type", "method", "format", "charset", "biz_content", "app_id"];
    let pairs: Pairs = names.into_iter().map(|name| (name, "2014-07-24 03:07:50")).collect();
    bencher.bench_local(|| black_box(&pairs).clone().canonical().message());
}

/// The text to sign, and the request it becomes.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn draft_and_seal<C: Case>(bencher: Bencher<'_, '_>) {
    let ready = Ready::<C>::new(Crypto::Ring);
    let signer = ready.credentials.signer().as_sign().expect("a key");
    let signature = signer.sign(b"").expect("a signature");
    bencher.bench_local(|| {
        let draft = ready.protocol.draft(&ready.call, &ready.signing()).expect("a draft");
        ready.protocol.seal(draft, &signature).expect("a request")
    });
}

/// Headers read, or the envelope split.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn open<C: Case>(bencher: Bencher<'_, '_>) {
    let ready = Ready::<C>::new(Crypto::Ring);
    bencher.bench_local(|| ready.open());
}

/// A verified answer made readable: in the usual case, looked through for members that appear twice.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn reveal<C: Case>(bencher: Bencher<'_, '_>) {
    let ready = Ready::<C>::new(Crypto::Ring);
    let verified = ready.verified();
    bencher.bench_local(|| ready.protocol.reveal(&ready.call, &ready.head, verified.clone()).expect("a document"));
}

/// The verdict of an answer.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn conclude<C: Case>(bencher: Bencher<'_, '_>) {
    let ready = Ready::<C>::new(Crypto::Ring);
    let document = ready.document();
    bencher.bench_local(|| ready.protocol.conclude(&ready.call, &ready.head, &document).expect("a verdict"));
}

/// The typed response.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn decode<C: Case>(bencher: Bencher<'_, '_>) {
    let document = Ready::<C>::new(Crypto::Ring).document();
    bencher.bench_local(|| document.decode::<<C::Request as Api>::Response>().expect("a response"));
}

fn backends() -> impl Iterator<Item = Crypto> {
    Crypto::all().into_iter().filter(|crypto| *crypto != Crypto::Stored)
}

#[divan::bench(args = backends())]
fn sign(bencher: Bencher<'_, '_>, crypto: &Crypto) {
    let credentials = crypto.credentials();
    let signer = credentials.signer().as_sign().expect("a key");
    bencher.bench_local(|| signer.sign(black_box(&[b'x'; 300])).expect("a signature"));
}

#[divan::bench(args = backends())]
fn verify(bencher: Bencher<'_, '_>, crypto: &Crypto) {
    let ready = Ready::<InquireBalance>::new(*crypto);
    bencher.with_inputs(|| ready.open()).bench_local_values(|opened| {
        let Opened::Signed(sealed) = opened else { unreachable!("the answer is signed") };
        sealed.verify(ready.credentials.verifier()).map_err(|(error, _)| error).expect("a genuine answer")
    });
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A whole call of the SDK without RSA and without a socket.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn call_by_the_sdk<C: Case>(bencher: Bencher<'_, '_>) {
    let (runtime, request) = (runtime(), C::request());
    let client = Client::builder(C::protocol(ORIGIN)).credentials(Crypto::Stored.credentials());
    let client = client.http(InMemory::default()).freshness(Duration::MAX).build().expect("a client");
    bencher.bench_local(|| runtime.block_on(client.send(&request)).expect("a successful call"));
}

/// The same by the lower bound.
#[divan::bench(types = [InquireBalance, QueryWallet, QueryAccount])]
fn call_by_the_lower_bound<C: Case>(bencher: Bencher<'_, '_>) {
    let (runtime, request) = (runtime(), C::request());
    let bound = Bound::new(InMemory::default(), Keys::new(Crypto::Stored), C::format(ORIGIN));
    bencher.bench_local(|| runtime.block_on(bound.send::<<C::Request as Api>::Response>(&request)));
}
