import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

// Without these the page would not notice sizes; a test has none.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

// A web view gives the focus back to where it was when a dialog closes; happy-dom does not.
const came = new WeakMap<HTMLDialogElement, Element | null>();
const { showModal, close } = HTMLDialogElement.prototype;
HTMLDialogElement.prototype.showModal = function (): void {
  came.set(this, document.activeElement);
  showModal.call(this);
};
HTMLDialogElement.prototype.close = function (value?: string): void {
  close.call(this, value);
  const from = came.get(this);
  came.delete(this);
  if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
};

afterEach(() => {
  cleanup();
});
