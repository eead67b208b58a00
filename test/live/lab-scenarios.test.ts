import { expect, it } from 'vitest';
import { isFull } from '../gym/parts/check-inside.ts';
import { handshakeEnds } from '../gym/parts/check-upstream.ts';
import { expectationOf } from '../gym/scenario-folders.ts';
import { setUp } from '../gym/set-up.ts';
import { describeLive } from '../lab/live.ts';
import { stand } from '../lab/scenario.ts';

/** Their own checks see an exit status, a line of the log or the engine's refusal. */
const BROKEN = [
  'missing-interpreter',
  'crlf-shebang',
  'not-executable',
  'missing-entrypoint',
  'wrong-architecture',
  'wrong-workdir',
  'noexec-mount',
  'oom-killed',
  'missing-shared-library-glibc',
  'missing-shared-library-musl',
  'libc-too-old',
  'busybox-incompatibility',
  'read-only-filesystem',
  'disk-full',
  'node-addon-libc-mismatch',
  'python-wheel-libc-mismatch',
  'dns-name-not-found',
];

describeLive('the lab’s containers', () => {
  it.each(BROKEN)('%s fails as its name says', async (name) => {
    const scenario = await stand(setUp(name));
    await scenario.cleanup();
    expect(expectationOf(name)?.causes).toHaveLength(1);
  });

  it('a fault that is not there is noticed before anybody walks', async () => {
    const scenario = await stand(setUp('disk-half-full'));
    const checks = [isFull('/data'), handshakeEnds(/CERT_HAS_EXPIRED/)];
    const seen = await Promise.allSettled(checks.map((check) => check(scenario)));
    await scenario.cleanup();
    expect(seen.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it.each(['musl-service', 'distroless', 'static-scratch', 'job-that-ended'])('%s is well', async (name) => {
    const scenario = await stand(setUp(name));
    const { State } = await scenario.target.inspect();
    await scenario.cleanup();
    expect([State.ExitCode, expectationOf(name)?.causes]).toEqual([0, []]);
  });

  it('leaves nothing of a scenario on the engine', async () => {
    const scenario = await stand(setUp('deployment-drift'));
    const { docker, run } = scenario.bench;
    const { Image } = await scenario.target.inspect();
    await scenario.cleanup();
    await expect(docker.getImage(Image).inspect()).rejects.toThrow(/no such image/i);
    const filters = { label: [`io.walkdown.test=${run}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await docker.listNetworks({ filters })).toEqual([]);
    const images = await docker.listImages({ filters: JSON.stringify({ reference: [`walkdown-test-${run}/*/*`] }) });
    expect(images).toEqual([]);
  });
});
