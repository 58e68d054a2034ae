//! Chinese numerals up to 9999, as officials write small counts.

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn weight(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Whether a character may stand in a Chinese numeral.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || weight(c).is_some()
}

/// The value of a whole Chinese numeral; `None` for what is not one (千百, 十十).
pub(super) fn value(text: &[char]) -> Option<u32> {
    let mut total = 0;
    let mut pending: Option<u32> = None;
    let mut last_weight = u32::MAX;
    for &c in text {
        if let Some(d) = digit(c) {
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(d);
        } else if let Some(w) = weight(c) {
            if w >= last_weight {
                return None;
            }
            let factor = match pending.take() {
                Some(0) | None if w == 10 => 1,
                Some(0) | None => return None,
                Some(d) => d,
            };
            total += factor * w;
            last_weight = w;
        } else {
            return None;
        }
    }
    if text.is_empty() { None } else { Some(total + pending.unwrap_or(0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_read_and_word_plays_are_not() {
        let read = |s: &str| value(&s.chars().collect::<Vec<_>>());
        assert_eq!(read("一"), Some(1));
        assert_eq!(read("十二"), Some(12));
        assert_eq!(read("三百零五"), Some(305));
        assert_eq!(read("九十"), Some(90));
        assert_eq!(read("一百"), Some(100));
        assert_eq!(read("千百"), None);
        assert_eq!(read("三四"), None);
    }
}
