//! After-school service 课后服务: programmes, who takes part, the days, and what they cost.

pub mod days;
pub mod dismissal;
pub mod orders;
pub mod participation;
pub mod pay;
pub mod programme;
