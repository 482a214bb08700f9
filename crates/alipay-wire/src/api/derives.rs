//! The derives, documented.

/// Declares the request of an API as a plain struct.
///
/// ```
/// use alipay_wire::{
///     Extra, Invalid, Keyed, Mismatch, OpenPlatform, Request, Response, Rules, StringEnum, StringNewtype, Text, Yuan, OtherText,
/// };
///
/// /// Gives points to a customer.
/// #[derive(Clone, PartialEq, Request)]
/// #[request(
///     OpenPlatform,
///     name = "alipay.test.points.give",
///     route = "POST /v3/alipay/test/points/give",
///     safety = Keyed,
///     answer = PointsGiveResponse,
///     codes = code::ALL
/// )]
/// #[non_exhaustive]
/// pub struct PointsGive {
///     /// Your number of the gift, the same for every repetition.
///     #[wire(max = 64)]
///     pub out_gift_no: OutGiftNo,
///     /// How many.
///     #[wire(with = Text, show)]
///     pub points: i64,
///     /// Why. Shown to the customer, who sees nothing without it.
///     #[wire(with = Text, max = 256)]
///     pub reason: Option<String>,
///     /// From which programme. The gateway's own where none is named.
///     #[wire(rename = "pointProgramme", alias = "programme", show)]
///     pub programme: Option<Programme>,
///     /// Members this type has no field for.
///     pub extra: Extra,
/// }
///
/// impl Keyed for PointsGive {
///     fn key(&self) -> Option<&str> {
///         Some(self.out_gift_no.as_str())
///     }
/// }
///
/// impl Rules for PointsGive {
///     fn check_rules(&self) -> Result<(), Invalid> {
///         if self.points < 1 { Err(Invalid::new("points", "must be at least 1")) } else { Ok(()) }
///     }
///
///     fn correlate(&self, answer: &PointsGiveResponse) -> Result<(), Mismatch> {
///         Mismatch::unless_same("out_gift_no", &self.out_gift_no, answer.out_gift_no.as_ref())
///     }
/// }
///
/// /// Names a gift.
/// #[derive(Clone, StringNewtype)]
/// pub struct OutGiftNo(String);
///
/// /// A programme. The set is open.
/// #[derive(Clone, StringEnum)]
/// #[wire(rename_all = "SCREAMING_SNAKE_CASE")]
/// #[non_exhaustive]
/// pub enum Programme {
///     /// Of the shop.
///     ShopPoints,
///     /// Of the city.
///     #[wire(rename = "CITY")]
///     CityPoints,
///     /// A word that is not listed here.
///     Other(OtherText),
/// }
///
/// /// What the customer has now.
/// #[derive(Clone, PartialEq, Response)]
/// #[response(OpenPlatform)]
/// #[non_exhaustive]
/// pub struct PointsGiveResponse {
///     /// Your number of the gift.
///     pub out_gift_no: Option<OutGiftNo>,
///     /// Members this type has no field for.
///     pub extra: Extra,
/// }
///
/// alipay_wire::codes! {
///     /// Codes of `alipay.test.points.give`.
///     pub mod code;
///     own {
///         POINTS_USED_UP F "There are none left. Buy some.";
///     }
/// }
///
/// let gift = PointsGive::new("g-1", 20).programme(Programme::CityPoints);
/// assert_eq!(
///     serde_json::to_string(&gift)?,
///     r#"{"out_gift_no":"g-1","points":"20","pointProgramme":"CITY"}"#,
/// );
/// assert_eq!(
///     format!("{gift:?}"),
///     "PointsGive { out_gift_no: <redacted>, points: 20, reason: None, programme: Some(Programme(CITY)), extra: Extra(0 members) }",
/// );
/// assert_eq!(gift.reason("r".repeat(257)).validate().unwrap_err().to_string(), "reason: has 257 characters, 256 are allowed");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Fields
///
/// A field of type `Option<..>` is optional, any other required. Its name on the wire is its Rust name in the gateway's
/// case, `snake_case` at the Open Platform and `camelCase` at the others. `#[wire(..)]` says what the type does not:
///
/// | entry | meaning |
/// |---|---|
/// | `rename = ".."` | another name on the wire |
/// | `alias = ".."` | another spelling that is read, too; may be repeated. Two spellings in one object must agree |
/// | `max = 64` | the maximum length in characters |
/// | `with = Text` | how it is read and written: a type of [`codec`](crate::codec) |
/// | `show` | `Debug` shows the value; all others are redacted there |
///
/// A public field has documentation: what it means, its unit, and what is meant without it. `extra`, of type
/// [`Extra`](crate::Extra), is in every object. A field of type [`Upload`](crate::Upload) holds a file, which is sent beside
/// the JSON.
///
/// # The API
///
/// `#[request(..)]` begins with the gateway: `OpenPlatform`, `Dws`, `Antom`, `WorldFirst`, or a dialect of your own with
/// `rename_all = "snake_case"` or `"camelCase"` beside it.
///
/// | entry | meaning |
/// |---|---|
/// | `name = ".."` | the gateway's name of the API |
/// | `route = "POST /.."` | method and path, where a protocol goes by them |
/// | `safety = Query` | what sending it twice may do: `Query`, `Keyed` or `Unkeyed`, see [`Safety`](crate::Safety). `Keyed` needs an `impl Keyed` |
/// | `answer = ..` | the type of the answer. Left out for what is signed and never sent: a page, an order string |
/// | `codes = code::ALL` | the codes on its page, declared with [`codes!`](crate::codes) |
/// | `textual` | the members are parameters of their own, see [`ApiMeta::textual`](crate::ApiMeta#structfield.textual) |
/// | `new = blank` | the constructor is private and called `blank`: write `new` by hand, where required is one field *or* another |
///
/// Rules that fields do not tell are methods of [`Rules`](crate::Rules); where there are none, there is no `impl`.
///
/// # What is written
///
/// The code names this crate as `alipay_wire`. In a crate that has it from the facade, say so: `use alipay::wire as alipay_wire;`.
///
/// `new` with the required fields, a setter for each optional one and for `extra`; [`Request`](trait@crate::Request) and
/// [`Api`](crate::Api); [`Model`](trait@crate::Model), which lists the fields at run time; `Debug` and `Serialize`. With feature
/// `server` a request can be read, too.
///
/// # Mistakes
///
/// Without its key, a `Keyed` request does not compile:
///
/// ```compile_fail,E0277
/// # use alipay_wire::{Extra, OpenPlatform, Request};
/// /// Shows a page.
/// #[derive(Clone, PartialEq, Request)]
/// #[request(OpenPlatform, name = "alipay.test.page.show", safety = Keyed)]
/// pub struct ShowPage {
///     /// Members this type has no field for.
///     pub extra: Extra,
/// }
/// ```
pub use alipay_macros::Request;

/// Declares an object that is received, and written only by a gateway (feature `server`): an answer, a notification, or a
/// part of one. Fields as in [`Request`](derive@Request); the attribute `#[response(..)]` begins with the gateway and takes
/// `rename_all` and `new`.
pub use alipay_macros::Response;

/// Declares an object that is a part of both requests and answers. With `sent` in its attribute it is a part of requests
/// only, and is read only by a gateway (feature `server`). Fields as in [`Request`](derive@Request); the attribute
/// `#[model(..)]` begins with the gateway and takes `sent`, `rename_all` and `new`.
///
/// ```
/// use alipay_wire::{Extra, Model, Text};
///
/// /// Where a parcel goes.
/// #[derive(Clone, PartialEq, Model)]
/// #[model(Dws, sent)]
/// pub struct Address {
///     /// Street and number.
///     #[wire(with = Text, max = 256)]
///     pub street_line: String,
///     /// Members this type has no field for.
///     pub extra: Extra,
/// }
///
/// assert_eq!(serde_json::to_string(&Address::new("1 Way"))?, r#"{"streetLine":"1 Way"}"#);
/// assert_eq!(Address::FIELDS[0].max, Some(256));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub use alipay_macros::Model;

/// Declares an open set of words as an enum that can be matched and keeps what it does not list.
///
/// ```
/// use alipay_wire::{OtherText, StringEnum};
///
/// /// A colour. The set is open.
/// #[derive(Clone, StringEnum)]
/// #[wire(rename_all = "snake_case")]
/// #[non_exhaustive]
/// pub enum Colour {
///     /// Red.
///     Red,
///     /// Blue, and dark.
///     DarkBlue,
///     /// None.
///     #[wire(rename = "-")]
///     None,
///     /// A word that is not listed here.
///     Other(OtherText),
/// }
///
/// let colour: Colour = serde_json::from_str(r#""dark_blue""#)?;
/// match colour {
///     Colour::DarkBlue => {}
///     _ => unreachable!(),
/// }
/// assert_eq!(Colour::None.to_string(), "-");
/// assert_eq!(Colour::from("green"), "green");
/// assert_eq!(serde_json::to_string(&Colour::from("green"))?, r#""green""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// `#[wire(rename_all = "..")]` is `SCREAMING_SNAKE_CASE`, `snake_case` or `camelCase`; a variant with a word of another kind
/// has `#[wire(rename = "..")]`. The last variant keeps what is not listed. It cannot be made by hand: a listed word is always its
/// own variant.
///
/// Compared, ordered, shown and written by the text; read from a string or from a bare integer. `as_str`, `into_string`, `From`
/// text, `Display` and `Debug` come with it.
pub use alipay_macros::StringEnum;

/// Declares a newtype around text: an identifier, a time.
///
/// ```
/// use alipay_wire::StringNewtype;
///
/// /// Names an order.
/// #[derive(Clone, StringNewtype)]
/// pub struct OrderId(String);
///
/// let id = OrderId::from("o-1");
/// assert_eq!(id, "o-1");
/// assert_eq!(format!("{id}"), "o-1");
/// assert_eq!(format!("{id:?}"), "OrderId(<redacted>)");
/// ```
///
/// `Display` shows the text to who asks for it, `Debug` does not: with `#[wire(show)]` both do, with `#[wire(secret)]`
/// neither. Read from a string or from a bare integer. `as_str`, `into_string`, comparison and `From` text come with it.
pub use alipay_macros::StringNewtype;
