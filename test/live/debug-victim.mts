import { DEFAULT_DEBUG_CONFIG } from '../../src/debug/config.ts';
import { createDebugViews } from '../../src/debug/views-of-target.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Tier } from '../../src/session/evidence.ts';
import { identifyTarget } from '../../src/target/identify.ts';

/** A session that is killed: HOST SESSION TARGET LIFE_SECONDS. Says on standard output what it makes. */
const [host = '', session = '', name = '', life = '0'] = process.argv.slice(2);
const lifeSeconds = Number(life);
const labels = { session, operator: 'victim', incident: null, target: null, lifeSeconds };
const engine = await connectEngine({ host, labels });
const identified = await identifyTarget(engine, name, {
  endpoints: [],
  binary: null,
  expectImage: null,
  referenceCaPem: null,
  mask: (value: string) => value,
});
const views = createDebugViews({
  engine,
  target: identified.facts,
  container: identified.container,
  image: identified.image,
  config: DEFAULT_DEBUG_CONFIG,
  ttlSeconds: lifeSeconds,
  allowedTiers: new Set<Tier>(['engine', 'image', 'network', 'process', 'capture', 'clone']),
  onNotice: (notice) => process.stdout.write(`${notice.kind} ${notice.role} ${notice.tier}\n`),
});
process.stdout.write('ready\n');
const command = { what: 'wait', env: [], needs: [], matched: false, timeoutMs: 60_000 };
await Promise.all([
  views.run({ ...command, view: 'sidecar', tier: 'network', argv: ['sleep', '50'] }),
  views.run({ ...command, view: 'sidecar', tier: 'process', argv: ['sleep', '50'] }),
  views.run({ ...command, view: 'sidecar', tier: 'capture', argv: ['sleep', '50'] }),
  views.run({ ...command, view: 'clone', tier: 'clone', argv: ['sleep', '50'] }),
  views.run({ ...command, view: 'target', tier: 'network', argv: ['getent', 'ahosts', '127.0.0.1'] }),
]);
