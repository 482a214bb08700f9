//! `envelope_gbk` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::envelope_gbk(data);
});
