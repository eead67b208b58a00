/** Words that end in s and are not several. */
const NO_PLURALS = new Set(['this', 'does', 'always', 'less', 'plus', 'perhaps', 'besides', 'towards']);

/** What one of several is called: layers, layer; libraries, library; addresses, address; tries, try. */
export function singular(word: string): string {
  if (!/^[a-z]{4,}s$/.test(word) || NO_PLURALS.has(word) || word.endsWith('ss')) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.replace(/(?:(?<=ss|sh|ch|x|z)e)?s$/, '');
}
