import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Playbook, Rule } from '../playbook/playbook.ts';
import type { RuleCheck } from '../playbook/rule-check.ts';
import { parseJournal } from '../session/read-journal.ts';
import { type JudgedRecording, judgeRecording } from './recorded-checks.ts';

/** What a playbook made of its recorded walks. */
export interface RecordedTests {
  readonly walks: number;
  readonly passed: number;
  /** A line each: a walk that came out otherwise than `judged.txt` of its folder says. */
  readonly problems: readonly string[];
  readonly reached: ReadonlySet<Rule>;
  readonly checks: readonly RuleCheck[];
  /** Folders that are not here: an installed walkdown does not carry its test recordings. */
  readonly absent: readonly string[];
}

/** In each folder: a line a walk, its name and the codes that it must come to. */
const JUDGED = 'judged.txt';
/** What a walk is called that lies in a folder of its own, which has its name then. */
const IN_ITS_FOLDER = 'recording.jsonl';
const MOST_WALKS = 2_000;

/**
 * Judges the recorded walks of these folders (`NAME.jsonl`, `NAME/recording.jsonl`) by a playbook, against what `judged.txt` of each says of them. With
 * `accept`, that file is written anew instead. Throws when a folder can be read and its file cannot.
 */
export async function testRecordings(
  folders: readonly string[],
  playbook: Playbook,
  accept: boolean,
): Promise<RecordedTests> {
  const problems: string[] = [];
  const reached = new Set<Rule>();
  const checks: RuleCheck[] = [];
  const absent: string[] = [];
  let walks = 0;
  let passed = 0;
  for (const folder of folders) {
    const judged = await judgeFolder(folder, playbook);
    if (judged === null) {
      absent.push(folder);
      continue;
    }
    const file = join(folder, JUDGED);
    if (accept) await writeFile(file, judgedText(judged));
    const expected = parseJudged(await readFile(file, 'utf8').catch(() => ''));
    for (const [name, { codes, reached: rules, checks: own }] of judged) {
      walks += 1;
      const difference = differenceOf(expected.get(name), codes);
      if (difference === '') {
        passed += 1;
        for (const rule of rules) reached.add(rule);
        checks.push(...own);
      } else problems.push(`${name} of ${folder}: ${difference}`);
    }
    for (const name of expected.keys())
      if (!judged.has(name)) problems.push(`${file}: there is no recording "${name}"`);
  }
  return { walks, passed, problems, reached, checks, absent };
}

async function judgeFolder(folder: string, playbook: Playbook): Promise<Map<string, JudgedRecording> | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const walks = entries.flatMap((entry) => {
    if (entry.isDirectory()) return [[entry.name, join(folder, entry.name, IN_ITS_FOLDER)] as const];
    return entry.name.endsWith('.jsonl')
      ? [[entry.name.slice(0, -'.jsonl'.length), join(folder, entry.name)] as const]
      : [];
  });
  const judged = new Map<string, JudgedRecording>();
  for (const [name, file] of walks.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST_WALKS)) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) judged.set(name, judgeRecording(parseJournal(text).events, playbook));
  }
  return judged;
}

function judgedText(judged: ReadonlyMap<string, JudgedRecording>): string {
  return [...judged].map(([name, { codes }]) => `${name}: ${codes.join(' ')}\n`).join('');
}

function parseJudged(text: string): Map<string, string[]> {
  const lines = text.split('\n').filter((line) => line.includes(': '));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2).split(' ')] as const),
  );
}

/** What is there and was not expected, and the other way round; empty when they are the same. */
function differenceOf(expected: readonly string[] | undefined, codes: readonly string[]): string {
  if (!expected) return `${JUDGED} says nothing of it; --accept writes what these rules make of it`;
  const more = without(codes, expected);
  const less = without(expected, codes);
  if (more.length + less.length === 0) return '';
  return `these rules say ${more.join(', ') || 'nothing more'}, and not ${less.join(', ') || 'less'}`;
}

/** Those of a list that are left when each of another is taken out once. */
function without(codes: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return codes.filter((code) => {
    const at = left.indexOf(code);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
