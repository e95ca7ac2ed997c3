pub struct Failure;
pub struct Way;
pub enum WayKind {}
pub fn reach() {}
