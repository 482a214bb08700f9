//! `alipay page` and `alipay order-string`: requests signed for a payer's browser or phone. Nothing is sent.

use alipay::{
    ApiMeta, Client, OpenPlatform, OpenPlatformOptions, PageBuilder, Request, SignedPage,
    trade::{TradeAppPay, TradePagePay, TradeWapPay},
};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{
    api::{self, Strictness},
    args::{OrderStringArgs, PageArgs, PageMethod, ToSign},
    catalog::Known,
    data,
    failure::Failure,
    output,
};

pub(crate) async fn page(args: &PageArgs) -> Result<(), Failure> {
    let signed = sign(&args.to_sign).await?;
    let text = match args.method {
        PageMethod::Get => signed.url() + "\n",
        PageMethod::Post => signed.form().into_html(),
    };
    output::to_stdout(text.as_bytes())
}

pub(crate) async fn order_string(args: &OrderStringArgs) -> Result<(), Failure> {
    let signed = sign(&args.to_sign).await?;
    output::to_stdout((signed.order_string() + "\n").as_bytes())
}

async fn sign(args: &ToSign) -> Result<SignedPage, Failure> {
    let client = args.profile()?.open_platform_client()?;
    let request = data::read(&args.data)?;
    api::check::<OpenPlatform>(&args.api, &request, Strictness { strict: args.strict, json: args.json })?;
    let builder = read(&client, &args.api, &request)?;
    let options = OpenPlatformOptions::new();
    let options = args.notify_url.iter().fold(options, OpenPlatformOptions::notify_url);
    let options = args.return_url.iter().fold(options, OpenPlatformOptions::return_url);
    Ok(builder.options(options).sign().await?)
}

/// Reads the request: of an API this program knows as that API's own, of another as it is.
fn read(client: &Client<OpenPlatform>, api: &str, json: &str) -> Result<PageBuilder, Failure> {
    if let Some((_, typed)) = known().into_iter().find(|(meta, _)| meta.name == api) {
        return typed(client, json);
    }
    if Known::find::<OpenPlatform>(api).is_some() {
        return Err(Failure::usage(
            "this API is called, and not signed for a browser: use `alipay call open-platform`",
        ));
    }
    data::check(json)?;
    let raw = RawValue::from_string(json.to_owned()).map_err(|_| Failure::usage("--data is not JSON"))?;
    Ok(client.untyped_page(api, &raw))
}

/// Reads a request as the API's own.
type Typed = fn(&Client<OpenPlatform>, &str) -> Result<PageBuilder, Failure>;

/// The pages and order strings this program knows.
fn known() -> [(&'static ApiMeta, Typed); 3] {
    [
        (TradePagePay::META, typed::<TradePagePay>),
        (TradeWapPay::META, typed::<TradeWapPay>),
        (TradeAppPay::META, typed::<TradeAppPay>),
    ]
}

/// The names of the pages and order strings this program knows.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    known().into_iter().map(|(meta, _)| &*meta.name)
}

/// Whether this is the name of a page or order string, which is not called.
pub(crate) fn is_known(api: &str) -> bool {
    known().iter().any(|(meta, _)| meta.name == api)
}

fn typed<R>(client: &Client<OpenPlatform>, json: &str) -> Result<PageBuilder, Failure>
where
    R: Request<Dialect = OpenPlatform> + DeserializeOwned,
{
    Ok(client.page(&data::parse::<R>(json)?))
}
