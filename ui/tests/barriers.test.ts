import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { desk } from "./desk";
import { settled } from "./stage";
import { defaultWorld, worlds } from "../src/host/worlds";

vi.mock("../src/pdf/pdf", () => import("./papers"));

// Colour and layout need a real browser: contrast is measured from the tokens instead.
const options: axe.RunOptions = {
  rules: {
    "color-contrast": { enabled: false },
    "target-size": { enabled: false },
    region: { enabled: false },
  },
};

type Desk = Awaited<ReturnType<typeof desk>>;

const after =
  (...testids: string[]) =>
  async (page: Desk) => {
    for (const testid of testids) await page.click(testid);
  };

const chosen =
  (name: string, ...testids: string[]) =>
  async (page: Desk) => {
    await page.choose(name);
    await after(...testids)(page);
  };

/** E.1 to E.4: every screen and question about files, each in the state that a person meets. */
const screens: [string, (page: Desk) => Promise<void>][] = [
  ["the question for a folder", after("new-folder")],
  [
    "a folder's name that is taken",
    async (page) => {
      await page.click("new-folder");
      await page.press("Plans{Enter}");
    },
  ],
  [
    "a name in a field, with what is wrong under it",
    async (page) => {
      await page.choose("a.pdf");
      await page.press("{F2}/{Enter}");
    },
  ],
  ["the choice of a folder", chosen("a.pdf", "move")],
  ["the rehearsal of a removal", chosen("Plans", "remove")],
  ["the question for a link", chosen("a.pdf", "share")],
  ["a link that was made", chosen("a.pdf", "share", "link-create")],
  ["the question before a link is taken back", chosen("a.pdf", "share", "link-create", "link-revoke")],
  ["the details of a file", chosen("a.pdf", "details", "details-versions-show")],
  ["no details", after("details")],
  [
    "a look into a PDF",
    async (page) => {
      await page.choose("a.pdf");
      await page.press(" ");
    },
  ],
  [
    "a folder that is checked as a whole",
    async (page) => {
      await page.choose("Plans");
      await page.user.pointer({ keys: "[MouseRight]", target: page.row("Plans") });
      await page.click("menu-verify");
    },
  ],
  [
    "a look into a text",
    async (page) => {
      await page.choose("b.txt");
      await page.press(" ");
    },
  ],
  [
    "a look that shows nothing",
    async (page) => {
      await page.choose("c.zip");
      await page.press(" ");
    },
  ],
  [
    "what a search found",
    async (page) => {
      page.app.folder.search = "roof";
      await page.app.hunt.begin("/");
    },
  ],
  [
    "a search that found nothing",
    async (page) => {
      page.app.folder.search = "fassade";
      await page.app.hunt.begin("/");
    },
  ],
  ["all that is shared", after("nav-shared")],
  ["recent places", after("nav-recent")],
];

test.each(screens)("%s has no known barrier", async (_name, go) => {
  document.documentElement.lang = "en";
  document.title = "Connect SmartFile";
  const { links, places } = defaultWorld();
  const page = await desk({ links, places });
  await go(page);
  await settled();
  const { violations } = await axe.run(document.body, options);
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
});

test("failures that are shown have no known barrier", async () => {
  const page = await desk(worlds["operations"]?.());
  await page.click("operation-show");
  const { violations } = await axe.run(document.body, options);
  expect(violations.map(({ id }) => id)).toEqual([]);
});
