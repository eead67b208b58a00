import type { Capabilities, Environment } from './capabilities.ts';
import type { Cleanup } from './cleanup.ts';
import { FramePainter } from './frame-painter.ts';
import { InkStdout } from './ink-stdout.ts';
import { KeyFeed } from './key-feed.ts';
import { LinePainter } from './line-painter.ts';
import { Screen } from './screen.ts';
import { terminalSize } from './size.ts';

export interface OpenTerminalOptions {
  readonly capabilities: Capabilities;
  readonly cleanup: Cleanup;
  readonly env: Environment;
  /** What is printed below the shell's earlier output when the terminal is given back, asked at that moment. */
  readonly lastLines: () => readonly string[];
}

/** The terminal while walkdown has it. */
export interface OpenTerminal {
  readonly keys: KeyFeed;
  readonly screen: Screen;
  /** Draws everything again, for Ctrl-L. */
  readonly repaint: () => void;
  /** Writes past the frames, for sequences that draw nothing (OSC 52). */
  readonly write: (text: string) => void;
  /** For Ink's `render`; screens may be as tall as the terminal. */
  readonly inkOptions: {
    readonly stdin: NodeJS.ReadStream;
    readonly stdout: NodeJS.WriteStream;
    readonly debug: boolean;
    readonly exitOnCtrlC: false;
    readonly patchConsole: false;
    readonly maxFps: number;
  };
}

/**
 * Puts the parts together and takes the terminal: real input to the key feed, Ink's frames to the painter, and the
 * terminal's modes back in whatever way the program ends. `cleanup` must be installed by the caller. To be called once,
 * after `prepareEnvironment` and before Ink's `render`.
 *
 * @throws Error when standard input is no terminal.
 */
export function openTerminal(options: OpenTerminalOptions): OpenTerminal {
  const { capabilities, cleanup, env } = options;
  const write = (text: string): void => void process.stdout.write(text);
  const hangUp = (): void => void cleanup.shutdown(129);
  const keys = new KeyFeed({ stdin: process.stdin, env, onClosed: hangUp });
  const painter = capabilities.fullScreen
    ? new FramePainter({ write, size: () => terminalSize(process.stdout) })
    : new LinePainter({ write });
  const screen = new Screen({
    output: process.stdout,
    input: keys,
    painter,
    fullScreen: capabilities.fullScreen,
    onClosed: hangUp,
  });
  const stdout = new InkStdout(process.stdout, (frame) => painter.paint(frame));
  cleanup.onRestore(() => screen.leave(options.lastLines()));
  screen.enter();
  return {
    keys,
    screen,
    repaint: () => painter.repaint(),
    write,
    inkOptions: {
      // Ink uses of a stream what these two have; its types ask for all of a terminal's.
      stdin: keys.inkStdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      // Without a screen, Ink's own cursor handling would still write to it at the end; with `debug` it does not.
      debug: !capabilities.fullScreen,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: 60,
    },
  };
}
