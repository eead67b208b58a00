import { expect, it } from 'vitest';
import { expectationOf } from '../gym/scenario-folders.ts';
import { setUp } from '../gym/set-up.ts';
import { describeLive } from '../lab/live.ts';
import { stand } from '../lab/scenario.ts';

/** What the engine itself shows of each: exit status, and a line of its log or of the engine's refusal. */
const proofs: [string, number, string][] = [
  ['missing-interpreter', 1, 'exec /app/start.sh: no such file or directory'],
  ['crlf-shebang', 1, 'exec /app/start.sh: no such file or directory'],
  ['not-executable', 126, 'permission denied'],
  ['missing-entrypoint', 127, 'stat /app/bin/server: no such file or directory'],
  ['wrong-architecture', 1, 'exec format error'],
  ['wrong-workdir', 127, 'stat ./server: no such file or directory'],
  ['noexec-mount', 126, 'Permission denied'],
  ['oom-killed', 137, 'listening'],
  ['missing-shared-library-glibc', 127, 'libpayments.so.1: cannot open shared object file'],
  ['missing-shared-library-musl', 127, 'Error loading shared library libpayments.so.1'],
  ['libc-too-old', 1, "`GLIBC_2.34' not found"],
  ['busybox-incompatibility', 2, 'syntax error: unexpected "("'],
  ['read-only-filesystem', 1, 'Read-only file system'],
  ['disk-full', 0, 'No space left on device'],
  ['node-addon-libc-mismatch', 0, 'libc.so: cannot open shared object file'],
  ['python-wheel-libc-mismatch', 0, "No module named 'speedups._speedups'"],
  ['dns-name-not-found', 0, 'Name or service not known'],
];

describeLive('the lab’s containers', () => {
  it.each(proofs)('%s fails as its name says', async (name, exitCode, text) => {
    const scenario = await stand(setUp(name));
    const { State } = await scenario.target.inspect();
    const said = `${scenario.target.startError ?? ''}${await scenario.target.logs()}`;
    await scenario.cleanup();
    expect(said).toContain(text);
    expect(State.ExitCode).toBe(exitCode);
    expect(expectationOf(name)?.causes).toHaveLength(1);
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
