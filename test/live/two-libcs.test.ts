import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUp } from '../gym/set-up.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';
import { ownHome, walkdown } from './program.ts';

let own: ReturnType<typeof ownHome>;
let standing: Standing | null = null;

beforeEach(() => {
  own = ownHome();
});
afterEach(async () => {
  await standing?.cleanup();
  standing = null;
  own.remove();
});

describeLive('one look-up under both libcs', () => {
  it('shows that the other base does not wait for a dead first nameserver, in the same network', {
    timeout: 150_000,
  }, async () => {
    standing = await stand(setUp('dns-nameserver-unreachable'));
    const debug = ['--debug-image', await imageRef('debian:bookworm')];
    const ran = await walkdown(
      ['run', standing.name, '--format', 'json', ...debug, ...standing.args],
      own.home,
      120_000,
    );
    const report = JSON.parse(ran.stdout);
    const step = report.steps.find((one: { step?: string; id?: string }) => one.id === 'two-libcs');
    expect(step).toMatchObject({ outcome: 'suspect', code: 'DNS-703' });
    expect(step.facts).toMatchObject({ ownLibc: 'glibc', otherLibc: 'musl', otherFound: true });
    expect(step.facts.otherSeconds).toBeLessThan(step.facts.ownSeconds);
    const other = report.debug.find((one: { chosenBecause: string }) => one.chosenBecause.includes('the other libc'));
    expect(other).toMatchObject({ tier: 'network', libc: { family: 'musl' }, libcMatched: false });
    expect(report.rootCauses[0].id).toBe('dns-nameserver-unreachable');
    expect(await oursLeft(standing.bench.docker, report.session.id)).toEqual([]);
  });
});
