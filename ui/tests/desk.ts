import { file, folder, type World } from "../src/host/worlds";
import type { EntryView } from "../src/host/wire/EntryView";
import { settled, stage } from "./stage";

/** A small site: two folders, one of them with something in it, and three files. */
export function smallSite(): Record<string, EntryView[]> {
  return {
    "/": [
      folder("/", "Plans", 2, 1000),
      folder("/", "Sent", 0, 1000),
      file("/", "a.pdf", 1_000_000, 4000),
      file("/", "b.txt", 2_000_000, 3000),
      file("/", "c.zip", 3_000_000, 2000),
    ],
    "/Plans": [folder("/Plans", "Old", 0, 1000), file("/Plans", "roof.dwg", 7, 1000)],
    "/Plans/Old": [],
    "/Sent": [],
  };
}

/** The files of a small site on the screen, with the keys at hand. */
export async function desk(world: Partial<World> = {}) {
  const page = await stage({
    folders: smallSite(),
    links: [],
    places: { starred: [], recent: [] },
    ...world,
  });
  const row = (name: string) => {
    const found = page.row(name);
    if (!found) throw new Error(`no row ${name}`);
    return found;
  };
  return {
    ...page,
    row,
    /** Chooses a row as the keys would, from the first one on. */
    choose: async (...names: string[]) => {
      for (const [at, name] of names.entries()) {
        if (at > 0) await page.user.keyboard("{Control>}");
        await page.user.click(row(name));
        if (at > 0) await page.user.keyboard("{/Control}");
      }
    },
    press: async (keys: string) => {
      await page.user.keyboard(keys);
      await settled();
    },
    click: async (testid: string) => {
      await page.user.click(page.get(testid));
      await settled();
    },
    asked: (name: string) => page.host.asked.filter((call) => call.name === name).map((call) => call.args),
    operations: () =>
      [...document.querySelectorAll<HTMLElement>("[data-testid=operation]")].map((one) => ({
        deed: one.dataset["deed"],
        phase: one.dataset["phase"],
        words: one.querySelector("[data-testid=operation-words]")?.textContent.replace(/\s+/g, " ").trim(),
      })),
    said: () => page.text("said"),
    /** The name of the part that the keys are on. */
    at: () => (document.activeElement as HTMLElement | null)?.dataset["testid"],
  };
}
