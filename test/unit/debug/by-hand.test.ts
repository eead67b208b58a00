import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byHandRun, engineCommand, shellLine } from '../../../src/debug/by-hand.ts';
import { mayPass, resolverEnvironment, safeEnvironment } from '../../../src/debug/environment.ts';

const info = { name: 'docker', host: 'unix:///var/run/docker.sock', context: null };

describe('a command line to paste', () => {
  it('means to a shell exactly the words that were run', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0') && !/[\uD800-\uDFFF]/.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(words)}`], { encoding: 'utf8' });
        expect(out.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('makes the same container', () => {
    const spec = {
      argv: ['getent', 'ahosts', "it's"],
      env: ['RES_OPTIONS=ndots:2'],
      user: '65534:65534',
      joinNetworkOf: 'f'.repeat(64),
      capabilities: ['NET_RAW'],
      stdin: false,
    };
    expect(byHandRun(info, spec, { target: 'api', image: 'alpine:3.20' })).toBe(
      "docker run --rm --network container:api --user 65534:65534 --cap-drop ALL --cap-add NET_RAW --security-opt no-new-privileges --read-only --env RES_OPTIONS=ndots:2 --entrypoint getent alpine:3.20 ahosts 'it'\\''s'",
    );
  });

  it('reaches the same engine', () => {
    expect(engineCommand(info)).toEqual(['docker']);
    expect(engineCommand({ ...info, context: 'prod' })).toEqual(['docker', '--context', 'prod']);
    expect(engineCommand({ ...info, host: 'ssh://node' })).toEqual(['docker', '--host', 'ssh://node']);
  });
});

describe('the environment of our tools', () => {
  it('has nothing that makes them load or run something else', () => {
    const theirs = ['LD_PRELOAD=/evil.so', 'LD_AUDIT=x', 'BASH_ENV=/evil', 'PYTHONPATH=/x', 'PERL5LIB=/x', 'TZ=UTC'];
    expect(theirs.filter(mayPass)).toEqual(['TZ=UTC']);
    expect(safeEnvironment(theirs, ['BASH_ENV=/evil', 'LD_PRELOAD=/evil.so', 'PATH=/bin'])).toEqual([
      'TZ=UTC',
      'BASH_ENV=',
    ]);
  });

  it('has what the target’s look-ups depend on, and no secret', () => {
    const theirs = ['RES_OPTIONS=ndots:1', 'LOCALDOMAIN=x.test', 'API_TOKEN=s3cret', 'HTTPS_PROXY=http://u:p@proxy'];
    expect(resolverEnvironment(theirs)).toEqual(['RES_OPTIONS=ndots:1', 'LOCALDOMAIN=x.test']);
  });
});
