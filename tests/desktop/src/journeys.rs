//! The journeys, by name.

mod accounts;
mod address;
mod checkup;
mod company;
mod deny;
mod disk;
mod expiry;
mod files;
mod keys;
mod link;
mod look;
mod looks;
mod loopback;
mod main_job;
mod moves;
mod paste;
mod restart;
mod second;
mod sign_in;
mod stage;
mod stopped;
mod transfers;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::desk::Desk;

/// In the order in which they are run.
pub(crate) const NAMES: &[&str] = &[
    "stage",
    "main",
    "address",
    "loopback",
    "deny",
    "paste",
    "restart",
    "accounts",
    "files",
    "keys",
    "transfers",
    "look",
    "second",
    "stopped",
    "company",
    "check",
    "expiry",
    "looks",
];

/// Drives one journey, then looks for secrets in all that it wrote.
pub(crate) async fn drive(arguments: &Arguments) -> Outcome {
    let profile = match arguments.journey.as_str() {
        "expiry" => expiry::profile(),
        _ => Desk::everything(),
    };
    let mut desk = Desk::set(arguments, profile).await?;
    let outcome = match arguments.journey.as_str() {
        "stage" => stage::drive(&mut desk).await,
        "main" => main_job::drive(&mut desk).await,
        "address" => address::drive(&mut desk).await,
        "loopback" => loopback::drive(&mut desk).await,
        "deny" => deny::drive(&mut desk).await,
        "paste" => paste::drive(&mut desk).await,
        "restart" => restart::drive(&mut desk).await,
        "accounts" => accounts::drive(&mut desk).await,
        "files" => files::drive(&mut desk).await,
        "keys" => keys::drive(&mut desk).await,
        "transfers" => transfers::drive(&mut desk).await,
        "look" => look::drive(&mut desk).await,
        "second" => second::drive(&mut desk).await,
        "stopped" => stopped::drive(&mut desk).await,
        "company" => company::drive(&mut desk).await,
        "check" => checkup::drive(&mut desk).await,
        "expiry" => expiry::drive(&mut desk).await,
        "looks" => looks::drive(&mut desk).await,
        other => return Err(format!("there is no journey {other:?}").into()),
    };
    let last_words = match outcome {
        Ok(words) => words,
        Err(problem) => {
            desk.keep_failure().await;
            let _best_effort = desk.clear().await;
            return Err(problem);
        }
    };
    desk.quit_app().await?;
    println!("Secrets watch: {}", desk.secrets_kept()?);
    desk.clear().await?;
    for line in last_words {
        println!("{line}");
    }
    Ok(())
}

/// What a journey says at its end.
type LastWords = Vec<String>;
