//! Where nonces come from.

use std::cell::RefCell;

use alipay_sign::SignError;
use alipay_wire::Nonce;

/// How many nonces are asked for at a time: as many as the system gives in one piece.
const STOCK: usize = 16;

thread_local! {
    /// Asking the system takes longer than anything else that is done for an attempt but signing.
    static NONCES: RefCell<Vec<Nonce>> = const { RefCell::new(Vec::new()) };
}

/// A nonce from the randomness of the operating system.
///
/// # Errors
/// [`SignError::Backend`] when there is none to be had.
pub(crate) fn fresh() -> Result<Nonce, SignError> {
    NONCES.with_borrow_mut(|nonces| match nonces.pop() {
        Some(nonce) => Ok(nonce),
        None => {
            let mut bytes = [[0; 16]; STOCK];
            getrandom::getrandom(bytes.as_flattened_mut()).map_err(|_| SignError::Backend)?;
            nonces.extend(bytes.map(Nonce::from_random));
            nonces.pop().ok_or(SignError::Backend)
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn none_comes_twice() {
        let made = || (0..10 * STOCK).map(|_| fresh().unwrap().to_string()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(made)).collect();
        let all: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40 * STOCK);
    }
}
