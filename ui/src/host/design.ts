import { FakeHost } from "./fake";
import { worlds } from "./worlds";

/** For looking at a screen in a browser: ?world=waiting&theme=dark */
export function designHost(): FakeHost {
  const asked = new URLSearchParams(location.search);
  const theme = asked.get("theme");
  if (theme) document.documentElement.dataset["theme"] = theme;
  const host = new FakeHost(worlds[asked.get("world") ?? "files"]?.());
  Object.assign(window, { host });
  return host;
}
