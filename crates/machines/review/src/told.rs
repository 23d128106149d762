//! A review told to whoever reads or changes its file: who, by when, how it goes.

use catalog::{Dated, Deadline, Flow, FlowStep, Mark, Move, Span, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;
use vocab::Role;

use crate::{
    actions::HOLIDAYS,
    definition::{self, Review, end_of},
    rules::State,
};

impl Tell for Review {
    const LABEL: &'static str = "评审";

    fn tell(&self, now: DateTime) -> Told {
        let window = |label: &str, runs: &str, rules: &[Dated<Span>], begins: bool| {
            let ends = end_of(rules, now.date(), &HOLIDAYS).ok();
            Deadline {
                label: label.to_owned(),
                runs: runs.to_owned(),
                rules: rules.iter().map(|it| it.told(it.value.to_string())).collect(),
                ends_at: ends.filter(|_| begins).map(|it| it.at(23, 59, 59, 0)),
                told: self.hosts.clone(),
            }
        };
        let mut deadlines = vec![
            window("申报", "从开启一轮到申报截止", &self.apply, true),
            window("评分", "从申报截止到评分截止", &self.score, false),
        ];
        if self.published {
            deadlines.push(window("公示", "从公布结果到结果生效", &self.notice, false));
        }
        if !self.appeal.is_empty() {
            deadlines.push(window("申诉", "从知道结果到申诉截止", &self.appeal, false));
        }
        if let Some((rules, _)) = &self.term {
            deadlines.push(Deadline {
                label: "有效期".to_owned(),
                runs: "从结果生效到复评".to_owned(),
                rules: rules.iter().map(|it| it.told(it.value.to_string())).collect(),
                ends_at: None,
                told: self.hosts.clone(),
            });
        }
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: self.group.clone(),
            icon: self.icon.clone(),
            people: vec![
                ("谁主办".to_owned(), self.hosts.clone()),
                ("谁申报".to_owned(), self.applies.clone()),
                ("从谁里抽专家".to_owned(), self.panel.roles.clone()),
                ("谁审定".to_owned(), vec![self.chair]),
                ("还有谁能查看".to_owned(), self.sees.clone()),
            ],
            fields: form::told(&self.fields),
            deadlines,
            flow: Some(flow(self)),
        }
    }

    fn path(name: &str) -> String {
        format!("/reviews/{name}")
    }

    fn schema() -> Schema {
        definition::schema()
    }
}

/// The way of an application, with the stages that the file leaves out left out.
fn flow(review: &Review) -> Flow {
    let words = |roles: &[Role]| roles.iter().map(|it| it.label()).collect::<Vec<_>>().join("、");
    let mut steps = Vec::new();
    let mut step = |state: State, roles: Vec<Role>, mark: Mark| {
        let who = words(&roles);
        steps.push(FlowStep { label: state.label().to_owned(), who, roles, mark });
    };
    if review.self_assessed {
        step(State::Draft, review.applies.clone(), Mark::Open);
    }
    if let Some(role) = review.forwards() {
        step(State::Forward, vec![role], Mark::Open);
    }
    step(State::Panel, review.hosts.clone(), Mark::Open);
    step(State::Scoring, review.panel.roles.clone(), Mark::Open);
    step(State::Chair, vec![review.chair], Mark::Open);
    if review.published {
        step(State::Settled, review.hosts.clone(), Mark::Open);
        step(State::Notice, review.hosts.clone(), Mark::Open);
    }
    step(State::Final, Vec::new(), Mark::Good);
    let moves = (1..steps.len()).map(|to| Move {
        from: to - 1,
        to,
        label: steps[to].label.clone(),
        who: steps[to - 1].who.clone(),
        onward: true,
    });
    let moves = moves.collect();
    Flow { steps, moves }
}
