//! Rules that several pages have alike.

use alipay_wire::{Invalid, Mismatch, Timestamp, Yuan};

use crate::{ExtendParams, OutTradeNo, TradeNo};

/// A hundred million yuan: no order is greater.
const GREATEST: Yuan = Yuan::from_fen(10_000_000_000);

/// An amount must be from 0.01 to 100000000 yuan.
pub(crate) fn in_range(field: &str, amount: Yuan) -> Result<(), Invalid> {
    if amount.fen() < 1 || amount > GREATEST {
        return Err(Invalid::new(field, "must be from 0.01 to 100000000 yuan"));
    }
    Ok(())
}

/// A part of an amount may be nothing: pages say 0.01 here too, and the gateway's own samples send `0.0`.
pub(crate) fn is_part(field: &str, amount: Yuan) -> Result<(), Invalid> {
    if amount.fen() < 0 || amount > GREATEST {
        return Err(Invalid::new(field, "must be from 0.00 to 100000000 yuan"));
    }
    Ok(())
}

/// What comes back in a notification and must have no `&` or `=`, since the text that is signed there escapes nothing: a
/// value with them could be cut into parameters.
pub(crate) fn cannot_be_cut(field: &str, text: &str) -> Result<(), Invalid> {
    if text.contains(['&', '=']) {
        return Err(Invalid::new(field, "must have no `&` and no `=`: percent-encode them, or write other characters"));
    }
    Ok(())
}

/// What an order says that comes back in its notifications. Of a description the page forbids nothing, so it is refused
/// only where it holds what may be a parameter.
pub(crate) fn comes_back(
    out_trade_no: &OutTradeNo,
    subject: &str,
    body: Option<&String>,
    passback_params: Option<&String>,
) -> Result<(), Invalid> {
    cannot_be_cut("out_trade_no", out_trade_no.as_str())?;
    cannot_be_cut("subject", subject)?;
    passback_params.map_or(Ok(()), |text| cannot_be_cut("passback_params", text))?;
    match body {
        Some(text) if holds_a_parameter(text) => {
            Err(Invalid::new("body", "must hold no word between `&` and `=`: a notification could be cut there"))
        }
        _ => Ok(()),
    }
}

/// Whether there is a name as of a parameter between a `&` and a `=`.
fn holds_a_parameter(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let names = text.split('&').skip(1).filter_map(|part| part.split_once('='));
    names.into_iter().any(|(name, _)| !name.is_empty() && name.chars().all(is_name))
}

/// A trade is named by one of its numbers, or both.
pub(crate) fn names_a_trade(out_trade_no: Option<&OutTradeNo>, trade_no: Option<&TradeNo>) -> Result<(), Invalid> {
    if number(out_trade_no, trade_no).is_none() {
        return Err(Invalid::new("out_trade_no", "is required unless trade_no is given"));
    }
    Ok(())
}

/// The number that names a trade: where there are both, the gateway goes by its own.
pub(crate) fn number<'a>(out_trade_no: Option<&'a OutTradeNo>, trade_no: Option<&'a TradeNo>) -> Option<&'a str> {
    let numbers = [trade_no.map(TradeNo::as_str), out_trade_no.map(OutTradeNo::as_str)];
    numbers.into_iter().flatten().find(|number| !number.is_empty())
}

/// What the answer says about the trade is about the trade that was asked for, by each number that was given.
pub(crate) fn is_about(
    asked: (Option<&OutTradeNo>, Option<&TradeNo>),
    answered: (Option<&OutTradeNo>, Option<&TradeNo>),
) -> Result<(), Mismatch> {
    // A blank number names nothing.
    if let Some(asked) = asked.0.filter(|number| !number.as_str().is_empty()) {
        Mismatch::unless_same("out_trade_no", asked, answered.0)?;
    }
    match asked.1.filter(|number| !number.as_str().is_empty()) {
        Some(asked) => Mismatch::unless_same("trade_no", asked, answered.1),
        None => Ok(()),
    }
}

/// What the answer repeats of the question is what was asked. Nothing is compared where either says nothing.
pub(crate) fn is_same(field: &'static str, asked: Option<&str>, answered: Option<&str>) -> Result<(), Mismatch> {
    match (asked.filter(|asked| !asked.is_empty()), answered.filter(|answered| !answered.is_empty())) {
        (Some(asked), answered) => Mismatch::unless_same(field, asked, answered),
        (None, _) => Ok(()),
    }
}

/// Which means may be used can be said by naming them, or by naming the others.
pub(crate) fn one_list_of_channels(enabled: Option<&String>, disabled: Option<&String>) -> Result<(), Invalid> {
    if enabled.is_some() && disabled.is_some() {
        return Err(Invalid::new("enable_pay_channels", "must not stand together with disable_pay_channels"));
    }
    Ok(())
}

/// When an order ends, by either of the two fields for it.
pub(crate) fn times(time_expire: Option<&Timestamp>, timeout_express: Option<&String>) -> Result<(), Invalid> {
    if time_expire.is_some_and(|at| !is_china_time(at.as_str())) {
        return Err(Invalid::new("time_expire", "must be written as yyyy-MM-dd HH:mm:ss, in China time"));
    }
    if timeout_express.is_some_and(|after| !is_period(after)) {
        return Err(Invalid::new(
            "timeout_express",
            "must be 1m to 15d in whole m, h or d, or 1c for the end of the day",
        ));
    }
    Ok(())
}

/// Whether the text has the form `yyyy-MM-dd HH:mm:ss`.
fn is_china_time(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00 00:00:00";
    let fits = |(b, form): (&u8, &u8)| if *form == b'0' { b.is_ascii_digit() } else { b == form };
    text.len() == FORM.len() && text.as_bytes().iter().zip(FORM).all(fits)
}

fn is_period(text: &str) -> bool {
    text == "1c" || minutes(text).is_some_and(|minutes| (1..=15 * 24 * 60).contains(&minutes))
}

/// How many minutes `90m`, `2h` or `1d` are.
pub(crate) fn minutes(text: &str) -> Option<i64> {
    let unit = match text.as_bytes().last()? {
        b'm' => 1,
        b'h' => 60,
        b'd' => 24 * 60,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?;
    let count: i64 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    count.checked_mul(unit)
}

/// Instalments leave no choice of means to begin with.
pub(crate) fn no_instalments_by_one_channel(
    specified: Option<&String>,
    extend_params: Option<&ExtendParams>,
) -> Result<(), Invalid> {
    if specified.is_some() && extend_params.is_some_and(|params| params.hb_fq_num.is_some()) {
        return Err(Invalid::new("specified_channel", "must not stand together with extend_params.hb_fq_num"));
    }
    Ok(())
}
