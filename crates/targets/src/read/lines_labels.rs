//! A line of labels and values cut where its labels begin.

use super::amounts;
use super::form::{is_label, split_amount};
use super::labels::{Field, inline};
use super::lines_below;
use super::lines_fields::{Kind, kind};
use super::text::Piece;

/// Cuts a line that begins with a label into labels and values; any other line stays whole.
pub(crate) fn labelled(piece: &Piece) -> Vec<Piece> {
    if let Some((_, value)) = split_amount(piece) {
        return vec![piece.part(0, piece.len() - value.len()), value];
    }
    let mut words = piece.words();
    // （万元） in front of the heads is the end of the label on the line before.
    if words.len() > 2 && words[0].key().is_empty() && is_head(&words[1]) {
        let unit = words.remove(0);
        let mut all = vec![unit.clone()];
        all.extend(labelled(&piece.part(unit.len(), piece.len())));
        return all;
    }
    // A heading of its own in front of labels with their figures.
    let leads = words.len() > 3 && words[0].len() <= 12 && matches!(kind(&words[0]), Kind::Text);
    let labels = words.get(1).is_some_and(|w| matches!(kind(w), Kind::Item(_) | Kind::Column(true)));
    if leads && labels && amounts::is_amount(&words[2].text) && !words[0].text.contains(['：', ':']) {
        words.remove(0);
    }
    // Words that head the labels of the rows and no figures.
    if words.iter().filter(|w| is_head(w)).count() >= 2 {
        words.retain(|w| !matches!(w.key().as_str(), "项目" | "资金来源" | "资金类型" | "类别" | "资金性质"));
    }

    if words.len() > 1 && words.iter().all(|w| amounts::is_amount(&w.text)) {
        return words;
    }
    // A name, its figures and a text behind them, below headings of their own.
    let figures = words.iter().skip(1).take_while(|w| amounts::is_amount(&w.text)).count();
    if figures > 1 && words.first().is_some_and(|w| matches!(kind(w), Kind::Text)) {
        let rest = words.split_off(figures + 1);
        words.extend(rest.into_iter().reduce(|mut text, word| {
            text.join(&word, " ");
            text
        }));
        return words;
    }
    if words.first().is_some_and(|w| matches!(kind(w), Kind::Text))
        && let Some(record) = lines_below::record(&words)
    {
        return record;
    }
    // A row of a budget table: its label and a figure in every column.
    if let Some((label, count)) = label_at(&words, 0)
        && amounts::item(&label.text).is_some()
        && words.len() > count
        && words[count..].iter().all(figure)
    {
        let mut row = vec![label];
        row.extend_from_slice(&words[count..]);
        return row;
    }
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    let mut open = false;
    while at < words.len() {
        if let Some((_, value)) = split_amount(&words[at]).filter(|_| at == 0 || !out.is_empty()) {
            out.push(words[at].part(0, words[at].len() - value.len()));
            out.push(value);
            at += 1;
            open = false;
        } else if let Some((label, count)) = label_at(&words, at) {
            if at > 0 && out.is_empty() {
                break;
            }
            out.push(label);
            at += count;
            open = true;
        } else {
            if out.is_empty() {
                break;
            }
            if let Some((field, value)) = inline(&words[at])
                && field != Field::Section
            {
                let label = words[at].part(0, words[at].len() - value.len());
                out.push(label);
                out.push(value);
                open = false;
            } else if open || amounts::is_amount(&words[at].text) {
                out.push(words[at].clone());
                open = false;
            } else if let Some(last) = out.last_mut().filter(|last| !amounts::is_amount(&last.text)) {
                last.join(&words[at], " ");
            } else {
                out.push(words[at].clone());
            }
            at += 1;
        }
    }
    if out.is_empty() {
        if let Some((_, value)) = inline(piece) {
            let colon = piece.text.chars().position(|c| matches!(c, ':' | '：')).map_or(0, |at| at + 1);
            let mut all = vec![piece.part(0, colon)];
            let rest = piece.part(colon, piece.len());
            let more = rest.part(value.len(), rest.len());
            if !value.is_blank() {
                all.push(value);
            }
            if !more.is_blank() {
                all.extend(labelled(&more));
            }
            return all;
        }
        return vec![piece.clone()];
    }
    // A colon that stands apart from its label belongs to neither.
    for part in &mut out {
        if part.text.starts_with([':', '：']) {
            *part = part.part(1, part.len());
        }
    }
    out.retain(|part| !part.is_blank());
    out
}

/// An amount, a rate or a stroke.
pub(crate) fn figure(piece: &Piece) -> bool {
    let bare = piece.text.trim_end_matches(['%', '％']);
    amounts::is_amount(bare) || piece.text.chars().all(|c| "-—/－".contains(c))
}

/// A word that heads a column by itself.
fn is_head(word: &Piece) -> bool {
    let key = word.key();
    amounts::is_column(&key) || amounts::is_other_column(&key)
}

/// The longest label that starts at this word.
fn label_at(words: &[Piece], at: usize) -> Option<(Piece, usize)> {
    let most = (words.len() - at).min(8);
    for count in (1..=most).rev() {
        let mut joined = words[at].clone();
        for word in &words[at + 1..at + count] {
            joined.join(word, " ");
        }
        if joined.len() > 30
            || (count > 1 && words[at..at + count].iter().any(|w| (w.len() > 3 && is_label(w)) || is_head(w)))
        {
            continue;
        }
        match kind(&joined) {
            Kind::Field(_) | Kind::Item(_) | Kind::Column(_) => return Some((joined, count)),
            _ => {}
        }
    }
    None
}
