//! Outlines of catchments, judged exactly: coordinates are whole ten millionths of a degree (a
//! centimetre), so that two outlines cross or they do not. No geometry library: those at hand reckon in
//! floating point, where the same outline crosses itself on one machine and not on another, and the few
//! questions asked here take a page.

use serde_json::Value;

/// A corner: longitude, latitude.
pub(crate) type Point = (i64, i64);

/// The most corners of an outline: beyond that nobody drew it by hand, and every edge is held against
/// every other.
const CORNERS_MAX: usize = 2000;
/// Ten millionths of a degree.
const DIGITS: usize = 7;

/// A simple outline, counterclockwise, its last corner not said twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outline(Vec<Point>);

/// Why an outline is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Too few corners, or too many.
    #[error("有 {0} 个拐点，要有 3 到 {max} 个", max = CORNERS_MAX)]
    Corners(usize),
    /// Two edges meet that should not.
    #[error("边界自己相交：第 {0} 条边和第 {1} 条边")]
    Crosses(usize, usize),
    /// All corners lie on one line.
    #[error("面积是 0")]
    Flat,
    /// A coordinate is no number of degrees.
    #[error("坐标“{0}”看不懂，请写成 121.2665 的样子，经度在前")]
    Number(String),
    /// It is not what `GeoJSON` says a polygon is.
    #[error("不是一个没有洞的 Polygon")]
    Shape,
}

/// Twice the area of the triangle, positive where the three turn left.
fn turn(a: Point, b: Point, c: Point) -> i128 {
    let (dx, dy) = (i128::from(b.0) - i128::from(a.0), i128::from(b.1) - i128::from(a.1));
    let (ex, ey) = (i128::from(c.0) - i128::from(a.0), i128::from(c.1) - i128::from(a.1));
    dx * ey - dy * ex
}

/// Whether `p`, which lies on the line through `a` and `b`, lies between them.
fn between(a: Point, b: Point, p: Point) -> bool {
    let inside = |from: i64, to: i64, it: i64| from.min(to) <= it && it <= from.max(to);
    inside(a.0, b.0, p.0) && inside(a.1, b.1, p.1)
}

/// Whether two edges have a point in common.
fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let signs = [turn(a, b, c).signum(), turn(a, b, d).signum()];
    let others = [turn(c, d, a).signum(), turn(c, d, b).signum()];
    if signs[0] * signs[1] < 0 && others[0] * others[1] < 0 {
        return true;
    }
    (signs[0] == 0 && between(a, b, c))
        || (signs[1] == 0 && between(a, b, d))
        || (others[0] == 0 && between(c, d, a))
        || (others[1] == 0 && between(c, d, b))
}

/// Whether two edges cross, each going from one side of the other to the other side.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    turn(a, b, c).signum() * turn(a, b, d).signum() < 0
        && turn(c, d, a).signum() * turn(c, d, b).signum() < 0
}

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Edge,
    Outside,
}

impl Outline {
    /// The outline of these corners.
    pub(crate) fn new(mut corners: Vec<Point>) -> Result<Self, Fault> {
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        corners.dedup();
        let count = corners.len();
        if !(3..=CORNERS_MAX).contains(&count) {
            return Err(Fault::Corners(count));
        }
        let mut it = Self(corners);
        if let Some((a, b)) = it.crossing() {
            return Err(Fault::Crosses(a + 1, b + 1));
        }
        let area = it.area();
        if area == 0 {
            return Err(Fault::Flat);
        }
        if area < 0 {
            it.0.reverse();
        }
        Ok(it)
    }

    /// Twice its area.
    fn area(&self) -> i128 {
        let first = self.0[0];
        self.edges().map(|(a, b)| turn(first, a, b)).sum()
    }

    fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let count = self.0.len();
        (0..count).map(move |it| (self.0[it], self.0[(it + 1) % count]))
    }

    /// Two edges that meet although they are no neighbours, or neighbours that go back on each other.
    fn crossing(&self) -> Option<(usize, usize)> {
        let edges: Vec<(Point, Point)> = self.edges().collect();
        let count = edges.len();
        for (at, one) in edges.iter().enumerate() {
            for (other, two) in edges.iter().enumerate().skip(at + 1) {
                let next = other == at + 1;
                let closes = at == 0 && other == count - 1;
                let wrong = if next {
                    turn(one.0, one.1, two.1) == 0 && between(one.0, one.1, two.1)
                } else if closes {
                    turn(two.0, two.1, one.1) == 0 && between(two.0, two.1, one.1)
                } else {
                    meet(*one, *two)
                };
                if wrong {
                    return Some((at, other));
                }
            }
        }
        None
    }

    /// Where a point lies, in doubled coordinates if `scale` is 2.
    fn side(&self, p: Point, scale: i64) -> Side {
        let mut inside = false;
        for (a, b) in self.edges() {
            let (a, b) = ((a.0 * scale, a.1 * scale), (b.0 * scale, b.1 * scale));
            if turn(a, b, p) == 0 && between(a, b, p) {
                return Side::Edge;
            }
            // A ray to the right counts each edge that goes over it, the lower end taken in.
            if (a.1 <= p.1) != (b.1 <= p.1) && (turn(a, b, p) > 0) == (b.1 > a.1) {
                inside = !inside;
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }

    /// Whether the two have more in common than edges. Two that share an edge in the same direction lie
    /// on the same side of it; neighbours go along it in opposite directions.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let crossed = self.edges().any(|one| other.edges().any(|two| cross(one, two)));
        crossed
            || self.reaches_into(other)
            || other.reaches_into(self)
            || self.edges().any(|one| other.edges().any(|two| along(one, two)))
    }

    /// Whether a corner or the middle of an edge lies inside `other`.
    fn reaches_into(&self, other: &Self) -> bool {
        self.edges().any(|(a, b)| {
            let middle = (a.0 + b.0, a.1 + b.1);
            other.side(a, 1) == Side::Inside || other.side(middle, 2) == Side::Inside
        })
    }

    /// Its corners.
    pub(crate) fn corners(&self) -> &[Point] {
        &self.0
    }
}

/// Whether two edges lie on each other and go the same way.
fn along((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    if turn(a, b, c) != 0 || turn(a, b, d) != 0 {
        return false;
    }
    let (dx, dy) = (i128::from(b.0 - a.0), i128::from(b.1 - a.1));
    let along = |p: Point| i128::from(p.0 - a.0) * dx + i128::from(p.1 - a.1) * dy;
    let (from, to, whole) = (along(c), along(d), dx * dx + dy * dy);
    from < to && from.max(0) < to.min(whole)
}

/// A school by its name, and its outline or what is wrong with it.
pub(crate) type Drawn = (String, Result<Outline, Fault>);

/// The outlines of a `GeoJSON` `FeatureCollection` with the school that each names in its property 学校 or
/// school.
pub(crate) fn read(text: &str) -> Result<Vec<Drawn>, String> {
    let file: Value = serde_json::from_str(text)
        .map_err(|it| format!("不是 GeoJSON 文件：第 {} 行看不懂", it.line()))?;
    let features = file.get("features").and_then(Value::as_array);
    let features = features.ok_or("不是 GeoJSON 的 FeatureCollection")?;
    let one = |(at, it): (usize, &Value)| {
        let named = |key| it.get("properties")?.get(key)?.as_str().map(vocab::normalise);
        let school = named("学校").or_else(|| named("school"));
        let school = school.ok_or(format!("第 {} 个图形没有“学校”属性", at + 1))?;
        Ok((school, outline(it.get("geometry"))))
    };
    features.iter().enumerate().map(one).collect()
}

fn outline(geometry: Option<&Value>) -> Result<Outline, Fault> {
    let it = geometry.ok_or(Fault::Shape)?;
    let rings = it.get("coordinates").and_then(Value::as_array).ok_or(Fault::Shape)?;
    let is_polygon = it.get("type").and_then(Value::as_str) == Some("Polygon");
    let [ring] = rings.as_slice() else { return Err(Fault::Shape) };
    let ring = ring.as_array().filter(|_| is_polygon).ok_or(Fault::Shape)?;
    let corner = |it: &Value| {
        let both = it.as_array().filter(|it| it.len() >= 2).ok_or(Fault::Shape)?;
        Ok((degrees(&both[0])?, degrees(&both[1])?))
    };
    Outline::new(ring.iter().map(corner).collect::<Result<_, Fault>>()?)
}

/// Degrees as whole ten millionths, by their digits: what is written finer is cut off.
fn degrees(value: &Value) -> Result<i64, Fault> {
    let text = value.to_string();
    let wrong = || Fault::Number(text.clone());
    let (minus, plain) = text.strip_prefix('-').map_or((false, text.as_str()), |it| (true, it));
    let (whole, rest) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !digits(whole) || !digits(rest) {
        return Err(wrong());
    }
    let rest: String = rest.chars().chain(std::iter::repeat('0')).take(DIGITS).collect();
    let all: i64 = format!("{whole}{rest}").parse().map_err(|_| wrong())?;
    if all > 1_800_000_000 { Err(wrong()) } else { Ok(if minus { -all } else { all }) }
}
