//! The parameters of a request.

use std::borrow::Cow;

use alipay_sign::{Charset, Pairs};
use bytes::Bytes;

use super::{FormV2, common, content::Content, textual};
use crate::{
    Call, EncodeError, Invalid, Signing,
    json::{self, Members},
};

/// Every parameter of `call` but its signature, in canonical order.
pub(super) fn parameters(form: &FormV2, call: &Call, signing: &Signing<'_>) -> Result<Pairs, EncodeError> {
    if !common::is_method_name(&call.api().name) {
        let rule =
            "is no method name such as alipay.trade.pay, by which gateway.do goes: paths are of the REST protocol (v3)";
        return Err(Invalid::new("api", rule).into());
    }
    let mut params = Params { charset: form.charset, pairs: Pairs::with_capacity(12) };
    params.push("app_id", &form.app_id)?;
    match &call.api().name {
        Cow::Borrowed(name) if name.is_ascii() => params.push_ascii("method", name),
        name => params.push("method", name)?,
    }
    params.push_ascii("format", "JSON");
    params.push_ascii("charset", form.charset.as_str());
    params.push_ascii("sign_type", "RSA2");
    params.pairs.push("timestamp", signing.now.china());
    params.push_ascii("version", "1.0");
    if let Some(serials) = &signing.key.certificates {
        params.push_serial("app_cert_sn", &serials.app)?;
        params.push_serial("alipay_root_cert_sn", &serials.root)?;
    }
    if call.api().textual {
        Content::leave(call)?;
        for (name, value) in textual::parameters(call.payload().parts().0)? {
            params.push(name, &value)?;
        }
    } else {
        params.push_content(&form.content, call)?;
    }
    params.push_options(call)?;
    Ok(params.pairs.canonical())
}

/// Parameters in the charset of the request.
struct Params {
    charset: Charset,
    pairs: Pairs,
}

impl Params {
    fn push(&mut self, name: impl Into<Cow<'static, str>>, value: &str) -> Result<(), EncodeError> {
        let name = name.into();
        let value = self.charset.encode(value).map_err(|_| EncodeError::Charset(name.to_string()))?.into_owned();
        match name {
            Cow::Borrowed(name) => self.pairs.push(name, value),
            Cow::Owned(name) => self.pairs.push(name, value),
        }
        Ok(())
    }

    /// What is written alike in every charset.
    fn push_ascii(&mut self, name: &'static str, value: &'static str) {
        self.pairs.push(name, value);
    }

    /// A blank serial would be dropped, and the gateway would look for a key that is not there.
    fn push_serial(&mut self, name: &'static str, serial: &str) -> Result<(), EncodeError> {
        if serial.trim().is_empty() { Err(EncodeError::NoSerial(name)) } else { self.push(name, serial) }
    }

    /// `biz_content`: in the charset of the request, then encrypted.
    fn push_content(&mut self, content: &Content, call: &Call) -> Result<(), EncodeError> {
        let (json, _) = call.payload().parts();
        let text = std::str::from_utf8(json).map_err(|_| EncodeError::NotJson)?;
        let plain = match self.charset.encode(text) {
            Ok(Cow::Borrowed(_)) => json.clone(),
            Ok(Cow::Owned(bytes)) => bytes.into(),
            Err(_) => return Err(EncodeError::Charset(self.unmappable(json))),
        };
        match content.encrypt(call, &plain)? {
            Some(ciphertext) => {
                self.pairs.push(common::ENCRYPT_TYPE, common::AES);
                self.pairs.push("biz_content", ciphertext);
            }
            None => self.pairs.push("biz_content", plain),
        }
        Ok(())
    }

    /// The first member of the request that the charset cannot hold.
    fn unmappable(&self, request: &Bytes) -> String {
        let members = serde_json::from_slice(request).map_or_else(|_| Vec::new(), |Members(members)| members);
        let spoilt = members.iter().find(|(_, value)| self.charset.encode(value.get()).is_err());
        let name = spoilt.map(|(name, _)| name.as_str()).filter(|name| json::is_name(name));
        name.unwrap_or("biz_content").to_owned()
    }

    fn push_options(&mut self, call: &Call) -> Result<(), EncodeError> {
        // What this one says was done already.
        for option in call.options().iter().filter(|option| option.name != common::ENCRYPT_TYPE) {
            let is_word = option.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !is_word || common::is_own(&option.name) || self.pairs.get(&option.name).is_some() {
                return Err(EncodeError::ReservedOption(option.name.to_string()));
            }
            option.filled()?;
            self.push(option.name.clone(), &option.value)?;
        }
        Ok(())
    }
}
