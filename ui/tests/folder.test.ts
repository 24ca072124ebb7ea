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

const names = (folder: Folder) => folder.sorted.map((entry) => entry.name);

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
