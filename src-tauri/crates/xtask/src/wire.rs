//! `cargo xtask wire`: writes the page's types again from the Rust types.

use crate::Outcome;
use crate::arguments::Arguments;
use crate::compile::EVERYTHING;
use crate::packages::{self, Need};
use crate::page;
use crate::process::must;
use crate::repository::Repository;

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    Arguments::new(arguments).nothing_left()?;
    let repository = Repository::find()?;
    packages::install(&repository, Need::Window)?;
    page::build(&repository)?;
    let mut cargo = repository.cargo();
    // The test that compares the files writes them when this is set.
    cargo
        .env("CONNECT_WIRE_WRITE", "1")
        .arg("test")
        .args(EVERYTHING)
        .args(["--test", "shell", "wire"]);
    must(cargo, "the wire types' test")
}
