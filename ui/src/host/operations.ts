import { FakeSite, folderOf, isWithin, joined, nameOf } from "./site";
import type { FailureView } from "./wire/FailureView";
import type { OperationView } from "./wire/OperationView";
import type { TransferAnswer } from "./wire/TransferAnswer";
import type { UiError } from "./wire/UiError";

/** One entry on its way: `from` is missing for a new folder, `to` for a removal. */
type Step = { from: string | null; to: string | null };

type Job = { view: OperationView; todo: Step[]; undo: Step[] };

export type Surroundings = {
  site: FakeSite;
  account: () => string;
  readOnly: ReadonlySet<string>;
  /** Names for which the site fails. */
  stubborn: Record<string, UiError["code"]>;
  /** Awaited at each step. */
  working: () => Promise<void>;
  changed: (view: OperationView) => void;
  removed: (id: string) => void;
  folderChanged: (path: string) => void;
  problem: (code: UiError["code"], name: string) => UiError;
};

/** What is done at a fake site, with everything that the real one may answer: names that are taken, entries that
 * stay behind, a stop in the middle, and a way back. */
export class FakeOperations {
  readonly #around: Surroundings;
  readonly #jobs = new Map<string, Job>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  all(): OperationView[] {
    return [...this.#jobs.values()].map((job) => job.view);
  }

  /** A row that was there before. */
  adopt(view: OperationView): void {
    this.#jobs.set(view.id, { view, todo: [], undo: [] });
  }

  begin(
    id: string,
    deed: OperationView["deed"],
    steps: Step[],
    to: string | null,
    undoes: string | null = null,
  ): string {
    if (this.#jobs.has(id)) return id;
    const first = steps[0]?.from ?? steps[0]?.to ?? "/";
    const view: OperationView = {
      id,
      account: this.#around.account(),
      deed,
      name: nameOf(first),
      folder: folderOf(first),
      to,
      total: steps.length,
      done: 0,
      failed: 0,
      failures: [],
      phase: "waiting",
      problem: null,
      undoes,
      mayUndo: false,
      leftRunning: false,
      at: Date.now(),
    };
    const job = { view, todo: steps, undo: [] };
    this.#jobs.set(id, job);
    this.#show(job, {});
    void this.#run(job, null);
    return id;
  }

  answer(id: string, answer: TransferAnswer): void {
    const job = this.#jobs.get(id);
    if (job?.view.phase !== "needsYou") return;
    if (answer !== "skip") return void this.#run(job, answer);
    job.todo = [];
    const failures = job.view.failures.filter(({ problem }) => problem.code !== "name_taken");
    this.#end(job, failures);
  }

  retry(id: string): void {
    const job = this.#jobs.get(id);
    if (job && ["partly", "failed"].includes(job.view.phase)) void this.#run(job, null);
  }

  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (!job || !["waiting", "working", "checking", "needsYou"].includes(job.view.phase)) return;
    const leftRunning = job.view.phase === "working" && job.view.deed !== "createFolder";
    this.#show(job, { phase: "cancelled", problem: null, leftRunning, mayUndo: job.undo.length > 0 });
  }

  undo(id: string, requestId: string): string {
    const job = this.#jobs.get(id);
    if (!job?.view.mayUndo) throw this.#around.problem("undo_too_late", job?.view.name ?? "");
    this.#show(job, { mayUndo: false });
    const { deed } = job.view;
    const back = job.undo.map(({ from, to }) => ({ from: to, to: from }));
    return this.begin(requestId, deed === "createFolder" ? "remove" : deed, back, null, id);
  }

  dismiss(id: string): void {
    const job = this.#jobs.get(id);
    if (!job || ["waiting", "working", "checking", "needsYou"].includes(job.view.phase)) return;
    this.#jobs.delete(id);
    this.#around.removed(id);
  }

  clear(): void {
    for (const { view } of [...this.#jobs.values()])
      if (["done", "cancelled"].includes(view.phase)) this.dismiss(view.id);
  }

  #show(job: Job, changes: Partial<OperationView>): void {
    job.view = { ...job.view, ...changes, at: Date.now() };
    this.#around.changed(job.view);
  }

  async #run(job: Job, answer: TransferAnswer | null): Promise<void> {
    const failures: FailureView[] = [];
    this.#show(job, { phase: "working", problem: null, failures: [], failed: 0 });
    const left: Step[] = [];
    for (const step of job.todo) {
      await this.#around.working();
      if (job.view.phase === "cancelled") return;
      const failed = this.#step(job, step, answer);
      if (failed) {
        left.push(step);
        failures.push(failed);
      } else {
        this.#show(job, { done: job.view.done + 1 });
      }
      for (const path of [step.from, step.to]) if (path !== null) this.#around.folderChanged(folderOf(path));
    }
    job.todo = left;
    this.#show(job, { phase: "checking" });
    await this.#around.working();
    if ((job.view.phase as OperationView["phase"]) !== "cancelled") this.#end(job, failures);
  }

  #end(job: Job, failures: FailureView[]): void {
    const taken = failures.some(({ problem }) => problem.code === "name_taken");
    const ended = failures.length === 0 ? "done" : job.view.done > 0 ? "partly" : "failed";
    const skipped = failures.length === 0 && job.view.done === 0 && job.view.total > 0;
    this.#show(job, {
      phase: taken ? "needsYou" : skipped ? "cancelled" : ended,
      failures,
      failed: failures.length,
      problem: failures[0]?.problem ?? null,
      mayUndo: job.undo.length > 0 && job.view.undoes === null,
    });
  }

  /** Does one step, or says why not. */
  #step(job: Job, step: Step, answer: TransferAnswer | null): FailureView | null {
    const { site, stubborn, readOnly, problem } = this.#around;
    const path = step.from ?? step.to ?? "/";
    const no = (code: UiError["code"]): FailureView => ({
      path,
      name: nameOf(path),
      problem: problem(code, nameOf(path)),
    });
    const stuck = stubborn[nameOf(path)];
    if (stuck) return no(stuck);
    if (step.from !== null && !site.find(step.from)) return step.to === null ? null : no("not_found");
    if (step.to === null && step.from !== null) {
      site.take(step.from);
      return null;
    }
    let to = step.to ?? "/";
    if (readOnly.has(folderOf(to))) return no("forbidden");
    if (step.from !== null && isWithin(to, step.from) && to !== step.from) return no("into_itself");
    const there = site.find(to);
    if (there && !(job.view.deed === "move" && step.from === to)) {
      if (answer === "keepBoth") to = joined(folderOf(to), site.freeName(folderOf(to), nameOf(to)));
      else if (answer === "replace" && step.from === null) return null;
      else if (answer === "replace" && there.kind !== "folder") site.take(to);
      else return no("name_taken");
    }
    if (step.from === null) {
      site.put(newFolder(to));
    } else if (job.view.deed === "copy") {
      const copied = site.copy(step.from);
      if (copied) site.plant(copied, to);
      return null;
    } else if (step.from !== to) {
      const taken = site.take(step.from);
      if (taken) site.plant(taken, to);
    }
    job.undo.push({ from: step.from, to });
    return null;
  }
}

function newFolder(path: string) {
  return {
    name: nameOf(path),
    path,
    kind: "folder" as const,
    size: null,
    items: 0,
    changed: Date.now(),
    mime: null,
    mayWrite: true,
    mayRead: true,
    mayRemove: true,
  };
}
