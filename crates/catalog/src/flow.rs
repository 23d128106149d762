//! How an entry goes, as a picture: its steps from top to bottom, what leads from one to the next.
//!
//! The layout is that of dagre (Sugiyama's layers; Gansner et al., *A Technique for Drawing Directed
//! Graphs*, 1993): deterministic, with room for the words on each line. The picture says nothing
//! that the table of steps below it does not say, so that whoever does not see it misses nothing.

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel, Point,
    graph::{Graph, GraphOptions},
    layout,
    layout::types::LabelPos,
};
use maud::{Markup, Render, html};
use vocab::Role;

/// The steps, and what leads from one to another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flow {
    /// The steps; the first is where it begins.
    pub steps: Vec<FlowStep>,
    /// What is done at them.
    pub moves: Vec<Move>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowStep {
    /// As people read it.
    pub label: String,
    /// Whom it waits for, in words; empty at an end.
    pub who: String,
    /// The roles among them.
    pub roles: Vec<Role>,
    /// What kind of place it is.
    pub mark: Mark,
}

/// What kind of place a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody has something to do.
    Open,
    /// It is done.
    Good,
    /// It came to nothing.
    Bad,
    /// It was taken back.
    Quiet,
}

/// What leads from a step to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// From which of the steps.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// What its button says.
    pub label: String,
    /// Who does it, in words.
    pub who: String,
    /// Whether it goes on, or back, or ends badly: a line of its own kind.
    pub onward: bool,
}

/// The height of a line of text, and half the space around it.
const LINE: f64 = 18.0;
const PAD: f64 = 10.0;

/// How wide a text is in letters of 13 px: Chinese ones are square.
fn width(text: &str) -> f64 {
    text.chars().map(|it| if it.is_ascii() { 7.2 } else { 13.0 }).sum()
}

type Laid = Graph<NodeLabel, EdgeLabel>;

impl Flow {
    fn laid(&self) -> Laid {
        let options = GraphOptions { directed: true, multigraph: true, compound: false };
        let mut graph = Laid::with_options(options);
        for (at, step) in self.steps.iter().enumerate() {
            let lines = if step.who.is_empty() { 1.0 } else { 2.0 };
            let wide = width(&step.label).max(width(&step.who) * 0.9);
            let mut node = NodeLabel::default();
            (node.width, node.height) = (wide + PAD * 2.0, lines * LINE + PAD);
            graph.set_node(at.to_string(), Some(node));
        }
        for ((from, to), labels) in self.joined() {
            let wide = labels.iter().map(|it| width(it)).fold(0.0, f64::max);
            let high = f64::from(u16::try_from(labels.len()).unwrap_or(u16::MAX)) * LINE;
            let mut edge = EdgeLabel::default();
            (edge.width, edge.height) = (wide + PAD, high);
            edge.labelpos = LabelPos::Center;
            graph.set_edge(from.to_string(), to.to_string(), Some(edge), None);
        }
        let options = LayoutOptions {
            nodesep: 24.0,
            edgesep: 14.0,
            ranksep: 26.0,
            ..LayoutOptions::default()
        };
        layout(&mut graph, Some(options));
        graph
    }

    /// What leads from one step to another, as one line with the words of all of it. What stays at
    /// its step is not drawn: the table says it.
    fn joined(&self) -> Vec<((usize, usize), Vec<&str>)> {
        let mut lines: Vec<((usize, usize), Vec<&str>)> = Vec::new();
        for it in self.moves.iter().filter(|it| it.from != it.to) {
            match lines.iter_mut().find(|line| line.0 == (it.from, it.to)) {
                Some(line) => line.1.push(&it.label),
                None => lines.push(((it.from, it.to), vec![&it.label])),
            }
        }
        lines
    }

    fn is_onward(&self, from: usize, to: usize) -> bool {
        self.moves.iter().any(|it| (it.from, it.to) == (from, to) && it.onward)
    }
}

impl Render for Flow {
    fn render(&self) -> Markup {
        let graph = self.laid();
        let frame = Frame::of(&graph, self.steps.len());
        html! {
            div.flow {
                svg.flow-picture viewBox=(frame.view()) width=(frame.width.ceil()) role="img" aria-label="流程图，内容与下面的步骤表相同" {
                    defs {
                        marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" {
                            path.flow-tip d="M0 0 L8 4 L0 8 z" {}
                        }
                    }
                    @for ((from, to), labels) in self.joined() {
                        @if let Some(edge) = graph.edge(&from.to_string(), &to.to_string(), None) {
                            (line(edge, &labels, self.is_onward(from, to)))
                        }
                    }
                    @for (at, step) in self.steps.iter().enumerate() {
                        @if let Some(node) = graph.node(&at.to_string()) { (place(node, step)) }
                    }
                }
            }
        }
    }
}

/// What the picture takes up: lines and their words reach beyond the boxes.
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn of(graph: &Laid, steps: usize) -> Self {
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        let mut reach = |x: f64, y: f64, wide: f64, tall: f64| {
            low = (low.0.min(x - wide / 2.0), low.1.min(y - tall / 2.0));
            high = (high.0.max(x + wide / 2.0), high.1.max(y + tall / 2.0));
        };
        for node in (0..steps).filter_map(|at| graph.node(&at.to_string())) {
            reach(node.x.unwrap_or(0.0), node.y.unwrap_or(0.0), node.width, node.height);
        }
        for edge in graph.edges() {
            let Some(it) = graph.edge(&edge.v, &edge.w, None) else { continue };
            it.points.iter().for_each(|at| reach(at.x, at.y, 0.0, 0.0));
            if let (Some(x), Some(y)) = (it.x, it.y) {
                reach(x, y, it.width, it.height);
            }
        }
        let margin = 6.0;
        Self {
            left: low.0 - margin,
            top: low.1 - margin,
            width: high.0 - low.0 + margin * 2.0,
            height: high.1 - low.1 + margin * 2.0,
        }
    }

    fn view(&self) -> String {
        format!("{:.0} {:.0} {:.0} {:.0}", self.left, self.top, self.width, self.height)
    }
}

fn line(edge: &EdgeLabel, labels: &[&str], onward: bool) -> Markup {
    let class = if onward { "flow-line" } else { "flow-line flow-line-back" };
    let first = edge.y.unwrap_or(0.0) - (edge.height - LINE) / 2.0;
    html! {
        path class=(class) d=(curve(&edge.points)) marker-end="url(#flow-tip)" {}
        @for (label, y) in labels.iter().zip(std::iter::successors(Some(first), |y| Some(y + LINE))) {
            text.flow-word x=(format!("{:.1}", edge.x.unwrap_or(0.0))) y=(format!("{:.1}", y + 4.5)) text-anchor="middle" { (label) }
        }
    }
}

/// A line through the points, rounded at each.
fn curve(points: &[Point]) -> String {
    let [first, rest @ ..] = points else { return String::new() };
    let bends = rest.windows(2).map(|pair| {
        let (at, next) = (&pair[0], &pair[1]);
        let (x, y) = (f64::midpoint(at.x, next.x), f64::midpoint(at.y, next.y));
        format!("Q{:.1} {:.1} {x:.1} {y:.1}", at.x, at.y)
    });
    let last = rest.last().map(|it| format!("L{:.1} {:.1}", it.x, it.y));
    let start = format!("M{:.1} {:.1}", first.x, first.y);
    std::iter::once(start).chain(bends).chain(last).collect::<Vec<_>>().join(" ")
}

fn place(node: &NodeLabel, step: &FlowStep) -> Markup {
    let (x, y) = (node.x.unwrap_or(0.0), node.y.unwrap_or(0.0));
    let (left, top) = (x - node.width / 2.0, y - node.height / 2.0);
    let class = match step.mark {
        Mark::Open => "flow-box",
        Mark::Good => "flow-box flow-good",
        Mark::Bad => "flow-box flow-bad",
        Mark::Quiet => "flow-box flow-quiet",
    };
    let first = if step.who.is_empty() { y } else { y - LINE / 2.0 };
    html! {
        rect class=(class) x=(format!("{left:.1}")) y=(format!("{top:.1}")) width=(format!("{:.1}", node.width)) height=(format!("{:.1}", node.height)) rx="6" {}
        text.flow-name x=(format!("{x:.1}")) y=(format!("{:.1}", first + 4.5)) text-anchor="middle" { (step.label) }
        @if !step.who.is_empty() {
            text.flow-who x=(format!("{x:.1}")) y=(format!("{:.1}", first + LINE + 3.5)) text-anchor="middle" { (step.who) }
        }
    }
}
