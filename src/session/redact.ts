import { createHmac } from 'node:crypto';
import type { Evidence, Facts, Json } from './evidence.ts';

/**
 * Masks secrets by span: what they stand in stays readable (a connection string keeps its host). The same secret
 * becomes the same placeholder for one key, so that two sides of a comparison can be told alike.
 */
export interface Redactor {
  text(text: string): string;
  json(value: Json): Json;
  /** Values seen to be secret from here on (environment values by name or shape). */
  learn(values: Iterable<string>): void;
  /** How often each rule masked since the last call. */
  takeCounts(): Record<string, number>;
}

/** Names of variables whose values are secret. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)?$|pwd$|secret|token|api_?key|access_?key|private_?key|credential|^auth$|_auth$|authorization|cookie|_dsn$|session_?key|signing_?key|encryption_?key|salt$|client_?secret|license_?key/i;
/** Names that look like it and are not. */
const HARMLESS_NAME =
  /_(?:file|path|dir|url|uri|host|port|name|ttl|timeout|expiry|length|header|type|algorithm|enabled)$/i;

/** Rules of shape. Each keeps what stands before and after its secret. Linear: no nested quantifiers. */
const SHAPES: readonly {
  rule: string;
  pattern: RegExp;
  keep: (match: RegExpMatchArray) => [string, string, string];
}[] = [
  {
    rule: 'private-key',
    pattern: /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)([^-]{16,20000})(-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)/g,
    keep: (m) => [m[1] ?? '', m[2] ?? '', m[3] ?? ''],
  },
  {
    rule: 'url-credentials',
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"]{0,200}:)([^\s@/'"]{1,500})(@)/gi,
    keep: (m) => [m[1] ?? '', m[2] ?? '', m[3] ?? ''],
  },
  {
    rule: 'authorization',
    pattern:
      /\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token|digest|negotiate)?\s{0,3})([A-Za-z0-9+/=._~-]{8,4000})()/gi,
    keep: (m) => [m[1] ?? '', m[2] ?? '', ''],
  },
  {
    rule: 'bearer',
    pattern: /\b(bearer\s{1,3})([A-Za-z0-9+/=._~-]{16,4000})()/gi,
    keep: (m) => [m[1] ?? '', m[2] ?? '', ''],
  },
  {
    rule: 'cookie',
    pattern: /\b((?:set-)?cookie["']?\s{0,3}:\s{0,3})([^\r\n"']{4,4000})()/gi,
    keep: (m) => [m[1] ?? '', m[2] ?? '', ''],
  },
  {
    rule: 'jwt',
    pattern: /()(\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,1000})()/g,
    keep: (m) => ['', m[2] ?? '', ''],
  },
  { rule: 'aws-key', pattern: /()(\b(?:AKIA|ASIA)[A-Z0-9]{16}\b)()/g, keep: (m) => ['', m[2] ?? '', ''] },
  {
    rule: 'forge-token',
    pattern:
      /()(\b(?:gh[pousr]_[A-Za-z0-9]{36,100}|github_pat_[A-Za-z0-9_]{40,120}|glpat-[A-Za-z0-9_-]{20,60}|xox[abprs]-[A-Za-z0-9-]{10,200}|npm_[A-Za-z0-9]{36})\b)()/g,
    keep: (m) => ['', m[2] ?? '', ''],
  },
  {
    rule: 'named-value',
    pattern:
      /((?:^|[\s,;{(&?"'])["']?[A-Za-z0-9_.-]{0,60}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s{0,2}[=:]\s{0,2}["']?)([^\s"',;&)}]{4,2000})()/gi,
    keep: (m) => [m[1] ?? '', m[2] ?? '', ''],
  },
];

/** Whether a variable's value is to be masked wherever it turns up. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** The secret values of an environment: whole values by name, credentials inside connection strings by shape. */
export function secretValues(env: readonly string[]): string[] {
  const values: string[] = [];
  for (const line of env.slice(0, 2000)) {
    const at = line.indexOf('=');
    const [name, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    if (isSecretName(name) && worthMasking(value)) values.push(value);
    const inUrl = /:\/\/[^\s:@/]{0,200}:([^\s@/]{1,500})@/.exec(value)?.[1];
    if (inUrl && worthMasking(inUrl)) values.push(inUrl, decoded(inUrl));
  }
  return values;
}

/** Short and common words would mask half a log. */
function worthMasking(value: string): boolean {
  return value.length >= 6 && !/^(?:true|false|enabled|disabled|default|production|development|\d{1,8})$/i.test(value);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `key`: 32 bytes, local, never exported: placeholders cannot be guessed from it by trying values. */
export function createRedactor(key: Buffer): Redactor {
  const known = new Set<string>();
  let counts: Record<string, number> = {};
  const placeholder = (secret: string, rule: string): string => {
    if (/^‹secret-[0-9a-f]{8}›$/.test(secret)) return secret;
    counts[rule] = (counts[rule] ?? 0) + 1;
    return `‹secret-${createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)}›`;
  };
  const text = (input: string): string => {
    if (input === '') return input;
    let output = input;
    for (const secret of known) {
      if (!output.includes(secret)) continue;
      output = output.split(secret).join(placeholder(secret, 'environment-value'));
    }
    for (const { rule, pattern, keep } of SHAPES) {
      output = output.replace(pattern, (...args: unknown[]) => {
        const match = args.slice(0, 4).map(String);
        const [before, secret, after] = keep(match as unknown as RegExpMatchArray);
        return `${before}${placeholder(secret, rule)}${after}`;
      });
    }
    return output;
  };
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [
          name,
          typeof one === 'string' && isSecretName(name) && worthMasking(one)
            ? placeholder(one, 'named-value')
            : json(one),
        ]),
      );
    }
    return value;
  };
  return {
    text,
    json,
    learn(values) {
      // Longer first: a secret that holds another is masked whole.
      const all = [...known, ...values].filter(worthMasking).sort((a, b) => b.length - a.length);
      known.clear();
      for (const value of all) known.add(value);
    },
    takeCounts() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}

/** Evidence and facts with every text of theirs masked. */
export function redactObserved(
  redactor: Redactor,
  evidence: readonly Evidence[],
  facts: Facts,
): { evidence: Evidence[]; facts: Facts; rules: Record<string, number> } {
  const masked = evidence.map(
    (one): Evidence => ({
      ...one,
      what: redactor.text(one.what),
      argv: one.argv.map((word) => redactor.text(word)),
      stdout: redactor.text(one.stdout),
      stderr: redactor.text(one.stderr),
      byHand: redactor.text(one.byHand),
      ...(one.data === undefined ? {} : { data: redactor.json(one.data) }),
    }),
  );
  return { evidence: masked, facts: redactor.json(facts) as Facts, rules: redactor.takeCounts() };
}
