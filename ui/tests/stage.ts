import { render } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import AppRoot from "../src/App.svelte";
import { FakeHost } from "../src/host/fake";
import type { World } from "../src/host/worlds";
import { App } from "../src/state/app.svelte";

/** The whole page over a fake host, ready to be looked at and pressed. */
export async function stage(world: Partial<World> = {}) {
  const host = new FakeHost(world);
  const app = new App(host);
  const view = render(AppRoot, { props: { app } });
  await app.start();
  await settled();
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const get = (testid: string) => {
    const found = find(testid);
    if (!found) throw new Error(`nothing on the page is called ${testid}`);
    return found;
  };
  const text = (testid: string) => get(testid).textContent.replace(/\s+/g, " ").trim();
  return {
    host,
    app,
    ...view,
    user: userEvent.setup(),
    find,
    get,
    text,
    screen: () => document.querySelector("main")?.dataset["screen"],
    row: (name: string) =>
      [...document.querySelectorAll<HTMLElement>("[data-testid=row]")].find(
        (row) => row.dataset["name"] === name,
      ),
    rows: () =>
      [...document.querySelectorAll<HTMLElement>("[data-testid=row]")].map((row) => row.dataset["name"]),
    focused: () => (document.activeElement as HTMLElement | null)?.dataset["name"],
  };
}

/** Lets promises and effects run to their end; no clock is waited for. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
