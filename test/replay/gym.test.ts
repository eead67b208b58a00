import { expect, it } from 'vitest';
import { recorded } from '../gym/recording.ts';
import { gymRulebook, replayCase } from '../gym/replay.ts';

const recordings = recorded();
const rulebook = await gymRulebook();

it('has recordings of the gym', () => {
  expect(recordings.length).toBeGreaterThan(40);
});

it.each(recordings.map(({ name, events }) => [name, events] as const))(
  'today’s playbook is right of %s',
  async (name, events) => {
    const { problems } = await replayCase(name, events, rulebook);
    expect(problems).toEqual([]);
  },
);
