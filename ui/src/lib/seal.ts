export type Side = "left" | "right";

const point = (radius: number, degrees: number): string => {
  const angle = (degrees * Math.PI) / 180;
  return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
};

/** Half a ring around the middle, a little open at both ends. */
export function halfRing(side: Side, radius: number, open: number): string {
  const sign = side === "left" ? -1 : 1;
  const sweep = side === "left" ? 0 : 1;
  return `M${point(radius, -90 + sign * open)}A${radius} ${radius} 0 0 ${sweep} ${point(radius, 90 - sign * open)}`;
}

/** An arc of one half, from one share of it to another; 0 is the top, 1 the bottom. */
export function arc(side: Side, radius: number, open: number, from: number, to: number): string {
  const sign = side === "left" ? -1 : 1;
  const at = (share: number) => -90 + sign * (open + share * (180 - 2 * open));
  const clockwise = side === "right" ? to > from : to < from;
  return `M${point(radius, at(from))}A${radius} ${radius} 0 0 ${clockwise ? 1 : 0} ${point(radius, at(to))}`;
}

/** So many digits out of all those of a digest: its neighbours are folded together, so that each still counts. */
export function folded(digest: string, count: number): string {
  const digits = new Array<number>(count).fill(0);
  [...digest].forEach((digit, at) => {
    const ray = Math.floor((at * count) / digest.length);
    digits[ray] = (digits[ray] ?? 0) ^ Number.parseInt(digit, 16);
  });
  return digits.map((digit) => digit.toString(16)).join("");
}

/** The rays of one half: as many as there are digits, each as long as its digit is high. */
export function rays(side: Side, digest: string): string {
  const sign = side === "left" ? -1 : 1;
  const count = digest.length;
  let path = "";
  for (let ray = 0; ray < count; ray += 1) {
    const angle = -90 + (sign * (ray + 0.5) * 180) / count;
    const length = 16 * (0.12 + (0.88 * Number.parseInt(digest.charAt(ray), 16)) / 15);
    path += `M${point(28.5, angle)}L${point(28.5 + length, angle)}`;
  }
  return path;
}
