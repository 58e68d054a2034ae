//! Brings numbers to one unit and scale before they meet, by whole multiplications that lose nothing.

use super::{Checker, name_en, name_zh};
use crate::error::TypeError;
use crate::exact::MAX_SCALE;
use crate::measure::Measure;
use crate::typed::{Datum, Id, Kind, Type};

impl Checker<'_> {
    /// The same number as `id` in a finer measure, its mantissa multiplied.
    pub(super) fn times(&mut self, id: Id, times: i128, into: Measure) -> Result<Id, TypeError> {
        let text = self.text(id);
        if into.scale > MAX_SCALE {
            return Err(too_fine(&text));
        }
        let kind = match &self.nodes[id].kind {
            _ if times == 1 && *self.ty(id) == Type::Number(into.clone()) => return Ok(id),
            Kind::Const(None) => Kind::Const(None),
            Kind::Const(Some(Datum::Number(value))) => {
                let product = value.checked_mul(times).ok_or_else(|| TypeError::overflow(&text))?;
                Kind::Const(Some(Datum::Number(product)))
            }
            _ => Kind::Times(id, times),
        };
        Ok(self.push(kind, Type::Number(into), &text))
    }

    /// A bare zero, which compares with everything, or null.
    fn is_neutral(&self, id: Id) -> bool {
        match (&self.nodes[id].kind, self.ty(id)) {
            (_, Type::Null) => true,
            (Kind::Const(Some(Datum::Number(0))), Type::Number(measure)) => measure.dimension.is_none(),
            _ => false,
        }
    }

    /// All of one type; numbers all of one measure.
    pub(super) fn align(&mut self, ids: &[Id], verb_zh: &str, verb_en: &str) -> Result<(Vec<Id>, Type), TypeError> {
        let mut ids = ids.to_vec();
        if let Some(model) = ids.iter().copied().find(|id| matches!(self.ty(*id), Type::Date | Type::Codes { .. })) {
            ids = ids.into_iter().map(|id| self.literal_as(id, model)).collect::<Result<_, _>>()?;
        }
        let ids = ids.as_slice();
        let first = ids.iter().copied().find(|id| *self.ty(*id) != Type::Null);
        let Some(first) = first else { return Ok((ids.to_vec(), Type::Null)) };
        if let Type::Number(_) = self.ty(first) {
            return self.align_numbers(ids, verb_zh, verb_en);
        }
        let ty = self.ty(first).clone();
        let mut out = Vec::with_capacity(ids.len());
        for &id in ids {
            let fits = match (&ty, self.ty(id)) {
                (_, Type::Null) | (Type::Codes { .. }, Type::Codes { .. }) => true,
                (a, b) => a == b,
            };
            if !fits {
                return Err(self.different(first, id, verb_zh, verb_en));
            }
            let kind = self.nodes[id].kind.clone();
            let text = self.text(id);
            let null = *self.ty(id) == Type::Null;
            out.push(if null { self.push(kind, ty.clone(), &text) } else { id });
        }
        Ok((out, ty))
    }

    fn align_numbers(&mut self, ids: &[Id], verb_zh: &str, verb_en: &str) -> Result<(Vec<Id>, Type), TypeError> {
        let mut common: Option<(Id, Measure)> = None;
        let mut scale = 0;
        for &id in ids {
            let measure = match self.ty(id) {
                Type::Null => continue,
                Type::Number(measure) => measure.clone(),
                _ => return Err(self.different(ids[0], id, verb_zh, verb_en)),
            };
            scale = scale.max(measure.scale);
            if self.is_neutral(id) {
                continue;
            }
            common = Some(match common {
                None => (id, measure),
                Some((other, known)) if known.dimension == measure.dimension => {
                    (other, known.common(&measure).ok_or_else(|| TypeError::overflow(&self.text(id)))?)
                }
                Some((other, known)) => {
                    return Err(self.dimension_error((other, &known), (id, &measure), verb_zh, verb_en));
                }
            });
        }
        let mut common = common.map_or_else(|| Measure::plain(0), |(_, measure)| measure);
        common.scale = scale;
        let mut out = Vec::with_capacity(ids.len());
        for &id in ids {
            let times = match self.ty(id) {
                Type::Number(own) if !self.is_neutral(id) => {
                    own.times_into(&common).ok_or_else(|| TypeError::overflow(&self.text(id)))?
                }
                _ => 1,
            };
            out.push(self.times(id, times, common.clone())?);
        }
        Ok((out, Type::Number(common)))
    }

    fn dimension_error(&self, a: (Id, &Measure), b: (Id, &Measure), verb_zh: &str, verb_en: &str) -> TypeError {
        let show = |measure: &Measure| {
            if measure.dimension.is_none() { "1".to_owned() } else { measure.dimension.to_string() }
        };
        let error = TypeError::new(
            "dimension",
            format!(
                "“{}”（{}）与“{}”（{}）量纲不同，不能{verb_zh}",
                self.text(a.0),
                show(a.1),
                self.text(b.0),
                show(b.1)
            ),
            format!(
                "“{}” ({}) and “{}” ({}) measure different things and cannot be {verb_en}",
                self.text(a.0),
                show(a.1),
                self.text(b.0),
                show(b.1)
            ),
        );
        let (bare, quantity) = if a.1.dimension.is_none() { (a.0, b.1) } else { (b.0, a.1) };
        let is_bare = self.constant(bare).is_some();
        let unit = if quantity.symbol.is_empty() { "元" } else { &*quantity.symbol };
        if is_bare && !quantity.dimension.is_none() {
            let text = self.text(bare);
            return error.hint(
                format!("给数字写上单位：{text} * {unit}"),
                format!("give the number its unit: {text} * {unit}"),
            );
        }
        error.hint("相除得到比率后再比较", "divide one by the other to get a ratio")
    }

    pub(super) fn different(&self, a: Id, b: Id, verb_zh: &str, verb_en: &str) -> TypeError {
        TypeError::new(
            "type",
            format!(
                "“{}”是{}，“{}”是{}，不能{verb_zh}",
                self.text(a),
                name_zh(self.ty(a)),
                self.text(b),
                name_zh(self.ty(b))
            ),
            format!(
                "“{}” is a {} and “{}” a {}: they cannot be {verb_en}",
                self.text(a),
                name_en(self.ty(a)),
                self.text(b),
                name_en(self.ty(b))
            ),
        )
    }
}

pub(super) fn too_fine(text: &str) -> TypeError {
    TypeError::new(
        "too_fine",
        format!("“{text}”的小数超过 {MAX_SCALE} 位"),
        format!("“{text}” has more than {MAX_SCALE} decimals"),
    )
    .hint("连乘的比率先舍入：round(x, 6)", "round ratios before multiplying them: round(x, 6)")
}
