//! Where nonces come from.

use alipay_sign::SignError;
use alipay_wire::Nonce;

/// A nonce from the randomness of the operating system.
///
/// # Errors
/// [`SignError::Backend`] when there is none to be had.
pub(crate) fn fresh() -> Result<Nonce, SignError> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|_| SignError::Backend)?;
    Ok(Nonce::from_random(bytes))
}
