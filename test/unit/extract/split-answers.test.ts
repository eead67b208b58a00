import { describe, expect, it } from 'vitest';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import { splitAnswers } from '../../../src/extract/split-answers.ts';

/** What each nameserver gives for one host, and which addresses answered and failed. */
function facts(servers: Record<string, string[]>, reached: string[], failing: string[]) {
  const asked = Object.entries(servers).map(([subject, addresses]) => ({
    subject,
    facts: { answers: { 'api.example': { a: 'NOERROR', addresses } } },
  }));
  const context = { subject: 'api.example:443', earlier: { 'dns-nameserver': asked } } as unknown as ExtractContext;
  return splitAnswers(reached, failing, context);
}

describe('two views of one name', () => {
  it('are found where one nameserver leads nowhere and the other to somebody', () => {
    expect(facts({ '10.0.0.1': ['192.0.2.1'], '10.0.0.2': ['192.0.2.9'] }, ['192.0.2.1'], ['192.0.2.9'])).toEqual({
      wrongServers: ['10.0.0.2'],
      splitText: '10.0.0.2 gives 192.0.2.9, which fails; 10.0.0.1 gives 192.0.2.1, which answers',
    });
  });

  it('are not to blame where both lead nowhere, or both somewhere', () => {
    const servers = { '10.0.0.1': ['192.0.2.1'], '10.0.0.2': ['192.0.2.9'] };
    expect(facts(servers, [], ['192.0.2.1', '192.0.2.9'])).toMatchObject({ wrongServers: [] });
    expect(facts(servers, ['192.0.2.1', '192.0.2.9'], [])).toMatchObject({ wrongServers: [] });
  });

  it('are none where one bad backend is among what both give', () => {
    const both = ['192.0.2.1', '192.0.2.9'];
    const none = { wrongServers: [] };
    expect(facts({ '10.0.0.1': both, '10.0.0.2': both }, ['192.0.2.1'], ['192.0.2.9'])).toMatchObject(none);
    expect(facts({ '10.0.0.1': both, '10.0.0.2': ['192.0.2.9'] }, ['192.0.2.1'], ['192.0.2.9'])).toMatchObject(none);
  });

  it('are asked of upstreams, not of the engine’s resolver that hands on what they say', () => {
    const servers = { '127.0.0.11': ['192.0.2.1'], '10.0.0.2': ['192.0.2.9'] };
    expect(facts(servers, ['192.0.2.1'], ['192.0.2.9'])).toMatchObject({ wrongServers: [] });
  });
});
