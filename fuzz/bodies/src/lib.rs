//! Fuzz bodies: plain functions that hand bytes to the SDK the way peers, files and configurations would, and panic when
//! it does anything but answer or refuse them properly.
//!
//! A test here replays their seeds; `cargo fuzz` runs them under libFuzzer. See `fuzz/README.md`.

// A body is there to panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::missing_panics_doc)]

mod answers;
mod certificates;
mod config;
mod ending;
mod envelope;
mod form;
mod keys;
mod money;
mod notifications;
pub mod oracle;
mod peek;
mod requests;
mod rest_v3;
mod signed_header;
mod stored;

pub use self::{
    answers::{api_answers_dws, api_answers_open_platform, api_answers_worldfirst, api_questions},
    certificates::certificates,
    config::config,
    ending::Ending,
    envelope::{envelope_enclosed, envelope_gbk, envelope_utf8},
    form::{form_notification, form_request},
    keys::{key_private, key_public},
    money::amounts,
    notifications::notifications,
    requests::requests_arrive,
    rest_v3::{rest_answers, rest_requests, rest_urls},
    signed_header::{headers_enclosed, headers_request, headers_response},
    stored::{stored_call, stored_evidence, stored_inquiry},
};
