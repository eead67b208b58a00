import { isSecretName, isSecretValue } from './secret-names.ts';

/** A stretch of a text that is secret: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Secrets told by their shape, in a text. Each rule masks the secret only: a URL keeps its host, a connection string
 * its server, a cookie its name. Time is linear in the text: no quantifier is nested, every one is bounded.
 */
export function secretSpans(text: string): Span[] {
  const spans: Span[] = [...privateKeys(text)];
  for (const rule of RULES) {
    if (!rule.hint.test(text)) continue;
    rule.pattern.lastIndex = 0;
    for (const match of text.matchAll(rule.pattern)) {
      const { groups, indices } = match as RegExpMatchArray & { indices?: RegExpIndicesArray };
      for (const [name, range] of Object.entries(indices?.groups ?? {})) {
        const value = groups?.[name];
        if (range === undefined || value === undefined || !name.startsWith('secret')) continue;
        if (rule.accept?.(value, match, text) === false) continue;
        spans.push({ rule: rule.id, start: range[0], end: range[1] });
      }
    }
  }
  for (const span of cookieValues(text)) spans.push(span);
  return spans;
}

interface Rule {
  readonly id: string;
  /** Without a match of this, the pattern has none either. */
  readonly hint: RegExp;
  /** With flags d and g; groups whose name begins with `secret` are masked. */
  readonly pattern: RegExp;
  readonly accept?: (value: string, match: RegExpMatchArray, text: string) => boolean;
}

const NAME =
  '[A-Za-z0-9_.-]{0,60}(?:password|passwd|passphrase|pwd|secret|secret[_-]?key|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|shared[_-]?access[_-]?key|signing[_-]?key|master[_-]?key|encryption[_-]?key|credentials?|_pass|_auth|_authToken)';

const RULES: readonly Rule[] = [
  {
    id: 'url-credentials',
    hint: /:\/\//,
    // Up to the last @ before a slash: passwords hold them, too.
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#'"<>]{0,200}:(?<secret>[^\s/'"<>]{1,500})@/dgi,
    accept: (value) => !isPlaceholder(value) && !/^(?:\*+|x{3,})$/i.test(value),
  },
  {
    id: 'url-credentials',
    hint: /:\/\//,
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?<secret>[A-Za-z0-9_+=-]{20,300})@/dgi,
    accept: (value) => /\d/.test(value) && /[A-Za-z]/.test(value),
  },
  {
    id: 'url-signature',
    hint: /[?&]/,
    pattern:
      /[?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|access_token|id_token|refresh_token|code|key|auth|hmac)=(?<secret>[^&\s"'<>]{8,4000})/dgi,
    accept: (value) => !isPlaceholder(value) && /\d/.test(value),
  },
  {
    id: 'authorization',
    hint: /authorization/i,
    pattern:
      /\b(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token|negotiate|ntlm|apikey)\s{1,3}(?<secret>[^\s"',;]{4,4000})/dgi,
  },
  {
    id: 'authorization',
    hint: /authorization/i,
    pattern:
      /\b(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:digest|aws4-hmac-sha256|hawk|signature)\s{1,3}(?<secret>[^\r\n]{4,4000})/dgi,
  },
  {
    id: 'authorization',
    hint: /authorization/i,
    pattern: /\b(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?<secret>[A-Za-z0-9+/=._~-]{16,4000})/dgi,
    accept: (value) => /\d/.test(value) && !/^aws4-hmac/i.test(value),
  },
  {
    id: 'bearer',
    hint: /bearer/i,
    pattern: /\bbearer\s{1,3}(?<secret>[A-Za-z0-9+/=._~-]{16,4000})/dgi,
    accept: (value) => /\d/.test(value),
  },
  {
    id: 'jwt',
    hint: /eyJ/,
    pattern: /\b(?<secret>eyJ[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,8000}){1,4})/dg,
  },
  {
    id: 'cloud-key',
    hint: /ops_eyJ|AKIA|ASIA|AIza|sk-|sk_|rk_|whsec_|dop_v1|hvs\.|hvb\.|AGE-SECRET|pypi-|dckr_|ya29|EAA|SG\.|key-|doo_v1|PMAK|xkeysib|shp|lin_|hf_/,
    pattern:
      /(?<![A-Za-z0-9_])(?<secret>ops_eyJ[A-Za-z0-9+/=_-]{40,8000}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,120}|whsec_[A-Za-z0-9+/=]{20,120}|sk-[A-Za-z0-9_-]{20,220}|do[opr]_v1_[a-f0-9]{64}|hv[sb]\.[A-Za-z0-9_-]{20,300}|AGE-SECRET-KEY-1[A-Z0-9]{50,70}|pypi-[A-Za-z0-9_-]{50,400}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}|ya29\.[A-Za-z0-9_-]{30,500}|SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{30,70}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|lin_api_[A-Za-z0-9]{32,64}|hf_[A-Za-z0-9]{30,60})/dg,
  },
  {
    id: 'forge-token',
    hint: /gh[pousr]_|github_pat_|glpat-|gl[a-z]{2,5}-|xox|xapp-|npm_|hooks\.slack|discord|webhook/,
    pattern:
      /(?<![A-Za-z0-9_])(?<secret>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255}|gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_.-]{20,60}|xox[abeprs]-[A-Za-z0-9-]{10,250}|xapp-[A-Za-z0-9-]{20,250}|npm_[A-Za-z0-9]{36})/dg,
  },
  {
    id: 'webhook',
    hint: /hooks\.slack|discord|webhook\.office/,
    pattern:
      /(?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2)\/(?<secret>[A-Za-z0-9_/@-]{12,300})/dg,
  },
  {
    id: 'named-value',
    hint: /pass|pwd|secret|token|key|credential|_auth/i,
    pattern: new RegExp(
      `(?:^|[\\s,;{(&?"'\\\\:])["'\\\\]{0,2}(?<name>${NAME})["'\\\\]{0,2}\\s{0,2}(?<sign>=>|[=:])\\s{0,2}(?:\\\\?"(?<secretQuoted>[^"\\r\\n\\\\]{1,2000})|'(?<secretSingle>[^'\\r\\n]{1,2000})|(?<secretBare>[^\\s"',;&)}\\]\\\\]{4,2000}))`,
      'dgi',
    ),
    accept: acceptNamed,
  },
  {
    id: 'flag-value',
    hint: /--?[a-z]/i,
    pattern:
      /(?:^|\s)--?(?:password|passwd|passphrase|token|secret|api-key|apikey|access-key|secret-key|client-secret|auth-token|sshpass)\s{1,3}(?<secret>[^\s-][^\s]{3,1000})/dgi,
    accept: (value) => isSecretValue(value.replace(/^["']|["']$/g, '')) && !isPlaceholder(value),
  },
  {
    id: 'flag-value',
    hint: /curl|wget|http|redis|mysql|mariadb/i,
    pattern:
      /(?:\bcurl\b[^\n]{0,400}\s(?:-u|--user|--proxy-user)[\s=]{1,2}["']?[^\s:"']{1,200}:|\bredis-cli\b[^\n]{0,200}\s-a\s{1,3}|\b(?:mysql|mariadb)(?:dump|admin)?\b[^\n]{0,200}\s-p)(?<secret>[^\s"'-][^\s"']{2,500})/dgi,
    accept: (value) => isSecretValue(value) && !isPlaceholder(value),
  },
  {
    id: 'registry-auth',
    hint: /"auth"|identitytoken|_authToken/i,
    pattern: /"(?:auth|identitytoken|registrytoken)"\s{0,3}:\s{0,3}"(?<secret>[A-Za-z0-9+/=._-]{8,4000})"/dgi,
  },
];

/** `password: hunter2` is one; `invalid token: unexpected end of input` is a sentence. */
function acceptNamed(value: string, match: RegExpMatchArray, text: string): boolean {
  const name = match.groups?.name ?? '';
  // A private key has a rule of its own, which keeps its head and foot.
  if (isPlaceholder(value) || value.startsWith('-----BEGIN') || !isSecretValue(value) || !isSecretName(name))
    return false;
  if (match.groups?.sign === '=' || match.groups?.secretBare === undefined) return true;
  if (/[^a-z.]/.test(value.replace(/[.:,]$/, ''))) return !/^[A-Z]?[a-z]+[.:,]?$/.test(value) || !isProse(match, text);
  return !isProse(match, text);
}

/** More words follow on the line, or the name is the end of a sentence's part. */
function isProse(match: RegExpMatchArray, text: string): boolean {
  const end = (match.index ?? 0) + match[0].length;
  return /^[ \t]{1,3}[A-Za-z(]/.test(text.slice(end, end + 4));
}

export function isPlaceholder(text: string): boolean {
  return /^‹secret-[0-9a-f]{8}›$/.test(text);
}

/** From BEGIN to END; where the end was cut off, all that looks like the key. Line ends may be written as \n. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  // Found once, it serves every key before it: a text of nothing but beginnings must not cost its square.
  let close = 0;
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 11)) {
    const head = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(text.slice(at, at + 90))?.[0];
    if (head === undefined) continue;
    const start = at + head.length;
    if (close >= 0 && close < start) close = text.indexOf('-----END ', start);
    const end = close >= 0 && close - start < 40_000 ? close : start + keyLike(text.slice(start, start + 40_000));
    if (end > start) spans.push({ rule: 'private-key', start, end });
    at = Math.max(at, end - 11);
  }
  return spans;
}

function keyLike(text: string): number {
  return /^[A-Za-z0-9+/=\s\\:,-]*/.exec(text)?.[0].length ?? 0;
}

/** Of `Cookie: a=1; b=2` and `Set-Cookie: a=1; Path=/` the values of the cookies. */
function cookieValues(text: string): Span[] {
  if (!/cookie/i.test(text)) return [];
  const spans: Span[] = [];
  for (const match of text.matchAll(/\b(?:set-)?cookie["']?\s{0,3}[:=]\s{0,3}["']?([^\r\n"']{3,8000})/dgi)) {
    const start = match.indices?.[1]?.[0] ?? 0;
    for (const pair of (match[1] ?? '').matchAll(/(?:^|;)\s{0,3}([^=;\s]{1,200})=([^;]{1,4000})/dg)) {
      const range = pair.indices?.[2];
      const isAttribute = /^(?:path|domain|expires|max-age|samesite|priority)$/i.test(pair[1] ?? '');
      if (range === undefined || isAttribute || isPlaceholder(pair[2] ?? '')) continue;
      spans.push({ rule: 'cookie', start: start + range[0], end: start + range[1] });
    }
  }
  return spans;
}
