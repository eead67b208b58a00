import { describe, expect, it } from 'vitest';
import { engineOfTarget } from '../../../src/walk/target-engine.ts';
import { parseTargetRef } from '../../../src/walk/target-ref.ts';

const ENGINES = { 'node-2': 'ssh://ops@node-2', '10.0.0.3': 'prod-3' };

describe('the engine of a target', () => {
  const options = { context: null, host: 'tcp://10.0.0.1:2375' };

  it.each([
    ['web', options],
    ['image:web', options],
    ['node-2/web', { context: null, host: 'ssh://ops@node-2' }],
    ['10.0.0.3/web', { context: 'prod-3', host: null }],
    ['staging/web', { context: 'staging', host: null }],
    ['constructor/web', { context: 'constructor', host: null }],
  ])('of %s is what stands before its slash, else what the options say', (target, engine) => {
    expect(engineOfTarget(parseTargetRef(target), options, ENGINES)).toEqual(engine);
  });
});
