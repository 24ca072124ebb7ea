/** How long ago, in calendar days of this computer: 0 today, 1 yesterday. */
function daysBefore(at: number, now: number): number {
  const midnight = (moment: number) => {
    const day = new Date(moment);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  };
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

/** Made once: making one takes a hundred times as long as using it, and a list uses one in each row. */
function formatter(options: Intl.DateTimeFormatOptions): (at: number, locale: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (at, locale) => {
    const known = made.get(locale) ?? new Intl.DateTimeFormat(locale, options);
    made.set(locale, known);
    return known.format(at);
  };
}

export const clock = formatter({ timeStyle: "short" });
/** To the second, for what must be found again. */
export const exactClock = formatter({ timeStyle: "medium" });
export const longDay = formatter({ day: "numeric", month: "long", year: "numeric" });
export const shortDay = formatter({ day: "numeric", month: "short", year: "numeric" });

type Say = (id: string, args?: Record<string, string | number>) => string;

/** For a column: "Today, 10:42", "Yesterday, 16:20", "18 Nov 2026". */
export function changedWords(at: number, now: number, locale: string, say: Say): string {
  const days = daysBefore(at, now);
  if (days === 0) return say("when-today", { time: clock(at, locale) });
  if (days === 1) return say("when-yesterday", { time: clock(at, locale) });
  return shortDay(at, locale);
}

/** The head of a day: "Today", "Yesterday", "18 November 2026". */
export function dayWords(at: number, now: number, locale: string, say: Say): string {
  const days = daysBefore(at, now);
  if (days === 0) return say("day-today");
  return days === 1 ? say("day-yesterday") : longDay(at, locale);
}

/** Inside a sentence: "a moment ago", "5 minutes ago", "today at 10:31". */
export function sinceWords(at: number, now: number, locale: string, say: Say): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return say("when-moment");
  if (minutes < 60) return say("when-minutes", { count: minutes });
  const days = daysBefore(at, now);
  const time = clock(at, locale);
  if (days === 0) return say("when-today-at", { time });
  if (days === 1) return say("when-yesterday-at", { time });
  return say("when-day-at", { day: longDay(at, locale), time });
}
