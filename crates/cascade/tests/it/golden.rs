//! Numbers printed by the published reference implementation, where the shared folder with them is at hand.

use std::io::Read;
use std::path::{Path, PathBuf};

use cascade::read::{self, Columns, Nodes, Scenarios};
use cascade::{Criterion, Essential, Loss, Model, Network, Outcome, Production, Run, Settings, Shock};

const TOLERANCE: f64 = 1e-9;

/// The folder of a golden case, or a word that it is skipped.
fn folder(case: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/esri").join(case);
    if root.is_dir() {
        return Some(root);
    }
    println!("skipped: {} is not at hand", root.display());
    None
}

struct Case {
    folder: PathBuf,
    nodes: Nodes,
    network: Network,
    essential: Essential,
}

impl Case {
    fn open(case: &str, zipped: &str) -> Option<Self> {
        let folder = folder(case)?;
        let extra = case == "toy13";
        let columns = Columns {
            market: extra.then(|| "market2".to_owned()),
            weights: if extra { vec!["employees".to_owned()] } else { Vec::new() },
            revenue: extra.then(|| "revenue".to_owned()),
            costs: extra.then(|| "costs".to_owned()),
        };
        let name = folder.join(format!("nodes.csv{zipped}"));
        let nodes = read::nodes(read::open(&name).unwrap(), "nodes", &columns).unwrap();
        let name = folder.join(format!("edges.csv{zipped}"));
        let network = read::network(&nodes, read::open(&name).unwrap(), "edges").unwrap();
        let name = folder.join("essential.csv");
        let essential = read::essential(read::open(&name).unwrap(), "essential").unwrap();
        Some(Self { folder, nodes, network, essential })
    }

    fn settings(&self, replaceable: bool) -> Settings {
        let market = replaceable.then(|| self.network.sector_of_each().to_vec());
        Settings { market, compat: true, ..Settings::default() }
    }

    fn model(&self, settings: &Settings) -> Model<'_> {
        Model::new(&self.network, &self.essential, settings).unwrap()
    }

    fn scenarios(&self, down: &str, up: Option<&str>) -> Scenarios {
        let open = |name: &str| read::open(&self.folder.join(name)).unwrap();
        read::scenarios(&self.network, (open(down), down), up.map(|up| (open(up), up))).unwrap()
    }

    /// Rows of a result file, the first column left out.
    fn rows(&self, file: &str) -> Vec<Vec<f64>> {
        let mut text = String::new();
        read::open(&self.folder.join(file)).unwrap().read_to_string(&mut text).unwrap();
        let row = |line: &str| line.split(',').skip(1).map(|field| field.parse().unwrap()).collect();
        text.lines().skip(1).map(row).collect()
    }

    /// Every failure, by the fast engine and for small cases by the sweep, beside a file.
    fn check(&self, file: &str, settings: &Settings) {
        let model = self.model(settings);
        self.check_outcomes(file, &model.esri_all(&Run::default()).unwrap());
        if self.network.firms() < 100 {
            let sweeps: Vec<Outcome> =
                (0..self.network.firms()).map(|firm| swept(&model, &Shock::failure(firm))).collect();
            self.check_outcomes(file, &sweeps);
        }
    }

    fn check_outcomes(&self, file: &str, outcomes: &[Outcome]) {
        let rows = self.rows(file);
        assert_eq!(rows.len(), outcomes.len(), "{file}");
        for (number, (row, outcome)) in rows.iter().zip(outcomes).enumerate() {
            let mut found: Vec<f64> = Vec::new();
            for loss in &outcome.losses {
                found.extend([loss.either, loss.down, loss.up]);
            }
            found.push(f64::from(outcome.iterations));
            near(row, &found, &format!("{file} row {}", number + 1));
            assert_eq!(row.last(), found.last(), "{file} row {}: iterations", number + 1);
        }
    }
}

fn swept(model: &Model<'_>, shock: &Shock) -> Outcome {
    let state = model.sweep(shock);
    Outcome { losses: state.losses(model), iterations: state.iterations, ..Outcome::default() }
}

fn near(expected: &[f64], found: &[f64], place: &str) {
    assert_eq!(expected.len(), found.len(), "{place}");
    for (a, b) in expected.iter().zip(found) {
        assert!((a - b).abs() <= TOLERANCE, "{place}: {a} expected, {b} found");
    }
}

#[test]
fn the_hand_written_network_gives_the_numbers_of_the_reference() {
    let Some(case) = Case::open("toy13", "") else { return };
    let (on, off) = (case.settings(true), case.settings(false));
    case.check("gl_sub.csv", &on);
    case.check("gl_nosub.csv", &off);
    case.check("gl_sub_eps8.csv", &Settings { eps: 1e-8, ..on.clone() });
    case.check("gl_sub_conv2.csv", &Settings { criterion: Criterion::Relative, ..on.clone() });
    case.check("gl_sub_market2.csv", &Settings { market: case.nodes.market.clone(), ..on.clone() });
    case.check("lin_nosub.csv", &Settings { production: Production::Linear, ..off.clone() });
    case.check("leo_nosub.csv", &Settings { production: Production::Leontief, ..off });
    let scaled = Settings { revenue: case.nodes.revenue.clone(), costs: case.nodes.costs.clone(), ..on.clone() };
    case.check("gl_sub_revenue_costs.csv", &scaled);
    let weights = vec![case.network.sold().to_vec(), case.nodes.weights[0].clone()];
    case.check("gl_sub_two_weights_sectors.csv", &Settings { weights, ..on });
}

#[test]
fn partial_shocks_and_sectors_of_the_hand_written_network() {
    let Some(case) = Case::open("toy13", "") else { return };
    let model = case.model(&case.settings(true));
    let run = Run { sectors: true, ..Run::default() };
    let one_way = case.scenarios("psi_down.csv", None);
    case.check_outcomes("gl_sub_psi.csv", &model.scenarios(&one_way.shocks, &run).unwrap());
    let both = case.scenarios("psi_down.csv", Some("psi_up.csv"));
    let outcomes = model.scenarios(&both.shocks, &run).unwrap();
    case.check_outcomes("gl_sub_psi_updown_sectors.csv", &outcomes);
    check_sectors(&case, "gl_sub_psi_updown_sectors_sector.csv", &outcomes);
    check_sectors(&case, "gl_sub_two_weights_sectors_sector.csv", &model.esri_all(&run).unwrap());
}

/// Blocks d, u, du beside a file.
fn check_sectors(case: &Case, file: &str, outcomes: &[Outcome]) {
    for (row, outcome) in case.rows(file).iter().zip(outcomes) {
        let block = |of: fn(&Loss) -> f64| outcome.sectors.iter().map(of);
        let found: Vec<f64> = block(|l| l.down).chain(block(|l| l.up)).chain(block(|l| l.either)).collect();
        near(row, &found, file);
    }
}

#[test]
fn a_thousand_firms_give_the_numbers_of_the_reference() {
    let Some(case) = Case::open("syn1k", ".gz") else { return };
    let (on, off) = (case.settings(true), case.settings(false));
    case.check("expected_gl_sub_eps2.csv.gz", &on);
    case.check("expected_gl_nosub_eps2.csv.gz", &off);
    case.check("expected_gl_sub_eps6.csv.gz", &Settings { eps: 1e-6, ..on.clone() });
    case.check("expected_gl_nosub_eps6.csv.gz", &Settings { eps: 1e-6, ..off.clone() });
    case.check("expected_gl_sub_conv2.csv.gz", &Settings { criterion: Criterion::Relative, ..on.clone() });
    case.check("expected_lin_sub_eps2.csv.gz", &Settings { production: Production::Linear, ..on.clone() });
    case.check("expected_leo_nosub_eps2.csv.gz", &Settings { production: Production::Leontief, ..off });
    let model = case.model(&on);
    let scenarios = case.scenarios("psi40.csv", None);
    let outcomes = model.scenarios(&scenarios.shocks, &Run { sectors: true, ..Run::default() }).unwrap();
    case.check_outcomes("expected_psi40_gl_sub_eps2.csv.gz", &outcomes);
    for (row, outcome) in case.rows("expected_psi40_gl_sub_eps2_sector_du.csv.gz").iter().zip(&outcomes) {
        let found: Vec<f64> = outcome.sectors.iter().map(|loss| loss.either).collect();
        near(row, &found, "psi40 sectors");
    }
}

#[test]
fn without_compat_only_named_quirks_differ() {
    let Some(case) = Case::open("toy13", "") else { return };
    // Every market that can become empty offers more than one money unit, so that the guard never bites; only division
    // by a revenue or costs of 0 is left, and that is refused.
    let clean = Settings { compat: false, ..case.settings(true) };
    case.check("gl_sub.csv", &clean);
    for settings in [
        Settings { revenue: case.nodes.revenue.clone(), ..clean.clone() },
        Settings { costs: case.nodes.costs.clone(), ..clean },
    ] {
        let fault = Model::new(&case.network, &case.essential, &settings).unwrap_err();
        assert_eq!(fault.code(), "zero_scale");
        assert!(case.nodes.placed(fault).line > 1);
    }
}
