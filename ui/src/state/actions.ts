import ClipboardPaste from "@lucide/svelte/icons/clipboard-paste";
import Copy from "@lucide/svelte/icons/copy";
import Download from "@lucide/svelte/icons/download";
import ExternalLink from "@lucide/svelte/icons/external-link";
import Eye from "@lucide/svelte/icons/eye";
import FileArchive from "@lucide/svelte/icons/file-archive";
import FolderInput from "@lucide/svelte/icons/folder-input";
import FolderOpen from "@lucide/svelte/icons/folder-open";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import FolderUp from "@lucide/svelte/icons/folder-up";
import FolderSearch from "@lucide/svelte/icons/folder-search";
import Files from "@lucide/svelte/icons/files";
import Link from "@lucide/svelte/icons/link";
import PanelRight from "@lucide/svelte/icons/panel-right";
import Pencil from "@lucide/svelte/icons/pencil";
import Scissors from "@lucide/svelte/icons/scissors";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Star from "@lucide/svelte/icons/star";
import StarOff from "@lucide/svelte/icons/star-off";
import Trash from "@lucide/svelte/icons/trash-2";
import type { Component } from "svelte";
import type { EntryView } from "../host/wire/EntryView";
import { parentOf } from "../lib/names";
import { say } from "../words/words";
import type { App } from "./app.svelte";

/** Something that can be done with the chosen entries. The row of actions and the menu both come from these. */
export type Action = {
  /** Also its test id in the row of actions. */
  name: string;
  label: string;
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
  /** Why it can't be done now; null when it can. */
  why: string | null;
  /** Stands in the row above the list, not in the menu alone. */
  always: boolean;
  /** The key that does it too. */
  keys?: string;
  /** Another kind of thing than the one before: a line lies between them. */
  apart?: boolean;
  run: () => void;
};

/** Why nothing can be asked of SmartFile at the moment; null when it can. */
export function whyNotLive(app: App): string | null {
  if (app.connection.ended) return say("files-not-connected");
  return app.connection.offline ? say("files-offline") : null;
}

/** What is chosen, when it is one entry. */
function singleOf(app: App): EntryView | null {
  return app.folder.tally.count === 1 ? (app.folder.chosen()[0] ?? null) : null;
}

/** What can be done with what is chosen now, in the order it is offered. */
export function actionsFor(app: App): Action[] {
  const { folder, deeds } = app;
  const { count } = folder.tally;
  const single = singleOf(app);
  const notLive = whyNotLive(app);
  const none = count === 0 ? say("files-download-none") : null;
  const one = none ?? (single ? null : say("files-one-only"));
  const whyNot = (...reasons: (string | null)[]) => reasons.find((reason) => reason !== null) ?? null;
  const mayRead = single && !single.mayRead ? say("files-download-forbidden") : null;
  const mayRemove = single && !single.mayRemove ? say("files-remove-forbidden") : null;
  const starred = single ? app.places.isStarred(single.path) : false;
  const isFolder = single?.kind === "folder";
  const action = (
    name: string,
    label: string,
    icon: Action["icon"],
    why: string | null,
    run: () => void,
    rest: Partial<Action> = {},
  ): Action => ({ name, label, icon, why, run, always: false, ...rest });
  const withOne = (run: (entry: EntryView) => void) => () => {
    const entry = singleOf(app);
    if (entry) run(entry);
  };

  const open = action(
    "open",
    say("files-open"),
    FolderOpen,
    notLive,
    withOne((entry) => {
      folder.wantsFocus = true;
      folder.open(entry.path);
    }),
    { keys: "Enter" },
  );
  const preview = action(
    "preview",
    say("files-preview"),
    Eye,
    whyNot(one, notLive, mayRead),
    withOne((entry) => void app.look.at(entry)),
    { keys: "Space" },
  );
  const openWith = action(
    "open-with",
    say("files-open-with"),
    ExternalLink,
    whyNot(notLive, mayRead),
    withOne((entry) => void deeds.openWith(entry)),
  );
  const show = action(
    "show-place",
    say("files-show-place"),
    FolderSearch,
    notLive,
    withOne((entry) => {
      folder.open(parentOf(entry.path) ?? "/");
      folder.expect(entry.path);
    }),
  );
  return [
    ...(isFolder ? [open] : single ? [preview, openWith] : []),
    ...(folder.isLent && single ? [show] : []),
    action(
      "download",
      say("files-download"),
      Download,
      whyNot(none, notLive, mayRead),
      () => void deeds.fetch(folder.chosen()),
      { always: true },
    ),
    ...(isFolder
      ? [
          action(
            "download-zip",
            say("files-download-zip"),
            FileArchive,
            whyNot(notLive, mayRead),
            () => void deeds.fetchArchive(folder.chosen()),
          ),
        ]
      : []),
    action(
      "share",
      say("files-share"),
      Link,
      whyNot(one, notLive),
      withOne((entry) => deeds.ask({ kind: "share", entry, link: null })),
      { always: true },
    ),
    action(
      "move",
      say("files-move"),
      FolderInput,
      whyNot(none, notLive, mayRemove),
      () => deeds.ask({ kind: "place", deed: "move", entries: folder.chosen() }),
      { always: true, apart: true },
    ),
    action("copy-to", say("files-copy-to"), Files, whyNot(none, notLive), () =>
      deeds.ask({ kind: "place", deed: "copy", entries: folder.chosen() }),
    ),
    action(
      "cut",
      say("files-cut"),
      Scissors,
      whyNot(none, notLive, mayRemove),
      () => deeds.take("move", folder.chosen()),
      { keys: "Ctrl+X" },
    ),
    action(
      "copy",
      say("files-copy"),
      Copy,
      whyNot(none, notLive),
      () => deeds.take("copy", folder.chosen()),
      { keys: "Ctrl+C" },
    ),
    action(
      "rename",
      say("files-rename"),
      Pencil,
      whyNot(one, notLive, single && !single.mayWrite ? say("files-rename-forbidden") : null),
      withOne((entry) => (deeds.renaming = entry)),
      { keys: "F2", apart: true },
    ),
    action(
      "star",
      say(starred ? "files-unstar" : "files-star"),
      starred ? StarOff : Star,
      whyNot(one, notLive),
      withOne((entry) => void deeds.star(entry, !starred)),
    ),
    action(
      "verify",
      say("files-verify"),
      ShieldCheck,
      whyNot(one, notLive),
      withOne((entry) => deeds.ask({ kind: "verify", entry })),
    ),
    action("details", say("files-details"), PanelRight, one, () => (app.detailsOpen = true)),
    action(
      "remove",
      say("files-remove"),
      Trash,
      whyNot(none, notLive, mayRemove),
      () => deeds.ask({ kind: "remove", entries: folder.chosen() }),
      { always: true, keys: "Delete", apart: true },
    ),
  ];
}

/** What can be done in the folder, whatever is chosen. */
export function folderActions(app: App): Action[] {
  const { folder, deeds } = app;
  const notLive = whyNotLive(app);
  const readOnly = folder.mayWrite === false ? say("files-upload-readonly") : null;
  const lent = folder.isLent ? say("files-leave-search-first") : null;
  const why = notLive ?? lent ?? readOnly;
  return [
    {
      name: "new-folder",
      label: say("files-new-folder"),
      icon: FolderPlus,
      why,
      always: true,
      keys: "Ctrl+Shift+N",
      run: () => deeds.ask({ kind: "newFolder", into: folder.path }),
    },
    {
      name: "upload-folder",
      label: say("files-upload-folder"),
      icon: FolderUp,
      why,
      always: false,
      run: () => void app.uploadFolder(),
    },
    {
      name: "paste",
      label: say("files-paste"),
      icon: ClipboardPaste,
      why: deeds.clip ? why : say("files-paste-none"),
      always: false,
      keys: "Ctrl+V",
      run: () => void deeds.paste(),
    },
  ];
}

/** Does what a key stands for, or says aloud why not. False when there is nothing of this name. */
export function act(app: App, name: string): boolean {
  const action = [...folderActions(app), ...actionsFor(app)].find((known) => known.name === name);
  if (!action) return false;
  if (action.why === null) action.run();
  else app.deeds.said = action.why;
  return true;
}
