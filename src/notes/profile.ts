import { isIP, isIPv6 } from 'node:net';
import type { WalkState } from '../session/state.ts';
import type { Report } from './report.ts';

/** internal: secrets only (masked before they were journalled) · vendor: addresses and host names, too · public: names, too. */
export const PROFILES = ['internal', 'vendor', 'public'] as const;
export type Profile = (typeof PROFILES)[number];

/**
 * The report and state as they may leave the house: the same thing is the same placeholder throughout, numbered in the
 * order of its first appearance. Loopback and unspecified addresses stay: they tell nothing and explain much. Pure.
 */
export function applyProfile(
  report: Report,
  state: WalkState,
  profile: Profile,
): { readonly report: Report; readonly state: WalkState } {
  if (profile === 'internal') return { report, state };
  const mask = new Masker(knownHosts(report, state), profile === 'public' ? knownNames(report, state) : new Map());
  const masked = { state: mask.value(state), report: mask.value(report) };
  const counts = [...mask.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => ({ rule, count }));
  const redactions = [...masked.report.redactions, ...counts];
  return { report: { ...masked.report, redactions }, state: masked.state };
}

/** Keys whose values are identifiers of ours, times and hashes: nothing of the house is in them. */
const OURS = new Set([
  'type',
  'at',
  'startedAt',
  'observedAt',
  'finishedAt',
  'sha256',
  'step',
  'code',
  'phase',
  'schema',
]);

class Masker {
  readonly counts = new Map<string, number>();
  readonly #placeholders = new Map<string, string>();
  readonly #numbers = new Map<string, number>();
  readonly #names: ReadonlyMap<string, string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #namePattern: RegExp | null;

  constructor(hosts: ReadonlySet<string>, names: ReadonlyMap<string, string>) {
    this.#hosts = hosts;
    this.#names = names;
    const words = [...names.keys(), ...hosts].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    const source = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
    this.#namePattern = words.length === 0 ? null : new RegExp(`(?<![\\w.-])(?:${source})(?![\\w-]|\\.\\w)`, 'gi');
  }

  value<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((one) => this.value(one)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        OURS.has(key) && typeof one === 'string' ? one : this.value(one),
      ]),
    ) as T;
  }

  text(text: string): string {
    let out = text;
    if (this.#namePattern !== null) {
      out = out.replace(this.#namePattern, (word) => {
        const kind = this.#names.get(word.toLowerCase()) ?? 'host';
        return this.#placeholder(kind, word);
      });
    }
    out = out.replace(/(?<![\w:.])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?![\w:])/g, (mac) =>
      this.#placeholder('mac', mac),
    );
    out = out.replace(/(?<![\w:.])[0-9A-Fa-f:.]{3,45}(?![\w:])/g, (word) => this.#address(word));
    out = out.replace(/(?<![\w.-])ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?![\w-])/gi, (host) =>
      this.#placeholder('host', host),
    );
    return out.replace(HOST, (host) => (isHost(host, this.#hosts) ? this.#placeholder('host', host) : host));
  }

  #address(word: string): string {
    const trimmed = word.replace(/[.:]+$/, (end) => (word.endsWith('::') ? end : ''));
    const rest = word.slice(trimmed.length);
    if (isIP(trimmed) === 0 || isTelling(trimmed) === false) return word;
    return `${this.#placeholder('address', trimmed)}${rest}`;
  }

  #placeholder(kind: string, word: string): string {
    const key = `${kind} ${word.toLowerCase()}`;
    let placeholder = this.#placeholders.get(key);
    if (placeholder === undefined) {
      const number = (this.#numbers.get(kind) ?? 0) + 1;
      this.#numbers.set(kind, number);
      placeholder = `‹${kind}-${number}›`;
      this.#placeholders.set(key, placeholder);
    }
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return placeholder;
  }
}

/** Loopback, unspecified and link-local say nothing of a house; eight pairs of hexadecimal digits are a serial number. */
function isTelling(address: string): boolean {
  if (/^(?:127\.|0\.0\.0\.0$|169\.254\.169\.254$|255\.255\.255\.)/.test(address)) return false;
  if (!isIPv6(address)) return true;
  if (address === '::' || address === '::1') return false;
  return address.includes('::') || /[0-9A-Fa-f]{3,4}/.test(address);
}

const HOST = /(?<![\w.@‹-])(?:\*\.)?(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}(?![\w-]|\.\w)/gi;

const FILE_ENDINGS = new Set(
  'so conf cnf crt cer pem key txt log yaml yml json js cjs mjs ts py pyc sh go rs rb php java class jar war jks c h cc cpp md html xml ini cfg toml lock gz tgz tar zip xz bz2 zst node wasm sock pid env d db sql csv list repo rpm deb apk exe dll bin old bak tmp map css scope slice service socket mount timer'.split(
    ' ',
  ),
);
const LONG_ENDINGS = new Set(
  'internal local example invalid corp lan intranet private cluster localdomain cloud online tools services systems network technology solutions global digital agency company store media group email world space website consul docker svc test arpa'.split(
    ' ',
  ),
);

function isHost(name: string, known: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase();
  if (known.has(lower)) return true;
  const ending = name.slice(name.lastIndexOf('.') + 1);
  if (/^(?:java|javax|jdk|sun|kotlin|scala|io\.walkdown|walkdown)\./.test(lower)) return false;
  // A class or an exception, not a name of a host.
  if (/^[A-Z]/.test(ending) && /[a-z]/.test(ending)) return false;
  if (FILE_ENDINGS.has(ending.toLowerCase())) return false;
  return ending.length <= 4 || LONG_ENDINGS.has(ending.toLowerCase());
}

/** Hosts that the walk knows of as such, also those of one word. */
function knownHosts(report: Report, state: WalkState): Set<string> {
  const hosts = new Set<string>();
  const add = (host: string): void => {
    const name = host.replace(/^\[|\]$/g, '').toLowerCase();
    if (name.length >= 3 && isIP(name) === 0 && name !== 'localhost' && /^[\w.-]+$/.test(name)) hosts.add(name);
  };
  for (const endpoint of state.target?.endpoints ?? []) add(endpoint.host);
  for (const { node } of siblingsOf(report)) add(node);
  for (const place of report.interference.connectedTo) add(place.replace(/:\d+$/, ''));
  const host = /:\/\/(?:[^@/]{0,200}@)?([^/:?#]{1,255})/.exec(report.session.engine.host)?.[1];
  if (host !== undefined) add(host);
  return hosts;
}

/** Names by which a house would be known: of the target, its images, the people, the incident, the place. */
function knownNames(report: Report, state: WalkState): Map<string, string> {
  const names = new Map<string, string>();
  const add = (kind: string, name: string | null | undefined): void => {
    const key = name?.toLowerCase() ?? '';
    if (key.length >= 3 && !key.startsWith('sha256:') && !names.has(key)) names.set(key, kind);
  };
  const { target, session } = report;
  add('target', target?.name);
  for (const operator of session.operators) {
    add('operator', operator);
    const [user, machine] = operator.split('@');
    add('operator', user);
    add('host', machine);
  }
  for (const name of neighboursOf(report)) add('container', name);
  add('incident', session.incident);
  add('context', state.session?.engine.context === 'default' ? null : state.session?.engine.context);
  for (const ref of [target?.image.ref, ...(target?.image.tags ?? []), ...(target?.image.digests ?? [])]) {
    const repository = (ref ?? '').replace(/@sha256:.*$/s, '').replace(/:[^/:]*$/, '');
    add('image', repository);
    add('image', repository.slice(repository.lastIndexOf('/') + 1));
  }
  return names;
}

/** What the step `neighbours` saw, as it was journalled: rows of anything. */
function aroundRows(report: Report, key: string): Readonly<Record<string, unknown>>[] {
  return report.steps
    .filter((one) => one.id === 'neighbours')
    .flatMap((one) => one.evidence)
    .flatMap(({ data }): unknown[] => (isRecord(data) && Array.isArray(data[key]) ? data[key] : []))
    .filter(isRecord);
}

function siblingsOf(report: Report): { name: string; place: string; node: string }[] {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return aroundRows(report, 'siblings').map((one) => ({
    name: text(one.name),
    place: text(one.place),
    node: text(one.node),
  }));
}

function neighboursOf(report: Report): string[] {
  const shares = aroundRows(report, 'shares').map(({ name }) => (typeof name === 'string' ? name : ''));
  return [...siblingsOf(report).flatMap(({ name, place }) => [name, place]), ...shares];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
