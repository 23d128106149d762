//! After-school service 课后服务: programmes, who takes part, the days, and what they cost.

pub mod programme;
