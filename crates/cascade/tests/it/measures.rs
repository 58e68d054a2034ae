//! Measures beside ESRI on networks whose figures can be worked out by hand.

use cascade::measures::{
    Need, Route, Site, Survival, betweenness, components, concentration_by_sector, coreness, days_of_stock, hhi,
    influence, linkages, localisation, location_quotient, robustness, sector_flows, single_source, top_share,
    upstreamness,
};
use cascade::{Firm, Link, Network};

fn network(sectors: &[i64], links: &[(u64, u64, f64)]) -> Network {
    let firms: Vec<Firm> =
        sectors.iter().enumerate().map(|(k, sector)| Firm { id: k as u64 + 1, sector: *sector }).collect();
    let links: Vec<Link> = links
        .iter()
        .map(|(supplier, buyer, weight)| Link { supplier: *supplier, buyer: *buyer, weight: *weight })
        .collect();
    Network::new(&firms, &links).unwrap()
}

/// Mills 1 and 2 (sector 10), baker 3 (20), shop 4 (30).
fn bread() -> Network {
    network(&[10, 10, 20, 30], &[(1, 3, 30.0), (2, 3, 10.0), (3, 4, 50.0), (1, 4, 10.0)])
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
}

#[test]
fn concentration() {
    near(hhi(&[30.0, 10.0]), 0.625);
    near(top_share(&[1.0, 2.0, 3.0, 4.0, 5.0, 5.0], 4), 0.85);
    assert_eq!((hhi(&[]), top_share(&[0.0], 4)), (0.0, 0.0));
    let mills = &concentration_by_sector(&bread())[0];
    assert_eq!((mills.sector, mills.suppliers, mills.sold), (10, 2, 50.0));
    near(mills.hhi, 0.68);
    let single = single_source(&bread(), 1.0, |_, _| true);
    // The baker has two mills; the shop one baker and one mill.
    assert_eq!((single.pairs, single.single, single.value, single.bought), (3, 2, 60.0, 100.0));
    assert_eq!(single_source(&bread(), 0.75, |_, _| true).single, 3);
    assert_eq!(single_source(&bread(), 1.0, |_, buying| buying == 2).share(), 1.0);
}

#[test]
fn place() {
    // Mill 1 and the baker are inside: the baker buys 30 of 40 from inside.
    near(localisation(&bread(), |firm| firm == 0 || firm == 2).unwrap(), 0.75);
    assert_eq!(localisation(&bread(), |firm| firm == 0), None);
    near(location_quotient(20.0, 100.0, 100.0, 1_000.0).unwrap(), 2.0);
    assert_eq!(location_quotient(20.0, 0.0, 100.0, 1_000.0), None);
}

#[test]
fn structure() {
    assert_eq!(components(&bread()), [4]);
    assert_eq!(components(&network(&[1, 1, 1], &[(1, 2, 1.0)])), [2, 1]);
    // A triangle 1, 3, 4 with a tail 2.
    assert_eq!(coreness(&bread()), [2, 1, 2, 2]);
    // Only 2 → 3 → 4 leads through somebody; 1 reaches 4 directly.
    assert_eq!(betweenness(&bread(), 4, 1), [0.0, 0.0, 1.0, 0.0]);
    // Without the baker first: largest parts of 2 (1 and 4), 1, 1, 0 of 4 firms.
    near(robustness(&bread(), &[2, 0, 1, 3]), 4.0 / 16.0);
}

#[test]
fn influence_and_upstreamness() {
    // Shop a/4; baker a/4 + (1 − a) 50/60 of the shop's; with a = 1/2: 0.125 and 0.125 + 0.5 · 0.125 · 5/6.
    let vector = influence(&bread(), 0.5).unwrap();
    near(vector[3], 0.125);
    near(vector[2], 0.125 + 0.5 * 0.125 * 5.0 / 6.0);
    near(vector[1], 0.125 + 0.5 * vector[2] * 0.25);
    assert!(influence(&bread(), 0.0).is_err());
    // The shop sells to final use only; the baker sells 50 of 100 to the shop; mill 2 all to the baker.
    let stage = upstreamness(&bread(), &[40.0, 10.0, 100.0, 80.0]).unwrap();
    near(stage[3], 1.0);
    near(stage[2], 1.5);
    near(stage[1], 2.5);
    assert!(upstreamness(&bread(), &[40.0, 10.0, 49.0, 80.0]).is_err());
    let circle = network(&[1, 1], &[(1, 2, 1.0), (2, 1, 1.0)]);
    assert!(upstreamness(&circle, &[1.0, 1.0]).is_err(), "nobody reaches final use");
}

#[test]
fn input_output_tables() {
    assert_eq!(sector_flows(&bread()), [0.0, 40.0, 10.0, 0.0, 0.0, 50.0, 0.0, 0.0, 0.0]);
    // Two sectors, outputs 100 and 200: A = [.2 .25; .3 .1] by column, B = [.2 .5; .15 .1] by row.
    let found = linkages(&[20.0, 50.0, 30.0, 20.0], &[100.0, 200.0]).unwrap();
    let det: f64 = 0.8 * 0.9 - 0.25 * 0.3;
    near(found.backward[0], (0.9 + 0.3) / det);
    near(found.backward[1], (0.25 + 0.8) / det);
    near(found.forward[0], (0.9 + 0.5) / (0.8 * 0.9 - 0.5 * 0.15));
    assert!(linkages(&[100.0], &[100.0]).is_err());
    assert!(linkages(&[1.0], &[0.0]).is_err());
}

/// A plant that makes 10 a day from parts of two makers; 10 a day are wanted.
fn plant() -> Survival {
    let maker = |capacity: f64| Site { product: 1, capacity, stock: 0.0, demand: 0.0, profit: 0.0, needs: Vec::new() };
    let needs = vec![Need { product: 1, per_unit: 2.0, stock: 60.0 }];
    let plant = Site { product: 0, capacity: 10.0, stock: 20.0, demand: 10.0, profit: 3.0, needs };
    Survival {
        sites: vec![plant, maker(15.0), maker(10.0)],
        routes: vec![Route { from: 1, to: 0 }, Route { from: 2, to: 0 }],
    }
}

#[test]
fn survival_without_a_supplier() {
    near(days_of_stock(60.0, 20.0), 3.0);
    assert_eq!(days_of_stock(1.0, 0.0), f64::INFINITY);
    // Without maker 1: 10 t + 60 parts make 5 t + 30, with 20 ready; 10 t are wanted: t = 10.
    near(plant().time_to_survive(1, 365.0).unwrap(), 10.0);
    // Without maker 2: 15 t + 60 parts make 7.5 t + 30: t = 20.
    near(plant().time_to_survive(2, 365.0).unwrap(), 20.0);
    // 14 days without maker 1: 70 + 30 + 20 of 140 delivered, 20 lost at 3 each.
    near(plant().exposure(1, 14.0).unwrap(), 60.0);
    near(plant().exposure(1, 10.0).unwrap(), 0.0);
    assert!(plant().time_to_survive(3, 365.0).is_err());
}
