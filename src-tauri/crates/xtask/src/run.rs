//! `cargo xtask run`: everything from a fresh clone to the open window.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::display;
use crate::journey;
use crate::packages::{self, Need};
use crate::page;
use crate::process::must;
use crate::repository::Repository;
use crate::sandbox::Server;
use crate::{compile, secret};

/// A SmartFile site other than the practice server.
#[derive(Debug)]
struct Site {
    address: String,
    client_id: String,
    client_secret: Option<String>,
}

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut arguments = Arguments::new(arguments);
    let headless = arguments.flag("--headless");
    let site = site(&mut arguments)?;
    arguments.nothing_left()?;
    let for_a_person = display::for_a_person() && !headless;
    if site.is_some() && !for_a_person {
        return Err(
            "a real site wants a person to sign in, and there is no display here; \
             without --site the journey is driven on a practice server"
                .to_owned(),
        );
    }
    // Asked before the long build, while the person is still there.
    let site = site.map(ask_for_secret).transpose()?;

    let start = Instant::now();
    let repository = Repository::find()?;
    let need = if for_a_person {
        Need::Window
    } else {
        Need::Stage
    };
    packages::install(&repository, need)?;
    page::build(&repository)?;
    compile::build(&repository)?;
    println!("Ready after {:.0} s", start.elapsed().as_secs_f32());
    match (for_a_person, site) {
        (true, Some(site)) => open(&repository, |app| {
            app.env("CONNECT_SMARTFILE_SITE", site.address)
                .env("CONNECT_SMARTFILE_CLIENT_ID", site.client_id)
                .env(secret::VARIABLE, site.client_secret.unwrap_or_default());
        }),
        (true, None) => {
            let server = Server::start(&repository)?;
            server.explain();
            open(&repository, |app| server.point(app))
        }
        (false, _) => drive(&repository),
    }
}

fn site(arguments: &mut Arguments) -> Outcome<Option<Site>> {
    let address = arguments.value("--site")?;
    let client_id = arguments.value("--client-id")?;
    let client_secret = arguments.value("--client-secret")?;
    match (address, client_id) {
        (Some(address), Some(client_id)) => Ok(Some(Site {
            address,
            client_id,
            client_secret,
        })),
        (Some(_), None) => Err("--site wants --client-id too".to_owned()),
        (None, Some(_)) => Err("--client-id wants --site too".to_owned()),
        (None, None) if client_secret.is_some() => {
            Err("--client-secret wants --site too".to_owned())
        }
        (None, None) => Ok(None),
    }
}

fn ask_for_secret(site: Site) -> Outcome<Site> {
    let client_secret = match site.client_secret {
        Some(secret) => secret,
        None => secret::from_environment_or_person(&site.address)?,
    };
    Ok(Site {
        client_secret: Some(client_secret),
        ..site
    })
}

/// Opens the window for the person; ends when it closes.
fn open(repository: &Repository, point: impl FnOnce(&mut Command)) -> Outcome<()> {
    let mut app = Command::new(repository.program("connect-smartfile")?);
    point(&mut app);
    println!("The window is open. This ends when it is closed.");
    must(app, "the app")
}

/// Drives the journey on a display of our own.
fn drive(repository: &Repository) -> Outcome<()> {
    let pictures: PathBuf = repository.output("run");
    println!("No display: driving the journey on one of our own");
    let journey = journey::prepare(repository, journey::MAIN, &pictures)?;
    let journey::Journey { command, stage } = journey;
    let outcome = must(command, "the journey");
    drop(stage);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Outcome<Option<Site>> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        site(&mut Arguments::new(words))
    }

    #[test]
    fn a_site_without_its_client_id_is_refused_before_anything_is_built() {
        assert!(read(&["--site", "https://acme.smartfile.com"]).is_err());
        assert!(read(&["--client-id", "x"]).is_err());
        assert!(read(&["--client-secret", "x"]).is_err());
    }

    #[test]
    fn a_site_may_come_without_its_secret_which_is_then_asked_for() {
        let site = read(&["--site", "https://acme.smartfile.com", "--client-id", "x"])
            .unwrap()
            .unwrap();
        assert_eq!(site.client_secret, None);
        assert_eq!(site.address, "https://acme.smartfile.com");
    }
}
