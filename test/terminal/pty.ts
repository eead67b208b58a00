import { spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { vi } from 'vitest';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

const WAIT = { timeout: 10_000, interval: 15 };

/** A program in a pseudo-terminal, with a terminal emulator at the other end: what is tested is what a person would see. */
export class Pty {
  readonly #terminal: Terminal;
  readonly #pty: ReturnType<typeof spawn>;
  #written = 0;
  #parsed = 0;
  /** All bytes that the program wrote. */
  output = '';
  exitStatus: number | undefined;

  constructor(file: string, args: readonly string[], options: PtyOptions = {}) {
    const cols = options.columns ?? 80;
    const rows = options.rows ?? 24;
    this.#terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    const env: Record<string, string | undefined> = {
      ...process.env,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...options.env,
    };
    // A test must not depend on the terminal that it was started from.
    for (const name of ['LC_ALL', 'TMUX', 'STY', 'SSH_CONNECTION', 'NO_COLOR', 'FORCE_COLOR', 'CI', 'NODE_ENV']) {
      if (options.env?.[name] === undefined) delete env[name];
    }
    this.#pty = spawn(file, [...args], { cols, rows, cwd: options.cwd ?? process.cwd(), env, name: env.TERM });
    this.#pty.onData((data) => {
      this.output += data;
      this.#written += 1;
      this.#terminal.write(data, () => {
        this.#parsed += 1;
      });
    });
    // Answers of the emulator (device attributes and the like) go back, as a real terminal's do.
    this.#terminal.onData((data) => this.#pty.write(data));
    this.#pty.onExit(({ exitCode }) => {
      this.exitStatus = exitCode;
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Sends bytes as the keyboard would, in one write. */
  write(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** The visible screen, trailing blanks and rows taken off. */
  text(): string {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: this.#terminal.rows }, (_, row) => {
      return active.getLine(active.baseY + row)?.translateToString(true) ?? '';
    });
    return rows.join('\n').trimEnd();
  }

  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  get modes(): Terminal['modes'] {
    return this.#terminal.modes;
  }

  /** Waits until the screen contains a text, or satisfies a condition. */
  async waitFor(expected: string | RegExp | ((screen: string) => boolean)): Promise<void> {
    await vi.waitFor(() => {
      const screen = this.text();
      const found =
        typeof expected === 'function'
          ? expected(screen)
          : typeof expected === 'string'
            ? screen.includes(expected)
            : expected.test(screen);
      if (!found || this.#written !== this.#parsed) throw new Error(`not on the screen: ${expected}\n${screen}`);
    }, WAIT);
  }

  async waitForExit(): Promise<number> {
    return vi.waitFor(() => {
      if (this.exitStatus === undefined) throw new Error(`still running\n${this.text()}`);
      return this.exitStatus;
    }, WAIT);
  }

  /** Takes the terminal away, as a lost connection does. */
  hangUp(): void {
    (this.#pty as unknown as { destroy(): void }).destroy();
  }

  /** Ends the program, whatever state it is in. */
  dispose(): void {
    try {
      process.kill(-this.#pty.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    this.#pty.kill('SIGKILL');
    this.#terminal.dispose();
  }
}
