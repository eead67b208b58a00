import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/playbook/condition.ts';
import { fillArgv, fillText, fillWith } from '../../../src/playbook/fill.ts';
import { formatBytes, formatNumber, formatSeconds } from '../../../src/playbook/format-value.ts';
import { endpointSubject, scopeFor } from '../../../src/playbook/scope.ts';
import { renderTemplate } from '../../../src/playbook/template.ts';
import { target } from './helpers.ts';

function scope(facts: Scope['facts'], more: Partial<Scope> = {}): Scope {
  return { facts, target: target(), subject: 'api.partner.example:443', limits: { slow: 1.0 }, ...more };
}

describe('a sentence with numbers', () => {
  it.each([
    [4.900000001, '4.9'],
    [4903.2187, '4903'],
    [0.0123456, '0.0123'],
    [12.3456, '12.3'],
    [1234567, '1234567'],
    [0, '0'],
    [-0.5, '-0.5'],
    [1e-9, '0'],
    [Number.NaN, '?'],
  ])('%d reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('writes bytes and durations as a person says them', () => {
    expect([0, 999, 1234, 12_345_678, 4e12].map(formatBytes)).toEqual(['0 B', '999 B', '1.23 kB', '12.3 MB', '4 TB']);
    expect([0.0123, 4.9, 200, 9000, 1e6].map(formatSeconds)).toEqual(['12.3 ms', '4.9 s', '3 min', '3 h', '12 days']);
  });

  it('joins lists, cuts long ones, and says yes and no', () => {
    const facts = { list: ['a', 'b'], many: Array.from({ length: 20 }, (_, n) => n), none: [], on: true };
    const { text, missing } = renderTemplate('{list}; {many}; {none}; {on}; {many|count}; {list|first}', scope(facts));
    expect(text).toBe('a, b; 0, 1, 2, 3, 4, 5, 6, 7 and 12 more; none; yes; 20; a');
    expect(missing).toEqual([]);
  });

  it('fills subject, target, limits and parts of a map; reports what is missing', () => {
    const facts = { cert: { issuer: 'R3' } };
    const template =
      '{subject} on {target.name} ({target.libc.family}): {cert.issuer}, {cert.until}, {limits.slow}, {nope}';
    const { text, missing } = renderTemplate(template, scope(facts));
    expect(text).toBe('api.partner.example:443 on payments-api (musl): R3, ?, 1, ?');
    expect(missing).toEqual(['cert.until', 'nope']);
  });

  it('leaves commands as they are', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable, as a person would type it.
    const command = "docker inspect -f '{{.Id}} {{seconds}}' x | awk '{print $1}' ${HOME} ${x} {}";
    expect(renderTemplate(command, scope({ seconds: 1, x: 2 })).text).toBe(command);
  });

  it('does not fill what a value brings along', () => {
    expect(renderTemplate('{a} {b}', scope({ a: '{b}', b: '{a}' })).text).toBe('{b} {a}');
  });

  it('never throws, whatever the facts are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (facts, more) => {
        const { text } = renderTemplate(`{a} {__proto__} {constructor} {b.c|bytes} ${more}`, scope(facts as never));
        expect(text.length).toBeLessThan(5000);
      }),
    );
  });
});

describe('a command from a template', () => {
  const endpoint = { host: 'api', port: 8443, foundIn: '', source: 'used', scheme: 'https', tls: true } as const;

  it('takes values as they are, and a whole list as words', () => {
    const facts = { paths: ['/a', '/b c'], seconds: 4.900000001 };
    const filled = fillArgv(['ldd', '{paths}', '-t', '{seconds}', '{host}:{port}'], scope(facts, { endpoint }));
    expect(filled).toEqual({ ok: true, value: ['ldd', '/a', '/b c', '-t', '4.900000001', 'api:8443'] });
  });

  it('says what is not known', () => {
    expect(fillArgv(['dig', '{host}'], scope({}))).toEqual({ ok: false, reason: 'not known: host' });
    expect(fillText('/proc/{target.exitCode}', scope({}))).toEqual({ ok: false, reason: 'not known: target.exitCode' });
  });

  it.each([
    ['-oProxyCommand=x', 'begins with "-"'],
    ['a\nb', 'line break'],
    ['a\u0000b', 'NUL'],
    ['a'.repeat(5000), 'too long'],
  ])('refuses a hostile value %j', (host, reason) => {
    const filled = fillArgv(['ssh', '{subject}'], scope({}, { subject: host }));
    expect(filled.ok).toBe(false);
    expect(filled.ok ? '' : filled.reason).toContain(reason);
  });

  it('keeps the kind of a parameter', () => {
    const filled = fillWith({ server: '{host}', port: '{port}', tries: 3, tcp: true }, scope({}, { endpoint }));
    expect(filled).toEqual({ ok: true, value: { server: 'api', port: 8443, tries: 3, tcp: true } });
  });
});

describe('the scope of a step', () => {
  const earlier = {
    'dns-timing': [
      { subject: 'a:1', facts: { seconds: 1 } },
      { subject: 'b:2', facts: { seconds: 2 } },
    ],
    'resolver-config': [{ subject: '', facts: { ndots: 5 } }],
  };
  const step = { each: 'endpoints', after: ['dns-timing', 'resolver-config'] } as const;
  const playbook = { limits: {}, steps: [] };

  it('takes the facts of the same subject, and those that have none', () => {
    const found = scopeFor(playbook, step, { target: target(), subject: 'b:2', earlier });
    expect(found.seen).toEqual({ 'dns-timing': { seconds: 2 }, 'resolver-config': { ndots: 5 } });
    const other = scopeFor(playbook, step, { target: target(), subject: 'c:3', earlier });
    expect(other.seen).toEqual({ 'dns-timing': {}, 'resolver-config': { ndots: 5 } });
  });

  it('finds the endpoint that a subject names', () => {
    expect(endpointSubject({ host: '::1', port: 53 })).toBe('[::1]:53');
    const found = scopeFor(playbook, step, { target: target(), subject: 'api.partner.example:443', earlier: {} });
    expect(found.endpoint?.host).toBe('api.partner.example');
  });
});
