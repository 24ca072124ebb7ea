import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

// Without these the page would not notice sizes; a test has none.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

afterEach(() => {
  cleanup();
});
