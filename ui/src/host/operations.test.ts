import { expect, test, vi } from "vitest";
import { FakeHost } from "./fake";
import type { OperationView } from "./wire/OperationView";
import { file } from "./worlds";

function row(host: FakeHost, id: string): OperationView {
  return host.operations.all().find((operation) => operation.id === id)!;
}

async function ended(host: FakeHost, id: string): Promise<OperationView> {
  await vi.waitFor(() => expect(row(host, id).phase).toMatch(/done|partly|failed|cancelled|needsYou/));
  return row(host, id);
}

test("what stays behind keeps its reason, and the rest is done", async () => {
  const host = new FakeHost();
  host.files.put(file("/Fee proposals", "a.pdf", 1, 0));
  host.files.put(file("/Fee proposals", "Locked by the council.pdf", 1, 0));
  const paths = ["/Fee proposals/a.pdf", "/Fee proposals/Locked by the council.pdf"];
  await host.removeEntries("r", paths);
  const operation = await ended(host, "r");
  expect([operation.phase, operation.done, operation.failed]).toEqual(["partly", 1, 1]);
  expect(operation.failures[0]?.problem.code).toBe("forbidden");
  expect(host.files.find(paths[0]!)).toBeUndefined();
  expect(host.files.find(paths[1]!)).toBeDefined();
});

test("a name that is taken waits, and keeping both takes the first free name", async () => {
  const host = new FakeHost();
  host.files.put(file("/Fee proposals", "Welcome to SmartFile.pdf", 1, 0));
  await host.moveEntries("m", ["/Welcome to SmartFile.pdf"], "/Fee proposals");
  expect((await ended(host, "m")).problem?.code).toBe("name_taken");
  await host.answerOperation("m", "keepBoth");
  await vi.waitFor(() => expect(row(host, "m").phase).toBe("done"));
  expect(host.files.find("/Fee proposals/Welcome to SmartFile (2).pdf")).toBeDefined();
  expect(host.files.find("/Welcome to SmartFile.pdf")).toBeUndefined();
});

test("a folder moves with everything in it, and comes back when that is taken back", async () => {
  const host = new FakeHost();
  const photos = "/Projects/Rowan Street Library/04 Site photos";
  await host.moveEntries("m", [photos], "/");
  expect((await ended(host, "m")).mayUndo).toBe(true);
  expect(host.folders.get("/04 Site photos")).toHaveLength(1000);
  await host.undoOperation("u", "m");
  await ended(host, "u");
  expect(host.folders.get(photos)?.[0]?.path).toBe(`${photos}/IMG_1.jpg`);
  expect(row(host, "m").mayUndo).toBe(false);
  await expect(host.undoOperation("again", "m")).rejects.toMatchObject({ code: "undo_too_late" });
});

test("asked twice, it is done once; stopped, the rest stays", async () => {
  const host = new FakeHost();
  let go = () => {};
  host.working = () => new Promise((resolve) => (go = resolve));
  await host.createFolder("c", "/", "New");
  await host.createFolder("c", "/", "New");
  expect(host.operations.all()).toHaveLength(1);
  await host.cancelOperation("c");
  go();
  expect(row(host, "c").phase).toBe("cancelled");
  expect(host.files.find("/New")).toBeUndefined();
});
