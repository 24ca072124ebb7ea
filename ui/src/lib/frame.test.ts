import { afterEach, expect, test, vi } from "vitest";
import { nextFrame } from "./frame";

afterEach(() => {
  vi.useRealTimers();
});

test("what waits for a frame is done once, and in a window that has none as well", () => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame", "cancelAnimationFrame"],
  });
  let done = 0;
  nextFrame(() => (done += 1));
  vi.advanceTimersToNextFrame();
  expect(done).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(done).toBe(1);
  const frames = vi.spyOn(globalThis, "requestAnimationFrame").mockReturnValue(0);
  nextFrame(() => (done += 1));
  vi.advanceTimersByTime(1000);
  expect(done).toBe(2);
  nextFrame(() => (done += 1))();
  vi.advanceTimersByTime(1000);
  expect(done).toBe(2);
  frames.mockRestore();
});
