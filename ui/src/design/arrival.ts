import { tick } from "svelte";

/** Takes the focus when a new screen has arrived and nothing else holds it, so that its title is read. */
export function arrival(heading: HTMLElement): void {
  heading.tabIndex = -1;
  void tick().then(() => {
    const held = document.activeElement;
    if (!held || held === document.body) heading.focus({ preventScroll: true });
  });
}
