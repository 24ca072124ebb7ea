//! Where the files of a copy lie: under their names of the site as far as a disk takes them, each in one place for
//! good, and never two in one.

use std::collections::HashSet;

use super::record::Book;
use crate::opening::local_name::local_name;
use crate::transfers::name::numbered;

/// The names that are taken in a copy. Disks that take `A` and `a` for one name get two.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    pub(super) fn of(book: &Book) -> Self {
        let files = book.files.values().map(|kept| kept.file.to_lowercase());
        let folders = book.folders.values().map(|local| local.to_lowercase());
        Self(files.chain(folders).collect())
    }

    /// A place for a name of the site in a folder of the copy.
    pub(super) fn place(&mut self, folder: &str, name: &str) -> String {
        let name = local_name(name);
        let mut number = 1;
        loop {
            let other = match number {
                1 => name.clone(),
                _ => numbered(&name, number),
            };
            let place = within(folder, &other);
            if self.0.insert(place.to_lowercase()) {
                return place;
            }
            number += 1;
        }
    }
}

fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_of_the_site_share_a_place() {
        let mut names = Names::default();
        assert_eq!(names.place("", "a:b.txt"), "a_b.txt");
        assert_eq!(names.place("", "a?b.txt"), "a_b (2).txt");
        assert_eq!(
            names.place("", "A_B.TXT"),
            "A_B (2) (2).TXT".replace(" (2) (2)", " (3)")
        );
        assert_eq!(names.place("Plans", "a:b.txt"), "Plans/a_b.txt");
        assert_eq!(names.place("", "../up"), ".._up");
    }
}
