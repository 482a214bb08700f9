//! What can be said on the command line.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Parser, Subcommand, ValueEnum, builder::PathBufValueParser};
use clap_complete::engine::ArgValueCompleter;

use crate::{
    api::{self, ApiArgs, CompletionsArgs},
    balance::BalanceArgs,
    cert_sn::CertSnArgs,
    doctor::DoctorArgs,
    explain::ExplainArgs,
    uploads::{FileArg, file},
    verify::VerifyMessageArgs,
};

/// Ant's payment gateways from the command line: the Open Platform, the Digital Wallet gateway and WorldFirst.
#[derive(Debug, Parser)]
#[command(name = "alipay", version, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success, verified
  1  the output could not be written
  2  nothing was sent: the command line, a file, a key or the request is wrong
  3  the gateway refused the call, or turned it away: this call did nothing
  4  it is unknown whether it was done: query before anything else
  5  the answer is not authentic
  6  nothing was sent: the gateway could not be reached
  7  the gateway accepted, and its verified answer could not be read
  8, 9, 10  of `alipay balance` alone: see there
  11  `alipay doctor` found an error";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Call every API on an embedded gateway and show the answers
    Demo,
    /// Run an embedded gateway that needs no account and moves no money
    Sandbox(SandboxArgs),
    /// Call an API
    Call(Box<CallArgs>),
    /// Sign a request for a payer's browser, and print the URL or the page; nothing is sent
    Page(Box<PageArgs>),
    /// Sign a request for a payer's phone, and print the order string; nothing is sent
    OrderString(Box<OrderStringArgs>),
    /// Look any method up: what it takes, what it answers
    Api(ApiArgs),
    /// Ask what is on the accounts of one profile, of several or of all
    Balance(Box<BalanceArgs>),
    /// Make a key pair in the forms the consoles ask for
    Keygen(KeygenArgs),
    /// Find what is wrong with profiles, keys and certificates, and say what to do
    Doctor(DoctorArgs),
    /// Print the serial of a certificate, as the Open Platform computes it
    CertSn(CertSnArgs),
    /// Say why a message does not verify, and what to do
    Explain(ExplainArgs),
    /// Check the signature of a message
    Verify(VerifyMessageArgs),
    /// Look at stored evidence of a call
    Evidence(EvidenceArgs),
    /// Print what a shell needs to complete commands and names of methods
    Completions(CompletionsArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceArgs {
    #[command(subcommand)]
    pub(crate) command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// Verify a stored answer, offline
    Verify(VerifyArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// File with the record, as an evidence sink stored it
    #[arg(value_name = "FILE", value_parser = PathBufValueParser::new())]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) key: VerifyKey,
    /// Configuration file [default: alipay.toml]
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_CONFIG", hide_env_values = true,
        value_parser = PathBufValueParser::new(),
    )]
    pub(crate) config: Option<PathBuf>,
    /// Print the proven payload exactly as the gateway wrote it, and errors as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where the keys are that the gateway used then.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct VerifyKey {
    /// File with the public key the gateway used then
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    pub(crate) alipay_public_key: Option<PathBuf>,
    /// File with the certificate Alipay used then; may be given several times, for one certificate each
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    pub(crate) alipay_cert: Vec<PathBuf>,
    /// Profile whose keys, certificates and content key to use
    #[arg(long, value_name = "NAME", value_parser = filled)]
    pub(crate) profile: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Prints one line of JSON when it is ready: the page to look at, addresses, identities and files, as
`alipay call` takes them. Runs until it is interrupted."
)]
pub(crate) struct SandboxArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SandboxCommand>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:0", value_parser = address)]
    pub(crate) listen: SocketAddr,
    /// Where to write the files that clients need: keys, certificates. They are the same at every start
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new())]
    pub(crate) keys_dir: Option<PathBuf>,
    /// Another host name than this machine's by which it may be called, and which may be notified
    #[arg(long, value_name = "HOST", value_parser = filled)]
    pub(crate) allow_host: Vec<String>,
    /// File to load the state from at the start, if it is there, and to save it to at the end
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    pub(crate) state: Option<PathBuf>,
    /// Open the page in a browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Print the settings as lines of NAME=value instead, keys included
    #[arg(long)]
    pub(crate) env: bool,
    /// Serve TLS, with a certificate authority of its own
    #[arg(long)]
    pub(crate) tls: bool,
    /// Put the application at the Open Platform into certificate mode
    #[arg(long)]
    pub(crate) certificates: bool,
    /// Give the application at the Open Platform an AES key, so that content may be encrypted
    #[arg(long)]
    pub(crate) content_key: bool,
    /// Answer a method with what is in DIR/<method>.json, read at each call
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new())]
    pub(crate) answers: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Send one signed notification to your own server, and judge its answer
    Trigger(crate::trigger::TriggerArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct KeygenArgs {
    /// Where to write the key files
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new())]
    pub(crate) out: PathBuf,
    /// Replace key files that are there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CallArgs {
    #[command(subcommand)]
    pub(crate) gateway: Gateway,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Gateway {
    /// The mainland Open Platform
    OpenPlatform(OpenPlatformCall),
    /// The Digital Wallet gateway
    Dws(SignedHeaderCall),
    /// WorldFirst
    #[command(name = "worldfirst")]
    WorldFirst(SignedHeaderCall),
}

const CALL_HELP: &str = "\
Whatever is not given comes from the environment, then from the profile. Keys are read from files,
never from the command line.

APIs this program knows are checked before they are sent, and their answers are read and compared
with the request. All others are sent as given; their answers are verified all the same. A method or a
member that the catalogue does not have is told with the nearest names: see `alipay api`.";

#[derive(Debug, clap::Args)]
#[command(after_help = CALL_HELP)]
pub(crate) struct OpenPlatformCall {
    /// The method, such as alipay.fund.account.query; in protocol v3 also a path
    #[arg(value_name = "METHOD", value_parser = filled, add = ArgValueCompleter::new(api::open_platform))]
    pub(crate) api: String,
    #[command(flatten)]
    pub(crate) request: Request,
    /// File to send beside the request, in the field of this name; may be given several times
    #[arg(long, value_name = "FIELD=@FILE", value_parser = file)]
    pub(crate) file: Vec<FileArg>,
    /// Protocol: gateway.do, or REST [default: v2]
    #[arg(long, value_name = "PROTOCOL", env = "ALIPAY_PROTOCOL", hide_env_values = true)]
    pub(crate) protocol: Option<Protocol>,
    /// URL of the gateway, such as https://openapi.alipay.com/gateway.do; in protocol v3 its origin
    #[arg(long, value_name = "URL", env = "ALIPAY_GATEWAY", hide_env_values = true, value_parser = filled)]
    pub(crate) gateway: Option<String>,
    /// Application id, from the console
    #[arg(long, value_name = "ID", env = "ALIPAY_APP_ID", hide_env_values = true, value_parser = filled)]
    pub(crate) app_id: Option<String>,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

#[derive(Debug, clap::Args)]
#[command(after_help = CALL_HELP)]
pub(crate) struct SignedHeaderCall {
    /// The API, such as queryAccountAndBenefit, or its path
    #[arg(value_name = "API", value_parser = filled, add = ArgValueCompleter::new(api::signed_headers))]
    pub(crate) api: String,
    #[command(flatten)]
    pub(crate) request: Request,
    /// Origin of the gateway, without a path
    #[arg(long, value_name = "URL", env = "ALIPAY_BASE_URL", hide_env_values = true, value_parser = filled)]
    pub(crate) base_url: Option<String>,
    /// Client id, from the console
    #[arg(long, value_name = "ID", env = "ALIPAY_CLIENT_ID", hide_env_values = true, value_parser = filled)]
    pub(crate) client_id: Option<String>,
    /// Version of the private key at the gateway; without it the gateway takes the newest
    #[arg(long, value_name = "N", env = "ALIPAY_KEY_VERSION", hide_env_values = true, value_parser = version, allow_negative_numbers = true)]
    pub(crate) key_version: Option<u32>,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

const SIGN_HELP: &str = "\
Whatever is not given comes from the environment, then from the profile. Keys are read from files,
never from the command line.

What is printed is signed with the time of now: make it anew for every payer. Whether it was paid is
told by the notification, or by `alipay call open-platform alipay.trade.query`.";

#[derive(Debug, clap::Args)]
#[command(after_help = SIGN_HELP)]
pub(crate) struct PageArgs {
    #[command(flatten)]
    pub(crate) to_sign: ToSign,
    /// How the browser asks for the page
    #[arg(long, value_name = "METHOD", default_value = "post")]
    pub(crate) method: PageMethod,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SIGN_HELP)]
pub(crate) struct OrderStringArgs {
    #[command(flatten)]
    pub(crate) to_sign: ToSign,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PageMethod {
    /// By a URL
    Get,
    /// By an HTML page whose form submits itself
    Post,
}

/// What is signed, and as whom.
#[derive(Debug, clap::Args)]
pub(crate) struct ToSign {
    /// The method, such as alipay.trade.page.pay
    #[arg(value_name = "METHOD", value_parser = filled, add = ArgValueCompleter::new(api::open_platform))]
    pub(crate) api: String,
    /// The request: a JSON object, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true, value_parser = filled)]
    pub(crate) data: String,
    /// Where the gateway sends its notification
    #[arg(long, value_name = "URL", value_parser = filled)]
    pub(crate) notify_url: Option<String>,
    /// Where the payer's browser returns to
    #[arg(long, value_name = "URL", value_parser = filled)]
    pub(crate) return_url: Option<String>,
    /// Refuse a method, or a member of the request, that the catalogue does not know
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print errors as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// URL of the gateway, such as https://openapi.alipay.com/gateway.do
    #[arg(long, value_name = "URL", env = "ALIPAY_GATEWAY", hide_env_values = true, value_parser = filled)]
    pub(crate) gateway: Option<String>,
    /// Application id, from the console
    #[arg(long, value_name = "ID", env = "ALIPAY_APP_ID", hide_env_values = true, value_parser = filled)]
    pub(crate) app_id: Option<String>,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// What is called, and how the answer is shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Request {
    /// The request: a JSON object, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true, value_parser = filled)]
    pub(crate) data: String,
    /// What repeating the call may do, for APIs this program does not know
    #[arg(long, value_name = "SAFETY", default_value = "unkeyed")]
    pub(crate) safety: Safety,
    /// Refuse a method, or a member of the request, that the catalogue does not know
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the verified answer exactly as the gateway wrote it, and errors as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Time for the whole call [default: 30, with files 300]
    #[arg(long, value_name = "SECONDS", env = "ALIPAY_TIMEOUT", hide_env_values = true, value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,
    /// Attempts at most
    #[arg(long, value_name = "N", env = "ALIPAY_ATTEMPTS", hide_env_values = true, value_parser = attempts, allow_negative_numbers = true)]
    pub(crate) attempts: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Protocol {
    /// gateway.do: form parameters
    V2,
    /// /v3/..: REST
    V3,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Safety {
    /// It reads only
    Query,
    /// The gateway recognises a repetition by a key in the request
    Keyed,
    /// A repetition would change something again
    Unkeyed,
}

/// Keys, and the way to the gateway.
#[derive(Debug, clap::Args)]
pub(crate) struct Connection {
    /// File with our private key
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_PRIVATE_KEY_FILE", hide_env_values = true,
        value_parser = PathBufValueParser::new(),
    )]
    pub(crate) private_key: Option<PathBuf>,
    /// File with the gateway's public key, which verifies the answers
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_PUBLIC_KEY_FILE", hide_env_values = true,
        value_parser = PathBufValueParser::new(),
    )]
    pub(crate) alipay_public_key: Option<PathBuf>,
    /// File with the certificate authorities to trust instead of the built-in ones, in PEM
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_CA_FILE", hide_env_values = true,
        value_parser = PathBufValueParser::new(),
    )]
    pub(crate) ca: Option<PathBuf>,
    /// HTTP proxy to connect through
    #[arg(long, value_name = "URL", env = "ALIPAY_PROXY", hide_env_values = true, value_parser = filled)]
    pub(crate) proxy: Option<String>,
    /// Profile of the configuration file to begin with
    #[arg(long, value_name = "NAME", env = "ALIPAY_PROFILE", hide_env_values = true, value_parser = filled)]
    pub(crate) profile: Option<String>,
    /// Configuration file [default: alipay.toml]
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_CONFIG", hide_env_values = true, requires = "profile",
        value_parser = PathBufValueParser::new(),
    )]
    pub(crate) config: Option<PathBuf>,
}

// The errors of these parsers are shown, so none quotes the value.

pub(crate) fn filled(text: &str) -> Result<String, &'static str> {
    if text.is_empty() { Err("must not be empty") } else { Ok(text.to_owned()) }
}

pub(crate) fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().filter(|seconds| (0.001..=86_400.0).contains(seconds));
    let time = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or("must be a number of seconds, from 0.001 to 86400")
}

pub(crate) fn attempts(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|attempts| (1..=100).contains(attempts)).ok_or("must be a whole number, from 1 to 100")
}

fn version(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "must be a whole number")
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:8443")
}
