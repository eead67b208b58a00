import type { Candidate } from './endpoints/candidate.ts';
import { candidate, withoutGuesses } from './endpoints/candidate.ts';
import { endpointsInCode } from './endpoints/from-code.ts';
import { endpointsInCommands } from './endpoints/from-commands.ts';
import { endpointsInConfiguration } from './endpoints/from-configuration.ts';
import { endpointsInEnvironment } from './endpoints/from-environment.ts';
import { endpointsInLog } from './endpoints/from-log.ts';
import { endpointsInScript, type ScriptText } from './endpoints/from-script.ts';
import { endpointsInUrls } from './endpoints/from-text.ts';
import { isLinkLocal, isSelf, splitHostPort } from './endpoints/host.ts';
import { parseEndpointOption } from './endpoints/option.ts';
import { serviceOfPort } from './endpoints/schemes.ts';
import { withoutTalk } from './endpoints/shell-talk.ts';
import type { Endpoint } from './target.ts';

/** Where hosts may be named. Values are read raw and only the host is kept: no credential leaves here. */
export interface EndpointSources {
  /** `--endpoint` values. */
  readonly options: readonly string[];
  readonly env: readonly string[];
  readonly args: readonly string[];
  readonly configuration: readonly { readonly path: string; readonly text: string }[];
  /** The scripts that its command runs; looked at where nothing else names an endpoint. */
  readonly scripts?: readonly ScriptText[];
  readonly log: string;
  /** Names that are the target itself: container name, aliases, host name. */
  readonly ownNames: readonly string[];
}

export interface EndpointsFound {
  readonly endpoints: readonly Endpoint[];
  /** Addresses of the container itself that were named; nothing is done with them. */
  readonly own: readonly Endpoint[];
  /** Link-local and metadata addresses that were named; never looked at. */
  readonly neverTouched: readonly string[];
  /** Options that could not be read, in one line each. */
  readonly errors: readonly string[];
}

const MOST_USED = 24;
const MOST_LOGGED = 12;
const RANK: Readonly<Record<Endpoint['source'], number>> = { option: 0, used: 1, logged: 2 };

/** The endpoints that matter, asked for first, then used ones, then those that only a log names. Pure. */
export function discoverEndpoints(sources: EndpointSources): EndpointsFound {
  const options = sources.options.map((text) => parseEndpointOption(text));
  const errors = options.flatMap((one) => ('error' in one ? [one.error] : []));
  const asked = options.flatMap((one) => ('error' in one ? [] : [one]));
  const found: Candidate[] = [
    ...endpointsInEnvironment(sources.env),
    ...endpointsInArguments(sources.args),
    ...sources.configuration.flatMap(({ path, text }) => endpointsInConfiguration(path, text)),
    ...endpointsInLog(sources.log),
  ];
  if (asked.length === 0 && found.every((one) => one.source === 'logged' || isLinkLocal(one.host)))
    found.push(...(sources.scripts ?? []).flatMap((script) => endpointsInScript(script, sources.env)));
  const ownNames = new Set(sources.ownNames.map((name) => name.toLowerCase()));
  const isOwn = (one: Endpoint): boolean => isSelf(one.host) || ownNames.has(one.host);
  const neverTouched = [...new Set(found.filter((one) => isLinkLocal(one.host)).map((one) => one.host))];
  const outside = found.filter((one) => !isLinkLocal(one.host));
  const merged = merge(withoutGuesses([...asked, ...outside.filter((one) => !isOwn(one))]));
  return {
    endpoints: [
      ...merged.filter((one) => one.source === 'option'),
      ...merged.filter((one) => one.source === 'used').slice(0, MOST_USED),
      ...merged.filter((one) => one.source === 'logged').slice(0, MOST_LOGGED),
    ],
    own: merge(withoutGuesses(outside.filter(isOwn))),
    neverTouched,
    errors,
  };
}

/** One entry a host and port: the one most certainly meant; a host known with a real port is not also guessed at 443. */
function merge(all: readonly Endpoint[]): Endpoint[] {
  const byKey = new Map<string, Endpoint>();
  for (const one of all) {
    const key = `${one.host} ${one.port}`;
    const known = byKey.get(key);
    if (known === undefined || RANK[one.source] < RANK[known.source]) byKey.set(key, one);
  }
  const certain = new Set([...byKey.values()].filter((one) => one.source !== 'logged').map((one) => one.host));
  return [...byKey.values()].filter((one) => one.source !== 'logged' || !certain.has(one.host));
}

/** Hosts on a command line: URLs, and `host:port` as a word or behind `--option=`. */
function endpointsInArguments(args: readonly string[]): Candidate[] {
  const from = { foundIn: 'command line', source: 'used' as const };
  const options = endpointsInEnvironment(optionsAsSettings(args), 'command line');
  const named = args.slice(0, 200).flatMap((word) => {
    const arg = withoutTalk(word);
    const urls = endpointsInUrls(arg, from);
    if (/\s/.test(arg)) return [...urls, ...endpointsInCommands(arg, from), ...endpointsInCode(arg, from)];
    if (urls.length > 0 || arg.includes('://')) return urls;
    if (/bind|listen|addr=:|advertise|publish|proxy/i.test(arg)) return [];
    const value = /^--?[\w.-]{1,60}=(.{1,300})$/.exec(arg)?.[1] ?? arg;
    const split = splitHostPort(value);
    if (!split?.port || !/[a-z]/i.test(split.host.host + (split.host.kind === 'name' ? '' : 'a'))) return [];
    const one = candidate(split.host.host, split.port, from, serviceOfPort(split.port));
    return one === null ? [] : [one];
  });
  return [...named, ...options];
}

/** `--db-host db --db-port 5433` as the settings DB_HOST and DB_PORT; words that are values of nothing are passed over. */
function optionsAsSettings(args: readonly string[]): string[] {
  return args.slice(0, 200).flatMap((word, index) => {
    const name = /^--?([A-Za-z][\w.-]{2,60})$/.exec(word)?.[1];
    const value = args[index + 1] ?? '';
    if (name === undefined || value === '' || value.startsWith('-') || /\s/.test(value)) return [];
    return [`${name.replace(/[.-]/g, '_').toUpperCase()}=${value}`];
  });
}
