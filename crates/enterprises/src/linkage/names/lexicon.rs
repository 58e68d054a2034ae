//! The words that names of firms are made of, from `knowledge/company-names`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);

/// The words that were compiled in.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge/company-names/", $name))
    };
}

/// Words by what they say in a name.
pub struct Lexicon {
    simplified: HashMap<char, char>,
    places: HashMap<&'static str, u8>,
    longest_place: usize,
    trades: HashSet<&'static str>,
    longest_trade: usize,
    legal: Vec<&'static str>,
    branches: Vec<&'static str>,
    marks: Vec<String>,
    provinces: HashMap<char, u8>,
    abbreviations: HashMap<u8, Vec<char>>,
    province_names: HashMap<&'static str, u8>,
    shapes: HashMap<char, Vec<char>>,
}

impl Lexicon {
    fn built_in() -> Self {
        let mut simplified = HashMap::new();
        for line in file!("traditional.tsv").lines() {
            let mut both = line.split('\t').filter_map(|side| side.chars().next());
            if let (Some(from), Some(to)) = (both.next(), both.next()) {
                simplified.insert(from, to);
            }
        }
        let mut places = HashMap::new();
        for line in file!("places.tsv").lines() {
            if let Some((word, code)) = line.split_once('\t') {
                places.insert(word, code.parse().unwrap_or(0));
            }
        }
        let (mut provinces, mut abbreviations) = (HashMap::new(), HashMap::new());
        let mut province_names = HashMap::new();
        for line in file!("provinces.tsv").lines() {
            let mut fields = line.split('\t');
            let (Some(code), Some(name), Some(short)) = (fields.next(), fields.next(), fields.next()) else { continue };
            let Ok(code) = code.parse::<u8>() else { continue };
            for c in short.chars() {
                provinces.insert(c, code);
            }
            abbreviations.insert(code, short.chars().collect());
            province_names.insert(name, code);
        }
        let mut shapes: HashMap<char, Vec<char>> = HashMap::new();
        for line in file!("similar-shapes.txt").lines() {
            for c in line.chars() {
                shapes.entry(c).or_default().extend(line.chars().filter(|other| *other != c));
            }
        }
        let trades = file!("trades.txt").lines().chain(file!("trades-more.txt").lines());
        let trades: HashSet<&str> = trades.filter(|word| !word.is_empty()).collect();
        let mut legal: Vec<&str> = file!("legal-forms.txt").lines().filter(|word| !word.is_empty()).collect();
        legal.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut marks: Vec<String> = file!("market-marks.txt").lines().map(str::to_ascii_lowercase).collect();
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.len()));
        Self {
            simplified,
            longest_place: places.keys().map(|word| word.chars().count()).max().unwrap_or(0),
            places,
            longest_trade: trades.iter().map(|word| word.chars().count()).max().unwrap_or(0),
            trades,
            legal,
            branches: file!("branch-words.txt").lines().filter(|word| !word.is_empty()).collect(),
            marks,
            provinces,
            abbreviations,
            province_names,
            shapes,
        }
    }

    /// The simplified form of a character; itself where there is none or more than one.
    pub fn simplified(&self, c: char) -> char {
        self.simplified.get(&c).copied().unwrap_or(c)
    }

    /// The traditional characters that become simplified ones, with these, in no order.
    pub fn traditional(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.simplified.iter().map(|(from, to)| (*from, *to))
    }

    /// Characters of the longest place at the beginning of a text, and the code of its province (0 for none or several).
    pub fn place_at(&self, text: &[char]) -> Option<(usize, u8)> {
        longest(text, self.longest_place, |word| self.places.get(word).copied())
    }

    /// Characters of the longest trade word at the end of a text.
    pub fn trade_before(&self, text: &[char]) -> Option<usize> {
        let most = self.longest_trade.min(text.len());
        (2..=most).rev().find(|&n| self.trades.contains(text[text.len() - n..].iter().collect::<String>().as_str()))
    }

    /// Whether a word is one of the trades.
    pub fn is_trade(&self, word: &str) -> bool {
        self.trades.contains(word)
    }

    /// Characters of the longest legal form at the end of a text.
    pub fn legal_before(&self, text: &str) -> Option<&'static str> {
        self.legal.iter().copied().find(|word| text.ends_with(word))
    }

    /// The word for a part of a firm that a text ends with.
    pub fn branch_before(&self, text: &str) -> Option<&'static str> {
        self.branches.iter().copied().find(|word| text.ends_with(word))
    }

    /// Marks that a stock exchange sets before a short name, longest first, in lower case.
    pub fn marks(&self) -> &[String] {
        &self.marks
    }

    /// The province that one character stands for (粤, 沪).
    pub fn province_of(&self, c: char) -> Option<u8> {
        self.provinces.get(&c).copied()
    }

    /// Whether a place is a province or a city of that rank, with or without 省, 市.
    pub fn province_named(&self, place: &str) -> bool {
        let bare = place.trim_end_matches(['省', '市']);
        self.province_names.contains_key(bare)
    }

    /// The name of a province by its code.
    pub fn province_name(&self, code: u8) -> Option<&'static str> {
        self.province_names.iter().find(|(_, found)| **found == code).map(|(name, _)| *name)
    }

    /// The characters that stand for a province.
    pub fn abbreviations(&self, province: u8) -> &[char] {
        self.abbreviations.get(&province).map_or(&[], Vec::as_slice)
    }

    /// Characters that are mistaken for this one by their shape.
    pub fn similar_shapes(&self, c: char) -> &[char] {
        self.shapes.get(&c).map_or(&[], Vec::as_slice)
    }
}

fn longest<T>(text: &[char], most: usize, known: impl Fn(&str) -> Option<T>) -> Option<(usize, T)> {
    let most = most.min(text.len());
    let word: String = text[..most].iter().collect();
    let mut end = word.len();
    for n in (2..=most).rev() {
        if let Some(found) = known(&word[..end]) {
            return Some((n, found));
        }
        end -= text[n - 1].len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_longest_form() {
        let text: Vec<char> = "广州市黄埔".chars().collect();
        assert_eq!(lexicon().place_at(&text), Some((3, 44)));
        let text: Vec<char> = "同益中新材料".chars().collect();
        assert_eq!(lexicon().trade_before(&text), Some(3));
        assert_eq!(lexicon().legal_before("某某股份有限公司"), Some("股份有限公司"));
        assert_eq!(lexicon().province_of('粤'), Some(44));
        assert_eq!(lexicon().simplified('鏈'), '链');
    }
}
