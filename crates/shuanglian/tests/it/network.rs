//! `network`: results as files, refusals with file and line, generated networks.

use std::path::Path;

use crate::program::run;

const NODES: &str = "id,sector,firm_market,jobs,revenue\n7,10,a,5,60\n8,20,b,1,50\n9,20,b,4,150\n10,30,c,2,0\n";
const EDGES: &str = "supplier,buyer,weight\n7,8,60\n7,9,40\n8,10,50\n9,10,150\n";
const MATRIX: &str = "s,10,20,30\n10,1,1,1\n20,1,1,1\n30,1,1,1\n";

/// A folder with the files of a small network.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("n.csv", NODES), ("e.csv", EDGES), ("m.csv", MATRIX)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

/// `network <verb>` on the small network with further arguments.
fn network(folder: &Path, verb: &str, rest: &[&str]) -> crate::program::Run {
    let (n, e, m) = (at(folder, "n.csv"), at(folder, "e.csv"), at(folder, "m.csv"));
    let mut args = vec!["network", verb, "--nodes", &n, "--edges", &e, "--essential", &m];
    args.extend(rest);
    run(&args)
}

#[test]
fn esri_writes_what_each_failure_does() {
    let folder = folder();
    let (out, sectors) = (at(folder.path(), "r.csv"), at(folder.path(), "s.csv.gz"));
    let done = network(folder.path(), "esri", &["--no-replaceability", "--out", &out, "--sector-out", &sectors]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("内存峰值"), "{}", done.err);
    let text = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "id,esri,esri_d,esri_u,iterations");
    // Firm 8 fails: the weights are sales of 100, 50, 150; the mill loses 60 of its 100.
    assert_eq!(lines[2], "8,0.36666666666666664,0.16666666666666666,0.36666666666666664,2");
    assert_eq!(lines.len(), 5);
    assert!(std::fs::read(&sectors).unwrap().starts_with(&[0x1f, 0x8b]));
    assert!(!Path::new(&format!("{out}.part")).exists());
}

#[test]
fn esri_takes_weights_markets_and_a_choice_of_firms() {
    let folder = folder();
    let choice = ["--market-column", "firm_market", "--weight-column", "jobs", "--weight-column", "revenue"];
    let rest = [&choice[..], &["--firms", "8,10", "--out", "-", "--production", "linear", "--threads", "1"]].concat();
    let done = network(folder.path(), "esri", &rest);
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "id,esri,esri_d,esri_u,esri_2,esri_d_2,esri_u_2,iterations");
    assert!(lines[1].starts_with("8,") && lines[2].starts_with("10,"));
    assert_eq!(lines.len(), 3);
}

#[test]
fn shocks_come_from_files() {
    let folder = folder();
    let psi = at(folder.path(), "psi.csv");
    std::fs::write(&psi, "scenario,firm,shock\n5,7,0.5\n2,10,1\n").unwrap();
    let done = network(folder.path(), "shock", &["--no-replaceability", "--psi", &psi, "--out", "-"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "scenario,esri,esri_d,esri_u,iterations");
    assert!(lines[1].starts_with("2,1,0,1,") && lines[2].starts_with("5,0.5,0.5,"), "{}", done.out);
}

#[test]
fn one_of_the_market_flags_is_needed() {
    let folder = folder();
    assert_eq!(network(folder.path(), "esri", &["--out", "-"]).code, 2);
    let both = ["--no-replaceability", "--market-column", "sector", "--out", "-"];
    assert_eq!(network(folder.path(), "esri", &both).code, 2);
}

#[test]
fn bad_input_is_refused_with_file_and_line_and_leaves_no_result() {
    let folder = folder();
    let out = at(folder.path(), "r.csv");
    let refused = |name: &str, text: &str, rest: &[&str]| {
        let before = std::fs::read(folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
        let done = network(folder.path(), "esri", &[&["--no-replaceability", "--out", &out], rest].concat());
        std::fs::write(folder.path().join(name), before).unwrap();
        assert_eq!((done.code, Path::new(&out).exists()), (1, false), "{}", done.err);
        done.err
    };
    let said = refused("e.csv", "supplier,buyer,weight\n7,8,60\n7,9,-4\n", &[]);
    assert!(said.contains("[not_an_amount]") && said.contains("e.csv 第 3 行"), "{said}");
    let said = refused("m.csv", "s,10,20\n10,1,1\n20,1,1\n30,1,1\n", &[]);
    assert!(said.contains("[uncovered_sector]") && said.contains("n.csv 第 5 行"), "{said}");
    let zero = NODES.replace("5,60", "5,0");
    let said = refused("n.csv", &zero, &["--revenue-column", "revenue"]);
    assert!(said.contains("[zero_scale]") && said.contains("n.csv 第 2 行"), "{said}");
}

#[test]
fn a_generated_network_goes_through_the_other_verbs() {
    let folder = tempfile::tempdir().unwrap();
    let made = at(folder.path(), "made");
    let args = ["network", "generate", "--firms", "300", "--links", "900", "--seed", "5", "--gzip", "--out", &made];
    let done = run(&args);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(run(&args).code, 1, "nothing is overwritten");
    let (n, e) = (format!("{made}/nodes.csv.gz"), format!("{made}/edges.csv.gz"));
    let stats = run(&["network", "stats", "--json", "--nodes", &n, "--edges", &e]).json();
    assert_eq!(stats["network"]["links"], 900);
    let m = format!("{made}/essential.csv.gz");
    let files = ["network", "esri", "--nodes", &n, "--edges", &e, "--essential", &m, "--market-column", "sector"];
    let done = run(&[&files[..], &["--out", "-"]].concat());
    assert_eq!((done.code, done.out.lines().count()), (0, 301), "{}", done.err);
}

/// The published reference's own numbers, where the shared folder with them is at hand.
#[test]
fn compat_gives_the_numbers_of_the_reference() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/esri/syn1k");
    if !golden.is_dir() {
        println!("skipped: {} is not at hand", golden.display());
        return;
    }
    let (n, e, m) = (at(&golden, "nodes.csv.gz"), at(&golden, "edges.csv.gz"), at(&golden, "essential.csv"));
    let files = ["network", "esri", "--nodes", &n, "--edges", &e, "--essential", &m, "--market-column", "sector"];
    let done = run(&[&files[..], &["--compat", "--firms", "1,2,3", "--out", "-"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let expected = [
        [1.0, 0.0010174996710031613, 0.0007221726932181505, 0.0010149296263153114, 3.0],
        [2.0, 0.00015476795633231465, 7.005803879001933e-06, 0.00015468814482848958, 2.0],
        [3.0, 0.00021297050878937802, 0.00021297050878937802, 0.00016110282324693966, 2.0],
    ];
    for (line, expected) in done.out.lines().skip(1).zip(expected) {
        let found: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{line}");
    }
}
