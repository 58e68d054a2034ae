//! Small networks whose results can be followed by hand.

use cascade::{Class, Essential, Firm, Link, Model, Network, Run, Settings, Shock, State};

/// Mill 1 sells to bakers 2 and 3, baker 2 to shop 4. Sectors: mills 10, bakers 20, shops 30.
fn bread() -> Network {
    let firms = [(1, 10), (2, 20), (3, 20), (4, 30)].map(|(id, sector)| Firm { id, sector });
    let links = [(1, 2, 60.0), (1, 3, 40.0), (2, 4, 50.0), (3, 4, 150.0)];
    Network::new(&firms, &links.map(|(supplier, buyer, weight)| Link { supplier, buyer, weight })).unwrap()
}

fn after(network: &Network, class: Class, settings: &Settings, losses: &[(usize, f64)]) -> State {
    let essential = Essential::uniform(network.sectors(), class);
    let model = Model::new(network, &essential, settings).unwrap();
    let shock = Shock::new(network, losses).unwrap();
    let state = model.cascade(&shock);
    let plain = model.sweep(&shock);
    let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-15;
    assert!(state.down.iter().zip(&plain.down).all(close) && state.up.iter().zip(&plain.up).all(close));
    assert_eq!(state.iterations, plain.iterations);
    state
}

#[test]
fn a_failure_travels_down_by_share_of_purchases_and_up_by_share_of_sales() {
    let network = bread();
    // Baker 2 fails: shop 4 loses 50 of 200 purchases, mill 1 loses 60 of 100 sales. The mill buys nothing and the shop
    // sells nothing: the second iteration finds no news.
    let state = after(&network, Class::NonEssential, &Settings::default(), &[(1, 1.0)]);
    assert_eq!(state.down, [0.0, 1.0, 0.0, 0.25]);
    assert_eq!(state.up, [0.6, 1.0, 0.0, 0.0]);
    assert_eq!(state.iterations, 2);
    // Weights are sales: 100, 50, 150, 0 of 300.
    let essential = Essential::uniform(network.sectors(), Class::NonEssential);
    let model = Model::new(&network, &essential, &Settings::default()).unwrap();
    let loss = model.esri(&[1], &Run::default()).unwrap()[0].losses[0];
    let (down, up) = (50.0 / 300.0, (60.0 + 50.0) / 300.0);
    assert!((loss.down - down).abs() < 1e-15 && (loss.up - up).abs() < 1e-15 && (loss.either - up).abs() < 1e-15);
}

#[test]
fn negligible_inputs_reach_nobody_and_essential_ones_by_share_of_their_kind() {
    let network = bread();
    let state = after(&network, Class::Negligible, &Settings::default(), &[(1, 1.0)]);
    assert_eq!(state.down, [0.0, 1.0, 0.0, 0.0]);
    let state = after(&network, Class::Essential, &Settings::default(), &[(0, 0.5)]);
    assert_eq!(state.down, [0.5, 0.5, 0.5, 0.5]);
}

#[test]
fn what_the_rest_of_the_market_offers_softens_a_failure() {
    let network = bread();
    let market = Some(network.sector_of_each().to_vec());
    let settings = Settings { market, ..Settings::default() };
    // Bakers sell 50 and 150. With baker 2 gone 150 are offered: a third of its share of the shop's purchases is lost.
    let state = after(&network, Class::NonEssential, &settings, &[(1, 1.0)]);
    assert!((state.down[3] - 0.25 / 3.0).abs() < 1e-15);
    // The mill is alone in its market: nothing replaces it.
    let state = after(&network, Class::NonEssential, &settings, &[(0, 1.0)]);
    assert_eq!(state.down, [1.0, 1.0, 1.0, 1.0]);
}

#[test]
fn an_empty_market_knows_no_money_unit_unless_asked_to() {
    // The same network in units a thousand times larger: sales of 0.1.
    let firms = [(1, 10), (2, 20)].map(|(id, sector)| Firm { id, sector });
    let network = Network::new(&firms, &[Link { supplier: 1, buyer: 2, weight: 0.1 }]).unwrap();
    let market = Some(network.sector_of_each().to_vec());
    let clean = Settings { market, ..Settings::default() };
    assert_eq!(after(&network, Class::NonEssential, &clean, &[(0, 1.0)]).down, [1.0, 1.0]);
    let compat = Settings { compat: true, ..clean };
    assert_eq!(after(&network, Class::NonEssential, &compat, &[(0, 1.0)]).down, [1.0, 0.1]);
}

#[test]
fn a_cascade_tells_its_course() {
    let network = bread();
    let essential = Essential::uniform(network.sectors(), Class::NonEssential);
    let model = Model::new(&network, &essential, &Settings::default()).unwrap();
    let (state, course) = model.course(&Shock::failure(0));
    assert_eq!(course.len() as u32, state.iterations);
    assert!(course.windows(2).all(|pair| pair[0].either <= pair[1].either));
    assert_eq!(course.last().copied(), state.losses(&model).first().copied());
}
