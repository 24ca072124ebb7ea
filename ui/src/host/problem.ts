import type { UiError } from "./wire/UiError";

const internal = (args: UiError["args"] = {}): UiError => ({
  code: "internal",
  args,
  action: "retry",
  reference: "page",
});

function isProblem(value: unknown): value is UiError {
  if (typeof value !== "object" || value === null) return false;
  const { code, args, action, reference } = value as Record<string, unknown>;
  return (
    typeof code === "string" &&
    typeof action === "string" &&
    typeof reference === "string" &&
    typeof args === "object" &&
    args !== null
  );
}

/** Whatever was thrown, as a UiError. A command refused by the shell arrives as a plain string, for example. */
export function problemFrom(thrown: unknown): UiError {
  return isProblem(thrown) ? thrown : internal();
}

/** True when a listing was given up because a newer one began: nothing to tell a person. */
export function isSuperseded(problem: UiError): boolean {
  return problem.code === "internal" && problem.args["superseded"] === 1;
}

export function supersededProblem(): UiError {
  return internal({ superseded: 1 });
}
