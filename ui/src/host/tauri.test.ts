import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test } from "vitest";
import { file } from "./worlds";
import { tauriHost } from "./tauri";
import type { PageView } from "./wire/PageView";

afterEach(() => clearMocks());

type Sender = { id: number };

function send(channel: unknown, index: number, message: unknown): void {
  const internals = (
    window as unknown as { __TAURI_INTERNALS__: { runCallback(id: number, data: unknown): void } }
  ).__TAURI_INTERNALS__;
  internals.runCallback((channel as Sender).id, { index, message });
}

test("a command refused by the shell arrives as our own error", async () => {
  mockIPC(() => {
    throw "Command connect not allowed by ACL";
  });
  await expect(tauriHost.connect()).rejects.toMatchObject({ code: "internal", action: "retry" });
});

test("an error of the app passes unchanged", async () => {
  const refused = { code: "offline", args: { site: "a" }, action: "retry", reference: "r1" };
  mockIPC(() => {
    throw refused;
  });
  await expect(tauriHost.disconnect()).rejects.toEqual(refused);
});

test("questions carry exactly the names the shell expects", async () => {
  const asked: [string, unknown][] = [];
  mockIPC((command, args) => {
    asked.push([command, args]);
    return null;
  });
  await tauriHost.submitCode("abc");
  await tauriHost.upload("r", "t", "/a");
  await tauriHost.answerTransfer("x", "keepBoth");
  await tauriHost.moveEntries("m", ["/a", "/b"], "/c");
  await tauriHost.openEntry("o", "/a", true);
  await tauriHost.saveSite({ address: "a", clientId: "b", clientSecret: null, returnBy: "paste", ports: [] });
  expect(asked).toEqual([
    ["submit_code", { text: "abc" }],
    ["upload", { requestId: "r", ticket: "t", into: "/a" }],
    ["answer_transfer", { id: "x", answer: "keepBoth" }],
    ["move_entries", { requestId: "m", paths: ["/a", "/b"], into: "/c" }],
    ["open_entry", { requestId: "o", path: "/a", sure: true }],
    [
      "save_site",
      { form: { address: "a", clientId: "b", clientSecret: null, returnBy: "paste", ports: [] } },
    ],
  ]);
});

test("a listing is complete only when its last page has arrived, even if the answer overtakes it", async () => {
  const page = (name: string): PageView => ({
    entries: [file("/", name, 1, 0)],
    page: 1,
    pages: 2,
    total: 2,
  });
  let late = () => {};
  mockIPC((command, args) => {
    if (command !== "list_folder") return null;
    const channel = (args as { onPage: unknown }).onPage;
    send(channel, 0, page("a"));
    late = () => send(channel, 1, page("b"));
    return { path: "/", listed: 2, mayWrite: true, at: 0 };
  });
  const names: (string | undefined)[] = [];
  let complete = false;
  const listing = tauriHost
    .listFolder("/", (arrived) => names.push(arrived.entries[0]?.name))
    .then(() => (complete = true));
  await new Promise((resolve) => setTimeout(resolve));
  expect(complete).toBe(false);
  late();
  await listing;
  expect(names).toEqual(["a", "b"]);
});
