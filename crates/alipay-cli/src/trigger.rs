//! `alipay sandbox trigger`: one signed notification to a server under development, and what its gateway would make of the
//! answer.

mod events;

use alipay::Charset;
use alipay_sandbox::{NotDelivered, Sandbox};
use bytes::Bytes;
use clap::ValueEnum;
use http::{Request, Uri};
use serde::Serialize;
use serde_json::Value;

use crate::{args::filled, exit::Exit, failure::Failure, output, terminal};
use events::Notification;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The notification is signed with the embedded gateway's keys: your server checks it with the files that
`alipay sandbox --keys-dir DIR` writes. It is sent once. All trade events are about one trade.

Exit codes: 0 acknowledged; 3 not acknowledged; 4 sent, but not answered; 6 nobody there.")]
pub(crate) struct TriggerArgs {
    /// What the notification says
    #[arg(value_name = "EVENT")]
    event: Event,
    /// Where to send it, such as http://127.0.0.1:3000/notify
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    forward_to: String,
    /// Give a field of the notification another value, or add one; JSON where it begins with { or [
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = field)]
    fields: Vec<(String, String)>,
    /// Sign trade events as in certificate mode
    #[arg(long)]
    certificates: bool,
    /// Write trade events in GBK
    #[arg(long)]
    gbk: bool,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

/// An event there is a notification about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Event {
    /// Open Platform: the trade was made and waits for payment
    TradeWaitBuyerPay,
    /// Open Platform: the trade was paid
    TradeSuccess,
    /// Open Platform: the trade was paid, and can no longer be refunded
    TradeFinished,
    /// Open Platform: the trade was closed unpaid
    TradeClosed,
    /// Open Platform: a part of the trade was refunded
    TradeRefunded,
    /// Digital Wallet, notifyTopup: the top-up waits for the customer
    TopupProcess,
    /// Digital Wallet, notifyTopup: the top-up is done
    TopupSuccess,
    /// Digital Wallet, notifyTopup: the top-up failed
    TopupFailed,
    /// WorldFirst, notifyTransfer: the transfer is done
    TransferSuccess,
    /// WorldFirst, notifyTransfer: the transfer failed
    TransferFailed,
}

pub(crate) async fn run(args: &TriggerArgs) -> Result<(), Failure> {
    let sandbox = Sandbox::empty();
    let sandbox = if args.certificates { sandbox.with_certificates() } else { sandbox };
    let notification = write(args, &sandbox)?;
    let answer = sandbox.deliver(&notification).await.map_err(|error| match error {
        NotDelivered::Url => Failure::usage("--forward-to must be an http:// URL"),
        error => Failure::Delivery(error),
    })?;

    let verdict = sandbox.judge(&notification, &answer);
    let told = Told {
        event: args.event.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned()),
        status: answer.status().as_u16(),
        acknowledged: verdict.is_ok(),
        reason: verdict.err().map(|reason| reason.to_string()),
    };
    output::to_stdout(if args.json { told.to_json() } else { terminal::lines(&told.to_text()) }.as_bytes())?;
    if told.acknowledged { Ok(()) } else { Err(Failure::Told(Exit::Refused)) }
}

fn write(args: &TriggerArgs, sandbox: &Sandbox) -> Result<Request<Bytes>, Failure> {
    let builder = sandbox.notification(&args.forward_to);
    let written = match events::notification(args.event) {
        Notification::Form(mut params) => {
            for (name, value) in &args.fields {
                params.retain(|(known, _)| known != name);
                params.push((name.clone(), value.clone()));
            }
            let charset = if args.gbk { Charset::Gbk } else { Charset::Utf8 };
            builder.charset(charset).form(params)
        }
        Notification::Json { client_id, mut body } => {
            for (name, value) in &args.fields {
                body.insert(name.clone(), member(value)?);
            }
            builder.signed_headers(client_id, &body)
        }
    };
    // Of what the user gave, only fields can be wrong here.
    written.map_err(|invalid| Failure::usage(format!("--set: {} {}", invalid.field(), invalid.rule())))
}

fn member(text: &str) -> Result<Value, Failure> {
    if text.starts_with(['{', '[']) {
        return serde_json::from_str(text).map_err(|_| Failure::usage("--set: what begins with { or [ must be JSON"));
    }
    Ok(Value::from(text))
}

#[derive(Serialize)]
struct Told {
    event: String,
    status: u16,
    acknowledged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Told {
    fn to_json(&self) -> String {
        // Texts, a number and a truth value: there is nothing in it that cannot be written.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    fn to_text(&self) -> String {
        let verdict = match &self.reason {
            None => "acknowledged".to_owned(),
            Some(reason) => format!("not acknowledged: {reason}"),
        };
        format!("{} sent\nstatus   {}\nverdict  {verdict}\n", self.event, self.status)
    }
}

// The errors of these parsers are shown, so none quotes the value.

fn plain_http(text: &str) -> Result<String, &'static str> {
    let is_plain = |uri: Uri| uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty());
    match text.parse().is_ok_and(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("must be an http:// URL, such as http://127.0.0.1:3000/notify"),
    }
}

fn field(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("must be a field and its value, such as out_trade_no=order-1")?;
    filled(name).map_err(|_| "must begin with the name of a field, such as out_trade_no=order-1")?;
    Ok((name.to_owned(), value.to_owned()))
}
