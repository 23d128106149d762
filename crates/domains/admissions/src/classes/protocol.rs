//! What is posted of a division, on paper and on pages: the plan, what each class holds, the requests
//! and what each costs.

use std::collections::BTreeMap;

use classing::{Asked, Balance, End, Intake, Member, Method, Sealed, Solution};
use web::{Markup, html};

/// Classes that fit side by side on A4.
const ABREAST: usize = 12;

/// How good it is, in a sentence.
pub fn verdict(solution: &Solution) -> String {
    let (cost, bound) = (solution.cost, solution.bound);
    if cost == bound {
        format!("均衡总分 {cost}，等于理论下界：已证明没有更均衡的编法。")
    } else {
        format!("均衡总分 {cost}，理论下界 {bound}，相差不超过 {}。", cost - bound)
    }
}

/// The plan, and as long as nothing has come of it what is still to be done.
pub fn plan(sealed: &Sealed, ahead: bool) -> Markup {
    let plan = &sealed.plan;
    let girls = sealed.pupils.iter().filter(|it| it.sex == vocab::Sex::Female.code()).count();
    let weights = plan.weights;
    html! {
        table.table.terms { tbody {
            tr { th { "名单" } td {
                (sealed.pupils.len()) " 人（男 " (sealed.pupils.len() - girls) "，女 " (girls)
                "），编 " (plan.classes) " 个班"
            } }
            tr { th { "方法" } td { (plan.method.label()) "：" (how(plan.method)) } }
            tr { th { "年级" } td { (grade(&sealed.intake)) } }
            tr { th { "必须做到" } td {
                "各班人数最多相差 1 人；同名学生不同班；下列特殊申请全部满足"
            } }
            tr { th { "均衡权重" } td {
                "女生 " (weights.sex) "，特殊需要 " (weights.special) "，各来源 " (weights.origin)
                @if matches!(sealed.intake, Intake::Grade7ByLevels { .. }) { "，各科等第 " (weights.levels) }
            } }
            @if ahead && plan.method == Method::Optimised {
                tr { th { "搜索" } td { "做满 " (plan.rounds) " 轮为止；达到理论下界、不可能更均衡时提前结束" } }
            }
            @if ahead { tr { th { "种子" } td { "当众依次抽出 " (plan.drawn.label()) } } }
        } }
    }
}

fn how(method: Method) -> &'static str {
    match method {
        Method::Snake => {
            "先女后男，按顺序从 1 班到末班、再从末班到 1 班往返排入；没有等第的按种子抽签定序"
        }
        Method::Strata => "性别、来源等都相同的学生为一层，层内按种子抽签定序，依次排入各班",
        Method::Optimised => "由种子决定的搜索，使各班每一项人数尽量相同",
    }
}

fn grade(intake: &Intake) -> Markup {
    html! {
        @match intake {
            Intake::Grade1 => "一年级。免试入学，不使用任何成绩或测试结果",
            Intake::Grade7 => "七年级。不使用任何成绩",
            Intake::Grade7ByLevels { clause, subjects } => {
                "七年级。参考六年级等第：" (subjects.join("、")) "；依据：" (clause)
            }
        }
    }
}

/// How the search went.
pub fn search(sealed: &Sealed, solution: &Solution) -> String {
    let (done, most) = (solution.rounds, sealed.plan.rounds);
    match solution.end {
        End::Bound if done == 0 => "按种子作出的第一次分配已达到理论下界，不必再搜索".to_owned(),
        End::Bound => format!("做了 {done} 轮（方案最多 {most} 轮），达到理论下界后停止"),
        End::Rounds => format!("做满方案规定的 {done} 轮"),
        End::Dealt => "本方法按顺序排入，不搜索".to_owned(),
    }
}

/// The balance, twelve classes abreast.
pub fn counts(sealed: &Sealed, solution: &Solution) -> Markup {
    let sexes: BTreeMap<&str, i64> =
        sealed.pupils.iter().map(|it: &Member| (it.id.as_str(), it.sex)).collect();
    let boys = |class: &Vec<String>| {
        class.iter().filter(|id| sexes.get(id.as_str()) == Some(&vocab::Sex::Male.code())).count()
    };
    let starts = (0..solution.classes.len()).step_by(ABREAST);
    html! {
        @for start in starts {
            @let end = solution.classes.len().min(start + ABREAST);
            div.wide { table.table.counts {
                thead { tr {
                    th { "项目" }
                    @for class in start..end { th.n { (class + 1) " 班" } }
                    th.n { "差" } th.n { "最小" } th.n { "权重" }
                } }
                tbody {
                    tr {
                        th { "人数" }
                        @for class in &solution.classes[start..end] { td.n { (class.len()) } }
                        td.n { (spread(solution.classes.iter().map(Vec::len))) }
                        td.n { (usize::from(!sealed.pupils.len().is_multiple_of(solution.classes.len()))) }
                        td.n { "必须" }
                    }
                    tr {
                        th { "男" }
                        @for class in &solution.classes[start..end] { td.n { (boys(class)) } }
                        td.n { (spread(solution.classes.iter().map(boys))) } td.n {} td.n {}
                    }
                    @for row in &solution.balance { (balance(row, start, end)) }
                }
            } }
        }
    }
}

fn spread(counts: impl Iterator<Item = usize>) -> usize {
    let (least, most) = counts.fold((usize::MAX, 0), |it, n| (it.0.min(n), it.1.max(n)));
    most.saturating_sub(least)
}

fn balance(row: &Balance, start: usize, end: usize) -> Markup {
    let name = match row.quality.as_str() {
        "性别" | "来源" => row.kind.clone(),
        "特殊需要" => row.quality.clone(),
        subject => format!("{subject}{}", row.kind),
    };
    html! {
        tr {
            th { (name) }
            @for count in &row.counts[start..end] { td.n { (count) } }
            td.n { (row.range()) } td.n { (row.least) } td.n { (row.weight) }
        }
    }
}

/// The requests; with a solution, what each costs the others.
pub fn requests(requests: &[Asked], solution: Option<&Solution>) -> Markup {
    if requests.is_empty() {
        return html! { p { "没有特殊申请。" } };
    }
    html! {
        div.wide { table.table {
            thead { tr {
                th { "申请" } th { "报名号" } th { "事由" }
                @if solution.is_some() { th.n { "代价" } }
            } }
            tbody { @for (at, request) in requests.iter().enumerate() { tr {
                td { (request.wish.label()) }
                td { (request.pupils.join("、")) }
                td { (request.reason) }
                @if let Some(solution) = solution { td.n { (price(solution, at)) } }
            } } }
        } }
        @if solution.is_some() {
            p.small { "“代价”是为满足这条申请，全年级的均衡总分比不满足时增加多少。" }
        }
    }
}

fn price(solution: &Solution, at: usize) -> String {
    let Some(price) = solution.prices.get(at) else { return String::new() };
    let more = solution.cost - price.without;
    let proved = solution.cost == solution.bound && price.without == price.bound;
    if proved || more == 0 { more.to_string() } else { format!("约 {more}") }
}
