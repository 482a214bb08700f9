//! `alipay explain`: why a message does not verify, and what to do.

use std::path::PathBuf;

use alipay::wire::diagnose::{Diagnosis, Step};
use clap::builder::PathBufValueParser;
use serde::Serialize;

use crate::{
    failure::Failure,
    message::{self, MessageArgs},
    output,
};

const HELP: &str = "\
Looks for the smallest change after which the message verifies: another key, a parameter too many, a lost
encoding, JSON that was written again; one at a time and in pairs. Of a refusal for its signature
(isv.invalid-signature), compares the text that the gateway quotes with --signed.

What it finds is no verification: a message that does not verify as it came must not be used.
Exit code 0 means that there was something to tell; `alipay verify` answers by its exit code.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    message: MessageArgs,
    /// The text that was signed of a request which the gateway refused for its signature
    #[arg(long, value_name = "FILE|-", value_parser = PathBufValueParser::new())]
    signed: Option<PathBuf>,
    /// Show the text that does not verify and the one that would. They hold what the message holds: personal data too
    #[arg(long)]
    show_values: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let (mut message, keys) = args.message.read()?;
    if let Some(file) = &args.signed {
        let text = message::bytes(file, "--signed")?;
        message = message.to_signed_text(text.trim_ascii_end().to_vec());
    }
    let diagnosis = message.diagnose(&keys);
    let told = Told::of(&diagnosis, args.show_values);
    let text = if args.json {
        // Strings and numbers: there is nothing in it that cannot be written.
        serde_json::to_string_pretty(&told).unwrap_or_default() + "\n"
    } else {
        told.text()
    };
    output::to_stdout(text.as_bytes())
}

#[derive(Serialize)]
struct Told {
    schema: u32,
    finding: &'static str,
    sentence: String,
    advice: String,
    alterations: Vec<Altered>,
    tried: usize,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_text: Option<String>,
}

#[derive(Serialize)]
struct Altered {
    name: &'static str,
    about: Option<String>,
}

impl Told {
    fn of(diagnosis: &Diagnosis, show_values: bool) -> Self {
        let altered = |step: &Step| Altered { name: step.name(), about: step.about().map(safe) };
        let texts = diagnosis.untrusted_texts().filter(|_| show_values);
        let [text, signed_text] = match texts {
            Some(texts) => texts.map(|text| Some(safe(&String::from_utf8_lossy(text))).filter(|text| !text.is_empty())),
            None => [None, None],
        };
        Self {
            schema: 1,
            finding: diagnosis.finding().as_str(),
            sentence: diagnosis.sentence(),
            advice: diagnosis.advice(),
            alterations: diagnosis.steps().iter().map(altered).collect(),
            tried: diagnosis.tried(),
            complete: diagnosis.is_complete(),
            text,
            signed_text,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.sentence);
        if !self.advice.is_empty() {
            text.push_str(&format!("  what to do: {}\n", self.advice));
        }
        if let Some(shown) = &self.text {
            text.push_str(&format!("  text:        {shown}\n"));
        }
        if let Some(shown) = &self.signed_text {
            text.push_str(&format!("  signed text: {shown}\n"));
        }
        if !self.complete {
            text.push_str("  it is so long that not all pairs of alterations were tried\n");
        }
        text
    }
}

/// Without what could command a terminal.
fn safe(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}
