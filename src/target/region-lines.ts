import { isCalm } from './calm-lines.ts';

/**
 * Lines of a log in which a runtime says that it has no data of a time zone, or not the locale that it was told to use,
 * with no variable that would name it. Pure. Words: Python's zoneinfo, Go, Howard Hinnant's date, Python's locale,
 * C++, bash, Perl.
 */

const MOST_LINE = 4096;

const ZONE = '([A-Za-z]{2,20}(?:/[A-Za-z0-9_+-]{1,30}){1,2})';
/** Runtimes with zones of their own (Node, Java, PHP, pytz) are not among them: what they do not know is no zone. */
const ZONE_WORDS: readonly RegExp[] = [
  new RegExp(`No time zone found with key ${ZONE}`),
  new RegExp(`\\bunknown time zone ${ZONE}`),
  new RegExp(`\\b${ZONE} not found in timezone database`),
];

const LOCALE_WORDS =
  /locale\.Error: unsupported locale setting|locale::facet::_S_create_c_locale name not valid|cannot change locale|[Ss]etting locale failed|Locale not supported by C library|(?:failed|unable|could not|couldn't|can't) (?:to )?set (?:the )?locale/;
const LOCALE = /(?<![\w-])([a-z]{2,3}_[A-Z]{2}(?:\.[A-Za-z0-9-]{3,12})?(?:@[a-z]{2,12})?)(?![\w-])/;
/** So many lines above, in a traceback, the call stands that names it. */
const LINES_ABOVE = 8;
/** Perl lists what is set below its warning: `LC_ALL = "sv_SE.UTF-8",`. */
const LINES_BELOW = 20;
const SETTING = /^\s{1,8}(?:LC_[A-Z]{1,20}|LANG) = "/;
const MOST_REFUSALS = 20;

/** The last zone whose data a runtime did not find; empty for none. */
export function zoneNotFound(lines: readonly string[]): string {
  for (const line of lines.toReversed()) {
    const bounded = line.slice(0, MOST_LINE);
    for (const words of ZONE_WORDS) {
      const zone = words.exec(bounded)?.[1];
      if (zone !== undefined && !isCalm(bounded)) return zone;
    }
  }
  return '';
}

/** The last locale that the C library refused: its name, where the line, the traceback above it or Perl's list below holds one. */
export function localeRefused(lines: readonly string[]): string {
  const refusals = lines.flatMap((line, at) =>
    LOCALE_WORDS.test(line.slice(0, MOST_LINE)) && !isCalm(line) ? [at] : [],
  );
  for (const at of refusals.slice(-MOST_REFUSALS).reverse()) {
    const above = lines.slice(Math.max(0, at - LINES_ABOVE), at + 1).toReversed();
    const below = lines.slice(at + 1, at + 1 + LINES_BELOW).filter((line) => SETTING.test(line.slice(0, 200)));
    for (const line of [...above, ...below]) {
      const name = LOCALE.exec(line.slice(0, MOST_LINE))?.[1];
      if (name !== undefined) return name;
    }
  }
  return '';
}
