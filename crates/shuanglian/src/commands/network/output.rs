//! Writing result files: csv or csv.gz by their name, numbers with 17 significant digits, the file whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use cascade::{Loss, Outcome};

use crate::failure::Failure;
use crate::shell::Shell;

/// A result file that is being written beside its place.
pub(super) struct Output {
    place: PathBuf,
    beside: PathBuf,
    kind: Kind,
}

enum Kind {
    Plain(BufWriter<File>),
    Zipped(Box<flate2::write::GzEncoder<BufWriter<File>>>),
    Standard(BufWriter<std::io::Stdout>),
}

impl Output {
    /// Begins a file; `-` is standard output.
    pub(super) fn create(place: &Path) -> Result<Self, Failure> {
        let kind_of = |file: File| {
            let file = BufWriter::with_capacity(1 << 18, file);
            if place.extension().is_some_and(|ending| ending == "gz") {
                Kind::Zipped(Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::default())))
            } else {
                Kind::Plain(file)
            }
        };
        if place == Path::new("-") {
            let kind = Kind::Standard(BufWriter::new(std::io::stdout()));
            return Ok(Self { place: place.to_owned(), beside: PathBuf::new(), kind });
        }
        let mut name = place.as_os_str().to_owned();
        name.push(".part");
        let beside = PathBuf::from(name);
        let kind = kind_of(File::create(&beside).map_err(|error| unwritable(&beside, &error))?);
        Ok(Self { place: place.to_owned(), beside, kind })
    }

    /// Where text goes.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        match &mut self.kind {
            Kind::Plain(file) => file,
            Kind::Zipped(file) => &mut **file,
            Kind::Standard(out) => out,
        }
    }

    /// Ends the file and puts it in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.kind {
            Kind::Standard(mut out) => return Ok(out.flush()?),
            Kind::Plain(mut file) => file.flush()?,
            Kind::Zipped(file) => file.finish()?.flush()?,
        }
        std::fs::rename(&self.beside, &self.place).map_err(|error| unwritable(&self.place, &error))
    }
}

/// Refuses before hours of work what could not be written after them.
pub(super) fn check(place: &Path, shell: &Shell) -> Result<(), Failure> {
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if place.is_dir() || !folder.is_dir() {
        return Err(Failure::refused(
            "file_unwritable",
            format!("{}: {}", place.display(), shell.say("不能写到这里", "cannot be written there")),
            shell.say("给出一个已有目录里的文件名。", "Name a file in a folder that exists."),
        ));
    }
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::refused("file_unwritable", format!("{}: {error}", path.display()), "")
}

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
