import type { OperationView } from "../host/wire/OperationView";
import { lastPart } from "../lib/names";
import { folderWords, problemWords, say } from "./words";

function args({ name, total, done, failed, to }: OperationView) {
  return { name, total, done, failed, count: total, to: lastPart(to ?? ""), place: folderWords(to ?? "/") };
}

/** What is done, to what, and where it goes. */
export function operationTitle(operation: OperationView): string {
  const title = say(`operation-${operation.deed}`, args(operation));
  return operation.undoes === null ? title : say("operation-undoing", { title });
}

/** How far it is, or how it ended, in a sentence. */
export function operationWords(operation: OperationView): string {
  const { phase, total, problem, leftRunning, undoes, deed } = operation;
  const words = problem ? problemWords(problem) : null;
  const told = words ? `${words.title}. ${words.detail}` : "";
  switch (phase) {
    case "waiting":
      return told || say("transfer-waiting");
    case "working":
      return told || (total > 1 ? say("operation-working-many", args(operation)) : say("operation-working"));
    case "checking":
      return say("operation-checking");
    case "needsYou":
      if (problem?.code !== "name_taken") return told;
      return total > 1 ? say("operation-taken", args(operation)) : (words?.detail ?? "");
    case "done":
      return undoes === null ? say(`operation-done-${deed}`, args(operation)) : say("operation-undone");
    case "partly":
      return say(`operation-partly-${deed}`, args(operation));
    case "failed":
      return told;
    case "cancelled":
      return say(leftRunning ? "operation-left" : "operation-cancelled");
  }
}
