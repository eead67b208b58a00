import { expect, it } from 'vitest';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import { proxyConfig } from '../../../src/extract/proxy-config.ts';
import type { Evidence } from '../../../src/session/evidence.ts';

/** The environment as its reader tells it, and the program that runs. */
function blind(binary: string, variables: Record<string, string>): unknown {
  const rows = Object.entries(variables).map(([name, value]) => ({ name, value, group: 'runtime' }));
  const evidence = [{ data: { variables: rows, clients: [] } } as unknown as Evidence];
  return proxyConfig.extract(evidence, { target: { binary } } as unknown as ExtractContext).runtimeBlind;
}

it('knows the runtimes that read no proxy variable by themselves, and what makes them', () => {
  expect(blind('/usr/local/bin/node', { HTTPS_PROXY: 'http://p:3128' })).toBe('Node');
  expect(blind('/usr/local/bin/node', { NODE_USE_ENV_PROXY: '1' })).toBe('');
  expect(blind('/opt/jdk/bin/java', {})).toBe('Java');
  expect(blind('/opt/jdk/bin/java', { JAVA_TOOL_OPTIONS: '-Dhttps.proxyHost=p' })).toBe('');
  expect(blind('/usr/bin/python3.11', {})).toBe('');
});
