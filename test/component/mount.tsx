import { render } from 'ink-testing-library';
import { vi } from 'vitest';
import { encodeKeyForInk, type Key, namedKey, pasteKey } from '../../src/terminal/key.ts';
import { KeyDecoder } from '../../src/terminal/keys.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { choose } from '../../src/ui/act/dispatch.ts';
import { openTarget } from '../../src/ui/act/opening.ts';
import { resize } from '../../src/ui/act/resizing.ts';
import { readTargets } from '../../src/ui/act/targets.ts';
import { Ui } from '../../src/ui/act/ui.ts';
import { framed } from '../../src/ui/framed-store.ts';
import { handleKey } from '../../src/ui/handle-key.ts';
import { lookFor } from '../../src/ui/look.ts';
import { initialState } from '../../src/ui/model/state.ts';
import { Root } from '../../src/ui/screens/Root.tsx';
import type { FakeWalk } from './fake-walk.ts';
import { type BenchOptions, FakeWorkbench } from './fake-workbench.ts';

export interface MountOptions extends BenchOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly unicode?: boolean;
  readonly colour?: boolean;
  readonly fullScreen?: boolean;
  readonly symptom?: string;
}

const SGR = /\u001B\[[\d;]*m/g;
const WAIT = { timeout: 4000, interval: 5 };

/** The screens without a terminal: keys go to the one handler, frames come from Ink, the clock moves by hand. */
export class Mounted {
  readonly ui: Ui;
  readonly bench: FakeWorkbench;
  readonly copied: string[] = [];
  left: { status: number; lines: readonly string[] } | null = null;
  suspended = 0;
  now = Date.UTC(2026, 10, 23, 2, 41);
  readonly #ink: ReturnType<typeof render>;

  constructor(options: MountOptions = {}) {
    const { columns = 80, rows = 24, unicode = true, colour = true, fullScreen = true } = options;
    this.bench = new FakeWorkbench(options);
    const look = lookFor({ unicode, colour, fullScreen });
    this.ui = new Ui(
      {
        workbench: this.bench,
        now: () => this.now,
        symptom: options.symptom ?? '',
        copy: async (text) => {
          this.copied.push(text);
          return { sent: true, via: 'osc52', words: "sent to the terminal's clipboard" };
        },
        suspend: () => {
          this.suspended += 1;
        },
        repaint: () => {},
        leave: (status, lines) => {
          this.left = { status, lines };
        },
      },
      initialState(look, { columns, rows }, this.bench.header(), this.now),
    );
    this.#ink = render(<Root store={framed(this.ui.store)} onChoose={(value) => choose(this.ui, value)} />);
    void readTargets(this.ui);
  }

  get walk(): FakeWalk {
    const walk = this.bench.opened.at(-1);
    if (walk === undefined) throw new Error('no walk is open');
    return walk;
  }

  /** The frame without colours. */
  get frame(): string {
    return (this.#ink.lastFrame() ?? '').replace(SGR, '');
  }

  get lines(): string[] {
    return this.frame.split('\n');
  }

  open(key = 'id-payments-api'): void {
    void openTarget(this.ui, key, key);
  }

  resize(columns: number, rows: number): void {
    resize(this.ui, { columns, rows });
  }

  /** Types characters and keys as a terminal sends them, one after the other, each a second after the last. */
  async type(bytes: string): Promise<void> {
    const keys: Key[] = [];
    new KeyDecoder({ onKey: (key) => keys.push(key), escapeTimeoutMs: 0 }).feed(bytes);
    for (const key of keys) await this.press(key);
  }

  async paste(text: string): Promise<void> {
    await this.press(pasteKey(text));
  }

  async escape(): Promise<void> {
    await this.press(namedKey('escape'));
  }

  async press(key: Key, afterMs = 1000): Promise<void> {
    this.now += afterMs;
    const forwarded: Key[] = [];
    handleKey(this.ui, key, (one) => forwarded.push(one));
    await turns();
    for (const one of forwarded) this.#ink.stdin.write(encodeKeyForInk(one));
    await turns();
  }

  /** Waits until the frame contains a text, or satisfies a condition. */
  async waitFor(expected: string | RegExp | ((frame: string) => boolean)): Promise<void> {
    await vi.waitFor(() => {
      const { frame } = this;
      const found =
        typeof expected === 'function'
          ? expected(frame)
          : typeof expected === 'string'
            ? frame.includes(expected)
            : expected.test(frame);
      if (!found) throw new Error(`not on the screen: ${expected}\n${frame}`);
    }, WAIT);
  }

  /** The widest line of the frame, in cells. */
  get width(): number {
    return Math.max(...this.lines.map(textWidth));
  }

  unmount(): void {
    this.#ink.unmount();
  }
}

/** What a change takes to be on the screen: the turns of the event loop that the key feed waits, and some. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export const UP = '\u001B[A';
export const DOWN = '\u001B[B';
export const PAGE_DOWN = '\u001B[6~';
