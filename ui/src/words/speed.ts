import { bytes } from "../lib/bytes";
import { locale, say } from "./words";

/** How fast transfers may be together; 0 is as fast as it goes. */
export function speedWords(bytesPerSecond: number): string {
  return bytesPerSecond > 0
    ? say("limits-speed-some", { amount: bytes(bytesPerSecond, locale) })
    : say("limits-speed-all");
}
