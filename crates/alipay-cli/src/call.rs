//! `alipay call`: one call of one API.

use std::time::Instant;

use alipay::{Client, Dialect, OpenPlatform, config::DialectName};
use serde_json::value::RawValue;

use crate::{
    api::{self, Strictness},
    args::{Gateway, Request, Safety},
    catalog::{Answered, Known, Pending, under_way},
    data,
    failure::Failure,
    output, page, pretty,
    uploads::Uploads,
};

pub(crate) async fn run(gateway: Gateway) -> Result<(), Failure> {
    match gateway {
        Gateway::OpenPlatform(call) => {
            let uploads = Uploads::find(&call.file)?;
            send(call.profile()?.open_platform_client()?, &call.api, &call.request, &uploads).await
        }
        Gateway::Dws(call) => {
            let profile = call.profile(DialectName::Dws)?;
            send(profile.dws_client()?, &call.api, &call.request, &Uploads::default()).await
        }
        Gateway::WorldFirst(call) => {
            let profile = call.profile(DialectName::WorldFirst)?;
            send(profile.worldfirst_client()?, &call.api, &call.request, &Uploads::default()).await
        }
    }
}

async fn send<D: Dialect>(client: Client<D>, api: &str, request: &Request, uploads: &Uploads) -> Result<(), Failure> {
    let json = data::read(&request.data)?;
    api::check::<D>(api, &json, Strictness { strict: request.strict, json: request.json })?;
    let started = Instant::now();
    let pending = match Known::find::<D>(api) {
        Some(known) => known.send(&client, &uploads.described_in(json)?, request, uploads)?,
        None => untyped(&client, api, json, request, uploads)?,
    };
    let answered = pending.await?;
    show(&answered, started, request.json)
}

/// Sends an API this program does not know: the bytes of the request as they are.
fn untyped<D: Dialect>(
    client: &Client<D>,
    api: &str,
    json: String,
    request: &Request,
    uploads: &Uploads,
) -> Result<Pending, Failure> {
    // Checked here first, because the error of the call would name what was given.
    let meta = api::meta::<D>(api).map_err(|invalid| {
        let known = Known::names::<D>().join(", ");
        Failure::usage(format!("the {} {}; known by name: {known}", invalid.field(), invalid.rule()))
    })?;
    if D::NAME == OpenPlatform::NAME && page::is_known(api) {
        let instead = "use `alipay page` or `alipay order-string`";
        return Err(Failure::usage(format!("this API is signed for a browser or a phone, and not called: {instead}")));
    }
    data::check(&json)?;
    let raw = RawValue::from_string(json).map_err(|_| Failure::usage("--data is not JSON"))?;
    Ok(under_way(client.untyped_api(meta, &raw, request.safety.into()), request, uploads))
}

impl From<Safety> for alipay::Safety {
    fn from(safety: Safety) -> Self {
        match safety {
            Safety::Query => Self::Query,
            Safety::Keyed => Self::Keyed,
            Safety::Unkeyed => Self::Unkeyed,
        }
    }
}

fn show(answered: &Answered, started: Instant, exactly: bool) -> Result<(), Failure> {
    if exactly {
        return output::to_stdout(&answered.body);
    }
    let time = started.elapsed().as_millis();
    output::to_stdout(pretty::json(&String::from_utf8_lossy(&answered.body)).as_bytes())?;
    let attempts = if answered.attempts == 1 { "attempt" } else { "attempts" };
    let trace_id = answered.trace_id.as_deref().map(|id| format!(", trace id {id}")).unwrap_or_default();
    output::to_stderr(&format!("verified: {} {attempts}, {time} ms{trace_id}\n", answered.attempts));
    Ok(())
}
