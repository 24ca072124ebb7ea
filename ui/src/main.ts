import { mount } from "svelte";
import AppRoot from "./App.svelte";
import "./design/tokens.css";
import "./design/base.css";
import type { Host } from "./host/host";
import { tauriHost } from "./host/tauri";
import { App } from "./state/app.svelte";

/** The invented host exists only while designing; the shipped page does not contain it. */
async function chooseHost(): Promise<Host> {
  if (import.meta.env.DEV || import.meta.env.MODE === "design") {
    if (!("__TAURI_INTERNALS__" in window)) {
      const { designHost } = await import("./host/design");
      return designHost();
    }
  }
  return tauriHost;
}

const target = document.getElementById("app");
if (target) {
  const app = new App(await chooseHost());
  mount(AppRoot, { target, props: { app } });
  void app.start();
}
