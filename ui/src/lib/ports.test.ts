import { expect, test } from "vitest";
import { portsIn } from "./ports";

test("ports are numbers that a program may use, in the order given and once each", () => {
  expect(portsIn("28671, 28672;28673 28671")).toEqual([28671, 28672, 28673]);
  expect(portsIn(" 1024 ")).toEqual([1024]);
});

test("anything else is none", () => {
  for (const wrong of ["", "  ", "80", "0", "65536", "-5000", "12e3", "0x5000", "port 5000", "5000,x"]) {
    expect(portsIn(wrong), wrong).toBeNull();
  }
  expect(portsIn(Array.from({ length: 9 }, (_, at) => 5000 + at).join(","))).toBeNull();
});
