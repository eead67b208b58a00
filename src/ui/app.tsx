import { render } from 'ink';
import { copyToClipboard } from '../terminal/clipboard.ts';
import { openTerminal } from '../terminal/open-terminal.ts';
import { onTerminalResize, terminalSize } from '../terminal/size.ts';
import { choose } from './act/dispatch.ts';
import { finish } from './act/leaving.ts';
import { openTarget } from './act/opening.ts';
import { resize } from './act/resizing.ts';
import { readTargets } from './act/targets.ts';
import { Ui } from './act/ui.ts';
import type { AppOptions, AppResult } from './app-options.ts';
import { framed } from './framed-store.ts';
import { handleKey } from './handle-key.ts';
import { lookFor } from './look.ts';
import { initialState } from './model/state.ts';
import { Root } from './screens/Root.tsx';
import { startTicking } from './ticking.ts';

/** How often the list of targets is read again while it is shown, milliseconds. */
const REFRESH_MS = 2000;
/** Keys pressed in impatience while leaving must not land in the shell, milliseconds. */
const DRAIN_MS = 20;

/**
 * Runs the screens until the person leaves: takes the terminal, gives it back, prints the last lines below the shell's
 * earlier output. To be called once, by startApp, after the environment is prepared.
 */
export async function runApp(options: AppOptions): Promise<AppResult> {
  const { capabilities, cleanup, env, workbench } = options;
  let lastLines: readonly string[] = [];
  const terminal = openTerminal({ capabilities, cleanup, env, lastLines: () => lastLines });
  let resolveLeft: (result: AppResult) => void = () => {};
  const left = new Promise<AppResult>((resolve) => {
    resolveLeft = resolve;
  });
  const now = Date.now;
  const state = initialState(lookFor(capabilities), terminalSize(process.stdout), workbench.header(), now());
  const ui = new Ui(
    {
      workbench,
      now,
      symptom: options.initialSymptom ?? '',
      copy: (text) => copyToClipboard(text, { env, write: terminal.write }),
      suspend: () => terminal.screen.suspend(),
      repaint: () => terminal.repaint(),
      leave: (status, lines) => resolveLeft({ status, lastLines: lines }),
    },
    state,
  );
  const stopSize = onTerminalResize(process.stdout, (size) => resize(ui, size));
  const stopFinish = cleanup.onFinish(async () => {
    const lines = await finish(ui, 'interrupted');
    // The terminal is given back by now: this goes below what the shell had shown.
    if (lines.length > 0) terminal.write(`${lines.join('\n')}\n`);
  });
  terminal.keys.setHandler((key) => handleKey(ui, key, (one) => terminal.keys.forward(one)));
  const stopTicking = startTicking(ui);
  const ink = render(<Root store={framed(ui.store)} onChoose={(value) => choose(ui, value)} />, terminal.inkOptions);
  const stopReading = readRegularly(ui);
  if (options.initialTarget !== undefined) void openTarget(ui, options.initialTarget, options.initialTarget);
  const result = await left;
  lastLines = result.lastLines;
  stopFinish();
  stopReading();
  stopTicking();
  stopSize();
  await terminal.keys.drain(DRAIN_MS);
  terminal.screen.leave(lastLines);
  ink.unmount();
  return result;
}

/** Reads the list of targets now, and again as long as it is what is shown. */
function readRegularly(ui: Ui): () => void {
  void readTargets(ui);
  if (ui.state.look.linear) return () => {};
  let isReading = false;
  const timer = setInterval(() => {
    if (isReading || ui.topIf('targets') === null) return;
    isReading = true;
    void readTargets(ui).finally(() => {
      isReading = false;
    });
  }, REFRESH_MS);
  timer.unref();
  return () => clearInterval(timer);
}
