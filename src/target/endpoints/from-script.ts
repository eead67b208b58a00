import type { Candidate } from './candidate.ts';
import { endpointsInCode } from './from-code.ts';
import { endpointsInCommands } from './from-commands.ts';
import { endpointsInEnvironment } from './from-environment.ts';
import { endpointsInUrls } from './from-text.ts';
import { isLinkLocal, isSelf } from './host.ts';
import { withoutTalk } from './shell-talk.ts';

const MOST_CODE = 64 * 1024;
const LONGEST_LINE = 1_000;
const COMMENT = /^\s{0,80}(?:#|\/\/|\*|\/\*|--\s|;)/;
/** What is said to people, or names a format: nobody connects to it. */
const SAID =
  /\b(?:print|printf|puts|echo|console\.\w{1,8}|log(?:ger|ging)?\.\w{1,10}|warn(?:ing)?|raise|throw|die|help|usage|description|user[-_ ]?agent|xmlns|namespace|schema|licen[cs]e|copyright|docs?|documentation|homepage|referer|origin)\b/i;
/** What a name or an address consists of: its own words say nothing of the line. */
const NAMES = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'`<>]{1,600}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}(?=["'`:])/gi;
/** Something is asked of it: a call of a client, or a setting with such a name. */
const ASKED =
  /\b(?:urlopen|request|requests|get|post|put|patch|head|fetch|axios|got|connect|create_connection|client|dial|open|session|pool|producer|consumer|subscribe|send|call)\w{0,20}\s{0,3}\(|(?:url|uri|endpoint|host|base|api|server|upstream|target|broker|dsn|addr|address|remote|backend|gateway|proxy_pass)\w{0,20}["']?\s{0,3}[:=]|\b(?:curl|wget|http)\b/i;
/** `os.environ.get("API_URL", "…")`, `process.env.API_URL || "…"`: what follows is taken where the variable is not set. */
const FROM_ENVIRONMENT =
  /(?:environ(?:\.get)?|getenv|process\.env|ENV|env)\s{0,2}(?:\.|\[|\(|\.fetch\(|\.get\()\s{0,2}["']?([A-Za-z_]\w{0,80})/;
/** `${API_URL:-…}` of a shell. */
const DEFAULT = /\$\{([A-Za-z_]\w{0,80}):?[-=]([^{}\n]{0,300})\}/g;
const SETTING =
  /^\s{0,40}(?:export |const |let |var |final |static |readonly )?\s{0,4}["']?([A-Za-z_]\w{0,60})["']?\s{0,3}(?::\s?str\s{0,3})?[:=]\s{0,3}["'`]?([^"'`\s,;()]{1,300})["'`]?\s{0,3}[,;]?\s{0,3}(?:#.{0,200}|\/\/.{0,200})?$/;
/** More hosts than these, and which of them it uses now is not known. */
const MOST_HOSTS = 2;

/** A program's own text, and how its words are to be read. */
export interface ScriptText {
  readonly path: string;
  readonly text: string;
}

/**
 * The hosts that a script's own text talks to: URLs and hosts that a line of it asks or sets, a shell's commands; not
 * what it says to people, and not the default of a variable that is set. Pure.
 */
export function endpointsInScript({ path, text }: ScriptText, env: readonly string[]): Candidate[] {
  const values = new Map(env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  const from = { foundIn: path, source: 'used' as const };
  const bounded = text.slice(0, MOST_CODE);
  const isShell = /\.(?:sh|bash|ash)$/.test(path) || /^#!\s{0,4}\S{0,60}\b(?:ba|da|a)?sh\b/.test(bounded);
  const read = isShell ? withoutTalk(withDefaults(bounded, values)) : withoutProse(bounded);
  const lines = read.split('\n').filter((line) => line.length <= LONGEST_LINE && !COMMENT.test(line));
  const code = lines.filter((line) => !isOverridden(line, values));
  const settings = code.flatMap((line) => settingOf(line));
  const asked = isShell ? code : code.filter((line) => !isSaid(line) && ASKED.test(line));
  const found = [
    ...endpointsInEnvironment(settings, path),
    ...asked.flatMap((line) => endpointsInUrls(line, from)),
    ...(isShell ? endpointsInCommands(code.join('\n'), from) : asked.flatMap((line) => endpointsInCode(line, from))),
  ].filter(({ host }) => !isSelf(host) && !isLinkLocal(host));
  return new Set(found.map(({ host }) => host)).size > MOST_HOSTS ? [] : found;
}

/** A setting with a name as a variable is spelled; one that runs something is none. */
function settingOf(line: string): string[] {
  const found = SETTING.exec(line);
  if (!found?.[1] || !found[2] || isSaid(line)) return [];
  return [`${found[1].replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}=${found[2]}`];
}

function isSaid(line: string): boolean {
  return SAID.test(line.replace(NAMES, ' '));
}

function isOverridden(line: string, values: ReadonlyMap<string, string>): boolean {
  const name = FROM_ENVIRONMENT.exec(line)?.[1];
  return name !== undefined && (values.get(name) ?? '') !== '';
}

function withDefaults(code: string, values: ReadonlyMap<string, string>): string {
  return code.replaceAll(DEFAULT, (_, name: string, otherwise: string) => values.get(name) || otherwise);
}

/** Without texts of several lines, in which programs describe themselves. */
function withoutProse(code: string): string {
  return code
    .split(/"""|'''/)
    .filter((_, index) => index % 2 === 0)
    .join('\n');
}
