import { folderTransfers } from "./trees";
import type { AccountListed } from "./wire/AccountListed";
import type { AccountView } from "./wire/AccountView";
import type { CheckFinding } from "./wire/CheckFinding";
import type { ConnectionView } from "./wire/ConnectionView";
import type { ContentsItemView } from "./wire/ContentsItemView";
import type { DragView } from "./wire/DragView";
import type { EntryView } from "./wire/EntryView";
import type { LinkView } from "./wire/LinkView";
import type { OperationView } from "./wire/OperationView";
import type { PlacesView } from "./wire/PlacesView";
import type { ReceiptView } from "./wire/ReceiptView";
import type { SiteView } from "./wire/SiteView";
import type { FingerprintView } from "./wire/FingerprintView";
import type { TransferView } from "./wire/TransferView";
import type { UiError } from "./wire/UiError";
import { crowd, file, folder, photos, strange } from "./entries";

export { file, folder };

/** What a fake host starts with. People and firms are invented. */
export type World = {
  connection: ConnectionView;
  /** Why the app did not start. */
  stopped?: UiError;
  account: AccountView;
  /** The others, beside the one of `connection`. */
  others: AccountListed[];
  site: SiteView;
  transfers: TransferView[];
  folders: Record<string, EntryView[]>;
  readOnly: string[];
  /** What in folders on their way is worth a look, by the transfer. */
  items?: Record<string, ContentsItemView[]>;
  /** What is dragged over the window from the desktop when it is looked at. */
  dragged?: DragView;
  /** Entries to a page of a listing. */
  pageSize: number;
  operations: OperationView[];
  links: LinkView[];
  places: PlacesView;
  receipts: ReceiptView[];
  /** Names for which the site fails, and the problem that each has. */
  stubborn: Record<string, UiError["code"]>;
  /** Awaited at each step of an operation. */
  working?: () => Promise<void>;
  /** Awaited before each page of a listing. */
  listing?: (path: string, page: number) => Promise<void>;
  /** What "Check my connection" finds. */
  findings: CheckFinding[];
  /** Awaited before each step of a check ends. */
  checking?: Promise<void>;
};

const rowan = "/Projects/Rowan Street Library";
const minute = 60_000;
const day = 24 * 60 * minute;

export function account(changes: Partial<AccountView> = {}): AccountView {
  const now = Date.now();
  return {
    id: "17",
    name: "Maya Lindqvist",
    username: "maya",
    email: "maya@harrowfinch.example",
    site: "files.harrowfinch.example",
    siteName: "Harrow & Finch",
    storage: { used: 182e9, limit: 250e9 },
    connectedSince: new Date(2026, 2, 3, 9, 12).getTime(),
    lastRenewed: now - 9 * minute,
    lastAnswered: now - 5000,
    keptIn: "passwordStore",
    ...changes,
  };
}

export function listed(changes: Partial<AccountListed> = {}): AccountListed {
  return {
    id: "23",
    name: "Jonas Weir",
    username: "jonas",
    site: "acme.smartfile.com",
    siteName: "Acme Surveys",
    standing: "connected",
    current: false,
    ...changes,
  };
}

export function problem(code: UiError["code"], changes: Partial<UiError> = {}): UiError {
  return {
    code,
    args: { site: "files.harrowfinch.example" },
    action: "retry",
    reference: "k7-2f9c",
    ...changes,
  };
}

export function site(changes: Partial<SiteView> = {}): SiteView {
  return {
    address: "files.harrowfinch.example",
    clientId: "vq3xHk29",
    hasSecret: true,
    returnBy: "redirect",
    redirectUri: "com.smartfile.connect:/oauth2/callback",
    ways: [
      {
        rung: "redirect",
        clientId: "vq3xHk29",
        hasSecret: true,
        redirectUris: ["com.smartfile.connect:/oauth2/callback"],
        ports: [],
      },
      {
        rung: "loopback",
        clientId: "",
        hasSecret: false,
        redirectUris: [28671, 28672, 28673].map((port) => `http://127.0.0.1:${port}/oauth2/callback`),
        ports: [28671, 28672, 28673],
      },
      { rung: "paste", clientId: "", hasSecret: false, redirectUris: [], ports: [] },
    ],
    ready: true,
    provided: true,
    ...changes,
  };
}

/** Both copies the same; `there` is another one only where a test says so. */
export function fingerprint(changes: Partial<FingerprintView> = {}): FingerprintView {
  const digest = "9f2c61d04be87a35c1f0e6b2947d8a03f5168c7e20b9d4a1637fe852c09bd3a7";
  return { algorithm: "SHA-256", here: digest, there: digest, ...changes };
}

export function transfer(changes: Partial<TransferView> = {}): TransferView {
  return {
    id: "x1",
    account: "17",
    direction: "upload",
    name: "Fly-through, reading room.mp4",
    folder: "/Projects/Rowan Street Library",
    size: 1.9e9,
    moved: 1.2e9,
    phase: "moving",
    wait: null,
    rate: 4e6,
    proof: null,
    unchecked: false,
    contents: null,
    problem: null,
    at: Date.now(),
    ...changes,
  };
}

export function receipt(changes: Partial<ReceiptView> = {}): ReceiptView {
  const name = changes.name ?? "2419-A-100 Site plan, revision D.pdf";
  return {
    id: "r1",
    direction: "upload",
    name,
    path: `${rowan}/${name}`,
    localName: null,
    by: "Maya Lindqvist",
    site: "files.harrowfinch.example",
    size: 4_800_000,
    at: Date.now() - 5 * minute,
    proof: { fingerprint: fingerprint() },
    checks: [],
    ...changes,
  };
}

/** So many digits as a fingerprint has, the same each time. */
function digestOf(seed: number): string {
  let state = Math.imul(seed + 11, 2_654_435_761) >>> 0;
  let digits = "";
  while (digits.length < 64) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    digits += state.toString(16).padStart(8, "0");
  }
  return digits.slice(0, 64);
}

function sealedBy(seed: number): ReceiptView["proof"] {
  const digest = digestOf(seed);
  return { fingerprint: fingerprint({ here: digest, there: digest }) };
}

/** A day and a half of work: sealed, by the size alone, changed since, gone since. */
function receipts(): ReceiptView[] {
  const now = new Date();
  const at = (back: number, hour: number, min: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour, min, 7).getTime();
  const all: (Partial<ReceiptView> & { name: string; size: number; at: number })[] = [
    { name: "2419-A-100 Site plan, revision D.pdf", size: 4_812_338, at: at(0, 10, 42) },
    { name: "2419-A-201 Ground floor, revision F.dwg", size: 18_633_120, at: at(0, 10, 40) },
    { name: "Survey, point cloud.zip", size: 6_400_000_000, at: at(0, 9, 58) },
    { name: "Fly-through, reading room.mp4", size: 1_900_000_000, at: at(0, 9, 31), proof: "size" },
    {
      name: "04 Site photos.zip",
      size: 512_400_221,
      at: at(0, 9, 15),
      direction: "download",
      proof: "archive",
    },
    { name: "Area schedule.xlsx", size: 212_480, at: at(1, 17, 31) },
    {
      name: "Fee proposal, signed.docx",
      path: "/Fee proposals/Fee proposal, signed.docx",
      size: 88_114,
      at: at(1, 16, 20),
      direction: "download",
      localName: "Fee proposal, signed (2).docx",
      checks: [
        {
          at: at(0, 8, 50),
          there: { found: "gone", means: "size", size: null },
          here: { found: "same", means: "fingerprint", size: 88_114 },
          fingerprint: null,
        },
      ],
    },
    {
      name: "Cost plan, version 7.xlsx",
      size: 1_104_220,
      at: at(1, 11, 4),
      checks: [
        {
          at: at(0, 9, 2),
          there: { found: "changed", means: "fingerprint", size: 1_104_220 },
          here: null,
          fingerprint: fingerprint({ here: digestOf(7), there: digestOf(70) }),
        },
        {
          at: at(1, 12, 0),
          there: { found: "same", means: "fingerprint", size: 1_104_220 },
          here: null,
          fingerprint: null,
        },
      ],
    },
    { name: "Letter to the planning office.pdf", size: 340_118, at: at(1, 10, 12) },
  ];
  return all.map((one, index) => receipt({ id: `r${index + 1}`, proof: sealedBy(index), ...one }));
}

/** As many as an office has after some years. */
function manyReceipts(count: number): ReceiptView[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) =>
    receipt({
      id: `m${index}`,
      name: `Plan, revision ${count - index}.pdf`,
      size: 1000 + index,
      at: now - index * 37 * minute,
      proof: index % 9 === 4 ? "size" : sealedBy(index),
    }),
  );
}

export function operation(changes: Partial<OperationView> = {}): OperationView {
  return {
    id: "o1",
    account: "17",
    deed: "move",
    name: "Area schedule.xlsx",
    folder: "/Projects/Rowan Street Library",
    to: "/Projects/Harbour Baths",
    total: 1,
    done: 0,
    failed: 0,
    failures: [],
    phase: "working",
    problem: null,
    undoes: null,
    mayUndo: false,
    leftRunning: false,
    at: Date.now(),
    ...changes,
  };
}

/** In two parts, since nothing that the page is made of may hold an address of somebody else. */
export const elsewhere = { web: "https:" + "//", svg: "http:" + "//www.w3.org/2000/svg" };

export function shareAddress(id: string): string {
  return `${elsewhere.web}file.ac/${id}/`;
}

export function link(changes: Partial<LinkView> = {}): LinkView {
  return {
    id: "vS7kQ2mDp0",
    address: shareAddress("vS7kQ2mDp0"),
    name: "Site plan for the client",
    path: "/Projects/Rowan Street Library/2419-A-100 Site plan, revision D.pdf",
    owner: "maya",
    rights: { list: true, read: true, write: false, remove: false },
    created: Date.now() - 6 * day,
    expires: null,
    used: 4,
    limit: null,
    expiresSoon: false,
    ended: false,
    neverOpened: false,
    ...changes,
  };
}

function links(): LinkView[] {
  return [
    link(),
    link({
      id: "h2Pw8aTz5c",
      address: shareAddress("h2Pw8aTz5c"),
      name: "Tender documents",
      path: "/Projects/Rowan Street Library/06 Tender",
      rights: { list: true, read: true, write: true, remove: false },
      created: Date.now() - 12 * day,
      expires: Date.now() + 2 * day,
      used: 11,
      limit: 50,
      expiresSoon: true,
    }),
    link({
      id: "m9Xc4rLb1f",
      address: shareAddress("m9Xc4rLb1f"),
      name: "Fly-through",
      path: "/Projects/Rowan Street Library/Fly-through, reading room.mp4",
      created: Date.now() - 30 * day,
      used: 0,
      neverOpened: true,
    }),
  ];
}

function places(): PlacesView {
  const at = Date.now();
  const place = (path: string, isFolder: boolean, ago: number) => ({
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    isFolder,
    at: at - ago,
  });
  return {
    starred: [place("/Projects/Rowan Street Library", true, 40 * day), place("/Templates", true, 20 * day)],
    recent: [
      place("/Projects/Rowan Street Library/02 Drawings", true, 20 * minute),
      place("/Projects/Rowan Street Library/Area schedule.xlsx", false, 50 * minute),
      place("/Fee proposals", true, 3 * day),
    ],
  };
}

const host = "files.harrowfinch.example";

export function finding(
  step: CheckFinding["step"],
  found: CheckFinding["found"],
  changes: Partial<CheckFinding> = {},
): CheckFinding {
  return { step, found, standing: "fine", host: null, minutes: null, bytes: null, ...changes };
}

/** A good day, but for what is given. */
export function findings(...others: CheckFinding[]): CheckFinding[] {
  const good = [
    finding("name", "name_found", { host }),
    finding("portal", "portal_none"),
    finding("proxy", "proxy_none"),
    finding("site", "site_answers", { host }),
    finding("certificate", "certificate_trusted", { host }),
    finding("clock", "clock_right"),
    finding("vault", "vault_works"),
    finding("link", "link_ours"),
    finding("disk", "disk_room", { bytes: 212e9 }),
  ];
  return good.map((known) => others.find(({ step }) => step === known.step) ?? known);
}

export function connected(
  changes: Partial<Extract<ConnectionView, { state: "connected" }>> = {},
): ConnectionView {
  return {
    state: "connected",
    account: account(),
    confirmed: true,
    offline: false,
    problem: null,
    ...changes,
  };
}

function rowanStreet(): EntryView[] {
  const now = new Date();
  const at = (back: number, hour: number, min: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour, min).getTime();
  return [
    folder(rowan, "01 Brief and fee", 14, at(1, 16, 20)),
    folder(rowan, "02 Drawings", 86, at(0, 10, 42)),
    folder(rowan, "03 Consultants", 31, at(5, 9, 0)),
    folder(rowan, "04 Site photos", 1000, at(0, 9, 15)),
    folder(rowan, "05 Planning", 22, at(21, 9, 0)),
    folder(rowan, "06 Tender", 0, at(2, 9, 0)),
    file(rowan, "2419-A-100 Site plan, revision D.pdf", 4.8e6, at(0, 10, 42)),
    file(rowan, "2419-A-201 Ground floor, revision F.dwg", 18.6e6, at(0, 10, 40)),
    file(rowan, "Area schedule.xlsx", 212e3, at(1, 17, 31)),
    file(rowan, "Client meeting 19 November.docx", 64e3, at(4, 11, 0)),
    file(rowan, "Cost plan, version 7.xlsx", 1.1e6, at(11, 11, 0)),
    file(rowan, "Entrance view, evening.jpg", 9.2e6, at(12, 11, 0)),
    file(rowan, "Fly-through, reading room.mp4", 1.9e9, at(12, 11, 0)),
    file(rowan, "Letter to the planning office.pdf", 340e3, at(21, 11, 0)),
    file(rowan, "Survey, point cloud.zip", 6.4e9, at(26, 11, 0)),
    file(rowan, "Timber samples, quote.pdf", 780e3, at(33, 11, 0)),
    file(rowan, "Read me first.txt", 3e3, at(70, 11, 0)),
    { ...file(rowan, "Old backup", 0, null), size: null },
  ];
}

export function folders(): Record<string, EntryView[]> {
  const now = Date.now();
  return {
    "/": [
      folder("/", "Projects", 3, now - day),
      folder("/", "Templates", 24, now - 9 * day),
      folder("/", "Strange names", strange("/").length, now - day),
      folder("/", "Fee proposals", 61, now - 3 * day),
      file("/", "Welcome to SmartFile.pdf", 1.4e6, now - 400 * day),
    ],
    "/Projects": [
      folder("/Projects", "Rowan Street Library", 17, now - 60 * minute),
      folder("/Projects", "Harbour Baths", 212, now - 2 * day),
      folder("/Projects", "10 Mill Lane", 5, now - 30 * day),
    ],
    [rowan]: rowanStreet(),
    [`${rowan}/04 Site photos`]: photos(`${rowan}/04 Site photos`, 1000),
    [`${rowan}/06 Tender`]: [],
    "/Strange names": strange("/Strange names"),
  };
}

export function defaultWorld(): World {
  return {
    connection: connected(),
    account: account(),
    others: [],
    site: site(),
    transfers: [],
    folders: folders(),
    readOnly: ["/Templates"],
    pageSize: 100,
    operations: [],
    links: links(),
    places: places(),
    receipts: receipts(),
    stubborn: { "Locked by the council.pdf": "forbidden" },
    findings: findings(),
  };
}

const waiting = (changes: object = {}): ConnectionView => ({
  state: "awaitingResponse",
  attempt: {
    rung: "redirect",
    site: "files.harrowfinch.example",
    deadline: Date.now() + 9.4 * minute,
    codePageOpened: false,
    otherWay: null,
    ...changes,
  },
  problem: null,
});

function interruptedTransfers(): TransferView[] {
  return [
    transfer({ id: "a", phase: "interrupted", rate: null }),
    transfer({
      id: "b",
      name: "Survey, point cloud.zip",
      phase: "interrupted",
      moved: 1.2e9,
      size: 6.4e9,
      rate: null,
    }),
    transfer({ id: "c", name: "Area schedule.xlsx", phase: "paused", moved: 90e3, size: 212e3, rate: null }),
    transfer({
      id: "d",
      name: "Fee proposal.docx",
      phase: "waiting",
      moved: 0,
      rate: null,
      wait: { until: Date.now() + 42_000 },
    }),
  ];
}

function manyTransfers(): TransferView[] {
  return [
    transfer({
      id: "a",
      name: "Area schedule.xlsx",
      phase: "needsYou",
      moved: 0,
      size: 212e3,
      problem: problem("name_taken", { action: "chooseName", args: { name: "Area schedule.xlsx" } }),
    }),
    transfer({ id: "b" }),
    transfer({
      id: "c",
      name: "Survey, point cloud.zip",
      phase: "finishing",
      size: 6.4e9,
      moved: 6.4e9,
      folder: `${rowan}/03 Consultants`,
    }),
    transfer({
      id: "d",
      name: "2419-A-201 Ground floor, revision F.dwg",
      phase: "checking",
      folder: `${rowan}/02 Drawings`,
    }),
    transfer({
      id: "e",
      direction: "download",
      name: "Entrance view, evening.jpg",
      size: 9.2e6,
      moved: 3.1e6,
      rate: null,
    }),
    transfer({
      id: "f",
      direction: "download",
      name: "Cost plan, version 7.xlsx",
      phase: "waiting",
      moved: 0,
      size: 1.1e6,
    }),
    transfer({
      id: "g",
      name: "2419-A-100 Site plan, revision D.pdf",
      phase: "done",
      proof: { fingerprint: fingerprint() },
      size: 4.8e6,
      moved: 4.8e6,
    }),
    transfer({
      id: "k",
      direction: "download",
      name: "Structural report, draft 2.pdf",
      phase: "done",
      proof: "size",
      size: 2.1e6,
      moved: 2.1e6,
    }),
    transfer({
      id: "l",
      name: "Roof light, details.dwg",
      phase: "failed",
      problem: problem("damaged_there", { args: { name: "Roof light, details.dwg" } }),
      size: 1.4e6,
      moved: 1.4e6,
    }),
    transfer({
      id: "h",
      name: "Letter to the planning office.pdf",
      phase: "failed",
      problem: problem("quota_exceeded"),
      size: 340e3,
      moved: 0,
    }),
    transfer({ id: "i", name: "Timber samples, quote.pdf", phase: "cancelled", size: 780e3, moved: 0 }),
  ];
}

/** One row for each way that things done at the site can go. */
function manyOperations(): OperationView[] {
  const failures = ["Site office keys.pdf", "Ground floor, old.dwg", "Locked by the council.pdf"].map(
    (name) => ({
      path: `${rowan}/04 Site photos/${name}`,
      name,
      problem: problem("forbidden", { args: {} }),
    }),
  );
  return [
    operation({ id: "o1", name: "02 Drawings", total: 86, done: 31 }),
    operation({
      id: "o2",
      deed: "remove",
      name: "04 Site photos",
      to: null,
      total: 50,
      done: 47,
      failed: 3,
      failures,
      phase: "partly",
      problem: failures[0]?.problem ?? null,
    }),
    operation({
      id: "o3",
      deed: "copy",
      name: "Cost plan, version 7.xlsx",
      phase: "needsYou",
      problem: problem("name_taken", { action: "chooseName" }),
    }),
    operation({
      id: "o4",
      deed: "rename",
      name: "Plan.pdf",
      to: `${rowan}/Site plan, revision D.pdf`,
      phase: "done",
      done: 1,
      mayUndo: true,
    }),
    operation({ id: "o5", deed: "createFolder", name: "07 Handover", phase: "cancelled", leftRunning: true }),
    operation({ id: "o6", phase: "failed", failed: 1, problem: problem("still_running") }),
  ];
}

/** What has arrived, by every proof there is, and by none. */
function arrivedTransfers(): TransferView[] {
  const done = (changes: Partial<TransferView>) => {
    const { size } = transfer(changes);
    return transfer({ phase: "done", moved: size ?? 0, rate: null, ...changes });
  };
  const other = "41d8e07f93b25ac6184fd0397be2c65a0f81d43e6b972c50ae13f8d46702b9c5";
  return [
    done({
      id: "a",
      name: "2419-A-100 Site plan, revision D.pdf",
      proof: { fingerprint: fingerprint() },
      size: 4.8e6,
    }),
    done({
      id: "b",
      direction: "download",
      name: "Survey, point cloud.zip",
      folder: `${rowan}/03 Consultants`,
      proof: { fingerprint: fingerprint({ here: other, there: other }) },
      size: 6.4e9,
    }),
    done({
      id: "c",
      direction: "download",
      name: "Structural report, draft 2.pdf",
      proof: "size",
      size: 2.1e6,
    }),
    done({ id: "d", name: "Timber samples, quote.pdf", phase: "cancelled", unchecked: true, size: 780e3 }),
  ];
}

const forever = () => new Promise<void>(() => {});

/** A page takes its way over the line: each arrives on its own. */
const onItsWay = () => new Promise<void>((resolve) => setTimeout(resolve, 8));

/** Named worlds, for looking at every screen in a browser: ?world=waiting */
export const worlds: Record<string, () => Partial<World>> = {
  welcome: () => ({
    connection: { state: "disconnected", problem: null, erased: false },
    site: site({ address: "", clientId: "", hasSecret: false, ready: false, provided: false }),
  }),
  stopped: () => ({ stopped: problem("own_folder", { action: "startAgain", args: {} }) }),
  newer: () => ({ stopped: problem("newer_version", { action: "startAgain", args: {} }) }),
  "welcome-ready": () => ({ connection: { state: "disconnected", problem: null, erased: false } }),
  denied: () => ({
    connection: {
      state: "disconnected",
      problem: problem("authorization_denied", { action: "connect" }),
      erased: false,
    },
  }),
  refused: () => ({
    connection: {
      state: "disconnected",
      problem: problem("client_refused", { action: "editSite" }),
      erased: false,
    },
  }),
  erased: () => ({ connection: { state: "disconnected", problem: null, erased: true } }),
  waiting: () => ({ connection: waiting() }),
  "waiting-browser": () => ({
    connection: {
      ...waiting(),
      problem: problem("browser_unavailable", { action: "openPageAgain" }),
    } as ConnectionView,
  }),
  code: () => ({ connection: waiting({ rung: "paste" }) }),
  "code-problem": () => ({
    connection: {
      ...waiting({ rung: "paste", codePageOpened: true }),
      problem: problem("code_malformed", { action: "pasteAgain" }),
    } as ConnectionView,
  }),
  exchanging: () => ({ connection: { state: "exchangingCode", site: "files.harrowfinch.example" } }),
  connected: () => ({ connection: connected({ confirmed: false }) }),
  restoring: () => ({ connection: { state: "restoring" } }),
  disconnecting: () => ({ connection: { state: "disconnecting", account: account() } }),
  vault: () => ({
    connection: { state: "vaultUnavailable", account: account(), problem: problem("vault_locked") },
  }),
  locked: () => ({
    connection: {
      state: "vaultUnavailable",
      account: account({ keptIn: "encryptedFile" }),
      problem: problem("passphrase_needed"),
    },
  }),
  "locked-wrong": () => ({
    connection: {
      state: "vaultUnavailable",
      account: account({ keptIn: "encryptedFile" }),
      problem: problem("passphrase_wrong"),
    },
  }),
  "in-file": () => ({ connection: connected({ account: account({ keptIn: "encryptedFile" }) }) }),
  files: () => ({}),
  accounts: () => ({
    others: [
      listed(),
      listed({
        id: "31",
        name: "Priya Natarajan",
        username: "priya",
        site: "files.harrowfinch.example",
        siteName: "Harrow & Finch",
        standing: "ended",
      }),
    ],
  }),
  "add-account": () => ({
    connection: { state: "disconnected", problem: null, erased: false },
    others: [
      listed({ id: "17", name: "Maya Lindqvist", username: "maya", siteName: "Harrow & Finch" }),
      listed({ standing: "ended" }),
    ],
  }),
  "already-connected": () => ({
    connection: {
      state: "disconnected",
      problem: problem("already_connected", { action: "connect", args: { name: "Maya Lindqvist" } }),
      erased: false,
    },
    others: [listed({ id: "17", name: "Maya Lindqvist", username: "maya", siteName: "Harrow & Finch" })],
  }),
  huge: () => ({ folders: { "/": crowd("/", 100_000) }, pageSize: 1000, listing: onItsWay }),
  "huge-small-pages": () => ({ folders: { "/": crowd("/", 100_000) }, listing: onItsWay }),
  names: () => ({ folders: { "/": strange("/") } }),
  "drop-here": () => ({ dragged: { type: "over", items: 3, x: 700, y: 700 } }),
  "drop-row": () => ({ dragged: { type: "over", items: 1, x: 500, y: 180 } }),
  "drop-refused": () => ({
    readOnly: ["/"],
    dragged: { type: "over", items: 12_000, x: 700, y: 700 },
  }),
  transfers: () => ({ transfers: manyTransfers() }),
  "transfer-folders": folderTransfers,
  operations: () => ({ operations: manyOperations() }),
  "nothing-shared": () => ({ links: [], places: { starred: [], recent: [] } }),
  "many-receipts": () => ({ receipts: manyReceipts(20_000) }),
  "no-receipts": () => ({ receipts: [] }),
  arrived: () => ({ transfers: arrivedTransfers() }),
  /** What a crash left, something held, and something that waits as the site told it to. */
  interrupted: () => ({ transfers: interruptedTransfers() }),
  ended: () => ({
    connection: {
      state: "reauthorizationRequired",
      account: account(),
      problem: problem("reauthorization_required", { action: "connect" }),
    },
    transfers: [transfer({ phase: "waiting" }), transfer({ id: "x2", phase: "waiting" })],
  }),
  offline: () => ({ connection: connected({ offline: true }) }),
  "until-quit": () => ({
    connection: connected({
      account: account({
        keptIn: "untilQuit",
        lastRenewed: null,
        email: null,
        siteName: null,
        storage: { used: 236e9, limit: 250e9 },
      }),
      problem: problem("vault_unavailable"),
    }),
  }),
  slow: () => ({ listing: forever }),
  "check-trouble": () => ({
    findings: findings(
      finding("clock", "clock_fast", { standing: "warning", minutes: 7 }),
      finding("portal", "portal_elsewhere", { standing: "broken", host: "wifi.hotel.example" }),
      finding("site", "skipped_first", { standing: "skipped" }),
    ),
  }),
  "check-slow": () => ({ checking: forever() }),
  "slow-pages": () => ({ listing: (_path, page) => (page > 4 ? forever() : Promise.resolve()) }),
};
