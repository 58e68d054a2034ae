//! Bad files are refused with the file and the line, odd ones taken with a remark.

use cascade::read::{self, Columns, Nodes};
use cascade::{Essential, Fault, Model, Network, Settings};

const NODES: &str = "id,sector\n1,10\n2,20\n3,20\n";

fn nodes(text: &str) -> Result<Nodes, Fault> {
    read::nodes(text.as_bytes(), "nodes.csv", &Columns::default())
}

fn edges(text: &str) -> Result<Network, Fault> {
    read::network(&nodes(NODES).unwrap(), text.as_bytes(), "edges.csv")
}

fn matrix(text: &str) -> Result<Essential, Fault> {
    read::essential(text.as_bytes(), "essential.csv")
}

fn said<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    let fault = result.unwrap_err();
    format!("{} [{}]", fault, fault.code())
}

#[test]
fn nodes_that_cannot_be_meant_are_refused_with_their_line() {
    assert_eq!(said(nodes("")), "nodes.csv: there are no rows [empty]");
    assert_eq!(said(nodes("id,sector\n")), "nodes.csv: there are no rows [empty]");
    assert_eq!(said(nodes("id,branch\n1,2\n")), "nodes.csv:1: there is no column `sector` [no_column]");
    assert_eq!(said(nodes("id,id,sector\n")), "nodes.csv:1: the column `id` stands there twice [column_twice]");
    let text = "id,sector\n1,10\n甲,10\n";
    assert_eq!(said(nodes(text)), "nodes.csv:3: `id` must be a whole number, not `甲` [not_a_whole_number]");
    assert!(said(nodes("id,sector\n1.5,10\n")).contains("[not_a_whole_number]"));
    assert!(said(nodes("id,sector\n1\n")).starts_with("nodes.csv:2:"));
    let twice = nodes("id,sector\n7,10\n9,10\n7,20\n").unwrap();
    let fault = said(read::network(&twice, "supplier,buyer,weight\n7,9,1\n".as_bytes(), "edges.csv"));
    assert_eq!(fault, "nodes.csv:4: firm 7 is declared twice [firm_twice]");
}

#[test]
fn links_that_cannot_be_meant_are_refused_with_their_line() {
    let head = "supplier,buyer,weight\n1,2,5\n";
    for (row, code) in [
        ("1,3,-1", "not_an_amount"),
        ("1,3,NaN", "not_an_amount"),
        ("1,3,inf", "not_an_amount"),
        ("1,3,1e999", "not_an_amount"),
        ("1,3,", "not_an_amount"),
        ("1,3", "not_an_amount"),
        ("1,4,1", "unknown_firm"),
        ("a,3,1", "not_a_whole_number"),
    ] {
        let text = format!("{head}\n{row}\n");
        let found = said(edges(&text));
        assert!(found.starts_with("edges.csv:4: ") && found.ends_with(&format!("[{code}]")), "{row}: {found}");
    }
    assert!(said(edges("supplier,buyer,weight\n")).contains("[empty]"));
}

#[test]
fn odd_links_are_taken_and_remarked_on() {
    let network = edges("supplier,buyer,weight\n1,2,5\n2,2,1\n1,2,4\n1,3,0\n").unwrap();
    assert_eq!(network.links(), 2);
    assert_eq!(network.sold(), [9.0, 1.0, 0.0]);
    let remarks = network.remarks();
    assert_eq!((remarks.self_links.count, remarks.self_links.lines.as_slice()), (1, &[3][..]));
    assert_eq!((remarks.repeated.count, remarks.repeated.lines.as_slice()), (1, &[4][..]));
    assert_eq!((remarks.zero.count, remarks.zero.lines.as_slice()), (1, &[5][..]));
}

#[test]
fn a_matrix_in_any_order_must_cover_the_sectors() {
    let network = edges("supplier,buyer,weight\n1,2,5\n").unwrap();
    let settings = Settings::default();
    let good = matrix("s,20,10,99\n99,0,0,0\n20,1,2,0\n10,2,1,1\n").unwrap();
    assert!(Model::new(&network, &good, &settings).is_ok());
    let narrow = matrix("s,10\n10,1\n20,1\n").unwrap();
    let fault = nodes(NODES).unwrap().placed(Model::new(&network, &narrow, &settings).unwrap_err());
    assert_eq!(fault.to_string(), "nodes.csv:3: sector 20 has firms but no column in the matrix");
    let short = matrix("s,10,20\n20,1,1\n").unwrap();
    assert_eq!(
        said(Model::new(&network, &short, &settings)),
        "sector 10 has firms but no row in the matrix [uncovered_sector]"
    );
    assert_eq!(said(matrix("s,10,10\n10,1,1\n")), "essential.csv:1: sector 10 stands there twice [sector_twice]");
    assert_eq!(said(matrix("s,10\n10,1\n10,1\n")), "essential.csv:3: sector 10 stands there twice [sector_twice]");
    for row in ["10,3,1", "10,1", "10,1,1,1", "10,1,x"] {
        let found = said(matrix(&format!("s,10,20\n{row}\n")));
        assert!(found.starts_with("essential.csv:2: ") && found.ends_with("[not_a_class]"), "{row}: {found}");
    }
}

#[test]
fn scenarios_must_name_firms_once_and_lie_between_0_and_1() {
    let network = edges("supplier,buyer,weight\n1,2,5\n").unwrap();
    let read = |text: &str| read::scenarios::<_, &[u8]>(&network, (text.as_bytes(), "psi.csv"), None);
    assert_eq!(read("scenario,firm,shock\n7,1,1\n2,3,0.5\n7,2,0.1\n").unwrap().numbers, [2, 7]);
    for (row, code) in
        [("1,9,1", "unknown_firm"), ("1,2,1.1", "not_a_shock"), ("1,2,-1", "not_a_shock"), ("1,1,1", "shock_twice")]
    {
        let found = said(read(&format!("scenario,firm,shock\n1,1,1\n{row}\n")));
        assert!(found.starts_with("psi.csv:3: ") && found.ends_with(&format!("[{code}]")), "{row}: {found}");
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let network = edges("supplier,buyer,weight\n1,2,5\n").unwrap();
    let essential = matrix("s,10,20\n10,1,1\n20,1,1\n").unwrap();
    let refused = |settings: Settings| Model::new(&network, &essential, &settings).unwrap_err().code();
    for eps in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(Settings { eps, ..Settings::default() }), "setting");
    }
    assert_eq!(refused(Settings { market: Some(vec![0]), ..Settings::default() }), "length");
    assert_eq!(refused(Settings { weights: vec![vec![0.0; 3]], ..Settings::default() }), "no_weight");
    assert_eq!(refused(Settings { weights: vec![vec![-1.0; 3]], ..Settings::default() }), "not_an_amount");
    assert_eq!(refused(Settings { costs: Some(vec![1.0, 0.0, 1.0]), ..Settings::default() }), "zero_scale");
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let endless = std::io::Read::chain("id,sector\n1,".as_bytes(), std::io::repeat(b'1'));
    let fault = read::nodes(endless, "nodes.csv", &Columns::default()).unwrap_err();
    assert_eq!((fault.code(), fault.line), ("long_line", 2));
}
