//! Why a firm is hit, and who could step in.

use cascade::{Candidate, Class, Direction, Essential, Firm, Link, Model, Network, Settings, Shock, backups};

fn network(sectors: &[i64], links: &[(u64, u64, f64)]) -> Network {
    let firms: Vec<Firm> =
        sectors.iter().enumerate().map(|(k, sector)| Firm { id: k as u64, sector: *sector }).collect();
    let link =
        |(supplier, buyer, weight): &(u64, u64, f64)| Link { supplier: *supplier, buyer: *buyer, weight: *weight };
    Network::new(&firms, &links.iter().map(link).collect::<Vec<_>>()).unwrap()
}

#[test]
fn the_path_follows_the_largest_contribution() {
    // Mine 0 sells to mills 1 and 2, mill 1 delivers most of what plant 3 buys; 3 sells to 4.
    let links = [(0, 1, 10.0), (0, 2, 10.0), (1, 3, 80.0), (2, 3, 20.0), (3, 4, 100.0)];
    let network = network(&[1, 2, 2, 3, 4], &links);
    let essential = Essential::uniform(network.sectors(), Class::NonEssential);
    let model = Model::new(&network, &essential, &Settings::default()).unwrap();
    let shock = Shock::failure(0);
    let affected = model.explain(&shock, &model.cascade(&shock), 10);
    // Most weight first: plant 3 sells 100, mill 1 80, mill 2 20; firm 4 sells nothing and so weighs nothing.
    let firms: Vec<usize> = affected.iter().map(|one| one.firm).collect();
    assert_eq!(firms, [3, 1, 2, 4]);
    assert_eq!(affected[0].direction, Direction::Down);
    let path: Vec<usize> = affected[0].path.iter().map(|hop| hop.firm).collect();
    assert_eq!(path, [0, 1, 3]);
    assert!((affected[0].path[1].passed - 0.8).abs() < 1e-12, "mill 1 brings 0.8 of the plant's loss");
    assert_eq!(model.explain(&shock, &model.cascade(&shock), 2).len(), 2);
}

#[test]
fn an_essential_sector_decides_alone_and_upstream_goes_by_customers() {
    let links = [(0, 2, 1.0), (1, 2, 99.0), (2, 3, 60.0), (2, 4, 40.0)];
    let network = network(&[1, 2, 3, 4, 4], &links);
    let mut essential = Essential::uniform(network.sectors(), Class::NonEssential);
    assert!(essential.set(1, 3, Class::Essential));
    let model = Model::new(&network, &essential, &Settings::default()).unwrap();
    // Firm 0 delivers 1 of 100, but all of its kind.
    let shock = Shock::new(&network, &[(0, 0.5), (1, 0.4)]).unwrap();
    let plant = &model.explain(&shock, &model.cascade(&shock), 1)[0];
    assert_eq!((plant.firm, plant.path[0].firm, plant.loss), (2, 0, 0.5));
    // Customer 3 is 60 of 100 sales.
    let shock = Shock::failure(3);
    let explained = model.explain(&shock, &model.cascade(&shock), 5);
    let maker = explained.iter().find(|one| one.firm == 1).unwrap();
    assert_eq!(maker.direction, Direction::Up);
    assert_eq!(maker.path.iter().map(|hop| hop.firm).collect::<Vec<_>>(), [3, 2, 1]);
}

#[test]
fn circles_end() {
    let network = network(&[1, 1, 1], &[(0, 1, 1.0), (1, 2, 5.0), (2, 1, 5.0)]);
    let essential = Essential::uniform(network.sectors(), Class::NonEssential);
    let model = Model::new(&network, &essential, &Settings { eps: 1e-6, ..Settings::default() }).unwrap();
    let shock = Shock::failure(0);
    for one in model.explain(&shock, &model.cascade(&shock), 5) {
        assert!(one.path.len() <= 3 && one.path.last().unwrap().firm == one.firm);
    }
}

#[test]
fn the_backup_for_the_larger_customer_comes_first() {
    // Firm 0 serves plants 2 (which sells much) and 3 (which sells little); firm 1 could step in.
    let links = [(0, 2, 50.0), (0, 3, 50.0), (2, 4, 900.0), (3, 4, 10.0)];
    let network = network(&[1, 1, 2, 2, 3], &links);
    let essential = Essential::uniform(network.sectors(), Class::Essential);
    let candidates = [3, 2].map(|buyer| Candidate { supplier: 1, buyer });
    let settings = Settings::default();
    let found = backups(&network, &essential, &settings, 0, &candidates, 0.5, 2).unwrap();
    assert_eq!(found.iter().map(|backup| backup.candidate.buyer).collect::<Vec<_>>(), [2, 3]);
    let before = Model::new(&network, &essential, &settings).unwrap().cascade(&Shock::failure(0));
    let model = Model::new(&network, &essential, &settings).unwrap();
    assert!(found[0].esri < before.losses(&model)[0].either && found[1].esri < found[0].esri);
    let stranger = [Candidate { supplier: 1, buyer: 4 }];
    assert!(backups(&network, &essential, &settings, 0, &stranger, 0.5, 1).is_err());
}
