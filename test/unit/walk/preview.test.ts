import { describe, expect, it } from 'vitest';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import { endpointSubject, scopeFor } from '../../../src/playbook/scope.ts';
import type { Tier } from '../../../src/session/evidence.ts';
import { readIncident } from '../../../src/walk/open-recorded.ts';
import { previewOf } from '../../../src/walk/preview.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';

const ALLOWED: ReadonlySet<Tier> = new Set(['engine', 'image', 'network', 'process']);

async function preview(id: string, wanted: string | null, allowed = ALLOWED) {
  const { playbook } = await loadRulebook(
    'fast-diagnosis',
    playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' }),
  );
  const { events } = await readIncident('rotated-certificate');
  const identified = events.find((one) => one.type === 'target.identified');
  const step = playbook.steps.find((one) => one.id === id);
  if (identified?.type !== 'target.identified' || !step) throw new Error('no target or step');
  const subject = wanted ?? endpointSubject(identified.target.endpoints[0] ?? { host: '', port: 0 });
  const scope = scopeFor(playbook, step, { target: identified.target, subject, earlier: {} });
  return previewOf(step, scope, allowed, step.timeoutMs);
}

describe('what a step will do', () => {
  it('is its command with its values, and from where', async () => {
    expect(await preview('dns-timing', null)).toMatchObject({
      argv: ['getent', 'ahosts', 'api.partner.example'],
      place: { tier: 'network' },
      timeoutMs: expect.any(Number),
    });
  });

  it('is what is read', async () => {
    expect(await preview('image-id', '')).toMatchObject({
      argv: [],
      words: expect.stringContaining('read: '),
      place: null,
    });
  });

  it('is, of a capture, what is taken, for how long and by which filter, before it is allowed', async () => {
    expect(await preview('packets', null)).toBeNull();
    expect(await preview('packets', null, new Set<Tier>([...ALLOWED, 'capture']))).toMatchObject({
      words: expect.stringMatching(
        /^tcpdump for 8 s, at most 400 packets, their headers only .*: tcp port \d+ or port 53 or icmp or icmp6$/,
      ),
      place: { view: 'sidecar', tier: 'capture' },
    });
  });

  it('is not known where no place is allowed', async () => {
    expect(await preview('dns-timing', null, new Set<Tier>(['engine']))).toBeNull();
  });
});
