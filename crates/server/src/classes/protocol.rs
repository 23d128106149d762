//! What is printed: the notice before the seed is drawn, and the protocol after it.

use admissions::classes::protocol::{counts, plan, requests, search, verdict};
use classing::{Input, Transcript};
use maud::html;

use crate::paper;

/// The notice: what is settled before the seed is drawn.
pub(super) fn notice(input: &Input) -> String {
    let sealed = input.sealed();
    let body = html! {
        (paper::posted("名单和方案的摘要（SM3）", &sealed.digest()))
        p { "本摘要在抽种子之前张贴。名单、方案、特殊申请此后改动一个字，摘要就会不同。" }
        h2 { "编班方案" }
        (plan(sealed, true))
        h2 { "特殊申请" }
        (requests(&sealed.requests, None))
        (paper::signatures(&["学校（盖章）", "监督人", "家长代表", "日期"]))
    };
    paper::page(&sealed.plan.title, "均衡编班公示", &body)
}

/// The protocol: what came of it and how anybody checks it.
pub(super) fn protocol(transcript: &Transcript) -> String {
    let (sealed, solution) = (transcript.sealed(), transcript.solution());
    let body = html! {
        p.verdict { (verdict(solution)) }
        h2 { "编班方案" }
        (plan(sealed, false))
        h2 { "各班人数" }
        (counts(sealed, solution))
        p.small {
            "“差”是最多的班与最少的班相差几人；“最小”是无论怎样编班都避免不了的差。权重乘差，加起来是总分，越小越均衡。"
        }
        h2 { "特殊申请" }
        (requests(&sealed.requests, Some(solution)))
        h2 { "种子与核验" }
        (paper::digest("抽种子之前张贴的摘要", transcript.posted()))
        table.terms { tbody {
            tr { th { "种子" } td { (solution.seed) "（方案规定 " (sealed.plan.drawn.label()) "）" } }
            tr { th { "搜索" } td { (search(sealed, solution)) } }
        } }
        p {
            "任何人拿到“编班记录.json”，运行 " code { "xueyu classes verify 编班记录.json" }
            "，就能用同样的名单、方案和种子重新算出同样的班级；改动一个字都会被发现。"
        }
        (paper::digest("编班记录的摘要", transcript.digest()))
        (paper::signatures(&["主持人", "监督人", "家长代表", "日期"]))
    };
    paper::page(&sealed.plan.title, "均衡编班记录", &body)
}
