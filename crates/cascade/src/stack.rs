//! A list that takes an item or not without a branch, so that a wait for memory does not stop the work behind it.

/// A list with room for what may come.
#[derive(Debug, Default)]
pub(crate) struct Stack<T> {
    items: Vec<T>,
    len: usize,
}

impl<T: Copy + Default> Stack<T> {
    /// An empty list with room.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { items: vec![T::default(); room + 1], len: 0 }
    }

    /// Adds an item when `wanted`. The place behind the last item is written in any case.
    #[inline]
    pub(crate) fn push_if(&mut self, item: T, wanted: bool) {
        if self.len >= self.items.len() {
            self.items.resize(self.len * 2 + 1, T::default());
        }
        self.items[self.len] = item;
        self.len += usize::from(wanted);
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.items[..self.len]
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }
}
