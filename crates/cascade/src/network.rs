//! Who sells what to whom: firms with their sectors, links with their yearly value, both ways round.

use std::collections::HashMap;

use crate::fault::{Fault, What};

/// Most firms of a network.
pub const MAX_FIRMS: usize = 5_000_000;
/// Most links of a network.
pub const MAX_LINKS: usize = 50_000_000;
/// How many places of each remark are kept; all are counted.
pub const REMARKED: usize = 20;

/// A firm as it is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Any number that no other firm has.
    pub id: u64,
    /// Code of the sector.
    pub sector: i64,
}

/// A link as it is declared: `supplier` sells to `buyer`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Id of the firm that sells.
    pub supplier: u64,
    /// Id of the firm that buys.
    pub buyer: u64,
    /// Value of what is sold in the period, in one money unit for the whole network; at least 0.
    pub weight: f64,
}

/// Links of every firm in one direction, firm after firm, sorted by the other end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjacency {
    pub(crate) start: Vec<u32>,
    pub(crate) other: Vec<u32>,
    pub(crate) weight: Vec<f64>,
}

impl Adjacency {
    /// Where the links of a firm stand.
    pub(crate) fn range(&self, firm: usize) -> std::ops::Range<usize> {
        self.start[firm] as usize..self.start[firm + 1] as usize
    }

    /// The other ends of a firm's links with their weights.
    pub(crate) fn of(&self, firm: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.range(firm);
        self.other[range.clone()].iter().map(|other| *other as usize).zip(self.weight[range].iter().copied())
    }

    /// Number of links of a firm.
    pub(crate) fn degree(&self, firm: usize) -> usize {
        self.range(firm).len()
    }

    /// The same links seen from the other end.
    fn turned(&self) -> Self {
        let firms = self.start.len() - 1;
        let mut start = vec![0u32; firms + 1];
        for other in &self.other {
            start[*other as usize + 1] += 1;
        }
        for firm in 0..firms {
            start[firm + 1] += start[firm];
        }
        let mut next = start.clone();
        let mut other = vec![0; self.other.len()];
        let mut weight = vec![0.0; self.other.len()];
        for firm in 0..firms {
            for (to, value) in self.of(firm) {
                let place = next[to] as usize;
                next[to] += 1;
                other[place] = firm as u32;
                weight[place] = value;
            }
        }
        Self { start, other, weight }
    }
}

/// Something that is taken as it is and said to the user: how often, and the first lines (or numbers of links).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// How often.
    pub count: usize,
    /// The first [`REMARKED`] lines.
    pub lines: Vec<u64>,
}

impl Remark {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.lines.len() < REMARKED {
            self.lines.push(line);
        }
    }
}

/// What is odd about the links without being wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// A firm that sells to itself: kept.
    pub self_links: Remark,
    /// The same pair again: the weights are added up.
    pub repeated: Remark,
    /// A weight of 0: left out.
    pub zero: Remark,
}

/// From a firm's id to its place.
#[derive(Clone, Debug)]
enum Places {
    /// Ids count up from this one.
    Counting(u64),
    Any(HashMap<u64, u32>),
}

/// A supply network. Firms are addressed by their place, 0 to `firms() - 1`, in the order of their declaration.
#[derive(Clone, Debug)]
pub struct Network {
    ids: Vec<u64>,
    places: Places,
    sector_codes: Vec<i64>,
    sector: Vec<u32>,
    pub(crate) sales: Adjacency,
    pub(crate) purchases: Adjacency,
    sold: Vec<f64>,
    bought: Vec<f64>,
    remarks: Remarks,
}

/// Takes firms first and then link after link.
#[derive(Debug)]
pub struct NetworkBuilder {
    ids: Vec<u64>,
    places: Places,
    sector_codes: Vec<i64>,
    sector: Vec<u32>,
    from: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<f64>,
    line: Vec<u32>,
    remarks: Remarks,
}

impl NetworkBuilder {
    /// Begins with the firms.
    ///
    /// # Errors
    /// No firms, too many, or one declared twice (its `line` is the place in `firms`, from 1).
    pub fn new(firms: &[Firm]) -> Result<Self, Fault> {
        if firms.is_empty() {
            return Err(What::Empty.into());
        }
        if firms.len() > MAX_FIRMS {
            return Err(What::TooMany { of: "firms", limit: MAX_FIRMS as u64 }.into());
        }
        let ids: Vec<u64> = firms.iter().map(|firm| firm.id).collect();
        let places = places(&ids)?;
        let mut sector_codes: Vec<i64> = firms.iter().map(|firm| firm.sector).collect();
        sector_codes.sort_unstable();
        sector_codes.dedup();
        let sector = firms.iter().map(|firm| sector_codes.partition_point(|code| *code < firm.sector) as u32).collect();
        let (from, to, weight, line) = Default::default();
        Ok(Self { ids, places, sector_codes, sector, from, to, weight, line, remarks: Remarks::default() })
    }

    /// Adds a link; `line` is where it was read, or any number the caller wants to see in the remarks.
    ///
    /// # Errors
    /// An end that is no firm, a weight below 0 or not finite, too many links.
    pub fn link(&mut self, link: Link, line: u64) -> Result<(), Fault> {
        let from = find(&self.places, &self.ids, link.supplier).ok_or(What::UnknownFirm(link.supplier))?;
        let to = find(&self.places, &self.ids, link.buyer).ok_or(What::UnknownFirm(link.buyer))?;
        if !link.weight.is_finite() || link.weight < 0.0 {
            return Err(What::NotAnAmount { column: "weight".into(), value: link.weight.to_string() }.into());
        }
        if self.from.len() >= MAX_LINKS {
            return Err(What::TooMany { of: "links", limit: MAX_LINKS as u64 }.into());
        }
        if link.weight == 0.0 {
            self.remarks.zero.add(line);
            return Ok(());
        }
        if from == to {
            self.remarks.self_links.add(line);
        }
        self.from.push(from as u32);
        self.to.push(to as u32);
        self.weight.push(link.weight);
        self.line.push(u32::try_from(line).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Sorts the links and adds up those of the same pair.
    pub fn finish(mut self) -> Network {
        let order = self.order();
        let mut sales = Adjacency { start: vec![0; self.ids.len() + 1], ..Adjacency::default() };
        sales.other.reserve(order.len());
        sales.weight.reserve(order.len());
        let mut last = None;
        for link in order {
            let link = link as usize;
            let pair = (self.from[link], self.to[link]);
            if last == Some(pair) {
                self.remarks.repeated.add(u64::from(self.line[link]));
                if let Some(weight) = sales.weight.last_mut() {
                    *weight += self.weight[link];
                }
                continue;
            }
            last = Some(pair);
            sales.start[pair.0 as usize + 1] += 1;
            sales.other.push(pair.1);
            sales.weight.push(self.weight[link]);
        }
        for firm in 0..self.ids.len() {
            sales.start[firm + 1] += sales.start[firm];
        }
        let purchases = sales.turned();
        let strength =
            |links: &Adjacency| (0..self.ids.len()).map(|i| links.of(i).fold(0.0, |sum, (_, w)| sum + w)).collect();
        let (sold, bought) = (strength(&sales), strength(&purchases));
        Network {
            ids: self.ids,
            places: self.places,
            sector_codes: self.sector_codes,
            sector: self.sector,
            sales,
            purchases,
            sold,
            bought,
            remarks: self.remarks,
        }
    }

    /// Links by supplier, then buyer, then as they came: two counting sorts.
    fn order(&self) -> Vec<u32> {
        let firms = self.ids.len();
        let all: Vec<u32> = (0..self.from.len() as u32).collect();
        counted(&counted(&all, &self.to, firms), &self.from, firms)
    }
}

/// The links in order of a key, equal keys as they were.
fn counted(links: &[u32], key: &[u32], firms: usize) -> Vec<u32> {
    let mut next = vec![0u32; firms + 1];
    for link in links {
        next[key[*link as usize] as usize + 1] += 1;
    }
    for firm in 0..firms {
        next[firm + 1] += next[firm];
    }
    let mut sorted = vec![0; links.len()];
    for link in links {
        let place = &mut next[key[*link as usize] as usize];
        sorted[*place as usize] = *link;
        *place += 1;
    }
    sorted
}

fn places(ids: &[u64]) -> Result<Places, Fault> {
    let first = ids.first().copied().unwrap_or(0);
    if ids.iter().enumerate().all(|(place, id)| id.checked_sub(first) == Some(place as u64)) {
        return Ok(Places::Counting(first));
    }
    let mut known = HashMap::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        if known.insert(*id, place as u32).is_some() {
            return Err(Fault { file: String::new(), line: place as u64 + 1, what: What::FirmTwice(*id) });
        }
    }
    Ok(Places::Any(known))
}

fn find(places: &Places, ids: &[u64], id: u64) -> Option<usize> {
    match places {
        Places::Counting(first) => {
            let place = usize::try_from(id.checked_sub(*first)?).ok()?;
            (place < ids.len()).then_some(place)
        }
        Places::Any(known) => known.get(&id).map(|place| *place as usize),
    }
}

impl Network {
    /// A network from firms and links in memory; a link's number in `links`, from 1, is its line.
    ///
    /// # Errors
    /// As [`NetworkBuilder::new`] and [`NetworkBuilder::link`].
    pub fn new(firms: &[Firm], links: &[Link]) -> Result<Self, Fault> {
        let mut builder = NetworkBuilder::new(firms)?;
        for (number, link) in links.iter().enumerate() {
            let line = number as u64 + 1;
            builder.link(*link, line).map_err(|fault| Fault { line, ..fault })?;
        }
        Ok(builder.finish())
    }

    /// Number of firms.
    pub fn firms(&self) -> usize {
        self.ids.len()
    }

    /// Number of links, those of the same pair added up.
    pub fn links(&self) -> usize {
        self.sales.other.len()
    }

    /// Id of the firm at a place.
    pub fn id(&self, firm: usize) -> u64 {
        self.ids[firm]
    }

    /// Place of the firm with an id.
    pub fn place(&self, id: u64) -> Option<usize> {
        find(&self.places, &self.ids, id)
    }

    /// Codes of the sectors that have firms, ascending.
    pub fn sectors(&self) -> &[i64] {
        &self.sector_codes
    }

    /// Which of [`Network::sectors`] a firm belongs to.
    pub fn sector(&self, firm: usize) -> usize {
        self.sector[firm] as usize
    }

    /// The sector of every firm, as a grouping: the usual choice of market.
    pub fn sector_of_each(&self) -> &[u32] {
        &self.sector
    }

    /// What each firm sells within the network (its out-strength).
    pub fn sold(&self) -> &[f64] {
        &self.sold
    }

    /// What each firm buys within the network (its in-strength).
    pub fn bought(&self) -> &[f64] {
        &self.bought
    }

    /// Buyers of a firm with the value sold to each.
    pub fn buyers(&self, firm: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.sales.of(firm)
    }

    /// Suppliers of a firm with the value bought from each.
    pub fn suppliers(&self, firm: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.purchases.of(firm)
    }

    /// What is odd about the links.
    pub fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
