//! Results of a network as csv, numbers with 17 significant digits.

use std::path::Path;

use cascade::{Loss, Outcome};

use crate::failure::Failure;
use crate::result_file::Output;

/// Outcomes as rows: the heading's first word, an id or number for each outcome.
pub(super) fn outcomes(place: &Path, first: &str, ids: &[u64], outcomes: &[Outcome]) -> Result<(), Failure> {
    let mut file = Output::create(place)?;
    let out = file.writer();
    write!(out, "{first}")?;
    for weight in 0..outcomes.first().map_or(1, |outcome| outcome.losses.len()) {
        let tag = if weight == 0 { String::new() } else { format!("_{}", weight + 1) };
        write!(out, ",esri{tag},esri_d{tag},esri_u{tag}")?;
    }
    writeln!(out, ",iterations")?;
    for (id, outcome) in ids.iter().zip(outcomes) {
        write!(out, "{id}")?;
        for Loss { either, down, up } in &outcome.losses {
            write!(out, ",{},{},{}", digits(*either), digits(*down), digits(*up))?;
        }
        writeln!(out, ",{}", outcome.iterations)?;
    }
    file.finish()
}

/// Losses of sectors beyond the shock, a row for each scenario and sector.
pub(super) fn sectors(place: &Path, ids: &[u64], codes: &[i64], outcomes: &[Outcome]) -> Result<(), Failure> {
    let mut file = Output::create(place)?;
    let out = file.writer();
    writeln!(out, "scenario,sector,d,u,du")?;
    for (id, outcome) in ids.iter().zip(outcomes) {
        for (code, loss) in codes.iter().zip(&outcome.sectors) {
            writeln!(out, "{id},{code},{},{},{}", digits(loss.down), digits(loss.up), digits(loss.either))?;
        }
    }
    file.finish()
}

/// A number with 17 significant digits, trailing zeros left out, so that it can be read back exactly.
pub(super) fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.16e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-5..=16).contains(&exponent) {
        let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
        return format!("{mantissa}e{exponent:+03}");
    }
    let places = usize::try_from(16 - exponent).unwrap_or(0);
    let plain = format!("{value:.places$}");
    if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.').to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn seventeen_digits_read_back_exactly() {
        for value in [0.0010174996710031613, 7.005803879001933e-06, 0.1, 1.0 / 3.0, 0.25, 1.0, 5e-324, 123456.5] {
            assert_eq!(digits(value).parse::<f64>().ok(), Some(value));
        }
        assert_eq!(digits(0.25523417050443514), "0.25523417050443514");
        assert_eq!(digits(7.005803879001933e-06), "7.005803879001933e-06");
        assert_eq!(digits(0.5), "0.5");
    }
}
