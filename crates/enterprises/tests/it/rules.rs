//! Rule books: the supplied files with their examples, and what is wrong with a file.

use shuanglian_enterprises::definitions::Shelf;
use shuanglian_enterprises::rules::RuleBook;

use crate::folder;

#[test]
fn the_supplied_files_are_sound_and_their_examples_come_out() {
    let folder = folder();
    let shelf: Shelf<RuleBook> = Shelf::load(folder.store.dir(), &folder.registry);
    let faults: Vec<String> = shelf.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(shelf.iter().map(|book| book.rules.len()).sum::<usize>() >= 40);
}
