//! Conditions of forms: expressions in CEL (Common Expression Language), with what the library
//! leaves to us, types and bounds, checked when they are read.
//!
//! Variables are the fields of the form by their keys, and `today`. An expression that needs a
//! number, a day or a yes that has not been given is *undetermined*: the field that it would show
//! is not shown, what it would require is not required, what it would check is not held against
//! anyone. `answered(field)` asks whether there is an answer.

mod eval;
mod typing;

use std::collections::{BTreeMap, BTreeSet};

use cel::Program;

pub use eval::Facts;

/// The longest expression, in bytes.
const BYTES_MAX: usize = 2048;

/// What a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// Words, or the key of a choice.
    Text,
    /// A day.
    Date,
    /// Keys of choices.
    List,
    /// A place, by its identifier.
    Place,
    /// A pupil, by theirs.
    Student,
    /// A number with decimals: inside an expression a count of millionths.
    Decimal,
    /// Somebody or something of the directory: only whether two are the same.
    Id,
    /// Rows of further fields.
    Rows,
    /// Files: only how many.
    Files,
    /// What is sealed: only whether there is one.
    Sealed,
}

impl Type {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Bool => "是否",
            Self::Int => "整数",
            Self::Text => "文字",
            Self::Date => "日期",
            Self::List => "多选",
            Self::Place => "地点",
            Self::Student => "学生",
            Self::Decimal => "小数",
            Self::Id => "查找结果",
            Self::Rows => "多行",
            Self::Files => "附件",
            Self::Sealed => "加密内容",
        }
    }
}

/// What expressions of one form may name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    all: BTreeMap<String, (Type, Option<Vec<String>>)>,
    /// The columns of rows.
    columns: BTreeMap<String, BTreeMap<String, Type>>,
}

impl Names {
    /// A name of a type, with what it can be where that is a choice.
    pub fn add(&mut self, name: &str, kind: Type, options: Option<Vec<String>>) {
        self.all.insert(name.to_owned(), (kind, options));
    }

    /// Rows, with the types of their columns.
    pub fn add_rows(&mut self, name: &str, columns: BTreeMap<String, Type>) {
        self.add(name, Type::Rows, None);
        self.columns.insert(name.to_owned(), columns);
    }
}

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What is wrong.
    pub cause: String,
    /// What to write instead.
    pub advice: String,
}

impl Slip {
    fn new(cause: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { cause: cause.into(), advice: advice.into() }
    }
}

/// An expression that is sound.
pub struct Expr {
    program: Program,
    /// The text, for pages that explain a form.
    text: String,
    kind: Type,
    /// The names without whose answers it says nothing.
    needs: BTreeSet<String>,
    /// Every name that it looks at.
    uses: BTreeSet<String>,
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Expr").field(&self.text).finish()
    }
}

impl Expr {
    /// Reads `text`, which is to come to a `wanted`.
    pub fn read(text: &str, names: &Names, wanted: Type) -> Result<Self, Slip> {
        let it = Self::read_any(text, names)?;
        if it.kind != wanted {
            let advice = match wanted {
                Type::Bool => "请改写成比较或判断，例如 field == 'x'",
                Type::Decimal => "整数写成 decimal(整数) 就是小数",
                _ => "请把字段的 type 改成表达式得到的类型",
            };
            let (kind, wanted) = (it.kind.label(), wanted.label());
            let cause = format!("表达式 {text} 得到{kind}，这里要的是{wanted}");
            return Err(Slip::new(cause, advice));
        }
        Ok(it)
    }

    /// Reads `text`, whatever it comes to.
    pub fn read_any(text: &str, names: &Names) -> Result<Self, Slip> {
        if text.len() > BYTES_MAX {
            let cause = format!("表达式有 {} 字节，最多 {BYTES_MAX} 字节", text.len());
            return Err(Slip::new(cause, "请拆成几条"));
        }
        let program = Program::compile(text).map_err(|errors| {
            let first = errors.errors.first().map_or("", |it| it.msg.as_str());
            let first = first.split(" expecting").next().unwrap_or_default();
            let cause = format!("表达式 {text} 看不懂（{first}）");
            Slip::new(cause, "请检查括号、引号和运算符；相等写 ==，并且写 &&，或者写 ||")
        })?;
        let typing::Checked { kind, needs, uses } = typing::check(program.expression(), names)?;
        Ok(Self { program, text: text.to_owned(), kind, needs, uses })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The word that it always comes to, where it is one in quotes.
    pub fn literal(&self) -> Option<&str> {
        typing::literal(self.program.expression())
    }

    /// Every name that it looks at.
    pub(crate) fn uses(&self) -> &BTreeSet<String> {
        &self.uses
    }

    /// What it comes to.
    pub fn kind(&self) -> Type {
        self.kind
    }
}
