import { expect, it } from 'vitest';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import type { Evidence } from '../../../src/session/evidence.ts';
import { ruleParts } from '../../../src/walk/rule-parts.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';

it('says nothing of the other libc about a target whose libc is known', async () => {
  const rulebook = await loadRulebook('fast-diagnosis', playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' }));
  const { log } = ruleParts(rulebook).extractors;
  const evidence = [{ data: { lines: ['Error: getaddrinfo ENOTFOUND api.partner.example'] } } as unknown as Evidence];
  const idsUnder = (family: string): unknown =>
    log?.extract(evidence, { target: { libc: { family }, endpoints: [] } } as unknown as ExtractContext).ids;
  expect(idsUnder('musl')).toContain('dns-musl-no-search-when-dots');
  expect(idsUnder('static')).toContain('dns-musl-no-search-when-dots');
  expect(idsUnder('glibc')).not.toContain('dns-musl-no-search-when-dots');
  expect(idsUnder('glibc')).not.toEqual([]);
});
