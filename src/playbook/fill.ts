import type { Json } from '../session/evidence.ts';
import type { Scope } from './condition.ts';
import { lookUp, renderTemplate } from './template.ts';

/** A filled value, or why it can't be: then the step can't be run, and nothing is concluded from that. */
export type Filled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const MOST_CHARACTERS = 4096;
const MOST_WORDS = 256;
const WHOLE = /^\{([a-z][A-Za-z0-9_.]*)\}$/;

/**
 * A command's words with their values. A word that is one placeholder of a list becomes as many words. Values come
 * from the target and are hostile: one that would begin a word with "-", or holds NUL or a line break, is refused.
 */
export function fillArgv(argv: readonly string[], scope: Scope): Filled<string[]> {
  const words: string[] = [];
  for (const word of argv) {
    const list = wholeList(word, scope);
    const parts = list ?? [fillText(word, scope)];
    for (const part of parts) {
      const filled = typeof part === 'string' ? checked(word, part) : part;
      if (!filled.ok) return filled;
      words.push(filled.value);
    }
  }
  if (words.length > MOST_WORDS) return { ok: false, reason: `the command would have ${words.length} words` };
  return { ok: true, value: words };
}

/** One text with its values: a path, a parameter of an exchange. Same checks as for a command's word. */
export function fillText(text: string, scope: Scope): Filled<string> {
  // Values as they are: a command takes 4.900001, not "4.9".
  const { text: raw, missing } = renderTemplate(text, scope, (value) =>
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  );
  if (missing.length > 0) return { ok: false, reason: `not known: ${missing.join(', ')}` };
  return checked(text, raw);
}

/** The parameters of an exchange with their values; numbers and booleans stay what they are. */
export function fillWith(
  parameters: Readonly<Record<string, string | number | boolean>>,
  scope: Scope,
): Filled<Record<string, Json>> {
  const filled: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const whole = typeof value === 'string' ? WHOLE.exec(value)?.[1] : undefined;
    const found = whole === undefined ? undefined : lookUp(whole.split('.'), scope);
    if (found !== undefined && found !== null && typeof found !== 'string') filled[name] = found;
    else if (typeof value === 'string') {
      const text = fillText(value, scope);
      if (!text.ok) return text;
      filled[name] = text.value;
    } else filled[name] = value;
  }
  return { ok: true, value: filled };
}

function wholeList(word: string, scope: Scope): string[] | null {
  const path = WHOLE.exec(word)?.[1];
  const value = path === undefined ? undefined : lookUp(path.split('.'), scope);
  return Array.isArray(value) ? value.map(String) : null;
}

function checked(template: string, value: string): Filled<string> {
  if (value.length > MOST_CHARACTERS) return { ok: false, reason: `${template} is too long to be used` };
  if (/[\u0000\r\n]/.test(value) && value !== template) {
    return { ok: false, reason: `${template} holds a line break or NUL` };
  }
  if (value.startsWith('-') && template.startsWith('{')) {
    return { ok: false, reason: `${template} begins with "-" and could be taken for an option` };
  }
  return { ok: true, value };
}
