import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUp } from '../gym/set-up.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { type RefusingSocket, refusingSocket } from '../lab/refusing-socket.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';
import { ownHome, walkdown } from './program.ts';

interface Report {
  readonly session: { id: string };
  readonly target: { libc: { family: string } };
  readonly steps: { id: string; outcome: string; code: string }[];
  readonly notChecked: { step: string; reason: string }[];
  readonly rootCauses: { id: string }[];
  readonly interference: { made: string[]; leftBehind: string[] };
}

describeLive('an engine that refuses calls, as an authorisation plugin does', () => {
  let own: ReturnType<typeof ownHome>;
  let standing: Standing | null = null;
  let socket: RefusingSocket | null = null;
  beforeEach(() => {
    own = ownHome();
  });
  afterEach(async () => {
    await standing?.cleanup();
    await socket?.close();
    [standing, socket] = [null, null];
    own.remove();
  });

  async function walk(calls: RegExp): Promise<{ status: number | null; report: Report }> {
    standing = await stand(setUp('timezone-data-missing'));
    const { host } = await labEngine();
    socket = await refusingSocket(join(own.home, 'engine.sock'), host.replace(/^unix:\/\//, ''), calls);
    const args = ['run', standing.name, '--host', socket.host, '--format', 'json'];
    const ran = await walkdown(args, own.home, 120_000);
    expect(ran.stderr).not.toMatch(/\bat .*\.js:\d+/);
    return { status: ran.status, report: JSON.parse(ran.stdout) as Report };
  }

  it('makes nothing where containers may not be created, and judges what the engine itself tells', {
    timeout: 150_000,
  }, async () => {
    const { status, report } = await walk(/^POST \/containers\/create/);
    expect(socket?.refused.length).toBeGreaterThan(0);
    expect(report.rootCauses[0]?.id).toBe('timezone-data-missing');
    expect(status).toBe(1);
    expect(report.interference.made).toEqual([]);
    expect(report.notChecked.some(({ reason }) => /authorization denied by plugin/.test(reason))).toBe(true);
    // It is no fault of ours that it is refused: the view is lost, the tool did not fail.
    expect(report.steps.filter(({ outcome }) => outcome === 'tool-error')).toEqual([]);
  });

  it('loses the log, the events and the commands, one by one, and goes on', { timeout: 150_000 }, async () => {
    const { status, report } = await walk(
      /^(GET \/containers\/\w+\/(logs|stats|top)|GET \/events|POST \/containers\/\w+\/exec)/,
    );
    expect(report.rootCauses[0]?.id).toBe('timezone-data-missing');
    expect(status).toBe(1);
    expect(report.target.libc.family).toMatch(/glibc|musl/);
    const unseen = report.notChecked.map(({ step }) => step);
    expect(unseen).toContain('log');
    for (const { outcome, id } of report.steps) expect(outcome, id).not.toBe('tool-error');
    expect(report.interference.leftBehind).toEqual([]);
    expect(await oursLeft(standing?.bench.docker as never, report.session.id)).toEqual([]);
  });
});
