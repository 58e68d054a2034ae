//! The fast engine says what the plain sweep says, on networks nobody thought of.

use cascade::{Class, Criterion, Essential, Firm, Link, Model, Network, Production, Run, Settings, Shock, generate};
use proptest::prelude::*;

/// A market that loses all but a small firm multiplies what is rounded by the ratio of their sizes.
const TOLERANCE: f64 = 1e-10;

/// A network of up to 30 firms with ties, self-links, lone firms and empty markets among them.
fn networks() -> impl Strategy<Value = (Network, Essential)> {
    (2usize..30, 1i64..6).prop_flat_map(|(firms, sectors)| {
        let firm = proptest::collection::vec(0..sectors, firms);
        let link = (1..=firms as u64, 1..=firms as u64, prop_oneof![Just(1.0), Just(0.25), 0.01..1e4f64]);
        let links = proptest::collection::vec(link, 1..120);
        let class = prop_oneof![Just(Class::Negligible), Just(Class::NonEssential), Just(Class::Essential)];
        let classes = proptest::collection::vec(class, (sectors * sectors) as usize);
        (firm, links, classes).prop_map(move |(firm, links, classes)| {
            let firms: Vec<Firm> =
                firm.iter().enumerate().map(|(k, sector)| Firm { id: k as u64 + 1, sector: *sector }).collect();
            let links: Vec<Link> =
                links.into_iter().map(|(supplier, buyer, weight)| Link { supplier, buyer, weight }).collect();
            let codes: Vec<i64> = (0..sectors).collect();
            (Network::new(&firms, &links).unwrap(), Essential::new(codes.clone(), codes, classes).unwrap())
        })
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let production = prop_oneof![Just(Production::Generalised), Just(Production::Linear), Just(Production::Leontief)];
    let criterion = prop_oneof![Just(Criterion::Largest), Just(Criterion::Relative)];
    let eps = prop_oneof![Just(1e-2), Just(1e-4), Just(1e-7)];
    (production, criterion, eps, any::<bool>()).prop_map(|(production, criterion, eps, compat)| Settings {
        production,
        criterion,
        eps,
        compat,
        max_iterations: 3_000,
        ..Settings::default()
    })
}

/// Runs shocks in both engines.
fn same(network: &Network, essential: &Essential, settings: &Settings, shocks: &[Shock]) {
    let model = Model::new(network, essential, settings).unwrap();
    let outcomes = model.scenarios(shocks, &Run { threads: Some(2), sectors: true, progress: None }).unwrap();
    for (shock, outcome) in shocks.iter().zip(&outcomes) {
        let state = model.sweep(shock);
        assert_eq!(state.iterations, outcome.iterations, "{shock:?} {settings:?}");
        for (a, b) in state.losses(&model).iter().zip(&outcome.losses) {
            assert!((a.either - b.either).abs() < TOLERANCE, "{shock:?} {settings:?}: {a:?} {b:?}");
            assert!((a.down - b.down).abs() < TOLERANCE && (a.up - b.up).abs() < TOLERANCE);
        }
        for (a, b) in model.sector_losses(shock, &state).iter().zip(&outcome.sectors) {
            assert!((a.either - b.either).abs() < TOLERANCE && (a.down - b.down).abs() < TOLERANCE);
        }
        let fast = model.cascade(shock);
        for firm in 0..network.firms() {
            assert!((fast.down[firm] - state.down[firm]).abs() < TOLERANCE, "{shock:?} {settings:?}");
            assert!((fast.up[firm] - state.up[firm]).abs() < TOLERANCE);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn failures_and_partial_shocks_agree(
        (network, essential) in networks(),
        settings in settings(),
        markets in proptest::option::of(1u32..5),
        sizes in proptest::collection::vec(prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64], 30),
    ) {
        let market = markets.map(|count| (0..network.firms() as u32).map(|firm| firm % count).collect());
        let settings = Settings { market, ..settings };
        let losses: Vec<(usize, f64)> = sizes.iter().copied().enumerate().take(network.firms()).collect();
        let (low, high) = losses.split_at(losses.len() / 2);
        let mut shocks: Vec<Shock> = (0..network.firms()).map(Shock::failure).collect();
        shocks.push(Shock::new(&network, &losses).unwrap());
        shocks.push(Shock::both(&network, low, high).unwrap());
        if network.sold().iter().sum::<f64>() > 0.0 {
            same(&network, &essential, &settings, &shocks);
        }
    }
}

#[test]
fn a_generated_network_agrees_with_every_setting() {
    let made = generate(400, 1_600, 7).unwrap();
    let network = made.network().unwrap();
    let shocks: Vec<Shock> = (0..400).step_by(13).map(Shock::failure).collect();
    for market in [None, Some(network.sector_of_each().to_vec())] {
        for eps in [1e-2, 1e-6] {
            let settings = Settings { market: market.clone(), eps, ..Settings::default() };
            same(&network, &made.essential, &settings, &shocks);
        }
    }
    assert_eq!(generate(400, 1_600, 7).unwrap(), made, "the same seed makes the same network");
    assert_eq!(network.links(), 1_600);
}

#[test]
fn a_tie_with_the_threshold_is_decided_by_the_sweep() {
    // 1 of 100 purchases is lost: exactly eps.
    let firms = [1, 2, 3].map(|id| Firm { id, sector: 1 });
    let links = [(1, 3, 1.0), (2, 3, 99.0)].map(|(supplier, buyer, weight)| Link { supplier, buyer, weight });
    let network = Network::new(&firms, &links).unwrap();
    let essential = Essential::uniform(network.sectors(), Class::NonEssential);
    let model = Model::new(&network, &essential, &Settings::default()).unwrap();
    let outcome = &model.esri(&[0], &Run::default()).unwrap()[0];
    assert!(outcome.close);
    assert_eq!(outcome.iterations, model.sweep(&Shock::failure(0)).iterations);
}

#[test]
fn results_do_not_depend_on_the_threads() {
    let made = generate(500, 2_000, 3).unwrap();
    let network = made.network().unwrap();
    let model = Model::new(&network, &made.essential, &Settings::default()).unwrap();
    let one = model.esri_all(&Run { threads: Some(1), ..Run::default() }).unwrap();
    let three = model.esri_all(&Run { threads: Some(3), ..Run::default() }).unwrap();
    assert_eq!(one, three);
}
