//! 参与课后服务的教师: the teachers who take part in a term, the numerator of their rate.

pub mod store;
