/** The most that is worth trying one after the other. */
const most = 8;

/** Ports as a person types them; null when there is none, one that cannot be, or too many. */
export function portsIn(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== "");
  const ports = words.map((word) => (/^\d{1,5}$/.test(word) ? Number(word) : 0));
  const usable = ports.every((port) => port >= 1024 && port <= 65535);
  return usable && ports.length > 0 && ports.length <= most ? [...new Set(ports)] : null;
}
