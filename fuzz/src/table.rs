//! The table of all bodies.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    Ending,
    bodies::*,
    seeds,
    words::{ENVELOPE_WORDS, FORM_WORDS, HEADER_WORDS, JSON_WORDS, KEY_WORDS, REST_WORDS, STORED_WORDS},
};

/// One body: what it is called, what it does, and what it begins with.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// Its name, which is that of its function.
    pub name: &'static str,
    /// Hands the bytes over. Panics when something is wrong with what comes of it.
    pub run: fn(&[u8]) -> Ending,
    /// Inputs to begin with.
    pub seeds: &'static [Seed],
    /// Words worth putting into an input.
    pub dictionary: &'static [&'static str],
}

/// Where an input to begin with comes from.
#[derive(Clone, Copy, Debug)]
pub enum Seed {
    /// A file of this repository, or all files of a folder.
    File(&'static str),
    /// This text.
    Text(&'static str),
    /// What this makes.
    Made(fn() -> Vec<u8>),
}

impl Body {
    /// The body called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        BODIES.iter().find(|body| body.name == name)
    }

    /// The inputs to begin with: those of the table, and those kept in `corpus/<name>/`.
    ///
    /// # Errors
    /// When a file of the table is not there, or cannot be read.
    pub fn inputs(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut inputs = self.table_inputs()?;
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(self.name);
        if kept.is_dir() {
            inputs.extend(files(&kept)?);
        }
        Ok(inputs)
    }

    /// Those of the table alone.
    ///
    /// # Errors
    /// As [`inputs`](Self::inputs).
    pub fn table_inputs(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut inputs = Vec::new();
        for seed in self.seeds {
            match seed {
                Seed::File(path) => inputs.extend(files(&repository().join(path))?),
                Seed::Text(text) => inputs.push(text.as_bytes().to_vec()),
                Seed::Made(make) => inputs.push(make()),
            }
        }
        Ok(inputs)
    }
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The content of a file, or of all files of a folder, by name.
fn files(path: &Path) -> io::Result<Vec<Vec<u8>>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if !path.is_dir() {
        return Ok(vec![fs::read(path).map_err(named)?]);
    }
    let entries = fs::read_dir(path).map_err(named)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>().map_err(named)?;
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.iter().map(fs::read).collect()
}

/// A row of the table: the function's name is that of the body.
macro_rules! bodies {
    ($( $module:ident::$name:ident { seeds: $seeds:expr, dictionary: $dictionary:expr, } )*) => {
        /// Every body.
        pub const BODIES: &[Body] = &[
            $(Body { name: stringify!($name), run: $module::$name, seeds: &$seeds, dictionary: &$dictionary },)*
        ];
    };
}

use Seed::{File, Made, Text};

const OPEN_PLATFORM: &str = "vectors/open-platform/fund-account-query";
const FUND_ACCOUNT: &str = "crates/alipay-fund-account/tests/fixtures";
const DWS_ACCOUNTS: &str = "crates/alipay-dws-accounts/tests/fixtures";
const DWS_TOPUPS: &str = "crates/alipay-dws-topups/tests/fixtures";
const WORLDFIRST_FUND: &str = "crates/alipay-worldfirst-fund/tests/fixtures";

bodies! {
    envelope::envelope_utf8 {
        seeds: [
            Made(seeds::envelope),
            File("vectors/open-platform/fund-account-query/answer.json"),
            File(FUND_ACCOUNT),
            Text(r#"{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}}"#),
            Text(r#"{"error_response":{"code":"20000","sub_code":"isp.unknow-error"},"sign":"c2lnbg=="}"#),
            Text(r#"{"sign":"a\/b=","alipay_fund_account_query_response":{"code":"10000","url":"https:\/\/x"}}"#),
            Text(r#"{"alipay_fund_account_query_response":"bG9uZw==","alipay_cert_sn":"1a","sign":"c2lnbg=="}"#),
            Text(r#"{"alipay_fund_account_query_response":{"code":"10000"},"error_response":{},"sign":"c2lnbg=="}"#),
            Text(r#"{"alipay_fund_account_query_response":{"code":"10000"},"sign":"c2lnbg==","s\u0069gn":"AA=="}"#),
            Text(r#"{"alipay_fund_account_query_response":{"code":"10000"}}"#),
        ],
        dictionary: ENVELOPE_WORDS,
    }
    envelope::envelope_gbk {
        seeds: [
            Made(seeds::envelope_gbk),
            Made(seeds::envelope_encrypted),
            File("vectors/open-platform/fund-account-query/answer.json"),
            Text(r#"{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}}"#),
            Text(r#"{"sign":"a\/b=","alipay_fund_account_query_response":{"code":"10000","url":"https:\/\/x"}}"#),
        ],
        dictionary: ENVELOPE_WORDS,
    }
    envelope::envelope_enclosed {
        seeds: [
            File("vectors/open-platform/fund-account-query/answer.json"),
            File(FUND_ACCOUNT),
            File(DWS_TOPUPS),
            Text(r#"{"x":"}\",\"sign\":\"","sign":"s","error_response":{},"url":"https:\/\/x\\/"}"#),
            Text(r#""bG9uZyBjaXBoZXJ0ZXh0""#),
        ],
        dictionary: [
            "\"sign\":", "\"error_response\":", "\\u0022", "\\/", "\\\"", "\\\\", "null", "{}", "[]", "-0.0", "1e400",
        ],
    }
    signed_header::response_headers {
        seeds: [
            File("vectors/dws/consult-topup/response.http"),
            File("vectors/dws/query-account-and-benefit/response.http"),
            Text("HTTP/1.1 200 OK\r\n\r\n{\"result\":{\"resultStatus\":\"F\",\"resultCode\":\"INVALID_SIGNATURE\"}}"),
            Text("HTTP/1.1 200 OK\r\nsignature: signature=AA,Signature=AB\r\nresponse-time: 1\r\n\r\n{}"),
            Text("HTTP/1.1 200 OK\r\nsignature: signature=AA\r\nresponse-time: 1\r\nresponse-time: 2\r\n\r\n{}"),
            Text("HTTP/1.1 200 OK\r\nsignature: signature=AA\r\nresponse-time: 1\r\nclient-id: X\r\n\r\n{}"),
            Text("HTTP/1.1 500 X\r\nsignature: ,signature=+/8, algorithm=rsa256\r\nresponse-time: 1\r\n\r\n{}"),
        ],
        dictionary: HEADER_WORDS,
    }
    signed_header::request_headers {
        seeds: [
            File("vectors/dws/consult-topup/request.http"),
            File("vectors/dws/query-account-and-benefit/request.http"),
            File("vectors/worldfirst/inquiry-balance/request.http"),
            Text("POST /notify\nclient-id: T\nrequest-time: 1700000000000\nsignature: signature=+/8=\n\n{}"),
            Text("POST /notify\nclient-id: T\nclient-id: U\nrequest-time: 1\nsignature: signature=AA\n\n{}"),
            Text("POST /notify\nclient-id: T\nrequest-time: 1\nsignature: signature=AA, signature=AB\n\n{}"),
        ],
        dictionary: HEADER_WORDS,
    }
    signed_header::headers_enclosed {
        seeds: [File("vectors/dws/consult-topup/answer.json"), File(DWS_ACCOUNTS), File(WORLDFIRST_FUND)],
        dictionary: ["\"result\":", "\"resultStatus\":\"S\"", "\"resultStatus\":\"U\"", "\"resultCode\":", "null"],
    }
    form::form_request {
        seeds: [
            Made(seeds::form_request),
            Text("app_id=1&charset=utf-8&method=a.b&sign_type=RSA2&sign=c2lnbg%3D%3D\nbiz_content=%7B%22a%22%3A1%7D"),
            Text("app_id=1&sign=AA%3D%3D\n%61pp_id=2"),
        ],
        dictionary: FORM_WORDS,
    }
    form::form_notification {
        seeds: [
            Text("gmt_create=2014-07-24+03%3A07%3A50&charset=utf-8&notify_type=trade_status_sync&app_id=1\
                &subject=%E4%BD%99%E9%A2%9D&total_amount=26.45&version=1.0&sign_type=RSA2&sign=c2lnbg%3D%3D&body="),
            Text("app_id=1&alipay_cert_sn=1a&sign_type=RSA2&charset=GBK&subject=%D3%E0&sign=c2lnbg%3D%3D&empty=+"),
            Text("app_id=1&a%3Db=c&sign_type=RSA2&sign=AA%3D%3D"),
            Text("app_id=1&total_amount=1&total%5Famount=2&sign_type=RSA2&sign=AA%3D%3D"),
        ],
        dictionary: FORM_WORDS,
    }
    notifications::notifications {
        seeds: [
            Text("POST /n\n\ngmt_create=2014-07-24+03%3A07%3A50&charset=utf-8&notify_type=trade_status_sync&app_id=1\
                &notify_id=a&notify_time=2014-07-24+03%3A07%3A51&version=1.0&trade_no=2&out_trade_no=3\
                &trade_status=TRADE_SUCCESS&total_amount=26.45&fund_bill_list=%5B%5D&sign_type=RSA2&sign=c2lnbg%3D%3D"),
            Text("POST /n\n\napp_id=1&notify_id=2&alipay_cert_sn=1a&sign_type=RSA2&charset=GBK&subject=%D3%E0&sign=AA%3D%3D"),
            Made(seeds::notification_dws),
            File("vectors/worldfirst/inquiry-balance/request.http"),
        ],
        dictionary: [
            "&app_id=1", "&sign_type=RSA2", "&charset=GBK", "&notify_id=", "&trade_status=TRADE_CLOSED", "&gmt_refund=",
            "&refund_fee=", "&=", "%", "%FF", "+", "content-type: application/json\n", "client-id: T_PARTNER_1\n",
            "\"transferResult\":{", "\"resultStatus\":\"S\"", "\"notifyType\":", "GET ", "PUT ", "\n\n",
        ],
    }
    requests::requests_arrive {
        seeds: [
            File("vectors/dws/consult-topup/request.http"),
            Text("alipay.fund.account.query\nnotify_url: https://x.example/?a=b&c\napp_auth_token: t\n\n{\"a\":\"b&c=+\"}"),
            Text("/ams/api/v1/accounts/queryAccountAndBenefit\nagent-token: t\nx: y\n\n{\"customerId\":\"1\"}"),
            Text("/aps/api/business/fund/inquiryBalance\n\n {\"a\" : [1,\"\u{4f59}\"] }"),
            Text("/ams/api/v1/payments/pay\nhost: x\nagent-token: t\n\n{}"),
        ],
        dictionary: [
            "alipay.", "/ams/api/v1/", "/aps/api/business/", "/ams/sandbox/api/", "?", "#", "%2F", "//", "..", "@", "\n",
            "sign", "charset", "biz_content", "notify_url: ", "app_auth_token: ", "agent-token: ", "host: ",
            "signature: ", "content-length: ", "client-id: ", "transfer-encoding: ", "&", "=", "+", "{}", "\n\n{",
        ],
    }
    rest_v3::rest_answers {
        seeds: [
            File("vectors/open-platform-v3/trade-refund/response.http"),
            File("vectors/open-platform-v3/certificate-mode/response.http"),
            File("vectors/open-platform-v3/path-member/response.http"),
            File("vectors/open-platform-v3/failure/response.http"),
            File("vectors/open-platform-v3/unsigned-failure/response.http"),
            Made(seeds::rest_encrypted),
            Text("HTTP/1.1 202 Accepted\r\nalipay-signature: AA==\r\nalipay-nonce: n\r\nalipay-timestamp: 1\r\n\r\n{}"),
            Text("HTTP/1.1 200 OK\r\nalipay-signature: null\r\n\r\n{\"code\":\"A\",\"message\":\"m\"}"),
            Text("HTTP/1.1 429 X\r\nalipay-signature: null\r\n\r\n{\"code\":\"app-call-limited\",\"links\":\"x\"}"),
        ],
        dictionary: REST_WORDS,
    }
    rest_v3::rest_requests {
        seeds: [
            File("vectors/open-platform-v3/path-member/request.http"),
            File("vectors/open-platform-v3/merchant-token/request.http"),
            File("vectors/open-platform-v3/certificate-mode/request.http"),
            Text("POST /v3/alipay/thing/7?x=a+b&auth_token=T HTTP/1.1\nauthorization: ALIPAY-SHA256withRSA \
                timestamp=1,app_id=2,nonce=3,expired_seconds=120,sign=AA==\n\n{\"y\":1.50}"),
            Text("GET /v3/alipay/thing/7?x=1&x=2 HTTP/1.1\nauthorization: ALIPAY-SHA256withRSA app_id=2,sign=AA==\n\n"),
            Text("GET /v3/alipay/thing/7 HTTP/1.1\nauthorization: ALIPAY-SHA256withRSA app_id=2,app_id=3,sign=AA==\n\n"),
            Text("GET /v3/alipay/thing/7 HTTP/1.1\nauthorization: ALIPAY-SHA256withRSA app_id=2\n\n"),
            Text("\nauthorization:ALIPAY-SHA256withRSA timestamp=,timestamp="),
        ],
        dictionary: REST_WORDS,
    }
    rest_v3::rest_urls {
        seeds: [
            Text("GET /v3/alipay/thing/{a}/{b}\n\n{\"a\":\"x/y?z\",\"b\":7,\"c\":\"\u{4f59} &+%\",\"d\":[1],\"e\":null}"),
            Text("/v3/alipay/thing/{a}\napp_auth_token: t\nauth_token: u v\nnotify_url: https://x.example/?a=\"b\"&c\n\n{\"a\":\"\\u4e00\",\"b\":{}}"),
            Text("DELETE /v3/alipay/thing/{a}\nalipay_sdk: x/1\n\n {\"a\" : \"..\"}"),
            Text("PUT /v3/alipay/thing\nreturn_url: x\n\n{\"a\":1.50}"),
            Text("alipay.fund.account.query\n\n{}"),
            Text("GET /v3/a\n\n{\"a\":\"\",\"a\":{}}"),
            Text("/v3/a\nauth_token:a\nauth_token:0\n\n{\"\":\"\",\"\":{}}"),
        ],
        dictionary: REST_WORDS,
    }
    answers::answers_open_platform {
        seeds: [File(OPEN_PLATFORM), File(FUND_ACCOUNT)],
        dictionary: JSON_WORDS,
    }
    answers::answers_dws {
        seeds: [File(DWS_ACCOUNTS), File(DWS_TOPUPS)],
        dictionary: JSON_WORDS,
    }
    answers::answers_worldfirst {
        seeds: [File(WORLDFIRST_FUND)],
        dictionary: JSON_WORDS,
    }
    answers::questions {
        seeds: [
            File("crates/alipay-fund-account/tests/fixtures/request.json"),
            File(DWS_ACCOUNTS),
            File("crates/alipay-dws-topups/tests/fixtures/request.json"),
            File("crates/alipay-worldfirst-fund/tests/fixtures/request.json"),
            Text(
                r#"{"image_type":"jpg","image_name":"a","image_content":{"file_name":"a.jpg","content_type":"image/jpeg","length":3}}"#
            ),
        ],
        dictionary: JSON_WORDS,
    }
    keys::private_key {
        seeds: [File("crates/alipay-sign/tests/keys"), File("vectors/keys")],
        dictionary: KEY_WORDS,
    }
    keys::public_key {
        seeds: [File("crates/alipay-sign/tests/keys"), File("vectors/keys")],
        dictionary: KEY_WORDS,
    }
    certificates::certificates {
        seeds: [
            File("crates/alipay-sandbox/keys/ca"),
            File("crates/alipay-sandbox/keys/ca/refused"),
            File("crates/alipay-sign/tests/keys"),
        ],
        dictionary: [
            "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----", "-----", "MII",
            "-----BEGIN CERTIFICATE REQUEST-----", "\x30", "\x06\x09", "\x02\x01\x02", "=", "\u{feff}",
        ],
    }
    money::amounts {
        seeds: [
            Text("SGD12.34"), Text("JPY100.00"), Text("CNY-0.05"), Text("XXX1"), Text("KWD1.234"), Text("USD00.10"),
            Text("   26.45"), Text("BHD99999999999999999999999999999999999.999"), Text("   -92233720368547758.08"),
        ],
        dictionary: ["CNY", "JPY", "KWD", "CLF", "-", ".", "+", "00", "170141183460469231731687303715884105727"],
    }
    stored::evidence {
        seeds: [
            Made(seeds::evidence_open_platform),
            Made(seeds::evidence_rest),
            Made(seeds::evidence_dws),
            Made(seeds::evidence_without_answer),
        ],
        dictionary: STORED_WORDS,
    }
    stored::prepared_call {
        seeds: [
            Made(seeds::prepared_open_platform),
            Made(seeds::prepared_rest),
            Text(r#"{"version":1,"dialect":"open-platform","identity":"a","api":"","method":"GET","path":"/v3/a","safety":"query","body":"{}","created_at":0}"#),
            Made(seeds::prepared_worldfirst),
            Made(seeds::prepared_elsewhere),
        ],
        dictionary: STORED_WORDS,
    }
    stored::inquiry {
        seeds: [Made(seeds::inquiry_begun), Made(seeds::inquiry_under_way)],
        dictionary: STORED_WORDS,
    }
    config::config {
        seeds: [
            Made(seeds::config),
            Text("[profiles.a]\ndialect='dws'\ntimeout=0.5\nproxy=\"http://p:1\"\nkey_version=0x10\n"),
        ],
        dictionary: [
            "[profiles.", "]", "dialect = ", "\"open-platform\"", "\"dws\"", "\"worldfirst\"", "gateway = ", "app_id = ",
            "base_url = ", "client_id = ", "private_key_file = ", "private_key_env = ", "alipay_public_key_file = ",
            "alipay_public_key_env = ", "key_version = ", "sandbox_paths = true", "ca_file = ", "timeout = ", "1e3",
            "attempt_timeout = ", "connect_timeout = ", "proxy = ", "proxy_authorization_env = ", "private_key = ",
            "\"\"\"", "'''", "inf", "nan", "1_0", "0x", "-----BEGIN", "= {", ".",
        ],
    }
}
