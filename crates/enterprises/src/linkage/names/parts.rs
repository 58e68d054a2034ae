//! A name of a firm taken apart: place, brand, trade, legal form, branch, what stands behind it, other names in brackets.

use super::fold::{LONGEST, fold};
use super::lexicon::lexicon;
use super::trailing;

/// What a character of a name is part of. The numbers are the rows of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// First character of the first place.
    Place,
    /// Its other characters.
    PlaceRest,
    /// 省, 市, 区, 县 at its end, and further places.
    PlaceMore,
    /// First character of the brand.
    Brand,
    /// Second.
    Brand2,
    /// Third.
    Brand3,
    /// Later ones.
    BrandRest,
    /// First character of the first trade word.
    Trade,
    /// Its other characters.
    TradeRest,
    /// First character of a later trade word.
    Later,
    /// Its other characters.
    LaterRest,
    /// 集 of 集团.
    Group,
    /// 团.
    GroupRest,
    /// 股 of 股份.
    Share,
    /// 份.
    ShareRest,
    /// The rest of the legal form.
    Legal,
    /// A place in brackets.
    Bracket,
    /// What names a branch.
    Branch,
}

/// How many kinds of part there are.
pub const PARTS: usize = 18;

/// One way to write a name: its characters and what each is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Characters, at most [`LONGEST`].
    pub chars: Vec<char>,
    /// For each what it is part of.
    pub parts: Vec<Part>,
    /// Characters of the place the name begins with.
    pub place: usize,
    /// Code of its province, 0 where unknown.
    pub province: u8,
}

/// A name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The folded text without brackets, marks and what stands behind the name. Names with one such text are the same.
    pub plain: String,
    /// As written, and with the place in brackets at the beginning.
    pub spellings: Vec<Spelling>,
    /// Ends with a legal form, so that it is meant to be the whole name.
    pub whole: bool,
    /// The branch, where it names one (广州分公司).
    pub branch: Option<String>,
    /// Other names that stand in brackets behind words such as 曾用名.
    pub others: Vec<String>,
}

impl Name {
    /// Takes a name apart. Any text is taken; one without a letter or digit has an empty [`Name::plain`].
    pub fn parse(text: &str) -> Self {
        let folded = fold(text);
        let trailing::Bare { name, others } = trailing::bare(&folded);
        let whole = ends_as_firm(&name);
        let name = if whole { name } else { trailing::without_marks(&name) };
        let (flat, bracket) = flatten(&name);
        let plain: String = flat.iter().collect();
        let branch = branch_at(&plain).map(|at| plain[at..].to_owned());
        let whole = whole || branch.is_some();
        let branched = branch.as_ref().map_or(0, |branch| branch.chars().count());
        let mut spellings = vec![written(&flat, bracket.as_ref(), branched)];
        if let Some((at, end)) = bracket.filter(|(at, end)| *at > 0 && *end <= flat.len()) {
            let mut moved: Vec<char> = flat[at..end].to_vec();
            moved.extend_from_slice(&flat[..at]);
            moved.extend_from_slice(&flat[end..]);
            spellings.push(written(&moved, None, branched));
        }
        Self { plain, spellings, whole, branch, others }
    }

    /// Brand, trade and branch: what is left without places and the legal form.
    pub fn core(&self) -> String {
        let spelling = &self.spellings[0];
        spelling
            .chars
            .iter()
            .zip(&spelling.parts)
            .filter(|(_, part)| super::channel::is_core(**part))
            .map(|(c, _)| *c)
            .collect()
    }

    /// The first characters that are brand, from the spelling as written.
    pub fn brand(&self) -> String {
        let spelling = &self.spellings[0];
        let of_brand = |part: &Part| matches!(part, Part::Brand | Part::Brand2 | Part::Brand3 | Part::BrandRest);
        spelling.chars.iter().zip(&spelling.parts).filter(|(_, part)| of_brand(part)).map(|(c, _)| *c).collect()
    }
}

/// Whether a folded text ends as the whole name of a firm does.
fn ends_as_firm(folded: &str) -> bool {
    let bare = folded.trim_end_matches(')');
    let long = bare.chars().count() >= 6;
    long && (bare.ends_with("公司") || bare.ends_with("合作社") || bare.ends_with("合伙)") || bare.ends_with("合伙"))
}

/// Characters without brackets, and where a place stood in brackets.
fn flatten(name: &str) -> (Vec<char>, Option<(usize, usize)>) {
    let mut flat = Vec::new();
    let (mut open, mut place) = (None, None);
    for c in name.chars() {
        match c {
            '(' => open = Some(flat.len()),
            ')' => {
                if let Some(at) = open.take()
                    && place.is_none()
                    && lexicon().place_at(&flat[at..]).is_some_and(|(n, _)| at + n == flat.len())
                {
                    place = Some((at, flat.len()));
                }
            }
            c => flat.push(c),
        }
    }
    (flat, place)
}

/// Byte where the branch begins in a plain name.
fn branch_at(plain: &str) -> Option<usize> {
    let word = lexicon().branch_before(plain)?;
    // Behind a whole name everything is the branch; else the word with the place before it.
    if let Some(at) = plain.find("公司").map(|at| at + "公司".len()).filter(|at| *at < plain.len()) {
        return Some(at);
    }
    let begins = plain.len() - word.len();
    if !word.starts_with('分') && !word.starts_with('支') {
        return None;
    }
    let head: Vec<char> = plain[..begins].chars().collect();
    for n in (2..=head.len().saturating_sub(2).min(8)).rev() {
        let tail = &head[head.len() - n..];
        if lexicon().place_at(tail).is_some_and(|(found, _)| found == n) {
            return Some(begins - tail.iter().map(|c| c.len_utf8()).sum::<usize>());
        }
    }
    (head.len() >= 2).then_some(begins)
}

/// A spelling with its parts; the last `branched` characters are the branch.
fn written(flat: &[char], bracket: Option<&(usize, usize)>, branched: usize) -> Spelling {
    let mut chars = flat.to_vec();
    let mut parts = vec![Part::BrandRest; chars.len()];
    let head = chars.len() - branched.min(chars.len());
    for part in &mut parts[head..] {
        *part = Part::Branch;
    }
    // Places of the head's characters that are not in the bracket: they are one name.
    let inside = |at: usize| bracket.is_some_and(|(from, to)| at >= *from && at < *to);
    let places: Vec<usize> = (0..head).filter(|at| !inside(*at)).collect();
    let core: Vec<char> = places.iter().map(|at| chars[*at]).collect();
    let (core_parts, place, province) = of_core(&core);
    for (at, part) in places.iter().zip(core_parts) {
        parts[*at] = part;
    }
    for part in (0..head).filter(|at| inside(*at)).collect::<Vec<_>>() {
        parts[part] = Part::Bracket;
    }
    chars.truncate(LONGEST);
    parts.truncate(LONGEST);
    Spelling { place: place.min(chars.len()), chars, parts, province }
}

/// Parts of a name without brackets and branch; length of its first place and the province.
fn of_core(core: &[char]) -> (Vec<Part>, usize, u8) {
    let mut parts = vec![Part::BrandRest; core.len()];
    let end = legal(core, &mut parts);
    let (begin, place, province) = places(&core[..end], &mut parts);
    let mut left = end;
    let mut words = Vec::new();
    while let Some(n) =
        lexicon().trade_before(&core[begin..left]).filter(|n| left - n >= begin + 2 || begin > 0 && left - n > begin)
    {
        left -= n;
        words.push((left, n));
    }
    for (position, (at, n)) in words.iter().rev().enumerate() {
        let (first, rest) = if position == 0 { (Part::Trade, Part::TradeRest) } else { (Part::Later, Part::LaterRest) };
        for (k, part) in parts[*at..at + n].iter_mut().enumerate() {
            *part = if k == 0 { first } else { rest };
        }
    }
    for (k, part) in parts[begin..left].iter_mut().enumerate() {
        *part = [Part::Brand, Part::Brand2, Part::Brand3, Part::BrandRest][k.min(3)];
    }
    for at in begin..end.saturating_sub(1) {
        if core[at] == '集' && core[at + 1] == '团' {
            parts[at] = Part::Group;
            parts[at + 1] = Part::GroupRest;
        }
    }
    (parts, place, province)
}

/// Marks the legal form at the end; returns where it begins.
fn legal(core: &[char], parts: &mut [Part]) -> usize {
    let mut end = core.len();
    for _ in 0..3 {
        let text: String = core[..end].iter().collect();
        let Some(word) = lexicon().legal_before(&text) else { break };
        let n = word.chars().count();
        if end < n + 2 {
            break;
        }
        end -= n;
        for (k, c) in word.chars().enumerate() {
            parts[end + k] = match c {
                '集' => Part::Group,
                '团' => Part::GroupRest,
                '股' => Part::Share,
                '份' => Part::ShareRest,
                _ => Part::Legal,
            };
        }
    }
    end
}

/// Marks the places at the beginning; returns where they end, the length of the first and its province.
fn places(text: &[char], parts: &mut [Part]) -> (usize, usize, u8) {
    let (mut at, mut first, mut province) = (0, 0, 0);
    for _ in 0..4 {
        let Some((n, code)) = lexicon().place_at(&text[at..]) else { break };
        if at + n + 2 > text.len() {
            break;
        }
        for k in 0..n {
            let suffix = n >= 3 && k == n - 1 && matches!(text[at + k], '省' | '市' | '区' | '县' | '旗' | '州');
            parts[at + k] = match (at, k) {
                (0, 0) => Part::Place,
                (0, _) if !suffix => Part::PlaceRest,
                _ => Part::PlaceMore,
            };
        }
        if at == 0 {
            (first, province) = (n, code);
        }
        at += n;
    }
    (at, first, province)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_parts() {
        let name = Name::parse("深圳市显盈科技股份有限公司");
        assert_eq!((name.brand().as_str(), name.spellings[0].place, name.spellings[0].province), ("显盈", 3, 44));
        assert!(name.whole && name.branch.is_none());
        let name = Name::parse("纽威数控装备（苏州）股份有限公司");
        assert_eq!(name.spellings.len(), 2);
        assert_eq!(name.spellings[1].chars.iter().take(4).collect::<String>(), "苏州纽威");
        assert_eq!(Name::parse("国开启科量子（北京）").brand(), "国开启科量子");
    }

    #[test]
    fn a_branch_is_told_from_its_head_office() {
        for (text, branch) in [
            ("常州途畅互联网科技有限公司合肥分公司", Some("合肥分公司")),
            ("平安银行股份有限公司广州分行", Some("广州分行")),
            ("平安银行广州分行", Some("广州分行")),
            ("广州某某药业有限公司第一门市部", Some("第一门市部")),
            ("上海农村商业银行股份有限公司", None),
            ("沪农商行", None),
        ] {
            assert_eq!(Name::parse(text).branch.as_deref(), branch, "{text}");
        }
    }

    #[test]
    fn what_stands_behind_a_name_is_no_part_of_it() {
        let plain = Name::parse("广州双链科技有限公司").plain;
        for text in ["广州双链科技有限公司等", "广州双链科技有限公司（盖章）", "广州双链科技有限公司等3家企业"]
        {
            assert_eq!(Name::parse(text).plain, plain, "{text}");
        }
        let name = Name::parse("广州双链科技有限公司（曾用名：广州单链贸易有限公司）");
        assert_eq!((name.plain, name.others), (plain, vec!["广州单链贸易有限公司".to_owned()]));
        assert_eq!(Name::parse("*ST大菲").plain, "大菲");
        assert_eq!(Name::parse("深物业A").plain, "深物业");
        assert_eq!(Name::parse("TCL科技").plain, "tcl科技");
    }
}
