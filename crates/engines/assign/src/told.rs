//! The reason in words for the family: no other child's number, and no more than it needs.

use crate::{
    input::Input,
    why::{Barrier, Last, Passed, Why},
};

/// How many nearer schools are told one by one.
const TOLD: usize = 3;

impl Why {
    /// The reason in Chinese, a sentence a line.
    pub fn text(&self, input: &Input) -> String {
        let mut lines = vec![self.opening(input)];
        for it in self.passed.iter().take(TOLD) {
            lines.push(format!(
                "{}距家 {} 米，{}",
                name(input, it.school),
                it.metres,
                because(input, it)
            ));
        }
        if let Some(more) = self.passed.len().checked_sub(TOLD).filter(|it| *it > 0) {
            lines.push(format!("另有 {more} 所较近的学校也已满，逐所理由可向招生部门索取。"));
        }
        lines.join("\n")
    }

    fn opening(&self, input: &Input) -> String {
        match self.school {
            None => "可就读的学校都已满，暂未安排学位，由招生部门另行统筹。".to_owned(),
            Some((code, _)) if self.fixed => format!("已由{}录取。", name(input, code)),
            Some((code, metres)) => {
                let far = metres.map(|it| format!("，距家 {it} 米")).unwrap_or_default();
                let rank = match self.passed.len() {
                    0 => "，没有更近的可就读学校".to_owned(),
                    nearer => format!("，另有 {nearer} 所学校更近，但不能安排"),
                };
                format!("安排到{}{far}{rank}。", name(input, code))
            }
        }
    }
}

fn because(input: &Input, it: &Passed) -> String {
    let last = it.last.as_ref().map(|it| last(input, it)).unwrap_or_default();
    match &it.barrier {
        Barrier::NoSeats => "今年没有学位。".to_owned(),
        Barrier::Held => {
            format!("已满{last}。学位都由排在前面的孩子占用，按规则不能让他们让出。")
        }
        Barrier::Unseats => {
            format!("已满{last}。若安排您的孩子，会有另一名同类别的孩子没有学位。")
        }
        Barrier::Farther { others, saved, chain } if others > saved => format!(
            "已满{last}。若安排您的孩子，您少走 {saved} 米，但要有 {} 名孩子依次改校，合计多走 {others} 米。",
            chain.len()
        ),
        Barrier::Farther { others, chain, .. } => format!(
            "已满{last}。若安排您的孩子，要有 {} 名孩子依次改校，合计也多走 {others} 米，距离合计相同时按积分和抽签号的先后。",
            chain.len()
        ),
        Barrier::Together => format!("没有足够的学位让几名孩子同校{last}。"),
    }
}

fn last(input: &Input, it: &Last) -> String {
    match it.category {
        None => "，学位在此前都已录取".to_owned(),
        Some(category) => {
            let category = &input.categories[category].name;
            format!("，排在最后的一个学位给了“{category}”类、距家 {} 米的孩子", it.metres)
        }
    }
}

fn name(input: &Input, code: u64) -> &str {
    input.school(code).map_or("学校", |it| &input.schools[it].name)
}
