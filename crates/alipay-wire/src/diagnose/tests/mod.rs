//! Messages of every kind, spoilt by every example of the list.

mod damages;
mod genuine;
mod table;
