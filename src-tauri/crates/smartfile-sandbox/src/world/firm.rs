//! The architects' firm.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::laying::Item;

const LIST: &str = include_str!("firm.txt");

/// What was photographed on a site visit.
const VIEWS: [&str; 8] = [
    "North side",
    "East side",
    "South side",
    "Roof",
    "Foyer",
    "Stair",
    "Reading room",
    "Yard",
];

/// Everything in one person's home, with times counted back from today.
pub(super) fn items(username: &str, today: Date) -> Vec<Item> {
    let mut items: Vec<Item> = LIST
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.splitn(4, ' ');
            let whose = words.next().filter(|whose| *whose == username);
            let (_, days, time, path) = (whose?, words.next()?, words.next()?, words.next()?);
            let (hour, minute) = time.split_once(':')?;
            Item::made_up(
                path,
                today,
                days.parse().ok()?,
                hour.parse().ok()?,
                minute.parse().ok()?,
            )
        })
        .collect();
    if username == "maya" {
        items.extend(photos(today));
        items.push(Item::folder("Drop box", today, 6, 9, 12));
    }
    items
}

/// Six visits, a week apart, eight photographs each.
fn photos(today: Date) -> Vec<Item> {
    let visits = (0..6_i32).filter_map(|visit| {
        let days = 3 + visit * 7;
        let date = today.checked_sub(days.days()).ok()?;
        let photos = VIEWS.iter().zip(0_i8..).filter_map(move |(view, at)| {
            let path = format!("Projects/Rowan Street Library/04 Site photos/{date} {view}.jpg");
            Item::made_up(&path, today, days, 9, 15 + at * 3)
        });
        Some(photos)
    });
    visits.flatten().collect()
}
