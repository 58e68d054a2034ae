//! What stands before or behind a name without being part of it: 等, 盖章, former names in brackets, marks of an exchange.

use super::lexicon::lexicon;

/// A name without what stands behind it.
pub(super) struct Bare {
    pub(super) name: String,
    pub(super) others: Vec<String>,
}

/// Words that introduce another name of the same firm, in a bracket.
const OTHER: [&str; 8] = ["曾用名:", "曾用名", "原名:", "原名", "以下简称", "简称:", "简称", "原:"];

/// Brackets that say something about the paper, not the firm.
const REMARKS: [&str; 14] =
    ["盖章", "公章", "签章", "章", "本部", "总部", "注销", "已注销", "吊销", "存续", "在营", "已更名", "本级", "退市"];

/// Takes away what stands behind a folded name.
pub(super) fn bare(folded: &str) -> Bare {
    let mut name = folded.to_owned();
    let mut others = Vec::new();
    loop {
        let before = name.len();
        if let Some(open) = name.strip_suffix(')').and_then(|inside| inside.rfind('(')) {
            let inside = name[open + 1..name.len() - 1].to_owned();
            if let Some(other) = OTHER.iter().find_map(|word| inside.strip_prefix(word)).or_else(|| former(&inside)) {
                others.push(other.trim_start_matches(':').to_owned());
                name.truncate(open);
            } else if REMARKS.contains(&inside.as_str()) {
                name.truncate(open);
            }
        }
        if let Some(short) = without_others(&name) {
            name.truncate(short);
        }
        if name.len() == before || name.is_empty() {
            return Bare { name, others };
        }
    }
}

/// `原` before a whole name.
fn former(inside: &str) -> Option<&str> {
    inside.strip_prefix('原').filter(|name| name.ends_with("公司") || name.ends_with('厂'))
}

/// Where a name ends that is followed by 等, 等公司, 等3家企业.
fn without_others(name: &str) -> Option<usize> {
    let at = name.rfind('等')?;
    let behind: String = name[at + '等'.len_utf8()..].chars().filter(|c| !c.is_ascii_digit()).collect();
    let known = ["", "公司", "企业", "单位", "家", "家企业", "家公司", "家单位", "多家企业", "多家公司"];
    let head = &name[..at];
    let firm = ["公司", "厂", "店", "行", "社", "中心", "院", "所", "集团"].iter().any(|word| head.ends_with(word));
    (known.contains(&behind.as_str()) && firm).then_some(at)
}

/// A short name without the marks that an exchange sets before and behind it.
pub(super) fn without_marks(name: &str) -> String {
    let mut rest = name;
    for _ in 0..3 {
        rest = rest.strip_prefix("退市").filter(|left| left.chars().count() >= 2).unwrap_or(rest);
        let marked = lexicon().marks().iter().find_map(|mark| rest.strip_prefix(mark.as_str()));
        // A mark stands before a Chinese character and leaves a name; TCL begins with no mark.
        match marked.filter(|left| left.chars().count() >= 2 && left.starts_with(|c: char| !c.is_ascii())) {
            Some(left) => rest = left,
            None => break,
        }
    }
    for ending in ["-uw", "-wd", "-u", "-w", "-a", "-b", "-h", "a", "b", "h", "退"] {
        let Some(left) = rest.strip_suffix(ending) else { continue };
        if left.chars().count() >= 2 && left.ends_with(|c: char| !c.is_ascii()) {
            rest = left;
            break;
        }
    }
    rest.to_owned()
}
