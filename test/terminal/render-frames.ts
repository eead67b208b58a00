import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { frameSvg } from './frame-svg.ts';

/** Seconds until a screen must be there. */
const PATIENCE = 60;
const COLUMNS = 80;
const ROWS = 24;

/** Keys to press, and the text that is on the screen afterwards; with `as`, the frame is kept under that name. */
interface Press {
  readonly keys: string;
  readonly until: string;
  readonly as?: string;
  readonly title?: string;
}

export interface Programs {
  /** dist/cli.js */
  readonly walkdown: string;
  /** The screens on doubles (test/terminal/fixtures/app.ts): what needs an engine, without one. */
  readonly doubles: string;
  readonly folder: string;
}

const ENTER = '\r';
const ESCAPE = '\u001B';

/** A recorded incident that comes with walkdown, in the real program. */
const INCIDENT: readonly Press[] = [
  { keys: '', until: 'What do you see?', as: 'symptom', title: 'Symptom: what do you see?' },
  { keys: ENTER, until: 'TLS-004', as: 'walk', title: 'Walk: a fault, its number, the next step' },
  { keys: 'h', until: 'ca-bundle-outdated', as: 'causes', title: 'Causes: confirmed, ruled out, and by what' },
  { keys: ESCAPE, until: 'Next:' },
  { keys: 'w', until: 'fast-diagnosis.yaml', as: 'why', title: 'Why this advice: facts, rule, line' },
  { keys: ESCAPE, until: 'Next:' },
  { keys: 'o', until: 'search', as: 'output', title: 'Output: the pager' },
  { keys: ESCAPE, until: 'Next:' },
  { keys: 'u', until: 'Update for the incident channel', as: 'update', title: 'Update: five lines for the channel' },
  { keys: ESCAPE, until: 'Next:' },
  { keys: 'a', until: 'auto ended' },
  { keys: ENTER, until: 'Root cause', as: 'end', title: 'End: root cause, mitigation, fix, check' },
];

/** What an engine is needed for, on doubles. */
const DOUBLES: readonly Press[] = [
  { keys: '', until: 'payments-api', as: 'targets', title: 'Targets: the troubled first' },
  { keys: ENTER, until: 'What do you see?' },
  { keys: ENTER, until: 'It will talk to', as: 'consent', title: 'Consent: what will be made, whom it talks to' },
];

/** Draws the pictures of the README anew. */
export async function renderFrames({ walkdown, doubles, folder }: Programs): Promise<string[]> {
  const incident = await play([walkdown, 'incident:rotated-certificate'], INCIDENT, folder);
  return [...(await play([doubles], DOUBLES, folder)), ...incident];
}

async function play(args: readonly string[], story: readonly Press[], folder: string): Promise<string[]> {
  const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const env: Record<string, string | undefined> = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  for (const name of ['LC_ALL', 'TMUX', 'STY', 'SSH_CONNECTION', 'NO_COLOR', 'FORCE_COLOR', 'CI']) delete env[name];
  const pty = spawn(process.execPath, [...args], { cols: COLUMNS, rows: ROWS, env, name: 'xterm-256color' });
  let waiting = 0;
  pty.onData((data) => {
    waiting += 1;
    terminal.write(data, () => {
      waiting -= 1;
    });
  });
  terminal.onData((data) => pty.write(data));
  const written: string[] = [];
  try {
    for (const { keys, until, as, title } of story) {
      pty.write(keys);
      await shown(terminal, until, () => waiting === 0);
      if (as === undefined) continue;
      const file = join(folder, `${as}.svg`);
      const picture = frameSvg(terminal, title ?? as);
      if (!same(file, picture)) writeFileSync(file, picture);
      written.push(file);
    }
  } finally {
    pty.kill('SIGKILL');
    terminal.dispose();
  }
  return written;
}

function same(file: string, picture: string): boolean {
  try {
    return readFileSync(file, 'utf8') === picture;
  } catch {
    return false;
  }
}

/** Waits until a text is on the screen and the screen has come to rest. */
async function shown(terminal: Terminal, expected: string, isDrawn: () => boolean): Promise<void> {
  let before = '';
  for (let turn = 0; turn < PATIENCE * 5; turn++) {
    await sleep(200);
    const screen = textOf(terminal);
    if (screen.includes(expected) && screen === before && isDrawn()) return;
    before = screen;
  }
  throw new Error(`not on the screen: ${expected}\n${before}`);
}

function textOf(terminal: Terminal): string {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) =>
    active.getLine(active.viewportY + row)?.translateToString(true),
  )
    .join('\n')
    .trimEnd();
}
