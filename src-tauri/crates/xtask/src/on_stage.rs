//! `cargo xtask stage COMMAND…`: any command on a desktop of our own, to look into a failure.

use std::process::Command;

use crate::Outcome;
use crate::packages::{self, Need};
use crate::process::must;
use crate::repository::Repository;
use crate::stage::Stage;

pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    let Some((program, words)) = arguments.split_first() else {
        return Err("which command? For example: cargo xtask stage xdpyinfo".to_owned());
    };
    let repository = Repository::find()?;
    packages::install(&repository, Need::Stage)?;
    let stage = Stage::start(&repository.output("stage"))?;
    let mut command = Command::new(program);
    command.args(words);
    stage.dress(&mut command);
    must(command, program)
}
