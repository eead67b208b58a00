import { isRow, number, type Row, rows, text, texts, unique } from './values.ts';

/** One question of a `dns-nameserver` conversation, with the one that was asked again in its place. */
export interface Question {
  readonly name: string;
  readonly type: string;
  readonly transport: string;
  /** answered, timeout, refused, malformed, …: of the last time it was asked. */
  readonly outcome: string;
  /** A reply came at some time, however late. */
  readonly replied: boolean;
  /** It went unanswered the first time, in time. */
  readonly missed: boolean;
  /** Milliseconds of the reply, late ones too; null without. */
  readonly ms: number | null;
  readonly rcode: string;
  readonly truncated: boolean;
  readonly records: number;
  readonly addresses: readonly string[];
}

function questionOf(row: Row): Question {
  const again = isRow(row.again) ? row.again : null;
  const firstMs = number(row.ms) ?? number(row.lateMs);
  const useAgain = again !== null && firstMs === null;
  const told = useAgain ? again : row;
  const ms = useAgain ? (number(again.ms) ?? number(again.lateMs)) : firstMs;
  return {
    name: text(row.name),
    type: text(row.type),
    transport: text(row.transport),
    outcome: text(told.outcome),
    replied: ms !== null,
    missed: text(row.outcome) !== 'answered',
    ms,
    rcode: text(told.rcode),
    truncated: told.truncated === true,
    records: number(told.records) ?? 0,
    addresses: texts(told.addresses),
  };
}

/** The questions that were put to the nameserver; those that ours failed to put, or a person cut short, are none. */
export function questionsOf(data: Row): Question[] {
  const none = ['bad-name', 'tool', 'cancelled'];
  return rows(data.asked)
    .map(questionOf)
    .filter(({ outcome, replied }) => replied || !none.includes(outcome));
}

/** What a nameserver says of one name, over UDP. */
export interface NameSeen {
  readonly name: string;
  readonly a: readonly Question[];
  readonly aaaa: readonly Question[];
  readonly tcp: readonly Question[];
}

/** The questions by name, in the order asked. */
export function byName(questions: readonly Question[]): NameSeen[] {
  return unique(questions.map(({ name }) => name)).map((name) => {
    const own = questions.filter((one) => one.name === name);
    const over = (transport: string, type?: string) =>
      own.filter((one) => one.transport === transport && (type === undefined || one.type === type));
    return { name, a: over('udp', 'A'), aaaa: over('udp', 'AAAA'), tcp: over('tcp') };
  });
}

/** The code that replies agree on; `mixed` where they do not, `none` without a reply. */
export function rcodeOf(questions: readonly Question[]): string {
  const codes = unique(questions.filter(({ replied }) => replied).map(({ rcode }) => rcode));
  return codes.length === 1 ? (codes[0] ?? 'none') : codes.length === 0 ? 'none' : 'mixed';
}
