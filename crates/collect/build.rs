//! Lists the files below `knowledge/` for the program, so that a new file there needs no line of code.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = vec![root.join("roles.yaml")];
    for folder in fs::read_dir(&root)? {
        let folder = folder?.path();
        if !folder.is_dir() || folder.ends_with("demo") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            if file.extension().is_some_and(|ending| ending == "yaml") {
                files.push(file);
            }
        }
    }
    files.sort();
    let mut code = String::from("static FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Writing to a string cannot fail.
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("knowledge.rs"), code)
}
