//! `api_answers_dws` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::api_answers_dws(data);
});
