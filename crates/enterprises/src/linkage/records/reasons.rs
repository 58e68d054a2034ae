//! Why two records are or are not linked, field by field, in words of both languages with the bits of each.

use super::field::Field;
use super::linking::{Held, Link};

/// Reasons in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// What is to be done, in both languages.
    pub decision: String,
    /// Each field in Chinese, the weightiest first.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Puts a link into words.
pub fn reasons(fields: &[Field], link: &Link) -> Reasons {
    let mut order: Vec<usize> = (0..fields.len().min(link.bits.len())).collect();
    order.sort_by(|a, b| link.bits[*b].abs().total_cmp(&link.bits[*a].abs()).then(a.cmp(b)));
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for at in order {
        let (field, bits) = (&fields[at], link.bits[at]);
        let level = link.levels.get(at).copied().unwrap_or(0);
        let Some((said, said_en)) = (level as usize).checked_sub(1).and_then(|level| field.kind.levels().get(level))
        else {
            zh.push(format!("{}：缺", field.title));
            en.push(format!("{}: missing", field.title));
            continue;
        };
        zh.push(format!("{}：{said}（{bits:+.1} 位）", field.title));
        en.push(format!("{}: {said_en} ({bits:+.1} bits)", field.title));
    }
    let (decision, why, why_en) = match link.held {
        Held::No => ("自动 · automatic", "", ""),
        Held::Codes => (
            "不是同一企业 · not one firm",
            "两个统一社会信用代码都有效而不同",
            "both say a valid credit code and these differ",
        ),
        Held::Branch => ("人工核对 · by hand", "一方是分支机构", "one side is a branch"),
        Held::Taken => {
            ("二选一 · choose", "另有对应得更好或一样好的", "one of the two has a partner as good or better")
        }
        Held::Group => (
            "人工核对 · by hand",
            "并入后组内会有互不相符的记录",
            "their groups hold records that do not fit each other",
        ),
        Held::Weak => ("人工核对 · by hand", "把握不够", "not probable enough"),
    };
    if !why.is_empty() {
        zh.insert(0, why.to_owned());
        en.insert(0, why_en.to_owned());
    }
    Reasons { decision: decision.to_owned(), zh: zh.join("；"), en: en.join("; ") }
}
