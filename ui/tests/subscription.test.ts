import { expect, test } from "vitest";
import { FakeHost } from "../src/host/fake";
import { account, connected, transfer } from "../src/host/worlds";
import type { AppEvent } from "../src/host/wire/AppEvent";
import { App } from "../src/state/app.svelte";
import { Subscription } from "../src/state/subscription";
import { settled } from "./stage";

test("a missing fact means asking anew, and what was missed is there again", async () => {
  const host = new FakeHost();
  const app = new App(host);
  await app.start();
  host.transfers.push(transfer({ id: "missed" }));
  host.seq += 1;
  host.move(transfer({ id: "seen" }));
  await settled();
  expect(host.count("subscribe")).toBe(2);
  expect(app.transfers.list.map((known) => known.id).sort()).toEqual(["missed", "seen"]);
});

test("facts in order need no second subscription", async () => {
  const host = new FakeHost();
  const app = new App(host);
  await app.start();
  host.become(connected({ offline: true }));
  host.become(connected());
  await settled();
  expect(host.count("subscribe")).toBe(1);
  expect(app.connection.offline).toBe(false);
});

test("facts that arrive before the snapshot are kept and put in order", async () => {
  const seen: number[] = [];
  const host = new FakeHost();
  let send: (event: AppEvent) => void = () => {};
  let answer: () => void = () => {};
  const original = host.subscribe.bind(host);
  host.subscribe = async (onEvent) => {
    send = onEvent;
    await new Promise<void>((resolve) => (answer = resolve));
    return { ...(await original(onEvent)), seq: 4 };
  };
  const subscription = new Subscription(host, {
    snapshot: () => seen.push(0),
    event: (event) => seen.push(event.seq),
    failed: () => seen.push(-1),
  });
  const started = subscription.start();
  send({ seq: 6, type: "transferRemoved", id: "b" });
  send({ seq: 5, type: "transferRemoved", id: "a" });
  send({ seq: 3, type: "transferRemoved", id: "old" });
  answer();
  await started;
  expect(seen).toEqual([0, 5, 6]);
});

test("an older subscription that still speaks is not heard", async () => {
  const seen: number[] = [];
  const host = new FakeHost();
  const senders: ((event: AppEvent) => void)[] = [];
  const original = host.subscribe.bind(host);
  host.subscribe = (onEvent) => {
    senders.push(onEvent);
    return original(onEvent);
  };
  const subscription = new Subscription(host, {
    snapshot: () => {},
    event: (event) => seen.push(event.seq),
    failed: () => {},
  });
  await subscription.start();
  await subscription.start();
  senders[0]?.({ seq: 1, type: "transferRemoved", id: "a" });
  expect(seen).toEqual([]);
  senders[1]?.({ seq: 1, type: "transferRemoved", id: "a" });
  expect(seen).toEqual([1]);
});

test("a transfer removed while nobody listened is gone after asking anew", async () => {
  const host = new FakeHost({ transfers: [transfer({ id: "a" }), transfer({ id: "b" })] });
  const app = new App(host);
  await app.start();
  host.transfers = host.transfers.filter((known) => known.id !== "a");
  await app.start();
  expect(app.transfers.list.map((known) => known.id)).toEqual(["b"]);
});

test("disconnecting on purpose forgets the files in memory", async () => {
  const host = new FakeHost();
  const app = new App(host);
  await app.start();
  app.folder.begin();
  await settled();
  expect(app.folder.count).toBeGreaterThan(0);
  host.become({ state: "disconnecting", account: account() });
  host.become({ state: "disconnected", problem: null, erased: true });
  expect(app.folder.count).toBe(0);
  expect(app.folder.canBack).toBe(false);
});
