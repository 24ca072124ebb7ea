//! `cargo xtask dev`: the app on a practice server, rebuilt as you type.

use std::process::Command;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::packages::{self, Need};
use crate::page;
use crate::process::must;
use crate::repository::Repository;
use crate::sandbox::Server;

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    Arguments::new(arguments).nothing_left()?;
    let repository = Repository::find()?;
    packages::install(&repository, Need::Window)?;
    page::packages(&repository)?;
    let mut cargo = repository.cargo();
    cargo.args(["build", "--quiet", "--package", "smartfile-sandbox"]);
    must(cargo, "the build of the practice server")?;
    let server = Server::start(&repository)?;
    server.explain();
    // From the root: started inside `ui`, the command-line tool does not find the project.
    let tool = repository
        .ui()
        .join("node_modules/.bin")
        .join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let mut tauri = Command::new(tool);
    tauri.current_dir(repository.root()).arg("dev");
    server.point(&mut tauri);
    must(tauri, "tauri dev")
}
