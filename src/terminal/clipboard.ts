import type { Environment } from './capabilities.ts';

/** Sequences beyond this are dropped by hterm and others, and so is what they carry: 100,000 bytes in all, base64. */
const MAX_OSC52_BASE64 = 74_994;
/** tmux's buffer takes more, but nobody pastes more than this on purpose. */
const MAX_TMUX_BYTES = 1_048_576;
/** GNU screen takes strings of at most 768 bytes; what is longer goes in pieces. */
const SCREEN_PIECE = 700;
const TMUX_TIMEOUT_MS = 2000;

export interface CopyResult {
  /** Whether the text was handed on. No terminal confirms that it took it. */
  readonly sent: boolean;
  readonly via: 'tmux' | 'osc52' | 'none';
  /** A sentence for the person, without a full stop. */
  readonly words: string;
}

export interface ClipboardOptions {
  readonly env: Environment;
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** Runs `tmux load-buffer -w -` with the text as its input; rejects when that fails. */
  readonly loadTmuxBuffer?: (text: string) => Promise<void>;
}

/**
 * Copies a text to the clipboard of the person's own machine, through ssh: by tmux's buffer inside tmux (3.2 and later
 * hand it on to the terminal), else by OSC 52. Whether it arrived cannot be known, so a file should hold it as well.
 */
export async function copyToClipboard(text: string, options: ClipboardOptions): Promise<CopyResult> {
  const safe = clipboardText(text);
  if (safe === '') return { sent: false, via: 'none', words: 'nothing to copy' };
  if (options.env.TMUX) {
    const viaTmux = await copyByTmux(safe, options.loadTmuxBuffer ?? loadTmuxBuffer);
    if (viaTmux !== undefined) return viaTmux;
  }
  const base64 = Buffer.from(safe, 'utf8').toString('base64');
  if (base64.length > MAX_OSC52_BASE64) {
    return { sent: false, via: 'none', words: `too long for the terminal's clipboard (${size(safe)})` };
  }
  if (options.env.TERM === 'dumb' || options.env.TERM === 'linux') {
    return { sent: false, via: 'none', words: 'this terminal has no clipboard' };
  }
  options.write(osc52(base64, options.env));
  return { sent: true, via: 'osc52', words: `sent to the terminal's clipboard (OSC 52, ${size(safe)})` };
}

async function copyByTmux(text: string, load: (text: string) => Promise<void>): Promise<CopyResult | undefined> {
  if (Buffer.byteLength(text) > MAX_TMUX_BYTES) return undefined;
  try {
    await load(text);
  } catch {
    return undefined;
  }
  return { sent: true, via: 'tmux', words: `in tmux's buffer and sent to the terminal's clipboard (${size(text)})` };
}

function size(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KiB`;
}

/**
 * The text without control characters but line ends and tabs. Output of a container that is copied is pasted into a
 * shell sooner or later; an end-of-paste marker in it would have the rest run.
 */
export function clipboardText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '');
}

/** The sequence that sets the clipboard; inside GNU screen wrapped, so that it reaches the terminal. */
export function osc52(base64: string, env: Environment): string {
  const sequence = `\u001B]52;c;${base64}\u0007`;
  if (!env.STY || env.TMUX) return sequence;
  let wrapped = '';
  for (let at = 0; at < sequence.length; at += SCREEN_PIECE) {
    wrapped += `\u001BP${sequence.slice(at, at + SCREEN_PIECE)}\u001B\\`;
  }
  return wrapped;
}

async function loadTmuxBuffer(text: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  await new Promise<void>((resolve, reject) => {
    const tmux = spawn('tmux', ['load-buffer', '-w', '-'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: TMUX_TIMEOUT_MS,
    });
    tmux.on('error', reject);
    tmux.on('close', (status) => (status === 0 ? resolve() : reject(new Error(`tmux ended with status ${status}`))));
    tmux.stdin.on('error', () => {}); // tmux ended before it read all: its status says so
    tmux.stdin.end(text);
  });
}
