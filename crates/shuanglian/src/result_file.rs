//! Result files named on the command line: plain or .gz by their name, each whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::shell::Shell;

/// A result file that is being written beside its place.
pub(crate) struct Output {
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
    pub(crate) fn create(place: &Path) -> Result<Self, Failure> {
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
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        match &mut self.kind {
            Kind::Plain(file) => file,
            Kind::Zipped(file) => &mut **file,
            Kind::Standard(out) => out,
        }
    }

    /// Ends the file and puts it in its place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.kind {
            Kind::Standard(mut out) => return Ok(out.flush()?),
            Kind::Plain(mut file) => file.flush()?,
            Kind::Zipped(file) => file.finish()?.flush()?,
        }
        std::fs::rename(&self.beside, &self.place).map_err(|error| unwritable(&self.place, &error))
    }
}

/// Refuses before hours of work what could not be written after them.
pub(crate) fn check(place: &Path, shell: &Shell) -> Result<(), Failure> {
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

/// A field of a csv file for programs: quoted where it must be.
pub(crate) fn csv_field(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\"")).into();
    }
    text.into()
}
