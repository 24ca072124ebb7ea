import { fireEvent } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { file, problem } from "../src/host/worlds";
import type { PreviewView } from "../src/host/wire/PreviewView";
import { desk } from "./desk";
import { planned } from "./papers";
import { settled } from "./stage";

vi.mock("../src/pdf/pdf", () => import("./papers"));

beforeEach(() => planned({ count: 3 }));

afterEach(() => vi.restoreAllMocks());

test("by keys alone: Space looks into the row with the keys, arrows walk on, Escape closes and the keys stay", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press(" ");
  expect(page.get("look").dataset["name"]).toBe("a.pdf");
  expect(page.text("look-leaves")).toBe("Page 1 of 3");
  await page.press("{ArrowDown}");
  expect(page.get("look").dataset["name"]).toBe("b.txt");
  expect(page.text("look-text")).toContain("<b>This is text.</b>");
  expect(document.querySelector("[data-testid=look] b")).toBeNull();
  await page.press("{ArrowDown}{ArrowDown}");
  expect(page.get("look").dataset["name"]).toBe("c.zip");
  await page.press("{Escape}");
  expect(page.find("look")).toBeNull();
  expect(page.focused()).toBe("c.zip");
});

test("what was looked at is given back, however fast one walks on", async () => {
  const page = await desk();
  page.row("a.pdf").focus();
  await page.press(" ");
  await page.press("{ArrowDown}");
  expect(page.asked("closePreview")).toEqual([["/a.pdf"]]);
  await page.press("{Escape}");
  expect(page.app.look.preview).toBeNull();
});

test("Space on a row beside the chosen ones adds it, and looks into nothing", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.press("{Control>}{ArrowDown}{/Control} ");
  expect(page.find("look")).toBeNull();
  expect(page.app.folder.tally.count).toBe(2);
});

test("what can't be shown offers the person's own program, and a folder shows what it is", async () => {
  const page = await desk();
  page.row("c.zip").focus();
  await page.press(" ");
  expect(page.text("look-none")).toContain("This can’t be shown here");
  await page.click("look-none-open");
  expect(page.asked("openEntry")[0]?.slice(1)).toEqual(["/c.zip", false]);
  expect(page.find("look")).toBeNull();
  expect(page.said()).toContain("c.zip is on its way");
});

test.each([
  ["image", "img"],
  ["picture", "img"],
])("%s is shown by <%s>, and where it breaks that is said", async (kind, tag) => {
  const page = await desk();
  const shown: PreviewView = {
    kind: kind as PreviewView["kind"],
    address: "preview:ticket",
    ticket: "ticket",
    text: null,
    cut: false,
    media: null,
    size: 1,
  };
  page.host.preview = () => Promise.resolve(shown);
  page.row("a.pdf").focus();
  await page.press(" ");
  const part = page.get("look").querySelector(tag);
  expect(part?.getAttribute("src")).toBe("preview:ticket");
  expect(page.get("look").querySelector("iframe, object, embed")).toBeNull();
  await fireEvent.error(part as Element);
  expect(page.find("look-none")).not.toBeNull();
});

function playing(kind: "video" | "audio", size: number): PreviewView {
  const media = kind === "video" ? "video/mp4" : "audio/wav";
  return { kind, address: "data:,abc", ticket: "ticket", text: null, cut: false, media, size };
}

test.each(["video", "audio"] as const)(
  "%s that the web view can't fetch is fetched by the page, and what is still not played says so",
  async (kind) => {
    const page = await desk();
    page.host.preview = () => Promise.resolve(playing(kind, 3));
    page.row("a.pdf").focus();
    await page.press(" ");
    const part = () => page.get(`look-${kind}`);
    expect(part().getAttribute("src")).toBe("data:,abc");
    expect(page.asked("readPreview")).toEqual([]);
    await fireEvent.error(part());
    await settled();
    expect(page.asked("readPreview")).toEqual([[0, 3]]);
    const held = part().getAttribute("src") ?? "";
    expect(held).toMatch(/^blob:/);
    const free = vi.spyOn(URL, "revokeObjectURL");
    await fireEvent.error(part());
    await settled();
    expect(page.text("look-none")).toContain("This computer can’t play this here");
    expect(page.find("look-none-open")).not.toBeNull();
    expect(free).toHaveBeenCalledExactlyOnceWith(held);
  },
);

test("a film that is too large to be held is not fetched by the page", async () => {
  const page = await desk();
  page.host.preview = () => Promise.resolve(playing("video", 64_000_001));
  page.row("a.pdf").focus();
  await page.press(" ");
  await fireEvent.error(page.get("look-video"));
  await settled();
  expect(page.asked("readPreview")).toEqual([]);
  expect(page.text("look-none")).toContain("This computer can’t play this here");
});

test("a sound whose bytes do not come says that it is not played", async () => {
  const page = await desk();
  page.host.preview = () => Promise.resolve(playing("audio", 3));
  page.host.readPreview = () => Promise.reject(new Error("404"));
  page.row("a.pdf").focus();
  await page.press(" ");
  await fireEvent.error(page.get("look-audio"));
  await settled();
  expect(page.text("look-none")).toContain("This computer can’t play this here");
});

test("a text that is cut says so, and marks what can't be seen", async () => {
  const page = await desk();
  page.host.preview = () =>
    Promise.resolve({
      kind: "text",
      address: null,
      ticket: null,
      text: "one\u202E\ttwo\nthree",
      cut: true,
      media: null,
      size: 9e9,
    });
  page.row("b.txt").focus();
  await page.press(" ");
  expect(page.get("look-text").textContent).toBe("one‹RLO›\ttwo\nthree");
  expect(page.text("look-cut")).toContain("the beginning");
});

test("a look that is refused says why and can be tried again", async () => {
  const page = await desk();
  page.host.failures.set("preview", problem("forbidden"));
  page.row("a.pdf").focus();
  await page.press(" ");
  expect(page.text("look-problem")).toContain("You may not do this here");
  await page.click("look-again");
  expect(page.find("look-paper")).not.toBeNull();
});

test.each([
  ["setup.exe", "This is a program."],
  ["invoice\u202Efdp.txt", "This name hides what the file is."],
  ["report.docm", "can hold a small program"],
])("a file that can do something is not opened without a thought: %s", async (name, words) => {
  const page = await desk({ folders: { "/": [file("/", name, 1, 1)] } });
  await page.choose(name);
  await page.user.pointer({ keys: "[MouseRight]", target: page.row(name) });
  await page.click("menu-open-with");
  expect(page.text("risk-why")).toContain(words);
  expect(page.at()).toBe("risk-leave");
  await page.press("{Enter}");
  expect(page.host.transfers).toEqual([]);
  await page.user.pointer({ keys: "[MouseRight]", target: page.row(name) });
  await page.click("menu-open-with");
  await page.click("risk-confirm");
  expect(page.asked("openEntry").at(-1)?.[2]).toBe(true);
  expect(page.host.transfers).toHaveLength(1);
});

test("while one file is still on its way to its program, another one can be opened", async () => {
  const page = await desk();
  const opened: string[] = [];
  page.host.openEntry = (_request, path) => {
    opened.push(path);
    return new Promise(() => {});
  };
  for (const name of ["a.pdf", "b.txt"]) {
    await page.user.pointer({ keys: "[MouseRight]", target: page.row(name) });
    await page.click("menu-open-with");
  }
  expect(opened).toEqual(["/a.pdf", "/b.txt"]);
  expect(page.said()).toContain("b.txt is on its way");
});

test("details tell what is known, and what could not be asked says so in its place", async () => {
  const page = await desk();
  await page.choose("a.pdf");
  await page.click("details");
  expect(page.text("details-name")).toBe("a.pdf");
  expect(page.text("details-owner")).toBe("maya");
  expect(page.text("details-access")).toContain("Studio");
  await page.click("details-versions-show");
  expect(page.text("details-pane")).toContain("jonas");
  const told = await page.host.details("/b.txt");
  page.host.details = () =>
    Promise.resolve({ ...told, owner: null, links: null, access: null, versions: null });
  await page.choose("b.txt");
  await settled();
  expect(document.querySelectorAll("[data-testid=details-unasked]")).toHaveLength(4);
  expect(page.text("details-name")).toBe("b.txt");
});

test("details stay open from folder to folder, follow what is chosen, and say what is wrong", async () => {
  const page = await desk();
  await page.click("details");
  expect(page.find("details-none")).not.toBeNull();
  await page.choose("a.pdf", "b.txt");
  expect(page.text("details-pane")).toContain("2 selected");
  page.app.folder.open("/Plans");
  await settled();
  expect(page.find("details-pane")).not.toBeNull();
  page.host.failures.set("details", problem("server_failed"));
  await page.choose("roof.dwg");
  await settled();
  expect(page.text("details-problem")).toContain("had a problem");
  expect(page.text("details-name")).toBe("roof.dwg");
  await page.click("details-close");
  expect(page.find("details-pane")).toBeNull();
  expect(page.get("details").getAttribute("aria-pressed")).toBe("false");
});

test("the answer about the row before does not stand beside this one", async () => {
  const page = await desk();
  await page.click("details");
  let late = () => {};
  const slow = await page.host.details("/a.pdf");
  page.host.details = () => new Promise((resolve) => (late = () => resolve({ ...slow, owner: "late" })));
  await page.choose("a.pdf");
  page.host.details = () => Promise.resolve({ ...slow, owner: "soon" });
  await page.choose("b.txt");
  late();
  await settled();
  expect(page.text("details-owner")).toBe("soon");
});
