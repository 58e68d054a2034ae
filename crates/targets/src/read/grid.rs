//! Rows of placed pieces with merges resolved: what every layout reader works on.

use tabular::Sheet;

use super::text::{Piece, is_page_number, sheet_name};

/// Columns beyond this are not part of any form.
const MAX_COLUMNS: u32 = 200;

/// One place of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Index of the piece.
    pub(crate) piece: u32,
    /// Whether the piece starts here, not covered by a merge.
    pub(crate) origin: bool,
}

/// A sheet as rows of equal standing; row and column counted from 0 here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// All pieces.
    pub(crate) pieces: Vec<Piece>,
    /// Rows of places.
    pub(crate) rows: Vec<Vec<Option<Slot>>>,
    /// Row numbers in the file.
    pub(crate) numbers: Vec<u32>,
    /// Readings that could not be proved, for people, each with the row of the file it begins at.
    pub(crate) doubts: Vec<(u32, String)>,
    /// Whether the order of its cells is lost, so that nothing in it can be trusted.
    pub(crate) scrambled: bool,
}

impl Grid {
    /// Places the cells of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Grid {
        let mut grid = Grid::default();
        let name = sheet_name(sheet);
        for row in &sheet.rows {
            grid.numbers.push(row.number);
            grid.rows.push(Vec::new());
        }
        for (index, row) in sheet.rows.iter().enumerate() {
            let mut filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
            if let (Some(only), None) = (filled.next(), filled.next())
                && is_page_number(&only.text)
            {
                continue;
            }
            for cell in &row.cells {
                if cell.column == 0 || cell.column > MAX_COLUMNS {
                    continue;
                }
                let piece = grid.keep(Piece::of(&cell.text, row.number, cell.column, name.as_ref()));
                let last_row = row.number.saturating_add(cell.rows.max(1) - 1);
                let last_column = cell.column.saturating_add(cell.columns.max(1) - 1).min(MAX_COLUMNS);
                for covered in index..grid.rows.len() {
                    if grid.numbers[covered] > last_row {
                        break;
                    }
                    for column in cell.column..=last_column {
                        let origin = covered == index && column == cell.column;
                        grid.put(covered, column as usize - 1, Slot { piece, origin });
                    }
                }
            }
        }
        grid
    }

    /// Keeps a piece; gives its index. No file comes near 2³² cells.
    fn keep(&mut self, piece: Piece) -> u32 {
        self.pieces.push(piece);
        u32::try_from(self.pieces.len() - 1).unwrap_or(u32::MAX)
    }

    fn put(&mut self, row: usize, column: usize, slot: Slot) {
        let places = &mut self.rows[row];
        if places.len() <= column {
            places.resize(column + 1, None);
        }
        if slot.origin || places[column].is_none() {
            places[column] = Some(slot);
        }
    }

    /// Notes a reading that could not be proved.
    pub(crate) fn doubt(&mut self, number: u32, said: String) {
        self.doubts.push((number, format!("第 {number} 行{said}")));
    }

    /// Appends a row made of pieces standing in adjoining columns.
    pub(crate) fn push(&mut self, number: u32, pieces: Vec<Option<Piece>>) {
        let mut places = Vec::new();
        for piece in pieces {
            places.push(piece.map(|piece| Slot { piece: self.keep(piece), origin: true }));
        }
        self.rows.push(places);
        self.numbers.push(number);
    }

    /// Puts a piece at a place.
    pub(crate) fn set(&mut self, row: usize, column: usize, piece: Piece) {
        let piece = self.keep(piece);
        self.put(row, column, Slot { piece, origin: true });
    }

    /// Moves a row to the right.
    pub(crate) fn shift(&mut self, row: usize, by: usize) {
        if let Some(places) = self.rows.get_mut(row) {
            places.splice(0..0, vec![None; by]);
        }
    }

    /// The piece that covers a place, merges included.
    pub(crate) fn at(&self, row: usize, column: usize) -> Option<&Piece> {
        let slot = self.slot(row, column)?;
        Some(&self.pieces[slot.piece as usize])
    }

    /// The place itself.
    pub(crate) fn slot(&self, row: usize, column: usize) -> Option<Slot> {
        self.rows.get(row).and_then(|places| places.get(column)).copied().flatten()
    }

    /// The filled piece that starts at a place.
    pub(crate) fn origin(&self, row: usize, column: usize) -> Option<&Piece> {
        let slot = self.slot(row, column).filter(|slot| slot.origin)?;
        Some(&self.pieces[slot.piece as usize]).filter(|piece| !piece.is_blank())
    }

    /// The filled pieces that start in a row, with their columns.
    pub(crate) fn filled(&self, row: usize) -> Vec<(usize, &Piece)> {
        let width = self.rows.get(row).map_or(0, Vec::len);
        (0..width).filter_map(|column| self.origin(row, column).map(|piece| (column, piece))).collect()
    }

    /// Number of columns of a row.
    pub(crate) fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// The clean text of a whole row, for titles and units.
    pub(crate) fn line(&self, row: usize) -> String {
        let texts: Vec<&str> = self.filled(row).iter().map(|(_, piece)| piece.text.as_str()).collect();
        texts.join(" ")
    }
}
