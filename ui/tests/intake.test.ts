import { expect, test } from "vitest";
import { file } from "../src/host/worlds";
import { Table } from "../src/lib/table";
import { Intake } from "../src/state/intake";

const many = Array.from({ length: 20_000 }, (_, at) => file("/", `${at}`, 1, 1));

/** B32: leaving a folder stops the work for it as well. */
test("what waits to be put in order is dropped when one stops, and nothing comes after it", async () => {
  const table = new Table();
  const intake = new Intake(table, () => {});
  intake.take(many);
  intake.stop();
  const then = table.length;
  intake.take(many);
  await intake.drained();
  expect(table.length).toBe(then);
  expect(then).toBeLessThan(1000);
});

test("the first rows are told at once, and everything is there when it is drained", async () => {
  const table = new Table();
  const told: number[] = [];
  const intake = new Intake(table, () => told.push(table.length));
  intake.take(many);
  expect(told).toHaveLength(1);
  expect(told[0]).toBeGreaterThan(0);
  await intake.drained();
  expect(table.length).toBe(many.length);
});
