import { afterEach, expect, test, vi } from "vitest";
import { account, connected, file, folder, problem } from "../src/host/worlds";
import { settled, stage } from "./stage";

afterEach(() => {
  vi.useRealTimers();
});

const small = {
  "/": [
    folder("/", "10 Mill Lane", 2, 1000),
    file("/", "b.txt", 5, 1000),
    folder("/", "2 Harbour", 0, 1000),
    file("/", "a.pdf", 5, null),
  ],
  "/2 Harbour": [],
  "/10 Mill Lane": [file("/10 Mill Lane", "roof.dwg", 7, 1000), file("/10 Mill Lane", "wall.dwg", 7, 1000)],
};
const many = { "/": Array.from({ length: 1000 }, (_, at) => file("/", `IMG_${at + 1}.jpg`, at, 1000)) };

test("the first folder is listed, folders first, in natural order", async () => {
  const page = await stage({ folders: small });
  expect(page.screen()).toBe("files");
  expect(page.rows()).toEqual(["2 Harbour", "10 Mill Lane", "a.pdf", "b.txt"]);
  expect(page.text("listing-count")).toBe("4 items");
});

test("the list is one tab stop, and the arrow keys walk through it", async () => {
  const page = await stage({ folders: small });
  page.row("2 Harbour")?.focus();
  expect(document.querySelectorAll("[data-testid=row][tabindex='0']")).toHaveLength(1);
  await page.user.keyboard("{ArrowDown}");
  expect(page.focused()).toBe("10 Mill Lane");
  expect(page.row("10 Mill Lane")?.getAttribute("aria-selected")).toBe("true");
  expect(page.row("2 Harbour")?.getAttribute("aria-selected")).toBe("false");
  await page.user.keyboard("{End}");
  expect(page.focused()).toBe("b.txt");
  await page.user.keyboard("{ArrowDown}");
  expect(page.focused()).toBe("b.txt");
  await page.user.keyboard("{Home}{ArrowUp}");
  expect(page.focused()).toBe("2 Harbour");
  expect(document.querySelectorAll("[data-testid=row][tabindex='0']")).toHaveLength(1);
});

test("Enter opens a folder and Backspace or Alt+Up leads out, back to where one was", async () => {
  const page = await stage({ folders: small });
  page.row("10 Mill Lane")?.focus();
  await page.user.keyboard("{Enter}");
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  expect(page.focused()).toBe("roof.dwg");
  await page.user.keyboard("{Backspace}");
  await settled();
  expect(page.focused()).toBe("10 Mill Lane");
  await page.user.keyboard("{Enter}");
  await settled();
  await page.user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await settled();
  expect(page.focused()).toBe("10 Mill Lane");
});

test("back and forward work by keys and by buttons", async () => {
  const page = await stage({ folders: small });
  expect(page.get("back").getAttribute("aria-disabled")).toBe("true");
  page.row("10 Mill Lane")?.focus();
  await page.user.keyboard("{Enter}");
  await settled();
  await page.user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await settled();
  expect(page.rows()).toContain("a.pdf");
  await page.user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  await page.user.click(page.get("back"));
  await settled();
  expect(page.rows()).toContain("a.pdf");
  expect(page.get("back").getAttribute("aria-disabled")).toBe("true");
  await page.user.click(page.get("forward"));
  await settled();
  await page.user.click(page.get("up"));
  await settled();
  expect(page.rows()).toContain("a.pdf");
});

test("a double click opens, a single click only chooses", async () => {
  const page = await stage({ folders: small });
  const row = page.row("10 Mill Lane");
  if (!row) throw new Error("no row");
  await page.user.click(row);
  await settled();
  expect(page.rows()).toHaveLength(4);
  expect(row.getAttribute("aria-selected")).toBe("true");
  await page.user.dblClick(row);
  await settled();
  expect(page.rows()).toEqual(["roof.dwg", "wall.dwg"]);
  expect(page.row("roof.dwg")?.getAttribute("aria-selected")).toBe("false");
});

test("the path leads back to each folder above", async () => {
  const page = await stage({ folders: small });
  page.row("10 Mill Lane")?.focus();
  await page.user.keyboard("{Enter}");
  await settled();
  const crumbs = [...document.querySelectorAll<HTMLElement>("[data-testid=crumb]")];
  expect(crumbs.map((crumb) => crumb.textContent.trim())).toEqual(["All files", "10 Mill Lane"]);
  expect(crumbs[1]?.getAttribute("aria-current")).toBe("location");
  await page.user.click(crumbs[0] as HTMLElement);
  await settled();
  expect(page.rows()).toContain("a.pdf");
});

test("Enter on a file downloads it, once, with its own request id", async () => {
  const page = await stage({ folders: small });
  page.row("a.pdf")?.focus();
  await page.user.keyboard("{Enter}");
  await settled();
  const calls = page.host.asked.filter((call) => call.name === "download");
  expect(calls).toHaveLength(1);
  expect(calls[0]?.args[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(calls[0]?.args[1]).toBe("/a.pdf");
});

test("Download says why it can't be pressed, and works when a file is chosen", async () => {
  const page = await stage({ folders: small });
  expect(page.get("download").title).toBe("Pick something in the list first");
  await page.user.click(page.get("download"));
  expect(page.host.count("download")).toBe(0);
  await page.user.click(page.row("b.txt") as HTMLElement);
  await page.user.click(page.get("download"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "download")?.args[1]).toBe("/b.txt");
});

test("chosen files go into the folder that is open", async () => {
  const page = await stage({ folders: small });
  page.row("2 Harbour")?.focus();
  await page.user.keyboard("{Enter}");
  await settled();
  expect(page.text("empty")).toContain("This folder is empty");
  await page.user.click(page.get("choose-files"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "upload")?.args.slice(1)).toEqual(["t1", "/2 Harbour"]);
  expect(page.get("tray").dataset["open"]).toBe("true");
});

test("cancelling the choice of files asks for nothing", async () => {
  const page = await stage({ folders: small });
  page.host.tickets = [];
  await page.user.click(page.get("upload"));
  await settled();
  expect(page.host.count("upload")).toBe(0);
  expect(page.find("notice")).toBeNull();
});

test("in a folder one may only look at, upload is off and says so", async () => {
  const page = await stage({ folders: small, readOnly: ["/"] });
  expect(page.text("read-only")).toBe("You can look, not change");
  expect(page.get("upload").getAttribute("aria-disabled")).toBe("true");
  await page.user.click(page.get("upload"));
  expect(page.host.count("chooseUpload")).toBe(0);
});

test("typing letters goes to the name that begins with them", async () => {
  const page = await stage({ folders: small });
  page.row("2 Harbour")?.focus();
  await page.user.keyboard("b");
  expect(page.focused()).toBe("b.txt");
});

test("typing the same letter again goes to the next such name", async () => {
  const page = await stage({
    folders: { "/": ["apple", "avocado", "berry", "apricot"].map((name) => file("/", name, 1, 1)) },
  });
  page.row("apple")?.focus();
  await page.user.keyboard("a");
  expect(page.focused()).toBe("apricot");
  await page.user.keyboard("a");
  expect(page.focused()).toBe("avocado");
});

test("of a thousand entries only the rows in sight are drawn, and the grid tells the true count", async () => {
  const page = await stage({ folders: many });
  expect(page.text("listing-count")).toBe("1,000 items");
  expect(page.rows().length).toBeLessThan(60);
  const grid = page.get("file-list");
  expect(grid.getAttribute("role")).toBe("grid");
  expect(grid.getAttribute("aria-rowcount")).toBe("1001");
  page.row("IMG_1.jpg")?.focus();
  await page.user.keyboard("{End}");
  await settled();
  expect(page.focused()).toBe("IMG_1000.jpg");
  expect(page.row("IMG_1000.jpg")?.getAttribute("aria-rowindex")).toBe("1001");
  expect(page.rows().length).toBeLessThan(60);
  await page.user.keyboard("{PageUp}");
  await settled();
  expect(Number(document.activeElement?.getAttribute("data-index"))).toBeLessThan(990);
});

test("pages appear as they arrive, and the count says how far it is", async () => {
  let release = () => {};
  const page = await stage({
    folders: many,
    listing: (_path, number) =>
      number === 5 ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve(),
  });
  await vi.waitFor(() => expect(page.text("listing-count")).toBe("400 of 1,000 so far"), { timeout: 10_000 });
  expect(page.row("IMG_1.jpg")).toBeTruthy();
  expect(page.get("file-list").getAttribute("aria-rowcount")).toBe("1001");
  release();
  await settled();
  expect(page.text("listing-count")).toBe("1,000 items");
});

test("an entry named twice by a moving list is shown once", async () => {
  const page = await stage({
    folders: { "/": [file("/", "a", 1, 1), file("/", "a", 1, 1), file("/", "b", 1, 1)] },
  });
  expect(page.rows()).toEqual(["a", "b"]);
});

test("waiting shows nothing at first, then grey bars, then a sentence and a way out", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearInterval", "clearTimeout", "Date"] });
  const page = await stage({ folders: small, listing: () => new Promise<void>(() => {}) });
  expect(page.get("loading").textContent.trim()).toBe("");
  expect(page.get("loading").querySelector("li")).toBeNull();
  await vi.advanceTimersByTimeAsync(250);
  expect(page.get("loading").querySelectorAll("li").length).toBeGreaterThan(3);
  expect(page.find("stop-waiting")).toBeNull();
  await vi.advanceTimersByTimeAsync(4000);
  expect(page.get("loading").textContent).toContain("is taking its time");
  page.get("stop-waiting").click();
  await settled();
  expect(page.text("stopped")).toContain("You stopped waiting");
});

test("an error stands above the list and the old list stays", async () => {
  const page = await stage({ folders: small });
  page.host.failures.set("listFolder", problem("server_failed"));
  await page.user.click(page.get("refresh"));
  await settled();
  expect(page.text("problem-title")).toBe("files.harrowfinch.example had a problem");
  expect(page.rows()).toHaveLength(4);
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.find("notice")).toBeNull();
});

test("while a list is read again the old one stays until the new one is complete", async () => {
  let release = () => {};
  const page = await stage({ folders: small });
  page.host.beforePage = () => new Promise<void>((resolve) => (release = resolve));
  page.host.folders.set("/", [file("/", "new.txt", 1, 1)]);
  await page.user.keyboard("{F5}");
  await settled();
  expect(page.rows()).toHaveLength(4);
  release();
  await settled();
  expect(page.rows()).toEqual(["new.txt"]);
});

test("a late page of the folder before does not get into this one", async () => {
  const held: (() => void)[] = [];
  const page = await stage({ folders: small });
  page.host.beforePage = () => new Promise<void>((resolve) => held.push(resolve));
  page.app.folder.open("/10 Mill Lane");
  await settled();
  page.app.folder.open("/2 Harbour");
  await settled();
  for (const release of held) release();
  await settled();
  expect(page.rows()).toEqual([]);
  expect(page.find("notice")).toBeNull();
  expect(page.text("empty")).toContain("This folder is empty");
});

test("a change in the open folder is shown by itself, a change elsewhere asks for nothing", async () => {
  const page = await stage({ folders: small });
  page.host.folders.set("/", [file("/", "new.txt", 1, 1)]);
  page.host.tell({ type: "folderChanged", account: "17", path: "/2 Harbour" });
  await settled();
  expect(page.host.count("listFolder")).toBe(1);
  page.host.tell({ type: "folderChanged", account: "17", path: "/" });
  await settled();
  expect(page.rows()).toEqual(["new.txt"]);
});

test("hostile names are text, show what they hide, and can be read in full", async () => {
  const nasty = "invoice\u202Efdp.exe";
  const page = await stage({
    folders: { "/": [file("/", nasty, 1, 1), file("/", "<img src=x onerror=alert(1)>", 1, 1)] },
  });
  expect(page.row(nasty)?.textContent).toContain("invoice‹RLO›fdp.exe");
  expect(document.querySelector(".list img")).toBeNull();
  expect(page.row("<img src=x onerror=alert(1)>")?.textContent).toContain("<img src=x onerror=alert(1)>");
  expect(page.row(nasty)?.querySelector("[dir=auto]")).toBeTruthy();
});

test("the columns can be sorted and say how", async () => {
  const page = await stage({ folders: { "/": [file("/", "a", 9, 1), file("/", "b", 5, 2)] } });
  const head = (name: string) => page.get(`sort-${name}`).closest("[role=columnheader]");
  expect(head("name")?.getAttribute("aria-sort")).toBe("ascending");
  await page.user.click(page.get("sort-size"));
  expect(page.rows()).toEqual(["b", "a"]);
  await page.user.click(page.get("sort-size"));
  expect(page.rows()).toEqual(["a", "b"]);
  expect(head("size")?.getAttribute("aria-sort")).toBe("descending");
  expect(head("name")?.hasAttribute("aria-sort")).toBe(false);
});

test("when SmartFile ends the sign-in the list stays, actions say why, and one button connects", async () => {
  const page = await stage({ folders: small });
  page.host.become({
    state: "reauthorizationRequired",
    account: account(),
    problem: problem("reauthorization_required", { action: "connect" }),
  });
  await settled();
  expect(page.screen()).toBe("files");
  expect(page.rows()).toHaveLength(4);
  expect(page.text("problem-title")).toBe("Please connect again");
  expect(page.get("upload").title).toBe("Connect first");
  expect(page.text("account-chip")).toContain("Not connected");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.host.count("connect")).toBe(1);
  page.host.become(connected());
  await settled();
  expect(page.rows()).toHaveLength(4);
  expect(page.host.count("listFolder")).toBe(2);
});

test("another account never sees the list of the one before", async () => {
  const page = await stage({ folders: small });
  page.host.folders.set("/", [file("/", "theirs.txt", 1, 1)]);
  page.host.beforePage = () => new Promise<void>(() => {});
  page.host.become(connected({ account: account({ id: "99", name: "Someone Else" }) }));
  await settled();
  expect(page.rows()).toEqual([]);
});

test("offline is said calmly and the list stays with its time", async () => {
  const page = await stage({ folders: small });
  page.host.become(connected({ offline: true }));
  await settled();
  expect(page.text("offline")).toContain("You are offline");
  expect(page.rows()).toHaveLength(4);
  expect(document.body.textContent).toMatch(/List from \d/);
});

test("a refused upload is said above the list and can be tried again", async () => {
  const page = await stage({ folders: small });
  page.host.failures.set("chooseUpload", problem("file_unreadable", { args: { name: "plan.pdf" } }));
  await page.user.click(page.get("upload"));
  await settled();
  expect(page.text("problem-title")).toBe("We could not read plan.pdf");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.host.count("upload")).toBe(1);
  expect(page.find("notice")).toBeNull();
});
