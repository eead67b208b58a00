const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const CONTROL = /[\u0000-\u001F\u007F]/;

/**
 * One word of a command line that a person can paste: quoted only where it must be. A control character, which no
 * screen shows and no paste keeps, is written as the shell's `$'…'` has it: `$'/bin/sh\r'`.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const inside = word.replace(
    /[\u0000-\u001F\u007F\\']/g,
    (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${inside}'`;
}
