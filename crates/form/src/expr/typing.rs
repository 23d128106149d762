//! The walk over an expression's tree: every name known, every operation fit, the work bounded.

use std::collections::BTreeSet;

use cel::{
    IdedExpr,
    common::ast::{CallExpr, ComprehensionExpr, Expr as Node, LiteralValue, operators as op},
};

use super::{Names, Slip, Type};
use crate::decimal;

/// The most nodes of a tree: with one loop over a list of at most [`LIST_MAX`], that bounds the work.
const NODES_MAX: usize = 200;
/// The longest list.
const LIST_MAX: usize = 500;

/// What may be called.
const FUNCTIONS: &[&str] = &[
    "answered",
    "date",
    "decimal",
    "working_days",
    "sum",
    "size",
    "contains",
    "startsWith",
    "endsWith",
];

/// What the walk found.
pub(super) struct Checked {
    /// What the expression comes to.
    pub(super) kind: Type,
    /// The names without whose answers it says nothing.
    pub(super) needs: BTreeSet<String>,
    /// Every name that it looks at.
    pub(super) uses: BTreeSet<String>,
}

/// Walks `tree`.
pub(super) fn check(tree: &IdedExpr, names: &Names) -> Result<Checked, Slip> {
    let (needs, uses) = (BTreeSet::new(), BTreeSet::new());
    let mut walk = Walk { names, local: Vec::new(), in_loop: false, nodes: 0, needs, uses };
    let kind = walk.of(tree)?;
    Ok(Checked { kind, needs: walk.needs, uses: walk.uses })
}

/// The word that `tree` is, where it is nothing else.
pub(super) fn literal(tree: &IdedExpr) -> Option<&str> {
    match &tree.expr {
        Node::Literal(LiteralValue::String(it)) => Some(it.inner()),
        _ => None,
    }
}

struct Walk<'a> {
    names: &'a Names,
    /// The variables of the loop that the walk is in.
    local: Vec<(String, Type)>,
    in_loop: bool,
    nodes: usize,
    needs: BTreeSet<String>,
    uses: BTreeSet<String>,
}

impl Walk<'_> {
    fn of(&mut self, it: &IdedExpr) -> Result<Type, Slip> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            let cause = format!("表达式太复杂，超过 {NODES_MAX} 步");
            return Err(Slip::new(cause, "请拆成几条"));
        }
        match &it.expr {
            Node::Ident(name) => self.ident(name),
            Node::Literal(literal) => of_literal(literal),
            Node::Call(call) => self.call(call),
            Node::List(list) if list.elements.len() <= LIST_MAX => {
                for element in &list.elements {
                    self.want(element, Type::Text)?;
                }
                Ok(Type::List)
            }
            Node::List(_) => {
                Err(Slip::new(format!("列表最多 {LIST_MAX} 项"), "请改用代码表或拆开"))
            }
            Node::Comprehension(it) => self.comprehension(it),
            Node::Select(it) => Err(Slip::new(
                format!("不能用点取 {}", it.field),
                "字段直接写它的 key；是否填写用 answered(字段)",
            )),
            Node::Map(_) | Node::Struct(_) | Node::Unspecified => {
                Err(Slip::new("表达式里不能用 { }", "请只用字段、比较和 && || !"))
            }
        }
    }

    fn want(&mut self, it: &IdedExpr, wanted: Type) -> Result<(), Slip> {
        let kind = self.of(it)?;
        if kind == wanted {
            return Ok(());
        }
        let cause = format!("{}的地方写了{}", wanted.label(), kind.label());
        Err(Slip::new(cause, "请检查字段的 type 和引号"))
    }

    fn ident(&mut self, name: &str) -> Result<Type, Slip> {
        if let Some((_, kind)) = self.local.iter().rev().find(|it| it.0 == name) {
            return Ok(*kind);
        }
        let Some((kind, _)) = self.names.all.get(name) else {
            let known: Vec<&str> = self.names.all.keys().map(String::as_str).collect();
            let advice = match catalog::nearest(name, known.iter().copied()) {
                Some(it) => format!("是不是 {it}"),
                None => format!("可以用 {}", known.join("、")),
            };
            return Err(Slip::new(format!("表达式里的 {name} 不是字段"), advice));
        };
        self.needs.insert(name.to_owned());
        self.uses.insert(name.to_owned());
        Ok(*kind)
    }

    fn call(&mut self, call: &CallExpr) -> Result<Type, Slip> {
        // `a.f(b)` and `f(a, b)` are one.
        let all: Vec<&IdedExpr> = call.target.iter().map(|it| &**it).chain(&call.args).collect();
        match (call.func_name.as_str(), all.as_slice()) {
            (op::LOGICAL_AND | op::LOGICAL_OR, [a, b]) => {
                self.want(a, Type::Bool)?;
                self.want(b, Type::Bool)?;
                Ok(Type::Bool)
            }
            (op::LOGICAL_NOT | op::NOT_STRICTLY_FALSE, [a]) => {
                self.want(a, Type::Bool)?;
                Ok(Type::Bool)
            }
            (op::NEGATE, [a]) => match self.of(a)? {
                kind @ (Type::Int | Type::Decimal) => Ok(kind),
                kind => Err(Slip::new(format!("{}不能取负", kind.label()), "负号只用在数字前")),
            },
            (op::EQUALS | op::NOT_EQUALS, [a, b]) => {
                let kind = self.alike(a, b)?;
                if matches!(kind, Type::Rows | Type::Files | Type::Sealed) {
                    let cause = format!("{}不能比较", kind.label());
                    return Err(Slip::new(cause, "是否填写用 answered(字段)"));
                }
                self.is_an_option(a, b)?;
                self.is_an_option(b, a)?;
                Ok(Type::Bool)
            }
            (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [a, b]) => {
                let kind = self.alike(a, b)?;
                if matches!(kind, Type::Int | Type::Decimal | Type::Date) {
                    return Ok(Type::Bool);
                }
                Err(Slip::new(format!("{}不能比大小", kind.label()), "大小只比数字和日期"))
            }
            (op::CONDITIONAL, [test, a, b]) => {
                self.want(test, Type::Bool)?;
                self.alike(a, b)
            }
            (op::IN, [a, b]) => {
                self.want(a, Type::Text)?;
                self.want(b, Type::List)?;
                if let Node::List(list) = &b.expr {
                    for it in &list.elements {
                        self.is_an_option(a, it)?;
                    }
                }
                self.is_an_option(b, a)?;
                Ok(Type::Bool)
            }
            (op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO, [a, b]) => {
                let (one, other) = (self.of(a)?, self.of(b)?);
                reckoned(&call.func_name, one, other)
            }
            (name, args) => self.function(name, args),
        }
    }

    fn function(&mut self, name: &str, args: &[&IdedExpr]) -> Result<Type, Slip> {
        match (name, args) {
            ("answered", [it]) => self.answered(it),
            ("date", [it]) => match &it.expr {
                Node::Literal(LiteralValue::String(text))
                    if text.inner().parse::<jiff::civil::Date>().is_ok() =>
                {
                    Ok(Type::Date)
                }
                _ => Err(Slip::new("date( ) 里不是日期", "请写成 date('2022-05-01')")),
            },
            ("decimal", [it]) => self.decimal(it),
            ("sum", [rows, column]) => self.sum(rows, column),
            ("working_days", [a, b]) => {
                self.want(a, Type::Date)?;
                self.want(b, Type::Date)?;
                Ok(Type::Int)
            }
            ("size", [it]) => match self.of(it)? {
                Type::Text | Type::List | Type::Rows | Type::Files => Ok(Type::Int),
                kind => {
                    let cause = format!("{}没有长度", kind.label());
                    Err(Slip::new(cause, "size( ) 只量文字、多选、多行和附件"))
                }
            },
            ("contains" | "startsWith" | "endsWith", [a, b]) => {
                self.want(a, Type::Text)?;
                self.want(b, Type::Text)?;
                Ok(Type::Bool)
            }
            _ if FUNCTIONS.contains(&name) => {
                Err(Slip::new(format!("{name}( ) 的参数个数不对"), "请对照说明检查"))
            }
            _ => Err(Slip::new(
                format!("没有叫 {name}( ) 的函数"),
                format!("可以用 {}", FUNCTIONS.join("、")),
            )),
        }
    }

    /// A number with decimals: written out, or a whole one made into one.
    fn decimal(&mut self, it: &IdedExpr) -> Result<Type, Slip> {
        if let Node::Literal(LiteralValue::String(text)) = &it.expr
            && decimal::read(text.inner(), decimal::PLACES_MAX).is_some()
        {
            return Ok(Type::Decimal);
        }
        if matches!(it.expr, Node::Literal(LiteralValue::String(_))) || self.of(it)? != Type::Int {
            let advice = "请写成 decimal('12.5')，或 decimal(整数字段)";
            return Err(Slip::new("decimal( ) 里不是数字", advice));
        }
        Ok(Type::Decimal)
    }

    /// The sum of a column of rows.
    fn sum(&mut self, rows: &IdedExpr, column: &IdedExpr) -> Result<Type, Slip> {
        let advice = "请写成 sum(多行字段, '列的 key')，列是整数、小数或金额";
        let (Node::Ident(name), Node::Literal(LiteralValue::String(column))) =
            (&rows.expr, &column.expr)
        else {
            return Err(Slip::new("sum( ) 的写法不对", advice));
        };
        if self.ident(name)? != Type::Rows {
            return Err(Slip::new(format!("{name} 不是多行字段"), advice));
        }
        let columns = self.names.columns.get(name);
        match columns.and_then(|it| it.get(column.inner())) {
            Some(kind @ (Type::Int | Type::Decimal)) => Ok(*kind),
            Some(_) => Err(Slip::new(format!("{name} 的 {} 不是数字", column.inner()), advice)),
            None => Err(Slip::new(format!("{name} 没有 {} 这一列", column.inner()), advice)),
        }
    }

    /// Asks of a field whether there is an answer: that needs none.
    fn answered(&mut self, it: &IdedExpr) -> Result<Type, Slip> {
        let Node::Ident(name) = &it.expr else {
            return Err(Slip::new("answered( ) 里要写字段", "例如 answered(phone)"));
        };
        let needed = self.needs.contains(name);
        self.ident(name)?;
        if !needed {
            self.needs.remove(name);
        }
        Ok(Type::Bool)
    }

    fn alike(&mut self, a: &IdedExpr, b: &IdedExpr) -> Result<Type, Slip> {
        let (one, other) = (self.of(a)?, self.of(b)?);
        if one == other {
            return Ok(one);
        }
        let cause = format!("{}不能和{}相比", one.label(), other.label());
        Err(Slip::new(cause, "日期写成 date('2022-05-01')，选项的 key 加引号，数字不加"))
    }

    /// Where one side is a choice and the other a word, the word is one that can be chosen.
    fn is_an_option(&self, field: &IdedExpr, word: &IdedExpr) -> Result<(), Slip> {
        let (Node::Ident(name), Node::Literal(LiteralValue::String(word))) =
            (&field.expr, &word.expr)
        else {
            return Ok(());
        };
        let Some((_, Some(options))) = self.names.all.get(name) else { return Ok(()) };
        if options.iter().any(|it| it == word.inner()) {
            return Ok(());
        }
        let advice = match catalog::nearest(word.inner(), options.iter().map(String::as_str)) {
            Some(it) => format!("是不是 {it}"),
            None => format!("可以写 {}", options.join("、")),
        };
        Err(Slip::new(format!("{name} 没有 {} 这个选项", word.inner()), advice))
    }

    /// `list.all(x, …)` and `list.exists(x, …)`, once and not inside each other.
    fn comprehension(&mut self, it: &ComprehensionExpr) -> Result<Type, Slip> {
        if self.in_loop {
            return Err(Slip::new("all、exists 不能套在另一个里面", "请拆成两条"));
        }
        self.want(&it.iter_range, Type::List)?;
        if self.of(&it.accu_init)? != Type::Bool || it.iter_var2.is_some() {
            return Err(Slip::new(
                "多选只能用 all 和 exists",
                "例如 themes.exists(it, it == 'fire')",
            ));
        }
        self.in_loop = true;
        self.local.push((it.iter_var.clone(), Type::Text));
        self.local.push((it.accu_var.clone(), Type::Bool));
        self.want(&it.loop_cond, Type::Bool)?;
        self.want(&it.loop_step, Type::Bool)?;
        self.want(&it.result, Type::Bool)?;
        self.local.clear();
        self.in_loop = false;
        Ok(Type::Bool)
    }
}

fn of_literal(literal: &LiteralValue) -> Result<Type, Slip> {
    match literal {
        LiteralValue::Boolean(_) => Ok(Type::Bool),
        LiteralValue::Int(_) => Ok(Type::Int),
        LiteralValue::String(_) => Ok(Type::Text),
        LiteralValue::Double(_) => {
            Err(Slip::new("表达式里不能用小数", "金额按分写成整数，其他写成 decimal('12.5')"))
        }
        LiteralValue::Null => Err(Slip::new("不能和 null 比", "是否填写用 answered(字段)")),
        LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
            Err(Slip::new("只能用整数、文字、是否", "请去掉前缀 b 或后缀 u"))
        }
    }
}

fn reckoned(operator: &str, a: Type, b: Type) -> Result<Type, Slip> {
    match (operator, a, b) {
        (_, Type::Int, Type::Int) | (op::SUBSTRACT, Type::Date, Type::Date) => Ok(Type::Int),
        (op::ADD | op::SUBSTRACT, Type::Decimal, Type::Decimal)
        | (op::MULTIPLY | op::DIVIDE, Type::Decimal, Type::Int)
        | (op::MULTIPLY, Type::Int, Type::Decimal) => Ok(Type::Decimal),
        (op::ADD | op::SUBSTRACT, Type::Date, Type::Int) => Ok(Type::Date),
        (op::ADD, Type::Text, Type::Text) => Ok(Type::Text),
        _ => {
            let cause = format!("{}和{}不能这样计算", a.label(), b.label());
            Err(Slip::new(
                cause,
                "整数可以加减乘除，小数可以加减、乘除整数，日期可以加减天数、相减得天数，文字可以相加",
            ))
        }
    }
}
