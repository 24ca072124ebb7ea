import Download from "@lucide/svelte/icons/download";
import FolderOpen from "@lucide/svelte/icons/folder-open";
import type { Component } from "svelte";
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
  run: () => void;
};

/** Why nothing can be asked of SmartFile at the moment; null when it can. */
export function whyNotLive(app: App): string | null {
  if (app.connection.ended) return say("files-not-connected");
  return app.connection.offline ? say("files-offline") : null;
}

function whyNoDownload(app: App): string | null {
  const notLive = whyNotLive(app);
  if (notLive) return notLive;
  const { count, folders } = app.folder.tally;
  if (count === 0) return say("files-download-none");
  if (folders > 0) return say("files-download-folder");
  if (count > 1) return say("files-download-several");
  return app.folder.chosen()[0]?.mayRead ? null : say("files-download-forbidden");
}

/** What can be done with what is chosen now, in the order it is offered. */
export function actionsFor(app: App): Action[] {
  const { folder } = app;
  const { count, folders } = folder.tally;
  const single = () => folder.chosen()[0];
  const open: Action = {
    name: "open",
    label: say("files-open"),
    icon: FolderOpen,
    why: whyNotLive(app),
    always: false,
    run: () => {
      const entry = single();
      if (!entry) return;
      folder.wantsFocus = true;
      folder.open(entry.path);
    },
  };
  const download: Action = {
    name: "download",
    label: say("files-download"),
    icon: Download,
    why: whyNoDownload(app),
    always: true,
    run: () => {
      const entry = single();
      if (entry) void app.download(entry.path);
    },
  };
  return count === 1 && folders === 1 ? [open, download] : [download];
}
