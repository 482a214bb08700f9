//! `rest_answers` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::rest_answers(data);
});
