//! Two borders: one folder of Rust knows Tauri, one folder of the page knows Tauri.

use crate::repository::texts;

#[test]
fn only_the_shell_and_its_tests_import_tauri() {
    let mut seen_in_the_shell = false;
    for (path, text) in texts(".rs") {
        let imports = text.lines().any(|line| {
            let code = line.split("//").next().unwrap_or_default();
            code.contains("tauri::")
                || code.contains("tauri_plugin")
                || code.contains("tauri_build")
        });
        let allowed = path.starts_with("src-tauri/src/")
            || path == "src-tauri/build.rs"
            || path.starts_with("tests/shell/")
            || path.starts_with("tests/house/");
        seen_in_the_shell |= imports && path.starts_with("src-tauri/src/");
        assert!(allowed || !imports, "{path} imports Tauri");
    }
    assert!(
        seen_in_the_shell,
        "the search finds nothing even where it must"
    );
}

#[test]
fn only_the_host_folder_of_the_page_imports_tauri() {
    let mut seen_in_the_host = false;
    for ending in [".ts", ".svelte", ".js"] {
        for (path, text) in texts(ending) {
            let imports = [
                "from \"@tauri-apps/",
                "import \"@tauri-apps/",
                "import(\"@tauri-apps/",
            ]
            .iter()
            .any(|start| text.contains(start));
            seen_in_the_host |= imports && path.starts_with("ui/src/host/");
            let allowed = path.starts_with("ui/src/host/") || path.starts_with("ui/tests/host");
            assert!(allowed || !imports, "{path} imports @tauri-apps");
        }
    }
    assert!(
        seen_in_the_host,
        "the search finds nothing even where it must"
    );
}

#[test]
fn the_page_is_never_handed_html_as_text() {
    for (path, text) in texts(".svelte") {
        assert!(!text.contains("{@html"), "{path} draws text as HTML");
    }
    for (path, text) in texts(".ts") {
        let in_test = path.contains(".test.") || path.starts_with("ui/tests/");
        assert!(
            in_test || !text.contains(".innerHTML ="),
            "{path} draws text as HTML"
        );
    }
}
