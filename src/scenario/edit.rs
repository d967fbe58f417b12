//! stub
/// x
pub struct Edit;
/// x
pub struct EditError;
