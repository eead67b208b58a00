import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setUp } from '../gym/set-up.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';
import { Pty } from '../terminal/pty.ts';
import { ownHome, PROGRAM } from './program.ts';

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

describeLive('the screens on a real container', () => {
  it('walks from the first question to the notes with Enter alone, and leaves nothing', {
    timeout: 180_000,
  }, async () => {
    standing = await stand(setUp('libc-mismatch'));
    const before = await standing.target.snapshot();
    const pty = new Pty(process.execPath, [PROGRAM, standing.name], { env: { WALKDOWN_HOME: own.home } });
    try {
      await shows(pty, (screen) => screen.includes('What do you see?'));
      for (let turn = 0; turn < 400 && !pty.text().includes('Root cause, confirmed'); turn += 1) {
        const shown = pty.text();
        pty.write('\r');
        // What the screen says that Enter does has been done, and it asks for the next thing.
        await shows(
          pty,
          (screen) => screen !== shown && /⏎ (?:choose|allow|next|leave)/.test(screen) && !/ c cancel {2}/.test(screen),
        );
      }
      expect(pty.text()).toContain('libc-mismatch');
      expect(pty.text()).toContain('tonight');
      pty.write('q');
      await vi.waitFor(() => expect(pty.exitStatus).toBe(1), { timeout: 20_000 });
      const path = /Notes: (\S+notes\.md)/.exec(pty.output)?.[1] ?? '';
      expect(existsSync(path)).toBe(true);
      expect(readFileSync(path, 'utf8')).toContain('libc-mismatch');
      expect(await standing.target.snapshot()).toEqual(before);
      const session = /sessions\/([\w-]+)\/notes\.md/.exec(path)?.[1] ?? '';
      expect(await oursLeft(standing.bench.docker, session)).toEqual([]);
    } finally {
      pty.dispose();
    }
  });

  it('keeps a walk that is left in its midst, and says how to go on', { timeout: 180_000 }, async () => {
    standing = await stand(setUp('libc-mismatch'));
    const env = { WALKDOWN_HOME: own.home };
    const pty = new Pty(process.execPath, [PROGRAM, standing.name, '--symptom', 'slow'], { env });
    try {
      await shows(pty, (screen) => screen.includes('⏎ allow'));
      pty.write('d');
      await shows(pty, (screen) => / [1-9]\d*\/\d+/.test(screen) && screen.includes('⏎ next'));
      pty.write('q');
      await vi.waitFor(() => expect(pty.exitStatus).toBeDefined(), { timeout: 20_000 });
      const [, id = ''] = /go on: walkdown sessions resume (\S+)/.exec(pty.output) ?? [];
      expect(pty.output).toMatch(/Notes: \S+notes\.md/);
      const again = new Pty(process.execPath, [PROGRAM, 'sessions', 'resume', id], { env });
      try {
        await shows(again, (screen) => / [1-9]\d*\/\d+/.test(screen) && screen.includes('⏎ next'));
        again.write('\u0003\u0003');
        await vi.waitFor(() => expect(again.exitStatus).toBeDefined(), { timeout: 20_000 });
      } finally {
        again.dispose();
      }
    } finally {
      pty.dispose();
    }
  });
});

/** Waits for the screen to be as described; a step of a real walk may take its time. */
function shows(pty: Pty, wanted: (screen: string) => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      if (!wanted(pty.text())) throw new Error(`the screen is still:\n${pty.text()}`);
    },
    { timeout: 60_000, interval: 30 },
  );
}
