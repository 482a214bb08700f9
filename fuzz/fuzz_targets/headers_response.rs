//! `headers_response` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::headers_response(data);
});
