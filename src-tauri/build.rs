//! Tells Tauri where its files are: they lie in `src-tauri/`, not beside the manifest.

fn main() {
    // Patterns of our own are not watched, and a stale set of permissions means "command not found".
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
        .app_manifest(
            tauri_build::AppManifest::new()
                .permissions_path_pattern("./src-tauri/permissions/**/*.toml"),
        );
    if let Err(error) = tauri_build::try_build(attributes) {
        // A build script has no other way to be heard.
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
