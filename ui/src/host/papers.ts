/** A PDF for every PDF of a fake site, so that what draws them can be looked at in a browser. */

const lines = [
  "The reading room looks north, to the old trees of the square.",
  "Its roof is held by eleven frames of glued larch, 6.4 m apart.",
  "Shelves stand free of the walls, so that the light comes in behind them.",
  "All stairs have a second handrail at a child's height.",
];

function leaf(title: string, number: number): string {
  const text = Array.from({ length: 26 }, (_, at) => lines[(at + number) % lines.length] ?? "");
  const written = text.map((line) => `(${line}) Tj T*`).join("\n");
  return [
    "0.16 0.32 0.55 rg 56 760 12 28 re f",
    "0 g BT /B 22 Tf 80 764 Td",
    `(${title}) Tj ET`,
    `BT /F 11 Tf 17 TL 56 716 Td\n${written}\nET`,
    "0.75 w 0.6 G 56 150 483 90 re S 56 195 m 539 195 l S 298 150 m 298 240 l S",
    `BT /F 9 Tf 56 40 Td (${number}) Tj ET`,
  ].join("\n");
}

/** The PDF itself: `count` leaves of A4, every fourth of them lying, and so many bytes that no leaf needs. */
export function paperOf(title: string, count: number, unused = 0): string {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Count ${count}/Kids[${Array.from({ length: count }, (_, at) => `${5 + 2 * at} 0 R`).join(" ")}]>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
  ];
  for (let number = 1; number <= count; number += 1) {
    const drawn = leaf(title, number);
    const turned = number % 4 === 0 ? "/Rotate 90" : "";
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${turned}/Contents ${objects.length + 2} 0 R/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>`,
      `<</Length ${drawn.length}>>stream\n${drawn}\nendstream`,
    );
  }
  if (unused > 0) objects.push(`<</Length ${unused}>>stream\n${"x".repeat(unused)}\nendstream`);
  let pdf = "%PDF-1.4\n";
  const places = objects.map((object, at) => {
    const place = pdf.length;
    pdf += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(place).padStart(10, "0");
  });
  const table = places.map((place) => `${place} 00000 n \n`).join("");
  return `${pdf}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${pdf.length}\n%%EOF\n`;
}

/** A second of a quiet tone, as WAV. */
export function toneOf(): string {
  const rate = 8000;
  const bytes = new Uint8Array(44 + rate);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => [...text].forEach((c, n) => (bytes[at + n] = c.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + rate, true);
  word(8, "WAVEfmt ");
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate],
  ] as const)
    view.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    view.setUint16(at, value, true);
  word(36, "data");
  view.setUint32(40, rate, true);
  for (let at = 0; at < rate; at += 1) bytes[44 + at] = 128 + Math.round(20 * Math.sin(at / 4));
  return String.fromCharCode(...bytes);
}
