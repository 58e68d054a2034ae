//! How each kind of slip is made.

use std::collections::HashMap;

use super::{Dice, Slip};
use crate::linkage::names::{Name, Part, Spelling, lexicon, sound};

/// Makes slips in names like those it was given.
pub struct SlipMaker {
    by_sound: HashMap<u16, Vec<char>>,
    traditional: HashMap<char, char>,
    brands: Vec<String>,
    places: Vec<String>,
}

impl SlipMaker {
    /// Learns the characters, brands and places that occur.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut by_sound: HashMap<u16, Vec<char>> = HashMap::new();
        let (mut brands, mut places) = (Vec::new(), Vec::new());
        for text in names {
            let name = Name::parse(text);
            for c in name.plain.chars() {
                let alike = by_sound.entry(sound(c)).or_default();
                if !alike.contains(&c) {
                    alike.push(c);
                }
            }
            if (2..=4).contains(&name.brand().chars().count()) {
                brands.push(name.brand());
            }
            let spelling = &name.spellings[0];
            if spelling.place > 0 {
                places.push(spelling.chars[..spelling.place].iter().collect());
            }
        }
        by_sound.remove(&0);
        let mut pairs: Vec<(char, char)> = lexicon().traditional().collect();
        // Of several traditional forms the first by its code is taken, whatever the order of the table.
        pairs.sort_unstable_by(|a, b| b.cmp(a));
        let traditional = pairs.into_iter().map(|(from, to)| (to, from)).collect();
        Self { by_sound, traditional, brands, places }
    }

    /// A name with a slip; none where the name offers no place for it, or the slip changes nothing.
    pub fn make(&self, text: &str, slip: Slip, dice: &mut Dice) -> Option<String> {
        let name = Name::parse(text);
        let spelling = name.spellings.first()?;
        let made = match slip {
            Slip::FormDropped => without(spelling, |part| part == Part::Legal || is_share(part)),
            Slip::FormChanged => form_changed(text, dice)?,
            Slip::PlaceMoved => place_moved(text, &name)?,
            Slip::PlaceDropped if spelling.place > 0 => spelling.chars[spelling.place..].iter().collect(),
            Slip::PlaceAdded => place_added(spelling)?,
            Slip::PlaceDropped => return None,
            Slip::FullWidth => full_width(text, dice),
            Slip::Traditional => text.chars().map(|c| self.traditional.get(&c).copied().unwrap_or(c)).collect(),
            Slip::AlikeShape => self.mistaken(text, true, dice)?,
            Slip::AlikeSound => self.mistaken(text, false, dice)?,
            Slip::Swapped => swapped(text, dice)?,
            Slip::Lost => at_random(text, dice, |chars, at| {
                chars.remove(at);
            })?,
            Slip::Doubled => at_random(text, dice, |chars, at| chars.insert(at, chars[at]))?,
            Slip::Scanned => self.scanned(text, dice)?,
            Slip::Trailing => format!("{text}{}", dice.one(&["等", "（盖章）", "等3家企业", "（公章）", "（本部）"])?),
            Slip::Abbreviated => abbreviated(spelling),
            Slip::Former => self.other_brand(spelling, dice, true)?,
            Slip::Branch => {
                let place = dice.one(&self.places)?;
                let word = dice.one(&["分公司", "分公司", "办事处", "营业部", "第一分厂"])?;
                format!("{text}{place}{word}")
            }
            Slip::Neighbour => self.other_brand(spelling, dice, false)?,
            Slip::Elsewhere => self.elsewhere(spelling, dice)?,
        };
        (made != text && made.chars().count() >= 2).then_some(made)
    }

    /// One character in the first two thirds of the name becomes one that looks or sounds alike.
    fn mistaken(&self, text: &str, shape: bool, dice: &mut Dice) -> Option<String> {
        let mut chars: Vec<char> = text.chars().collect();
        let offers: Vec<(usize, char)> = (0..chars.len() * 2 / 3)
            .filter_map(|at| {
                let alike: &[char] = if shape {
                    lexicon().similar_shapes(chars[at])
                } else {
                    self.by_sound.get(&sound(chars[at])).map_or(&[], Vec::as_slice)
                };
                let others: Vec<char> = alike.iter().copied().filter(|c| *c != chars[at]).collect();
                dice.one(&others).map(|c| (at, *c))
            })
            .collect();
        let (at, c) = dice.one(&offers)?;
        chars[*at] = *c;
        Some(chars.into_iter().collect())
    }

    /// Two slips and a space, as a scanner makes them; the mistaken characters come from no list.
    fn scanned(&self, text: &str, dice: &mut Dice) -> Option<String> {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..2 {
            let at = dice.below(chars.len());
            let any: Vec<&Vec<char>> = self.by_sound.values().filter(|alike| alike.len() > 1).collect();
            if dice.below(3) == 0 {
                chars.remove(at);
            } else {
                let mut kinds: Vec<char> = any.iter().filter_map(|alike| alike.first().copied()).collect();
                kinds.sort_unstable();
                chars[at] = *dice.one(&kinds)?;
            }
        }
        let at = dice.below(chars.len());
        chars.insert(at, ' ');
        Some(chars.into_iter().collect())
    }

    /// The name with a place of another province.
    fn elsewhere(&self, spelling: &Spelling, dice: &mut Dice) -> Option<String> {
        let place = dice.one(&self.places)?;
        let chars: Vec<char> = place.chars().collect();
        let (_, province) = lexicon().place_at(&chars)?;
        if spelling.place == 0 || province == spelling.province || province == 0 || spelling.province == 0 {
            return None;
        }
        Some(chars.into_iter().chain(spelling.chars[spelling.place..].iter().copied()).collect())
    }

    /// The name with the brand of another firm, or with one character of the brand changed.
    fn other_brand(&self, spelling: &Spelling, dice: &mut Dice, whole: bool) -> Option<String> {
        let begins = spelling.parts.iter().position(|part| *part == Part::Brand)?;
        let is_brand = |part: &Part| matches!(part, Part::Brand | Part::Brand2 | Part::Brand3 | Part::BrandRest);
        let ends = begins + spelling.parts[begins..].iter().take_while(|part| is_brand(part)).count();
        let other = dice.one(&self.brands)?;
        let mut chars: Vec<char> = spelling.chars[..begins].to_vec();
        if whole {
            chars.extend(other.chars());
        } else {
            let mut brand: Vec<char> = spelling.chars[begins..ends].to_vec();
            let at = dice.below(brand.len());
            let c = other.chars().next()?;
            if brand[at] == c || sound(brand[at]) == sound(c) || lexicon().similar_shapes(c).contains(&brand[at]) {
                return None;
            }
            brand[at] = c;
            chars.extend(brand);
        }
        chars.extend(&spelling.chars[ends..]);
        Some(chars.into_iter().collect())
    }
}

fn is_share(part: Part) -> bool {
    matches!(part, Part::Share | Part::ShareRest)
}

fn without(spelling: &Spelling, gone: impl Fn(Part) -> bool) -> String {
    spelling.chars.iter().zip(&spelling.parts).filter(|(_, part)| !gone(**part)).map(|(c, _)| *c).collect()
}

fn form_changed(text: &str, dice: &mut Dice) -> Option<String> {
    let forms = ["股份有限公司", "有限责任公司", "有限公司", "公司"];
    let form = forms.iter().find(|form| text.ends_with(*form))?;
    let others: Vec<&&str> = forms.iter().filter(|other| *other != form).collect();
    Some(format!("{}{}", text.strip_suffix(form)?, dice.one(&others)?))
}

/// 上海某某有限公司 → 某某（上海）有限公司, and back.
fn place_moved(text: &str, name: &Name) -> Option<String> {
    if let Some(moved) = name.spellings.get(1) {
        return Some(moved.chars.iter().collect());
    }
    let spelling = name.spellings.first()?;
    if spelling.place == 0 || spelling.chars.len() != text.chars().count() {
        return None;
    }
    let place: String = spelling.chars[..spelling.place].iter().collect();
    let form = spelling.parts.iter().position(|part| is_share(*part) || *part == Part::Legal)?;
    let middle: String = spelling.chars.get(spelling.place..form)?.iter().collect();
    let end: String = spelling.chars[form..].iter().collect();
    Some(format!("{middle}（{place}）{end}"))
}

fn place_added(spelling: &Spelling) -> Option<String> {
    let place: String = spelling.chars[..spelling.place].iter().collect();
    let rest: String = spelling.chars[spelling.place..].iter().collect();
    let city = spelling.place == 2 && !lexicon().province_named(&place);
    let province = lexicon().province_name(spelling.province).filter(|name| *name != place)?;
    Some(if city { format!("{province}省{place}市{rest}") } else { format!("{province}{place}{rest}") })
}

fn full_width(text: &str, dice: &mut Dice) -> String {
    let space = dice.below(text.chars().count());
    let mut made = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == space {
            made.push('　');
        }
        made.push(match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            c => c,
        });
    }
    made
}

fn swapped(text: &str, dice: &mut Dice) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let last = (chars.len() * 2 / 3).checked_sub(1)?;
    let at = dice.below(last);
    chars.swap(at, at + 1);
    Some(chars.into_iter().collect())
}

/// Changes the characters at a place in the first two thirds.
fn at_random(text: &str, dice: &mut Dice, change: impl Fn(&mut Vec<char>, usize)) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let at = dice.below(chars.len() * 2 / 3);
    if at >= chars.len() {
        return None;
    }
    change(&mut chars, at);
    Some(chars.into_iter().collect())
}

/// 中国石油化工股份有限公司 → 中石化: the first of the place, the brand's first two, the first of each trade.
fn abbreviated(spelling: &Spelling) -> String {
    let brand = spelling.parts.iter().filter(|part| **part == Part::Brand3).count();
    spelling
        .chars
        .iter()
        .zip(&spelling.parts)
        .filter(|(_, part)| match part {
            Part::Place | Part::Brand | Part::Trade => true,
            Part::Brand2 => brand == 0,
            _ => false,
        })
        .map(|(c, _)| *c)
        .collect()
}
