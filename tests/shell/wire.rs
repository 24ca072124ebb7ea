//! The page's types are the ones in Rust.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn read(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// With `CONNECT_WIRE_WRITE` set this writes them anew (`cargo xtask wire`), and then passes.
#[test]
fn the_types_of_the_page_are_generated_from_the_ones_here() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/host/wire");
    if std::env::var_os("CONNECT_WIRE_WRITE").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).unwrap();
        connect_smartfile::wire::export(&committed).unwrap();
    }
    let fresh = tempfile::tempdir().unwrap();
    connect_smartfile::wire::export(fresh.path()).unwrap();
    let (fresh, committed) = (read(fresh.path()), read(&committed));
    assert!(fresh.len() > 15, "only {} types", fresh.len());
    for (name, text) in &fresh {
        assert_eq!(
            committed.get(name),
            Some(text),
            "{name} is not current: run `cargo xtask wire`"
        );
    }
    let names = |types: &BTreeMap<String, String>| types.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&fresh), "run `cargo xtask wire`");
}
