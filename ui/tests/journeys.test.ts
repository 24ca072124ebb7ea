import { expect, test } from "vitest";
import { link } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

type Desk = Awaited<ReturnType<typeof desk>>;

/**
 * The names by which journeys through the real window find what they press (`data-testid`). They stay; a screen that
 * loses one fails here first. Rows carry `data-name`, `data-kind` and `data-index`, operations `data-deed` and
 * `data-phase`, links `data-id`, the look `data-kind`, the chooser `data-path`, the tray `data-open`.
 */
const journeys: [journey: string, go: (page: Desk) => Promise<void>, names: string[]][] = [
  [
    "browse",
    async () => {},
    [
      "file-list",
      "row",
      "crumb",
      "back",
      "forward",
      "up",
      "refresh",
      "upload",
      "listing-count",
      "tray",
      "said",
    ],
  ],
  [
    "act on what is chosen",
    async (page) => page.choose("a.pdf"),
    ["new-folder", "download", "share", "move", "remove", "details", "layout"],
  ],
  [
    "the menu of a row (each action is menu-NAME)",
    async (page) => {
      await page.choose("a.pdf");
      await page.press("{ContextMenu}");
    },
    [
      ...["preview", "open-with", "download", "share", "move", "copy-to", "cut", "copy", "rename", "star"],
      ...["details", "remove", "new-folder", "paste", "select-all", "refresh"],
    ].map((name) => `menu-${name}`),
  ],
  [
    "create",
    async (page) => {
      await page.click("new-folder");
      await page.press("Plans{Enter}");
    },
    ["new-folder-dialog", "new-folder-name", "new-folder-problem", "new-folder-cancel", "new-folder-confirm"],
  ],
  [
    "rename",
    async (page) => {
      await page.choose("a.pdf");
      await page.press("{F2}/{Enter}");
    },
    ["rename-field", "rename-problem"],
  ],
  [
    "move and copy",
    async (page) => {
      await page.choose("a.pdf");
      await page.click("move");
    },
    ["place-dialog", "chooser", "chooser-folder", "place-why", "place-cancel", "place-confirm"],
  ],
  [
    "delete",
    async (page) => {
      await page.choose("a.pdf");
      await page.click("remove");
    },
    ["remove-dialog", "remove-sum", "remove-final", "remove-copy", "remove-keep", "remove-confirm"],
  ],
  [
    "delete with a partial failure",
    async (page) => {
      await page.choose("a.pdf", "b.txt");
      await page.click("remove");
      await page.click("remove-confirm");
      await page.click("operation-show");
    },
    [
      ...["operation", "operation-words", "operation-show", "failures", "failure", "operation-retry"],
      ...["operation-dismiss", "operation-aloud"],
    ],
  ],
  [
    "search",
    async (page) => {
      await page.user.type(page.get("search"), "roof{Enter}");
      await settled();
    },
    ["search", "search-clear", "hunt", "hunt-words", "hunt-everywhere", "hunt-leave", "row"],
  ],
  [
    "share",
    async (page) => {
      await page.choose("a.pdf");
      await page.click("share");
      await page.click("link-create");
    },
    [
      ...["share-dialog", "link-address", "link-copy", "link-can", "link-ends", "link-limit", "link-name"],
      ...["link-promise", "link-revoke", "share-another", "share-done"],
    ],
  ],
  [
    "revoke from the page of all that is shared",
    async (page) => {
      await page.click("nav-shared");
      await page.click("link-row-revoke");
    },
    ["links", "link", "link-row-copy", "link-row-change", "revoke-dialog", "revoke-keep", "revoke-confirm"],
  ],
  [
    "preview",
    async (page) => {
      await page.choose("b.txt");
      await page.press(" ");
    },
    ["look", "look-before", "look-next", "look-open", "look-close", "look-text"],
  ],
  [
    "details",
    async (page) => {
      await page.choose("a.pdf");
      await page.click("details");
    },
    [
      ...[
        "details-pane",
        "details-name",
        "details-owner",
        "details-versions",
        "details-access",
        "details-links",
      ],
      ...["details-star", "details-preview", "details-close"],
    ],
  ],
];

test.each(journeys)("the journey “%s” finds what it presses", async (_journey, go, names) => {
  const page = await desk({ links: [link({ path: "/c.zip" })], stubborn: { "b.txt": "forbidden" } });
  await go(page);
  expect(names.filter((name) => page.find(name) === null)).toEqual([]);
});
