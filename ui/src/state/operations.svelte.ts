import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { OperationPhase } from "../host/wire/OperationPhase";
import type { OperationView } from "../host/wire/OperationView";

const running: readonly OperationPhase[] = ["waiting", "working", "checking"];

/** Something is still being done at the site. */
export function isRunning({ phase }: OperationView): boolean {
  return running.includes(phase);
}

/** It did not work for all of them: a person has to look. */
export function isHurt({ phase }: OperationView): boolean {
  return phase === "partly" || phase === "failed";
}

/** What is being done at the site: rows that go on by themselves. */
export class Operations {
  readonly #all = new SvelteMap<string, OperationView>();
  /** A field on the screen shows how these go, so they have no row of their own meanwhile. */
  readonly #quiet = new SvelteSet<string>();
  readonly #waiting = new Map<string, ((operation: OperationView) => void)[]>();
  /** The last one that ended; it is told aloud. */
  ended = $state.raw<OperationView | null>(null);
  /** Called when one needs a person, or did not work: worth the room. */
  onneed: () => void = () => {};

  readonly list: OperationView[] = $derived([...this.#all.values()].filter(({ id }) => !this.#quiet.has(id)));
  readonly needing: number = $derived(this.list.filter(({ phase }) => phase === "needsYou").length);
  readonly toGo: number = $derived(this.list.filter(isRunning).length);
  readonly failed: number = $derived(this.list.filter(isHurt).length);
  readonly ends: number = $derived(
    this.list.filter(({ phase }) => phase === "done" || phase === "cancelled").length,
  );
  /** The latest one that can be taken back. */
  readonly undoable: OperationView | null = $derived.by(() => {
    const able = this.list.filter((operation) => operation.mayUndo && !isRunning(operation));
    return able.reduce<OperationView | null>((last, one) => (last && last.at > one.at ? last : one), null);
  });

  replaceAll(operations: readonly OperationView[]): void {
    const kept = new Set(operations.map(({ id }) => id));
    for (const id of [...this.#all.keys()]) if (!kept.has(id)) this.remove(id);
    for (const operation of operations) this.#put(operation);
    if (this.needing + this.failed > 0) this.onneed();
  }

  change(operation: OperationView): void {
    const before = this.#all.get(operation.id);
    this.#put(operation);
    if (before?.phase === operation.phase || isRunning(operation)) return;
    if (this.#quiet.has(operation.id)) return;
    this.#tell(operation);
  }

  remove(id: string): void {
    const last = this.#all.get(id);
    this.#all.delete(id);
    this.#quiet.delete(id);
    if (last) this.#settle({ ...last, phase: isRunning(last) ? "cancelled" : last.phase });
  }

  /** Takes its row away while a field shows how it goes. */
  hush(id: string): void {
    this.#quiet.add(id);
  }

  /** Gives it its row: the field is gone. */
  unhush(id: string): void {
    if (!this.#quiet.delete(id)) return;
    const now = this.#all.get(id);
    if (now && !isRunning(now)) this.#tell(now);
  }

  /** How it is once it has ended, or needs an answer. */
  outcome(id: string): Promise<OperationView> {
    const now = this.#all.get(id);
    if (now && !isRunning(now)) return Promise.resolve(now);
    return new Promise((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
  }

  #tell(operation: OperationView): void {
    this.ended = operation;
    if (operation.phase === "needsYou" || isHurt(operation)) this.onneed();
  }

  #put(operation: OperationView): void {
    this.#all.set(operation.id, operation);
    if (!isRunning(operation)) this.#settle(operation);
  }

  #settle(operation: OperationView): void {
    for (const resolve of this.#waiting.get(operation.id) ?? []) resolve(operation);
    this.#waiting.delete(operation.id);
  }
}
