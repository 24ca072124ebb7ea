import { expect, test } from "vitest";
import { FakeHost } from "../src/host/fake";
import { file } from "../src/host/worlds";
import type { ListingView } from "../src/host/wire/ListingView";
import type { PageView } from "../src/host/wire/PageView";
import { Folder } from "../src/state/folder.svelte";
import { settled } from "./stage";

/** A host whose pages come exactly when a test says so, even after they are wanted. */
class SlowHost extends FakeHost {
  calls: { path: string; page(names: string[], total: number): void; end(listed: number): void }[] = [];

  override listFolder(path: string, onPage: (page: PageView) => void): Promise<ListingView> {
    return new Promise((resolve) => {
      this.calls.push({
        path,
        page: (names, total) =>
          onPage({ entries: names.map((name) => file(path, name, 1, 1)), page: 1, pages: null, total }),
        end: (listed) => resolve({ path, listed, mayWrite: true, at: 1 }),
      });
    });
  }
}

const names = (folder: Folder) => folder.rows.names();

test("a page that arrives for a folder one has left changes nothing here", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  folder.open("/b");
  host.calls[0]?.page(["late"], 77);
  host.calls[0]?.end(1);
  await settled();
  expect(names(folder)).toEqual([]);
  expect(folder.total).toBeNull();
  expect(folder.loading).toBe(true);
  host.calls[1]?.page(["here"], 1);
  host.calls[1]?.end(1);
  await settled();
  expect(names(folder)).toEqual(["here"]);
  expect(folder.loading).toBe(false);
});

test("going back shows what was there at once and reads it again behind", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  host.calls[0]?.page(["old"], 1);
  host.calls[0]?.end(1);
  await settled();
  folder.open("/b");
  expect(names(folder)).toEqual([]);
  folder.back();
  expect(names(folder)).toEqual(["old"]);
  expect(folder.loading).toBe(true);
  host.calls[2]?.page(["new"], 1);
  expect(names(folder)).toEqual(["old"]);
  host.calls[2]?.end(1);
  await settled();
  expect(names(folder)).toEqual(["new"]);
});

test("stopping keeps what has arrived", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  host.calls[0]?.page(["a", "b"], 9);
  folder.stop();
  host.calls[0]?.page(["c"], 9);
  await settled();
  expect(names(folder)).toEqual(["a", "b"]);
  expect(folder.loading).toBe(false);
  expect(folder.stopped).toBe(true);
});

test("opening a folder after going back forgets the way forward", () => {
  const folder = new Folder(new SlowHost());
  folder.begin();
  folder.open("/b");
  folder.back();
  expect(folder.canForward).toBe(true);
  folder.open("/c");
  expect(folder.canForward).toBe(false);
  folder.back();
  expect(folder.path).toBe("/");
});

test("a page of many thousands is put in order a part at a time, and all of it is there in the end", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  host.calls[0]?.page(
    Array.from({ length: 3000 }, (_, at) => `${3000 - at}`),
    3000,
  );
  expect(folder.rows.length).toBeGreaterThan(0);
  expect(folder.rows.length).toBeLessThan(1000);
  host.calls[0]?.end(3000);
  await settled();
  expect(folder.loading).toBe(false);
  expect(names(folder).slice(0, 3)).toEqual(["1", "2", "3"]);
  expect(folder.count).toBe(3000);
});

/** B32: leaving a folder takes effect at once, however much of it has arrived and waits to be put in order. */
test("leaving while a large page is put in order leaves at once, and nothing of it gets into the next folder", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  host.calls[0]?.page(
    Array.from({ length: 50_000 }, (_, at) => `old ${at}`),
    100_000,
  );
  folder.open("/b");
  expect(folder.rows.length).toBe(0);
  expect(folder.path).toBe("/b");
  host.calls[1]?.page(["new"], 1);
  expect(names(folder)).toEqual(["new"]);
  host.calls[0]?.end(100_000);
  host.calls[1]?.end(1);
  await settled();
  expect(names(folder)).toEqual(["new"]);
});

test("a folder that is listed anew after it was forgotten is chosen in as before", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  folder.open("/b");
  folder.open("/b/c");
  folder.up();
  expect(folder.selection.lead).toBe("/b/c");
  host.calls[3]?.page(["a"], 2);
  host.calls[3]?.page(["c"], 2);
  host.calls[3]?.end(2);
  await settled();
  expect(folder.chosen().map((entry) => entry.path)).toEqual(["/b/c"]);
});

test("of the folders one has left, only so many rows stay in memory", async () => {
  const host = new SlowHost();
  const folder = new Folder(host);
  folder.begin();
  const visit = async (path: string, count: number) => {
    folder.open(path);
    const call = host.calls.at(-1);
    call?.page(
      Array.from({ length: count }, (_, at) => `${at}`),
      count,
    );
    call?.end(count);
    for (let turn = 0; turn < 30 && folder.loading; turn += 1) await settled();
  };
  await visit("/large", 120_000);
  await visit("/larger", 120_000);
  folder.back();
  expect(folder.count).toBe(0);
  folder.forward();
  expect(folder.count).toBe(120_000);
});
