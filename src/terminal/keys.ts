import { type StartTimer, startInputTimer } from './input-timer.ts';
import { charKey, type Key, namedKey, pasteKey } from './key.ts';
import { decodeCsi, decodeSs3, isTypedCodePoint } from './key-sequences.ts';
import { PasteCollector } from './paste-collector.ts';
import { Utf8Assembler } from './utf8-assembler.ts';

export interface KeyDecoderOptions {
  readonly onKey: (key: Key) => void;
  /** How long a lone ESC may wait for the rest of a sequence, milliseconds; see `escapeTimeout`. */
  readonly escapeTimeoutMs?: number;
  readonly startTimer?: StartTimer;
}

/** Once the bracket has come it is no lone Escape any more: the rest may take this long before it is given up. */
const SEQUENCE_TIMEOUT_MS = 500;
/** A paste whose end never comes is handed over after this much silence, so that the keyboard works again. */
const PASTE_TIMEOUT_MS = 10_000;
const MAX_SEQUENCE = 64;
/** Parameters that no key has: the sequence is swallowed to its end. */
const TOO_LONG = '?'.repeat(MAX_SEQUENCE);

const ESC = 0x1b;
const BEL = 0x07;

type State = 'ground' | 'escape' | 'csi' | 'ss3' | 'string' | 'string-escape' | 'mouse' | 'paste';

/**
 * Turns the bytes of a terminal in raw mode into keys, however they are cut into chunks: several keys in one chunk, one
 * key over several, UTF-8 in pieces. Sequences that are no key (mouse, replies, unknown ones) are swallowed whole and
 * never come out as text. Constant memory but for a paste, which is capped.
 *
 * ESC and a character at once is the character with `meta`; ESC ESC is Escape and then whatever the second begins.
 * A line feed straight after a carriage return is part of the same Enter.
 */
export class KeyDecoder {
  readonly #onKey: (key: Key) => void;
  readonly #escapeTimeoutMs: number;
  readonly #startTimer: StartTimer;
  readonly #paste = new PasteCollector();
  readonly #utf8 = new Utf8Assembler();
  #state: State = 'ground';
  #parameters = '';
  #meta = false;
  #afterReturn = false;
  #mouseBytesLeft = 0;
  #stopTimer: (() => void) | undefined;
  #timedState: State = 'ground';

  constructor(options: KeyDecoderOptions) {
    this.#onKey = options.onKey;
    this.#escapeTimeoutMs = options.escapeTimeoutMs ?? 50;
    this.#startTimer = options.startTimer ?? startInputTimer;
  }

  /** Takes the next bytes. Keys that are complete are given to `onKey` before it returns, in order. */
  feed(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    if (bytes.length === 0) return;
    for (const byte of bytes) this.#take(byte);
    this.#watch();
  }

  /** Nothing more is coming now: a lone ESC is Escape, an unfinished sequence is dropped, a paste is handed over. */
  flush(): void {
    this.#cancelTimer();
    const state = this.#state;
    this.#state = 'ground';
    this.#meta = false;
    this.#utf8.reset();
    if (state === 'escape') this.#onKey(namedKey('escape'));
    if (state === 'paste') this.#onKey(pasteKey(this.#paste.finish()));
  }

  /** Forgets what was begun, for example after the terminal was handed to another program. */
  reset(): void {
    this.#cancelTimer();
    this.#state = 'ground';
    this.#meta = false;
    this.#afterReturn = false;
    this.#utf8.reset();
    this.#paste.finish();
  }

  #cancelTimer(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#timedState = 'ground';
  }

  /** A lone ESC and a paste wait from their last byte, a sequence from its first: typing on cannot keep it open. */
  #watch(): void {
    const state = this.#state;
    if (state !== 'ground' && state !== 'escape' && state !== 'paste' && this.#timedState === state) return;
    this.#cancelTimer();
    if (state === 'ground') return;
    let wait = SEQUENCE_TIMEOUT_MS;
    if (state === 'escape') wait = this.#escapeTimeoutMs;
    if (state === 'paste') wait = PASTE_TIMEOUT_MS;
    this.#timedState = state;
    this.#stopTimer = this.#startTimer(() => this.flush(), wait);
  }

  #take(byte: number): void {
    switch (this.#state) {
      case 'ground':
        this.#ground(byte);
        break;
      case 'escape':
        this.#escape(byte);
        break;
      case 'csi':
        this.#csi(byte);
        break;
      case 'ss3':
        this.#ss3(byte);
        break;
      case 'string':
        this.#string(byte);
        break;
      case 'string-escape':
        this.#state = byte === 0x5c ? 'ground' : 'escape';
        if (byte !== 0x5c) this.#escape(byte);
        break;
      case 'mouse':
        this.#mouseBytesLeft -= 1;
        if (this.#mouseBytesLeft === 0) this.#state = 'ground';
        break;
      case 'paste':
        if (this.#paste.take(byte)) {
          this.#state = 'ground';
          this.#onKey(pasteKey(this.#paste.finish()));
        }
        break;
    }
  }

  #ground(byte: number): void {
    const meta = this.#meta;
    if (byte >= 0x80) {
      const char = this.#utf8.take(byte);
      if (char === undefined) return;
      this.#meta = false;
      if (isTypedCodePoint(char.codePointAt(0) ?? 0)) this.#onKey(charKey(char, { meta }));
      return;
    }
    this.#utf8.reset();
    this.#meta = false;
    const afterReturn = this.#afterReturn;
    this.#afterReturn = byte === 0x0d;
    if (byte === ESC) this.#state = 'escape';
    else if (byte >= 0x20 && byte !== 0x7f) this.#onKey(charKey(String.fromCharCode(byte), { meta }));
    else if (!(byte === 0x0a && afterReturn)) this.#onKey(controlKey(byte, meta));
  }

  #escape(byte: number): void {
    this.#parameters = '';
    if (byte === 0x5b) this.#state = 'csi';
    else if (byte === 0x4f) this.#state = 'ss3';
    else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) this.#state = 'string';
    else if (byte === ESC) this.#onKey(namedKey('escape'));
    else {
      this.#state = 'ground';
      this.#meta = true;
      this.#ground(byte);
    }
  }

  /** A control character inside a sequence ends it: the sequence was garbage, the key was meant. */
  #abandon(byte: number): void {
    this.#state = 'ground';
    this.#ground(byte);
  }

  #csi(byte: number): void {
    if (byte < 0x20 || byte >= 0x7f) {
      this.#abandon(byte);
      return;
    }
    const char = String.fromCharCode(byte);
    // rxvt ends Shift-Delete and its like in "$", which elsewhere is an intermediate byte.
    const rxvtShift = char === '$' && /^\d{1,2}$/.test(this.#parameters);
    if ((byte < 0x40 && !rxvtShift) || (char === '[' && this.#parameters === '')) {
      if (this.#parameters.length < MAX_SEQUENCE) this.#parameters += char;
      else this.#parameters = TOO_LONG;
      return;
    }
    this.#state = 'ground';
    const decoded = decodeCsi(this.#parameters, char);
    if (decoded === 'paste-start') this.#state = 'paste';
    else if (decoded === 'mouse-bytes') {
      this.#state = 'mouse';
      this.#mouseBytesLeft = 3;
    } else if (decoded !== undefined) this.#onKey(decoded);
  }

  #ss3(byte: number): void {
    if (byte < 0x20 || byte >= 0x7f) {
      this.#abandon(byte);
      return;
    }
    const char = String.fromCharCode(byte);
    if ((byte >= 0x30 && byte <= 0x39) || char === ';') {
      if (this.#parameters.length < MAX_SEQUENCE) this.#parameters += char;
      return;
    }
    this.#state = 'ground';
    const decoded = decodeSs3(this.#parameters, char);
    if (typeof decoded === 'object') this.#onKey(decoded);
  }

  #string(byte: number): void {
    if (byte === BEL) this.#state = 'ground';
    else if (byte === ESC) this.#state = 'string-escape';
    else if (byte < 0x20) this.#abandon(byte);
  }
}

function controlKey(byte: number, meta: boolean): Key {
  switch (byte) {
    case 0x0d:
    case 0x0a:
      return namedKey('enter', { meta });
    case 0x09:
      return namedKey('tab', { meta });
    case 0x08:
    case 0x7f:
      return namedKey('backspace', { meta });
    case 0x00:
      return charKey(' ', { ctrl: true, meta });
    default:
      return charKey(String.fromCharCode(byte + 0x40).toLowerCase(), { ctrl: true, meta });
  }
}
