/** What a shell's command line only says, which nothing connects to. Pure. */

const MOST_CODE = 16_384;
const TALKS = /^\s{0,20}(?:(?:then|do|else|&|!|\{|\()\s{0,5}){0,3}(?:echo|printf|logger|:)(?:\s|$)/;
/** To the log, not into a file that something reads. */
const TO_THE_LOG = /[12]?>&[12]|[12]?>>?\s{0,3}\/(?:dev\/(?:std(?:out|err)|null|tty)|proc\/1\/fd\/[12])/g;

/** Escapes, quoted words, the rest of the line behind a #, what ends a command, anything else: one after the other. */
const WORDS = /\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|#[^\n]*|\|\||&&|[;\n|&]|[^\\'"#;\n|&]+|[\s\S]/g;
const ENDS = new Set(['||', '&&', ';', '\n', '|', '&']);

/**
 * A command line without its `echo …`, `printf …` and comments: an address in them is text for people. What is piped on
 * or written into a file stays, for something else reads it. A word without white space is no code and stays as it is.
 */
export function withoutTalk(code: string): string {
  if (!/\s/.test(code) || !/\b(?:echo|printf|logger|#)|(?:^|\s):\s|#/.test(code)) return code;
  const commands = commandsOf(code.slice(0, MOST_CODE));
  if (commands === null) return code;
  return commands
    .filter(({ text, end }) => {
      const kept = end === '|' || text.replace(TO_THE_LOG, '').includes('>');
      return kept || !TALKS.test(text);
    })
    .map(({ text, end }) => text + end)
    .join('');
}

/** The commands of a line of shell, each with what ends it; null where a quote stays open. Nothing deeper is understood. */
function commandsOf(code: string): { text: string; end: string }[] | null {
  const found: { text: string; end: string }[] = [];
  let text = '';
  for (const [word = ''] of code.matchAll(WORDS)) {
    if (word === '"' || word === "'") return null;
    if (word.startsWith('#') && !/\S$/.test(text)) continue;
    if (ENDS.has(word) && !text.endsWith('>')) {
      found.push({ text, end: word });
      text = '';
    } else text += word;
  }
  return [...found, { text, end: '' }];
}
