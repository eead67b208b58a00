/** Paths on which a server keeps a request on purpose, or does something with it. */
const KEPT = /poll|stream|event|watch|subscri|sse|wait|listen|notif|hook|socket|tail|logout|delete|callback/i;
const SEGMENT = /^[a-z][a-z_-]{0,23}\d{0,2}$|^v\d{1,3}(?:\.\d{1,2})?$/i;

/**
 * The path of a URL, where it is a plain word or some (`/v2/search`): what looks like an identifier or a secret is none,
 * nor is one that waits by design. Null otherwise, and for the root. Never with a query.
 */
export function plainPath(rest: string): string | null {
  const path = (rest.split(/[?#]/)[0] ?? '').replace(/\/$/, '');
  const segments = path.split('/').slice(1);
  if (!path.startsWith('/') || segments.length === 0 || segments.length > 5 || path.length > 80) return null;
  if (KEPT.test(path) || /[?&](?:wait|timeout|watch|follow)=/i.test(rest)) return null;
  return segments.every((one) => SEGMENT.test(one)) ? path : null;
}
