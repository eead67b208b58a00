import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../../src/notes/report.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';
import { judgeReport, type Verdict } from './judge-report.ts';
import { RECORDING, record, walked } from './recording.ts';
import { gymRulebook, replayCase } from './replay.ts';
import { expectationOf } from './scenario-folders.ts';
import { setUp } from './set-up.ts';

/** After an interrupt, so long to clean up, in milliseconds. */
const GRACE_MS = 10_000;
/** What of a report is read at most, in bytes. */
const REPORT_BYTES = 64 * 1024 * 1024;

export interface CaseResult {
  readonly name: string;
  readonly seconds: number;
  /** Null when there was no report to judge. */
  readonly verdict: Verdict | null;
  readonly problems: readonly string[];
}

export interface HowToRun {
  /** The program's entry. */
  readonly cli: string;
  /** Where walks are kept; null: nowhere. */
  readonly recordings: string | null;
  /** How long one walk may take. */
  readonly limitSeconds: number;
}

/** Sets a scenario up, walks it with the program as a person would, judges the report, and takes all away. Never throws. */
export async function runCase(name: string, how: HowToRun): Promise<CaseResult> {
  const home = mkdtempSync(join(tmpdir(), 'walkdown-gym-'));
  try {
    return await walk(name, how, home);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { name, seconds: 0, verdict: null, problems: [`the scenario does not stand: ${said}`] };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function walk(name: string, how: HowToRun, home: string): Promise<CaseResult> {
  const { cli, recordings, limitSeconds } = how;
  const expectation = expectationOf(name);
  if (!expectation) throw new Error('nothing is expected of it');
  const scenario = await stand(setUp(name));
  try {
    const { docker } = scenario.bench;
    const debugImage = expectation.libc === 'musl' ? await muslImage(docker) : imageRef('debian:bookworm');
    const before = await scenario.target.snapshot();
    const args = ['run', scenario.name, '--format', 'json', '--debug-image', debugImage, ...scenario.args];
    const began = performance.now();
    const { exit, stdout, stderr } = await runCli(cli, args, home, limitSeconds * 1000);
    const seconds = (performance.now() - began) / 1000;
    const problems: string[] = [];
    if (!isDeepStrictEqual(before, await scenario.target.snapshot())) problems.push('the target is not as it was');
    const [session] = sessionsIn(home);
    const left = session ? await oursLeft(docker, session) : [];
    if (left.length > 0) problems.push(`left behind: ${left.join(', ')}`);
    const report = parseReport(stdout);
    if (!report || exit === 130) {
      const why = exit === null || exit === 130 ? `no end within ${limitSeconds} s` : `no report, exit ${exit}`;
      return { name, seconds, verdict: null, problems: [`${why}: ${stderr.trim().slice(0, 400)}`, ...problems] };
    }
    const events = session ? walked(join(home, 'sessions', session), scenario.answers) : [];
    if (session && recordings) record(events, join(recordings, name, RECORDING), scenario.bench.run);
    if (scenario.answers) {
      // Who walks in a terminal is asked; here the walk is judged again with the answers.
      const judged = await replayCase(name, events, await gymRulebook());
      return { ...judged, seconds, problems: [...judged.problems, ...problems] };
    }
    const verdict = judgeReport(report, exit ?? -1, expectation);
    return { name, seconds, verdict, problems: [...verdict.problems, ...problems] };
  } finally {
    await scenario.cleanup();
  }
}

/** The sessions that a walk began; none where it did not get so far. */
function sessionsIn(home: string): string[] {
  try {
    const entries = readdirSync(join(home, 'sessions'), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function parseReport(text: string): Report | null {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return null;
  }
}

function runCli(
  cli: string,
  args: readonly string[],
  home: string,
  limitMs: number,
): Promise<{ exit: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, WALKDOWN_HOME: home, XDG_CONFIG_HOME: join(home, 'config') };
    const child = spawn(process.execPath, [cli, ...args], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= REPORT_BYTES) out.push(part);
    });
    child.stderr.on('data', (part: Buffer) => err.push(part));
    const interrupt = setTimeout(() => child.kill('SIGINT'), limitMs);
    const kill = setTimeout(() => child.kill('SIGKILL'), limitMs + GRACE_MS);
    child.on('error', reject);
    child.on('close', (exit) => {
      clearTimeout(interrupt);
      clearTimeout(kill);
      resolve({ exit, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}
