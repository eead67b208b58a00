import { describe, expect, it } from 'vitest';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import type { LibcFamily } from '../../../src/target/target.ts';
import { ruleParts } from '../../../src/walk/rule-parts.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';
import { context, told } from './context.ts';

const rulebook = await loadRulebook('fast-diagnosis', playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' }));
const { log } = ruleParts(rulebook).extractors;

const factsOf = (lines: string[], more: Parameters<typeof context>[0] = {}): Facts =>
  log?.extract([told({ lines })], context(more)) ?? {};

describe('the log', () => {
  it('says nothing of the other libc about a target whose libc is known', () => {
    const idsUnder = (family: LibcFamily) =>
      factsOf(['Error: getaddrinfo ENOTFOUND api.partner.example'], { libc: { family } as { family: 'glibc' } }).ids;
    expect(idsUnder('musl')).toContain('dns-musl-no-search-when-dots');
    expect(idsUnder('static')).toContain('dns-musl-no-search-when-dots');
    expect(idsUnder('glibc')).not.toContain('dns-musl-no-search-when-dots');
    expect(idsUnder('glibc')).not.toEqual([]);
  });

  it('takes no name from lines that are dated long before the container, or before its newest line', () => {
    const unknown = (day: string) => `${day} 03:11:12 ERROR getaddrinfo db.partner.example: Name or service not known`;
    const made = { state: [{ subject: '', facts: { createdAt: '2026-11-23T16:35:00Z' } }] };
    const hostsOf = (lines: string[], more = {}) => factsOf(lines, more).unresolvedHosts;
    expect(hostsOf([unknown('2026-11-20'), 'replaying the journal'], { earlier: made })).toEqual([]);
    expect(hostsOf([unknown('2026-11-20'), '2026-11-23 16:40:00 INFO segment 4 compacted'])).toEqual([]);
    expect(hostsOf([unknown('2026-11-23'), 'GET / 200'], { earlier: made })).toEqual(['db.partner.example']);
    expect(hostsOf([unknown('2026-11-20'), 'GET / 200'])).toEqual(['db.partner.example']);
  });

  it('counts what a program said of its own after it could not write, and not the stack trace', () => {
    const refused = "touch: cannot touch '/var/lib/c': Read-only file system";
    expect(factsOf([refused, 'GET / 200', 'GET / 200', 'GET / 200'])).toMatchObject({ readOnlyAfter: 3 });
    const stack = [
      "Error: EROFS: read-only file system, open '/x'",
      '    at openSync (node:fs:1)',
      '  errno: -30',
      '}',
    ];
    expect(factsOf(stack)).toMatchObject({ readOnlyLines: 1, readOnlyAfter: 0 });
    expect(factsOf([refused, 'cache: kept in memory'])).toMatchObject({ readOnlyLines: 0 });
  });

  it('tells descriptors that are used up now from what a program got over', () => {
    const emfile = 'accept: Too many open files';
    expect(factsOf([emfile, 'GET / 200', emfile])).toMatchObject({ tooManyFilesLines: 2, tooManyFilesAfter: 0 });
    expect(factsOf([emfile, 'GET / 200', 'GET / 200', 'GET / 200'])).toMatchObject({ tooManyFilesAfter: 3 });
    expect(factsOf(['too many open files, falling back to a smaller pool'])).toMatchObject({ tooManyFilesLines: 0 });
  });

  it('names the read-only mount that a write was refused on, and passes over who only looks', () => {
    const earlier = { state: [{ subject: '', facts: { readOnlyMounts: ['/etc/app', '/var/lib/state'] } }] };
    const refused = "sequencer stalled: [Errno 30] Read-only file system: '/var/lib/state/seq'";
    expect(factsOf([refused, refused], { earlier })).toMatchObject({
      readOnlyLines: 2,
      readOnlyMount: '/var/lib/state',
    });
    expect(factsOf(["Read-only file system: '/var/lib/statement'"], { earlier })).toMatchObject({ readOnlyMount: '' });
    expect(factsOf(['info: can not modify /etc/app/x (read-only file system?)'], { earlier })).toMatchObject({
      readOnlyLines: 0,
      readOnlyMount: '',
    });
  });

  it('a counter of none is no trouble, and one of some is', () => {
    for (const line of ['no space left on device 0, too many open files: 0, errors 0', '0 EMFILE, 0 x ENOSPC'])
      expect(factsOf([line])).toMatchObject({ mentionsNoSpace: false, mentionsTooManyFiles: false, resourceLine: '' });
    for (const line of ['too many open files: 10', 'accept: too many open files', '10 EMFILE', 'EMFILE 0.5/s'])
      expect(factsOf([line]).mentionsTooManyFiles).toBe(true);
  });

  it('a class loader is no TLS', () => {
    expect(factsOf(['at java.base/java.lang.ClassLoader.loadLibrary(Unknown Source)']).mentionsTls).toBe(false);
    expect(factsOf(['curl: (35) OpenSSL SSL_connect: unable to get local issuer certificate']).mentionsTls).toBe(true);
  });

  it('a full disk of long ago is not one of lately', () => {
    const quiet = Array.from({ length: 25 }, () => 'sealed');
    expect(factsOf(['write: No space left on device', ...quiet])).toMatchObject({
      mentionsNoSpace: true,
      noSpaceLately: false,
    });
  });

  it('tells what Node’s own resolver asked for from what getaddrinfo did', () => {
    const facts = factsOf(['rates: Error: queryA ENOTFOUND DB.shop.test', 'getaddrinfo ENOTFOUND mail.shop.test']);
    expect(facts.askedDirectly).toEqual(['db.shop.test']);
  });
});
