//! Whether the bodies, and what they are measured by, are what they should be.

mod ending;
mod oracle;
mod table;
