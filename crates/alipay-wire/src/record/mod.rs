//! What is stored of calls and answers.

pub(crate) mod evidence;
pub(crate) mod layout;
