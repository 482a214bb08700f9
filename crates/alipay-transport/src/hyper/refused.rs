//! What HTTP/2 says about requests that were not processed.

use std::error::Error;

use h2::Reason;

/// Whether the other side reset our request as refused, which guarantees that it was not processed (RFC 9113, 8.7).
///
/// A `GOAWAY` that names an earlier stream as the last one guarantees the same, but which stream it names is not to be
/// learnt from the error. Neither is it here for errors of other versions of `h2`: then the request may have been processed.
pub(crate) fn is_refused(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.is_remote() && error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM);
        }
        next = error.source();
    }
    false
}
