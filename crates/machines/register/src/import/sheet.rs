//! The columns of a register's sheet: those that are filled in, and those that only go out and are
//! held against what the register says when they come back.

use ::sheet::{Book, Cell, Column, Finding, Kind, Layout, Refusal, Row};
use form::{Answers, Posted, Sight, Words, sheet::Line as Said};
use jiff::civil::Date;
use platform::access::PlaceKind;
use vocab::Role;

use crate::{
    definition::Register,
    model::{NEVER, Record},
    rules::Status,
};

/// Columns beside the fields: names that no field can have.
pub(super) const NUMBER: &str = "number-of-record";
pub(crate) const PLACE: &str = "place-of-record";
pub(super) const AROUND: &str = "around-of-record";
pub(super) const SINCE: &str = "since-day";
pub(super) const END: &str = "end-day";
pub(super) const STATE: &str = "state-of-record";

/// A column of the machine's own, which steps aside where a field is called the same.
fn own(register: &Register, key: &str, title: &str, kind: Kind) -> Column {
    let taken = register.fields.iter().any(|it| it.label == title);
    let title = if taken { format!("{title}（台账）") } else { title.to_owned() };
    Column::new(key, &title, kind)
}

fn place(register: &Register) -> Column {
    own(register, PLACE, &format!("所在{}", register.subject.label()), Kind::Text)
}

/// What lies around a place of the register's kind, where two can be called the same.
fn around(register: &Register) -> Option<Column> {
    let title = match register.subject {
        PlaceKind::School => "学校所属镇（街道）",
        PlaceKind::Class => "班级所属学校",
        _ => return None,
    };
    Some(own(register, AROUND, title, Kind::Text).note("有同名的时必须填写"))
}

/// The fields that somebody in `role` sees and a sheet can say.
pub(super) fn sayable(register: &Register, role: Role) -> Vec<usize> {
    let sight = Sight::Role(role);
    let all = register.fields.iter().enumerate();
    let said = all.filter(|(_, it)| {
        let apart = it.is_kept_apart() || matches!(it.kind, form::Kind::Rows(_));
        it.is_seen_by(sight) && it.is_asked() && !apart
    });
    said.map(|it| it.0).collect()
}

/// The sheet that is filled in.
pub(crate) fn layout(register: &Register, role: Role) -> Layout {
    let mut columns = vec![place(register).required()];
    columns.extend(around(register));
    let asked = sayable(register, role);
    columns.extend(form::sheet::layout(&register.label, &register.fields, &asked).columns);
    let since = own(register, SINCE, "生效日期", Kind::Date);
    columns.push(since.note("不填就是导入的当天；已经登记的不从表里改"));
    Layout::new(&register.label, columns)
}

/// The same as it is read, with what exports have beside it.
pub(crate) fn reading(register: &Register, role: Role) -> Layout {
    let mut it = layout(register, role);
    it.columns.insert(0, own(register, NUMBER, "系统编号", Kind::Text));
    let [.., end, state] = outgoing(register);
    it.with(end).with(state)
}

fn outgoing(register: &Register) -> [Column; 3] {
    [
        own(register, SINCE, "生效日期", Kind::Date),
        own(register, END, "有效期至", Kind::Text),
        own(register, STATE, "记录状态", Kind::Text),
    ]
}

/// A record as it goes out.
pub(crate) struct Out {
    number: String,
    place: String,
    said: Said,
    since: Date,
    end: String,
    state: &'static str,
}

impl Out {
    /// A record under the columns of [`exported`].
    pub(crate) fn of(
        register: &Register,
        (record, answers): (&Record, &Answers),
        (role, words): (Role, &Words),
        today: Date,
    ) -> Self {
        Self {
            number: record.id.to_string(),
            place: record.place_name.clone(),
            said: form::sheet::line(&register.fields, answers, Sight::Role(role), words),
            since: record.since,
            end: end(record.expires),
            state: state(record, today),
        }
    }

    /// As a workbook takes them.
    pub(crate) fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = vec![Cell::Text(&self.number), Cell::Text(&self.place)];
        cells.extend(self.said.cells());
        cells.extend([Cell::Date(self.since), Cell::Text(&self.end), Cell::Text(self.state)]);
        cells
    }
}

/// The sheet that goes out to somebody in `role`.
pub(crate) fn exported(register: &Register, role: Role) -> Layout {
    let mut columns = vec![own(register, NUMBER, "系统编号", Kind::Text), place(register)];
    columns.extend(form::sheet::columns(&register.fields, Sight::Role(role)));
    columns.extend(outgoing(register));
    Layout::new(&register.label, columns)
}

/// The last day of a term, as a sheet says it.
pub(super) fn end(expires: Date) -> String {
    if expires == NEVER { "长期".to_owned() } else { expires.to_string() }
}

/// How a record stands, as a sheet says it.
pub(super) fn state(it: &Record, today: Date) -> &'static str {
    match it.status {
        Status::Withdrawn => "已撤销",
        Status::InForce if it.expires < today => "已到期",
        Status::InForce => "有效",
    }
}

/// A row that the layout finds nothing wrong with.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) row: Row,
    pub(super) number: String,
    pub(super) place: String,
    pub(super) around: String,
    pub(super) posted: Posted,
    pub(super) since: Option<Date>,
}

impl Line {
    pub(super) fn text(&self, key: &str) -> String {
        self.row.text(key).ok().flatten().map(|it| vocab::normalise(&it)).unwrap_or_default()
    }
}

/// What a sheet says.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) lines: Vec<Line>,
    pub(super) findings: Vec<Finding>,
    /// The fields that it has a column for.
    pub(super) said: Vec<usize>,
}

/// Reads a sheet for somebody in `role`.
pub(super) fn read(bytes: &[u8], register: &Register, role: Role) -> Result<Read, Refusal> {
    let mut book = Book::open(bytes)?;
    let layout = reading(register, role);
    let mut table = book.table(&layout)?;
    let absent: Vec<String> = table.absent().into_iter().map(str::to_owned).collect();
    let all = sayable(register, role);
    let said = all.iter().copied().filter(|at| !absent.contains(&register.fields[*at].label));
    let said: Vec<usize> = said.collect();
    let (rows, mut findings) = table.usable()?;
    let with_around = layout.position(AROUND).is_some();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        match form::sheet::posted(&row, &register.fields, &said) {
            Ok(posted) => {
                let mut line = Line {
                    number: String::new(),
                    place: String::new(),
                    around: String::new(),
                    since: row.date(SINCE).ok().flatten(),
                    posted,
                    row,
                };
                line.number = line.text(NUMBER);
                line.place = line.text(PLACE);
                if with_around {
                    line.around = line.text(AROUND);
                }
                lines.push(line);
            }
            Err(wrong) => findings.extend(wrong),
        }
    }
    Ok(Read { lines, findings, said })
}
