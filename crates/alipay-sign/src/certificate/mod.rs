//! Certificates of the Open Platform.
