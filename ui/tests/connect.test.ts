import { afterEach, expect, test, vi } from "vitest";
import { account, connected, problem, site } from "../src/host/worlds";
import type { ConnectionView } from "../src/host/wire/ConnectionView";
import { settled, stage } from "./stage";

afterEach(() => {
  vi.useRealTimers();
});

const disconnected = (problemOf: ConnectionView | null = null): ConnectionView =>
  problemOf ?? { state: "disconnected", problem: null, erased: false };

const waiting = (
  rung: "redirect" | "paste" = "redirect",
  otherWay: "loopback" | "paste" | null = null,
): ConnectionView => ({
  state: "awaitingResponse",
  attempt: {
    rung,
    site: "acme.smartfile.com",
    deadline: Date.now() + 9.5 * 60_000,
    codePageOpened: false,
    otherWay,
  },
  problem: null,
});

test("one press on the welcome screen opens the browser and waits for it", async () => {
  const page = await stage({ connection: disconnected() });
  expect(page.screen()).toBe("welcome");
  await page.user.click(page.get("connect"));
  await settled();
  expect(page.host.count("connect")).toBe(1);
  expect(page.screen()).toBe("waiting");
  expect(page.get("waiting").textContent).toContain("files.harrowfinch.example");
});

test("without an address the button leads to the form instead of failing", async () => {
  const page = await stage({
    connection: disconnected(),
    site: site({ address: "", clientId: "", hasSecret: false, ready: false, provided: false }),
  });
  await page.user.click(page.get("connect"));
  await settled();
  expect(page.host.count("connect")).toBe(0);
  expect(page.screen()).toBe("company");
});

test("refusing in the browser is said calmly and the way on is the same button", async () => {
  const page = await stage({
    connection: {
      state: "disconnected",
      problem: problem("authorization_denied", { action: "connect" }),
      erased: false,
    },
  });
  expect(page.text("problem-title")).toBe("You chose not to connect");
  expect(page.text("notice")).toContain("Nothing was shared.");
  expect(page.get("notice").getAttribute("role")).toBe("status");
  expect(page.find("notice-action")).toBeNull();
  expect(page.get("connect")).toBeTruthy();
});

test("after disconnecting on purpose it is said that the sign-in was erased", async () => {
  const page = await stage({ connection: { state: "disconnected", problem: null, erased: true } });
  expect(page.text("notice")).toContain("Disconnected. The sign-in was erased from this computer.");
});

test("a refused question is said on the same screen and its details can be unfolded", async () => {
  const page = await stage({ connection: disconnected() });
  page.host.failures.set("connect", problem("not_smartfile", { action: "editSite", reference: "ref-77" }));
  await page.user.click(page.get("connect"));
  await settled();
  expect(page.text("problem-title")).toBe("files.harrowfinch.example is not a SmartFile address");
  expect(document.body.textContent).not.toContain("ref-77");
  await page.user.click(page.getByRole("button", { name: "Details" }));
  expect(document.body.textContent).toContain("ref-77");
  await page.user.click(page.get("notice-action"));
  expect(page.screen()).toBe("company");
});

test("while the browser is open one can cancel, open the page again, or use a code", async () => {
  const page = await stage({ connection: waiting() });
  await page.user.click(page.get("reopen"));
  await settled();
  expect(page.host.count("reopenPage")).toBe(1);
  expect(page.screen()).toBe("waiting");
  await page.user.click(page.get("have-code"));
  await settled();
  expect(page.screen()).toBe("code");
  await page.user.click(page.get("cancel"));
  await settled();
  expect(page.host.count("cancelConnect")).toBe(1);
  expect(page.screen()).toBe("welcome");
});

// B4: nothing came back for a while: the next way is offered where one stands, and taken in place.
test("when nothing comes back another way is offered in place", async () => {
  const page = await stage({ connection: waiting() });
  expect(page.find("late")).toBeNull();
  page.host.become(waiting("redirect", "loopback"));
  await settled();
  expect(page.text("late")).toContain("Nothing happened?");
  await page.user.click(page.get("late-action"));
  await settled();
  expect(page.host.count("tryOtherWay")).toBe(1);
  expect(page.screen()).toBe("waiting");
  expect(page.find("late")).toBeNull();
  page.host.become(waiting("redirect", "paste"));
  await settled();
  await page.user.click(page.get("late-action"));
  await settled();
  expect(page.screen()).toBe("code");
});

test("another way stays within reach after one said that there is a code", async () => {
  const page = await stage({ connection: waiting("paste", "loopback") });
  await page.user.click(page.get("code-other-way"));
  await settled();
  expect(page.screen()).toBe("waiting");
});

test("the minutes left are shown and only announced when it matters", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearInterval", "clearTimeout", "Date"] });
  const page = await stage({ connection: waiting() });
  expect(page.get("waiting").textContent).toContain("Waiting for you. 9 minutes left.");
  const aloud = () => document.querySelector(".vh[role=status]")?.textContent.trim();
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(page.get("waiting").textContent).toContain("7 minutes left");
  expect(aloud()).toBe("");
  await vi.advanceTimersByTimeAsync(7 * 60_000);
  expect(aloud()).toBe("Waiting for you. Less than a minute left.");
});

test("a pasted code is trimmed, and an empty one is not sent", async () => {
  const page = await stage({ connection: waiting("paste") });
  await page.user.click(page.get("code-submit"));
  await settled();
  expect(page.host.count("submitCode")).toBe(0);
  expect(page.text("problem-title")).toBe("Paste the code first.");
  expect(page.get("code-field").getAttribute("aria-invalid")).toBe("true");
  await page.user.click(page.get("open-code-page"));
  await settled();
  expect(page.host.count("openCodePage")).toBe(1);
  await page.user.type(page.get("code-field"), "  abc-123 \t{Enter}");
  await settled();
  expect(page.host.asked.find((call) => call.name === "submitCode")?.args).toEqual(["abc-123"]);
  expect(page.screen()).toBe("connected");
});

test("a code that was not taken is said under the field, and the field keeps what was typed", async () => {
  const page = await stage({ connection: waiting("paste") });
  page.host.failures.set("submitCode", problem("code_malformed", { action: "pasteAgain" }));
  await page.user.type(page.get("code-field"), "nope{Enter}");
  await settled();
  expect(page.text("problem-title")).toContain("That does not look like a code");
  expect((page.get("code-field") as HTMLInputElement).value).toBe("nope");
  expect(document.activeElement).toBe(page.get("code-field"));
  expect(page.find("notice")).toBeNull();
});

test("finishing can be given up", async () => {
  const page = await stage({ connection: { state: "exchangingCode", site: "acme.smartfile.com" } });
  expect(page.screen()).toBe("exchanging");
  await page.user.click(page.get("cancel"));
  await settled();
  expect(page.screen()).toBe("welcome");
});

test("nothing is listed before the person has said who they are", async () => {
  const page = await stage({ connection: connected({ confirmed: false }) });
  expect(page.screen()).toBe("connected");
  expect(page.text("connected-name")).toBe("Maya Lindqvist");
  expect(page.host.count("listFolder")).toBe(0);
  await page.user.click(page.get("show-files"));
  await settled();
  expect(page.screen()).toBe("files");
  expect(page.host.count("listFolder")).toBe(1);
});

test("not you? disconnects at once, before any file moved", async () => {
  const page = await stage({ connection: connected({ confirmed: false }) });
  await page.user.click(page.get("not-you"));
  await settled();
  expect(page.host.count("disconnect")).toBe(1);
  expect(page.screen()).toBe("welcome");
});

test("a locked password store is a page of its own with one button", async () => {
  const page = await stage({
    connection: { state: "vaultUnavailable", account: account(), problem: problem("vault_locked") },
  });
  expect(page.screen()).toBe("vault");
  expect(page.text("problem-title")).toBe("Your password store is locked");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.host.count("retryVault")).toBe(1);
});

test("the company form asks for what is missing and sends what was typed", async () => {
  const page = await stage({
    connection: disconnected(),
    site: site({ address: "", clientId: "", hasSecret: false, ready: false, provided: false }),
  });
  await page.user.click(page.get("company-link"));
  expect(page.text("redirect-uri")).toBe("com.smartfile.connect:/oauth2/callback");
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.host.count("saveSite")).toBe(0);
  expect(document.activeElement).toBe(page.get("site-address"));
  await page.user.type(page.get("site-address"), " acme.smartfile.com ");
  await page.user.type(page.get("site-client-id"), "id1");
  await page.user.type(page.get("site-client-secret"), "s3cret");
  await page.user.click(page.get("site-return-paste"));
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "saveSite")?.args).toEqual([
    { address: "acme.smartfile.com", clientId: "id1", clientSecret: "s3cret", returnBy: "paste", ports: [] },
  ]);
  expect(page.screen()).toBe("welcome");
  expect(document.body.innerHTML).not.toContain("s3cret");
});

// C7, B10: exactly the address to register stands beside the form, for each way back and for the ports chosen.
test("the company form shows what to register for each way back", async () => {
  const page = await stage({ connection: disconnected() });
  await page.user.click(page.get("company-link"));
  expect(page.text("redirect-uri")).toBe("com.smartfile.connect:/oauth2/callback");
  expect(page.find("site-ports")).toBeNull();
  await page.user.click(page.get("site-return-paste"));
  expect(page.find("redirect-uri")).toBeNull();
  expect(document.body.textContent).toContain("leave it empty");
  await page.user.click(page.get("site-return-loopback"));
  expect(page.text("redirect-uri")).toBe("http://127.0.0.1:28671/oauth2/callback");
  expect(document.querySelectorAll("[data-testid='redirect-uri-more']")).toHaveLength(2);
  await page.user.clear(page.get("site-ports"));
  await page.user.type(page.get("site-ports"), "5000, x");
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.host.count("saveSite")).toBe(0);
  expect(document.activeElement).toBe(page.get("site-ports"));
  await page.user.clear(page.get("site-ports"));
  await page.user.type(page.get("site-ports"), "5000");
  expect(page.text("redirect-uri")).toBe("http://127.0.0.1:5000/oauth2/callback");
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "saveSite")?.args).toMatchObject([
    { returnBy: "loopback", ports: [5000] },
  ]);
});

test("a secret that is kept is never shown and stays when the field is left empty", async () => {
  const page = await stage({ connection: disconnected() });
  await page.user.click(page.get("company-link"));
  expect((page.get("site-client-secret") as HTMLInputElement).value).toBe("");
  expect(document.body.textContent).toContain("These came with the program.");
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.host.asked.find((call) => call.name === "saveSite")?.args).toMatchObject([
    { clientSecret: null },
  ]);
});

test("an address that cannot be used is said under its field", async () => {
  const page = await stage({ connection: disconnected() });
  page.host.failures.set("saveSite", problem("site_address_invalid", { action: "editSite" }));
  await page.user.click(page.get("company-link"));
  await page.user.click(page.get("site-save"));
  await settled();
  expect(page.screen()).toBe("company");
  expect(page.get("site-address").getAttribute("aria-invalid")).toBe("true");
  expect(document.body.textContent).toContain("That is not an address we can use");
  expect(page.find("notice")).toBeNull();
});

test("an own address can be forgotten", async () => {
  const page = await stage({ connection: disconnected(), site: site({ provided: false }) });
  await page.user.click(page.get("company-link"));
  await page.user.click(page.get("site-forget"));
  await settled();
  expect(page.host.count("forgetSite")).toBe(1);
  expect((page.get("site-address") as HTMLInputElement).value).toBe("");
});

test("restoring and disconnecting say one calm line", async () => {
  const page = await stage({ connection: { state: "restoring" } });
  expect(page.screen()).toBe("restoring");
  page.host.become({ state: "disconnecting", account: account() });
  await settled();
  expect(page.screen()).toBe("disconnecting");
  expect(document.body.textContent).toContain("Erasing the sign-in");
});

test("an app that does not answer is said, and can be asked again", async () => {
  const page = await stage({ connection: disconnected() });
  page.host.failures.set("subscribe", problem("internal"));
  await page.app.start();
  await settled();
  expect(document.body.textContent).toContain("Something went wrong in this app");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.screen()).toBe("welcome");
});

test("a browser that did not open leaves its address on the clipboard, and says where it goes", async () => {
  const page = await stage({
    connection: {
      ...waiting(),
      problem: problem("browser_unavailable", { action: "openPageAgain" }),
    } as ConnectionView,
  });
  expect(page.text("problem-title")).toBe("Your browser did not open");
  await page.user.click(page.getByRole("button", { name: "Copy the address" }));
  await settled();
  expect(page.host.count("copyPageAddress")).toBe(1);
  expect(page.text("copied")).toBe("Copied. Paste it into your browser’s address bar.");
  expect(page.get("copied").getAttribute("role")).toBe("status");
  expect(page.host.count("reopenPage")).toBe(0);
});

test("a clipboard that does not answer is said, and the way to the address stays", async () => {
  const page = await stage({
    connection: {
      ...waiting(),
      problem: problem("browser_unavailable", { action: "openPageAgain" }),
    } as ConnectionView,
  });
  page.host.failures.set("copyPageAddress", problem("clipboard_unavailable"));
  await page.user.click(page.get("copy-address"));
  await settled();
  expect(page.text("problem-title")).toBe("We could not copy that");
  expect(page.text("copied")).toBe("");
  await page.user.click(page.get("notice-action"));
  await settled();
  expect(page.host.count("copyPageAddress")).toBe(2);
});

test("the page with the code can be opened by hand too", async () => {
  const page = await stage({
    connection: {
      ...waiting("paste"),
      problem: problem("browser_unavailable", { action: "openPageAgain" }),
    } as ConnectionView,
  });
  await page.user.click(page.get("copy-address"));
  await settled();
  expect(page.text("copied")).toContain("Copied.");
});

test("an address for another browser is there quietly while the page is open", async () => {
  const page = await stage({ connection: waiting() });
  expect(page.find("notice")).toBeNull();
  await page.user.click(page.get("copy-address"));
  await settled();
  expect(page.host.count("copyPageAddress")).toBe(1);
});

test("an app that could not start says why, that all is safe, and begins again", async () => {
  const why = problem("own_folder", { action: "startAgain", args: {}, reference: "ref-1" });
  const page = await stage({ stopped: why });
  expect(page.screen()).toBe("stopped");
  expect(page.text("problem-title")).toBe("This app can’t use its own folder");
  expect(document.body.textContent).toContain("Your files are safe, and so is your sign-in.");
  expect(document.body.textContent).toContain("ref-1");
  expect(page.find("check")).toBeNull();

  await page.user.click(page.get("copy-report"));
  await settled();
  expect(page.host.count("copyStartReport")).toBe(1);
  expect(page.text("copied")).toBe("Copied");

  const still = problem("newer_version", { action: "startAgain", args: {}, reference: "ref-2" });
  page.host.failures.set("startAgain", still);
  await page.user.click(page.get("start-again"));
  await settled();
  expect(page.screen()).toBe("stopped");
  expect(page.text("problem-title")).toBe("A newer version of this app was used here");
  expect(page.find("notice")).toBeNull();

  await page.user.click(page.get("start-again"));
  await settled();
  expect(page.screen()).toBe("files");
});

test("an app that could not start can be quit", async () => {
  const page = await stage({ stopped: problem("newer_version", { action: "startAgain", args: {} }) });
  await page.user.click(page.getByRole("button", { name: "Quit" }));
  await settled();
  expect(page.host.count("quit")).toBe(1);
});
