//! What the product's configuration promises.

use serde_json::Value;

use crate::repository::read;

/// Where the bytes of previews come from, and the only places they go to: a picture, a sound, a film, and our own
/// script, which draws a PDF. What would be run, or drawn as a page, is loaded from there by nobody.
const PREVIEWS: [&str; 2] = ["preview:", "http://preview.localhost"];
const SHOWN: [&str; 3] = ["img-src", "media-src", "connect-src"];

/// What our own script has read may be played, and nothing else may be done with it.
const READ: (&str, &str) = ("media-src", "blob:");

fn configuration() -> Value {
    serde_json::from_str(&read("tauri.conf.json")).unwrap()
}

/// C4: the scheme is our domain reversed, with a single slash after it.
#[test]
fn the_redirect_scheme_is_the_identifier_in_reverse_dns_form() {
    let configuration = configuration();
    let identifier = configuration["identifier"].as_str().unwrap();
    let schemes = &configuration["plugins"]["deep-link"]["desktop"]["schemes"];
    assert_eq!(schemes, &serde_json::json!([identifier]));
    // RFC 8252 §7.1: a scheme from a domain name under the app's control, so with a dot in it.
    assert!(identifier.contains('.'), "{identifier}");
    let redirect = read("src-tauri/crates/connect-core/src/front.rs");
    assert!(
        redirect.contains(&format!("\"{identifier}:/oauth2/callback\"")),
        "the redirect URI does not begin with the identifier, or has two slashes"
    );
}

/// T1, T2: a policy is there and lets nothing in.
#[test]
fn the_page_may_load_only_itself() {
    let configuration = configuration();
    let security = &configuration["app"]["security"];
    let policy = security["csp"]
        .as_object()
        .expect("a content security policy");
    assert_eq!(policy["default-src"], "'self'");
    assert_eq!(policy["script-src"], "'self'");
    for (directive, value) in policy {
        let value = value.as_str().unwrap();
        for banned in ["unsafe-inline", "unsafe-eval", "https:", "*"] {
            assert!(!value.contains(banned), "{directive} allows {banned}");
        }
        let read = value.contains(READ.1) && directive != READ.0;
        assert!(!read, "{directive} allows {}", READ.1);
        for word in value.split(' ').filter(|word| word.starts_with("http:")) {
            let previews = word == PREVIEWS[1] && SHOWN.contains(&directive.as_str());
            assert!(word == "http://ipc.localhost" || previews, "{directive}");
        }
        for word in value.split(' ').filter(|word| *word == PREVIEWS[0]) {
            assert!(
                SHOWN.contains(&directive.as_str()),
                "{directive} loads {word}"
            );
        }
    }
    // A PDF is read by a script of our own bundle, beside the page.
    assert_eq!(policy["worker-src"], "'self'");
    for closed in [
        "font-src",
        "object-src",
        "frame-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    ] {
        assert_eq!(policy[closed], "'none'", "{closed}");
    }
    assert_eq!(security["dangerousDisableAssetCspModification"], false);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
}

#[test]
fn while_developing_only_styles_and_the_development_server_are_let_in_besides() {
    let configuration = configuration();
    let Some(policy) = configuration["app"]["security"]["devCsp"].as_object() else {
        return; // as strict as the product
    };
    let server = configuration["build"]["devUrl"].as_str().unwrap();
    let socket = server.replace("http://", "ws://");
    assert_eq!(policy["default-src"], "'self'");
    for (directive, value) in policy {
        for word in value.as_str().unwrap().split(' ') {
            let known = ["'self'", "'none'", "data:", "ipc:", "http://ipc.localhost"];
            let hot_reload = word == socket && directive == "connect-src";
            let styles = word == "'unsafe-inline'" && directive == "style-src";
            let previews = PREVIEWS.contains(&word) && SHOWN.contains(&directive.as_str());
            let read = (directive.as_str(), word) == READ;
            assert!(
                known.contains(&word) || hot_reload || styles || previews || read,
                "{directive} allows {word}"
            );
        }
    }
}

/// B5: the entry passes the address on.
#[test]
fn a_link_that_starts_the_app_from_cold_reaches_it() {
    let configuration = configuration();
    let linux = &configuration["bundle"]["linux"];
    for kind in ["deb", "rpm"] {
        let template = linux[kind]["desktopTemplate"].as_str();
        // Tauri's own template has no `%u`: the link would be lost.
        let template = read(template.unwrap_or_else(|| panic!("{kind} has no desktopTemplate")));
        assert!(template.contains("Exec={{exec}} %u"), "{kind}");
    }
}

#[test]
fn one_version_names_the_product_everywhere() {
    let version = configuration()["version"].as_str().unwrap().to_owned();
    let manifest = read("Cargo.toml");
    assert!(
        manifest.contains(&format!("version = \"{version}\"")),
        "Cargo.toml"
    );
    let page: Value = serde_json::from_str(&read("ui/package.json")).unwrap();
    assert_eq!(page["version"], version.as_str(), "ui/package.json");
}
