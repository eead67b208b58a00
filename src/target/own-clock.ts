/** Where a program may be given another time than its engine's: libfaketime, by preload or by its wrapper. */
export interface OwnClock {
  /** `LD_PRELOAD names /…/libfaketime.so.1`. */
  readonly by: string;
  /** What it is told: `-400d`, `@2020-01-01 00:00:00`. */
  readonly told: string;
  /** Where that stands: `FAKETIME`, `/etc/faketimerc`. */
  readonly toldBy: string;
}

/** The library's own configuration files, in its order; a variable goes before both. */
export const FAKETIME_FILES = ['~/.faketimerc', '/etc/faketimerc'];
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400, y: 31_536_000 };
/** Less is no trouble for certificates, tokens or logs. */
const HARMLESS_SECONDS = 60;

/** The preloaded library that fakes the time, among the words of LD_PRELOAD or of /etc/ld.so.preload; null without. Pure. */
export function fakingLibrary(list: string): string | null {
  const words = list.slice(0, 4_096).split(/[\s:]+/);
  return words.find((word) => /^\/[\w./@+-]{1,200}faketime[\w.]{0,20}$/i.test(word)) ?? null;
}

/** The time that the `faketime` wrapper is told on a command line; null where it is not used. Pure. */
export function wrapperTold(words: readonly string[]): string | null {
  const at = words.slice(0, 50).findIndex((word) => /(?:^|\/)faketime$/.test(word));
  if (at === -1) return null;
  return words.slice(at + 1, at + 12).find((word) => !/^-[a-z-]/i.test(word)) ?? null;
}

/** What is told of the first line that is no comment. Pure. */
export function firstLine(text: string): string {
  const lines = text.slice(0, 4_096).split('\n');
  return (lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? '').slice(0, 80);
}

/** Whether what it is told makes a difference: an offset of a minute or more, or a point in time. Pure. */
export function tellsAnotherTime(told: string): boolean {
  const offset = /^([+-])([0-9]{1,12}(?:\.[0-9]{1,6})?)([smhdy]?)(?:\s|$)/.exec(told.trim());
  if (offset) return Number(offset[2]) * (UNITS[offset[3] ?? ''] ?? 1) >= HARMLESS_SECONDS;
  return (
    /^@?[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(told.trim()) || /^(?:last|next|yesterday|tomorrow|[0-9]+ )/i.test(told.trim())
  );
}
