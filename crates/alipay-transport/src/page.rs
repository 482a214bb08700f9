//! Pages and order strings: signed here, sent by the payer's browser or phone.

use std::fmt;

#[cfg(feature = "html")]
use alipay_wire::open_platform::HtmlForm;
use alipay_wire::{
    Call, FormV2, Invalid, OpenPlatform, OpenPlatformOptions, Request, Safety, Signing, open_platform::SignedParams,
};
use http::Uri;
use serde::Serialize;

use crate::{Client, Error, error::SignFailed, nonce};

impl Client<OpenPlatform> {
    /// Signs a request that the payer's browser or phone sends, such as `alipay.trade.page.pay`: as a URL, as a form, or as
    /// an order string. Nothing is sent from here.
    ///
    /// That it was signed says nothing about a payment. The payer sees what happens to it; you learn it from the
    /// notification to `notify_url`, or by asking with `alipay.trade.query`. That a browser comes back to `return_url` is a
    /// hint to ask, and no more.
    ///
    /// A client of the v3 protocol signs the same: v3 has no pages of its own, so the gateway takes those of `gateway.do`.
    ///
    /// ```
    /// # use alipay_trade::TradePagePay;
    /// # use alipay_transport::Client;
    /// # use alipay_wire::{OpenPlatform, OpenPlatformOptions, Yuan};
    /// # async fn pay(client: &Client<OpenPlatform>) -> Result<(), alipay_transport::Error> {
    /// let order = TradePagePay::new("order_1", Yuan::from_fen(8_888), "Tea");
    /// let options = OpenPlatformOptions::new()
    ///     .notify_url("https://shop.example/notify")
    ///     .return_url("https://shop.example/orders/1");
    /// let url = client.page(&order).options(options).sign().await?.url();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Such a request has no answer, so it cannot be sent:
    ///
    /// ```
    /// # use alipay_trade::TradePagePay;
    /// # fn sign(client: &alipay_transport::Client<alipay_wire::OpenPlatform>, order: &TradePagePay) {
    /// let signed = client.page(order).sign();
    /// # }
    /// ```
    /// ```compile_fail
    /// # use alipay_trade::TradePagePay;
    /// # fn sign(client: &alipay_transport::Client<alipay_wire::OpenPlatform>, order: &TradePagePay) {
    /// let signed = client.send(order);
    /// # }
    /// ```
    pub fn page<R: Request<Dialect = OpenPlatform>>(&self, request: &R) -> PageBuilder {
        self.page_of(Call::new(request).map_err(|error| Error::call(&R::META.name, error)))
    }

    /// Like [`page`](Self::page), for an API the SDK has no types for. `name` is its method name.
    pub fn untyped_page(&self, name: &str, body: &impl Serialize) -> PageBuilder {
        self.page_of(Self::untyped_call(name, body, Safety::Unkeyed))
    }

    fn page_of(&self, call: Result<Call, Error>) -> PageBuilder {
        PageBuilder { client: self.clone(), call }
    }

    /// Stamps and signs a call without sending it.
    async fn sign_page(&self, call: &Call) -> Result<SignedPage, Error> {
        let encode = |source| Error::encode(&call.api().name, source);
        let form = self.inner.protocol.pages().ok_or_else(|| Error::invalid(&call.api().name, no_pages()))?;
        let credentials = self.inner.credentials.snapshot();
        let nonce = nonce::fresh().map_err(|source| SignFailed::new(call, source))?;
        let signing = Signing::new(credentials.signer().key(), self.inner.clock.now(), nonce);

        let draft = form.draft(call, &signing).map_err(encode)?;
        let signature = credentials.signer().sign_async(draft.message().clone()).await;
        let signature = signature.map_err(|source| SignFailed::new(call, source))?;
        let params = FormV2::sign_params(draft, &signature).map_err(encode)?;
        Ok(SignedPage { gateway: form.gateway().clone(), params })
    }
}

fn no_pages() -> Invalid {
    Invalid::new("protocol", "signs no pages: use one that does, such as `FormV2`, or implement `Protocol::pages`")
}

/// A page or an order string about to be signed. Begun with [`Client::page`].
#[must_use = "nothing is signed yet"]
pub struct PageBuilder {
    client: Client<OpenPlatform>,
    call: Result<Call, Error>,
}

impl PageBuilder {
    /// Sets what travels beside the payload, `notify_url` and `return_url` above all.
    pub fn options(mut self, options: OpenPlatformOptions) -> Self {
        self.call = self.call.map(|call| call.with_options(options));
        self
    }

    /// Signs it, with the time of now: the payer should not take long to come.
    ///
    /// Nothing is sent, so no evidence is kept and nothing is logged, and the time limits of calls do not apply: a signer in
    /// another place is waited for.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Encode`] or [`Error::Sign`], whose effect is none.
    pub fn sign(self) -> impl Future<Output = Result<SignedPage, Error>> + Send + 'static {
        let Self { client, call } = self;
        async move { client.sign_page(&call?).await }
    }
}

impl fmt::Debug for PageBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageBuilder").field("call", &self.call).finish_non_exhaustive()
    }
}

/// A signed request that somebody else sends: a payer's browser or phone.
///
/// Made anew for every visit: the gateway looks at the time in it.
#[derive(Clone, Debug)]
pub struct SignedPage {
    gateway: Uri,
    params: SignedParams,
}

impl SignedPage {
    /// The URL to send the browser to. See [`SignedParams::into_url`] for what speaks against it: long requests, tokens.
    pub fn url(&self) -> String {
        self.params.clone().into_url(&self.gateway)
    }

    /// The page whose form the browser posts as soon as it is loaded.
    #[cfg(feature = "html")]
    pub fn form(&self) -> HtmlForm {
        self.params.clone().into_form(&self.gateway)
    }

    /// The order string for Alipay's application on the phone, which your application hands to it as it is.
    pub fn order_string(&self) -> String {
        self.params.clone().into_order_string()
    }

    /// The signed parameters.
    pub fn into_params(self) -> SignedParams {
        self.params
    }
}
