import { createHmac } from 'node:crypto';
import type { NewEvent } from './events.ts';
import type { Evidence, Facts, Json } from './evidence.ts';
import { keyLines } from './key-lines.ts';
import { isPlaceholder, type Span, secretSpans } from './redaction-rules.ts';
import { isSecretName, isSecretValue, isWorthMaskingEverywhere } from './secret-names.ts';

/**
 * Masks secrets by span: what they stand in stays readable (a connection string keeps its host). The same secret
 * becomes the same placeholder for one key, so that two sides of a comparison can be told alike.
 */
export interface Redactor {
  text(text: string): string;
  /** A command line, word by word: what follows `--password` is masked, too. */
  argv(words: readonly string[]): string[];
  json(value: Json): Json;
  /** Values seen to be secret from here on (environment values by name or shape), under the name of a rule. */
  learn(values: Iterable<string>, rule?: string): void;
  /** Masks for a screen: what is masked there is not counted, else looking would change the notes. */
  uncounted<T>(mask: () => T): T;
  /** How often each rule masked since the last call. */
  takeCounts(): Record<string, number>;
}

/** The secret values of an environment: whole values by name, credentials inside connection strings by shape. */
export function secretValues(env: readonly string[]): string[] {
  const values: string[] = [];
  for (const line of env.slice(0, 2000)) {
    const at = line.indexOf('=');
    const [name, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    if (isSecretName(name) && isWorthMaskingEverywhere(value)) values.push(value);
    if (/key$/i.test(name) && looksRandom(value)) values.push(value);
    for (const { start, end } of secretSpans(value)) {
      const secret = value.slice(start, end);
      values.push(...[secret, decoded(secret)].filter(isWorthMaskingEverywhere));
    }
  }
  return [...new Set(values)];
}

/** STRIPE_KEY=…: long, of letters and digits, no path and no words. */
function looksRandom(value: string): boolean {
  return (
    /^[A-Za-z0-9+/=_-]{16,500}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !value.startsWith('/')
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The ways in which a value is written: as it is, in a URL, in JSON, in base64. */
function writings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const base64 = Buffer.from(value).toString('base64');
  const list = [value, encoded(value), json];
  if (value.length >= 8) list.push(base64, base64.replace(/=+$/, ''));
  // A key of several lines is known by each of them: a log shows them one by one, a running command not all at once.
  list.push(...value.split(/[\r\n]+/).filter((line) => line !== value && /^\S{16,}$/.test(line)));
  return [...new Set(list)].filter((one) => one.length >= 4);
}

/** `key`: 32 bytes, local, never exported: placeholders cannot be guessed from it by trying values. */
export function createRedactor(key: Buffer): Redactor {
  return new KeyedRedactor(key);
}

/** Of evidence and facts; the event around them adds a few. */
const DEEPEST = 30;

class KeyedRedactor implements Redactor {
  readonly #key: Buffer;
  /** Each writing of a known secret: the secret itself, and the rule that found it. */
  readonly #known = new Map<string, { secret: string; rule: string }>();
  #pattern: RegExp | null = null;
  #counts: Record<string, number> = {};

  constructor(key: Buffer) {
    this.#key = key;
  }

  text(input: string): string {
    if (input === '') return input;
    return this.#maskSpans(this.#maskKnown(input));
  }

  argv(words: readonly string[]): string[] {
    return words.map((word, index) => {
      const before = words[index - 1] ?? '';
      const isValue = /^--?[A-Za-z]/.test(before) && !before.includes('=') && isSecretName(before.replace(/^--?/, ''));
      if (isValue && isSecretValue(word)) return this.#placeholder(word, 'flag-value');
      const pair = /^(?:-u|--user|--proxy-user)$/.test(before) ? /^([^:]{1,200}:)(.{3,})$/s.exec(word) : null;
      if (pair?.[2] !== undefined && isSecretValue(pair[2]) && isSecretUser(words)) {
        return `${pair[1]}${this.#placeholder(pair[2], 'flag-value')}`;
      }
      return this.text(word);
    });
  }

  json(value: Json, depth = 0): Json {
    if (typeof value === 'string') return this.text(value);
    // Deeper values would not be read back from the journal.
    if (depth > DEEPEST && typeof value === 'object' && value !== null) return '[nested too deeply]';
    if (Array.isArray(value)) {
      const keys = this.#keyLines(value);
      return value.map((one, index) =>
        keys.has(index) && typeof one === 'string' ? this.#placeholder(one, 'private-key') : this.json(one, depth + 1),
      );
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [
          this.text(name),
          typeof one === 'string' && isSecretName(name) && isSecretValue(one) && looksLikeSecret(one)
            ? this.#placeholder(one, 'named-value')
            : this.json(one, depth + 1),
        ]),
      );
    }
    return value;
  }

  learn(values: Iterable<string>, rule = 'environment-value'): void {
    for (const secret of values) {
      if (!isWorthMaskingEverywhere(secret) || isPlaceholder(secret)) continue;
      for (const writing of writings(secret)) {
        if (!this.#known.has(writing)) this.#known.set(writing, { secret, rule });
      }
    }
    // Longer first: a secret that holds another is masked whole.
    const all = [...this.#known.keys()].sort((a, b) => b.length - a.length).slice(0, 4000);
    this.#pattern = all.length === 0 ? null : new RegExp(all.map(escapePattern).join('|'), 'g');
  }

  uncounted<T>(mask: () => T): T {
    const before = this.#counts;
    this.#counts = {};
    try {
      return mask();
    } finally {
      this.#counts = before;
    }
  }

  takeCounts(): Record<string, number> {
    const taken = this.#counts;
    this.#counts = {};
    return taken;
  }

  /** Which of a list's texts are lines of a private key; they are known from then on, wherever they stand alone. */
  #keyLines(list: readonly Json[]): ReadonlySet<number> {
    const lines = list.map((one) => (typeof one === 'string' ? one : ''));
    const found = keyLines(lines);
    if (found.size > 0)
      this.learn(
        [...found].map((index) => lines[index] ?? ''),
        'private-key',
      );
    return found;
  }

  #maskKnown(input: string): string {
    if (this.#pattern === null) return input;
    return input.replace(this.#pattern, (found) => {
      const known = this.#known.get(found);
      return this.#placeholder(known?.secret ?? found, known?.rule ?? 'environment-value');
    });
  }

  #maskSpans(input: string): string {
    const spans = secretSpans(input);
    if (spans.length === 0) return input;
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    let output = '';
    let at = 0;
    for (const span of spans) {
      if (span.end <= at) continue;
      const start = Math.max(span.start, at);
      output += input.slice(at, start) + this.#spanText(input, { ...span, start });
      at = span.end;
    }
    return output + input.slice(at);
  }

  #spanText(input: string, { rule, start, end }: Span): string {
    const secret = input.slice(start, end);
    return isPlaceholder(secret) || secret.trim() === '' ? secret : this.#placeholder(secret, rule);
  }

  #placeholder(secret: string, rule: string): string {
    if (isPlaceholder(secret)) return secret;
    this.#counts[rule] = (this.#counts[rule] ?? 0) + 1;
    return `‹secret-${createHmac('sha256', this.#key).update(secret).digest('hex').slice(0, 8)}›`;
  }
}

/** `--user 65534:65534` of a container is no credential; curl's and wget's is. */
function isSecretUser(words: readonly string[]): boolean {
  return words.some((word) => /(?:^|\/)(?:curl|wget|http|https|xh)$/.test(word));
}

/** A fact called `token` that holds a sentence is no secret. */
function looksLikeSecret(value: string): boolean {
  return !/\s/.test(value.trim()) || value.includes('PRIVATE KEY');
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Evidence and facts with every text of theirs masked. */
export function redactObserved(
  redactor: Redactor,
  evidence: readonly Evidence[],
  facts: Facts,
): { evidence: Evidence[]; facts: Facts; rules: Record<string, number> } {
  const masked = evidence.map((one) => redactEvidence(redactor, one));
  return { evidence: masked, facts: redactor.json(facts) as Facts, rules: redactor.takeCounts() };
}

function redactEvidence(redactor: Redactor, one: Evidence): Evidence {
  return {
    ...one,
    what: redactor.text(one.what),
    argv: redactor.argv(one.argv),
    stdout: redactor.text(one.stdout),
    stderr: redactor.text(one.stderr),
    byHand: redactor.text(one.byHand),
    ...(one.data === undefined ? {} : { data: redactor.json(one.data) }),
  };
}

/** Events that hold identities and numbers only, or were masked before they came here. */
const MASKED_BEFORE: readonly NewEvent['type'][] = ['step.started', 'redaction.applied', 'debug.removed'];

/**
 * An event as it may be journalled: notes, reasons, error messages and consents are masked like evidence. Facts and
 * evidence are masked already (and judged as they are); masking them once more changes nothing.
 */
export function maskEvent(redactor: Redactor, event: NewEvent): NewEvent {
  if (MASKED_BEFORE.includes(event.type)) return event;
  if (event.type === 'step.observed') {
    const { unseen } = event;
    if (unseen === null) return event;
    return {
      ...event,
      unseen: { ...unseen, reason: redactor.text(unseen.reason), toCheckIt: redactor.text(unseen.toCheckIt) },
    };
  }
  if (event.type === 'session.started') {
    return { ...event, session: { ...event.session, argv: redactor.argv(event.session.argv) } };
  }
  return redactor.json(event as unknown as Json) as unknown as NewEvent;
}
