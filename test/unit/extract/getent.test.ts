import { describe, expect, it } from 'vitest';
import { getent } from '../../../src/extract/getent.ts';
import type { Evidence } from '../../../src/session/evidence.ts';
import { context, evidence } from './context.ts';

/** As alpine:3.20 and debian:bookworm-slim print it. */
const MUSL = '172.31.77.11    STREAM api.partner.test\n172.31.77.11    DGRAM  api.partner.test\n';
const GLIBC = '172.31.77.11    STREAM api.partner.test\n172.31.77.11    DGRAM  \n172.31.77.11    RAW    \n';
const HOSTS = '::1             localhost ip6-localhost ip6-loopback\n';

const run = (ms: number, more: Partial<Evidence> = {}) =>
  evidence({ stdout: GLIBC, durationMs: ms + 40, data: { startCostMs: 40 }, ...more });
const lost = (ms: number, more: Partial<Evidence> = {}) => run(ms, { exitCode: 2, stdout: '', ...more });
const facts = (...list: Evidence[]) => getent.extract(list, context());

describe('getent', () => {
  it.each([
    ['musl', MUSL],
    ['glibc', GLIBC],
  ])('reads %s and takes off what starting it costs', (_libc, stdout) => {
    expect(facts(run(3, { stdout }), run(5, { stdout }), run(4, { stdout }))).toMatchObject({
      attempts: 3,
      failures: 0,
      resolved: true,
      seconds: 0.004,
      slowestSeconds: 0.005,
      fastestSeconds: 0.003,
      addresses: ['172.31.77.11'],
      ipv4Count: 1,
      ipv6Count: 0,
      plateau: 0,
      failureKind: '',
    });
  });

  it('reads both families, in the order given', () => {
    const stdout = `2001:db8::7 STREAM a\n${GLIBC}fe80::1%eth0 STREAM a\n`;
    expect(facts(run(1, { stdout })).addresses).toEqual(['2001:db8::7', '172.31.77.11', 'fe80::1']);
    expect(facts(run(1, { stdout: HOSTS })).addresses).toEqual(['::1']);
  });

  it('takes a slow success for a waiting time of the libc', () => {
    expect(facts(run(5_004), run(5_011), run(5_430))).toMatchObject({ failures: 0, plateau: 5, plateauAttempts: 3 });
    expect(facts(run(1_400)).plateau).toBe(0);
  });

  it('tells a quick failure from one that was waited for', () => {
    expect(facts(lost(2), lost(3), lost(2))).toMatchObject({
      failures: 3,
      resolved: false,
      failureKind: 'unknown',
      addressesText: 'no address',
    });
    expect(facts(lost(5_003))).toMatchObject({ failureKind: 'again', plateau: 5 });
    expect(facts(lost(1, { stderr: 'Name does not resolve' })).failureKind).toBe('name-not-found');
    expect(facts(lost(1, { stderr: 'Name has no usable address' })).noAddress).toBe(true);
  });

  it('counts a look-up that we ended as failed', () => {
    expect(facts(run(20_000, { exitCode: null, timedOut: true, stdout: '' }))).toMatchObject({
      failures: 1,
      timedOut: 1,
      failureKind: 'again',
    });
  });

  it('sees that answers change and that some fail', () => {
    expect(facts(run(2), run(2, { stdout: '192.0.2.1 STREAM a\n' }), lost(2))).toMatchObject({
      addressesVary: true,
      failures: 1,
    });
  });

  it.each([
    ['no getent', { exitCode: 127, stdout: '', stderr: 'sh: getent: not found' }],
    ['not executable', { exitCode: 126, stdout: '' }],
    ['an unknown database', { exitCode: 1, stdout: '', stderr: 'Unknown database: nothing' }],
    ['a killed command', { exitCode: 137, stdout: '' }],
  ])('says nothing of %s', (_what, more) => {
    expect(facts(evidence(more))).toEqual({});
  });

  it('survives garbage, and declares what it gives', () => {
    const given = facts(run(1, { stdout: `${'x'.repeat(100_000)}\n\u0000 1 2\n::::::::::: y\n`, data: [1] }));
    expect(Object.keys(given).every((name) => name in getent.facts)).toBe(true);
  });
});
