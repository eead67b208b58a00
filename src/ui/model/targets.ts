import type { EngineHeader, TargetRow } from '../ports.ts';
import { filtered } from './filter.ts';
import { followKey, type Move, moved, windowTop } from './list-cursor.ts';

export type TargetKind = TargetRow['kind'];
export const TARGET_KINDS: readonly TargetKind[] = ['container', 'image', 'session', 'incident'];

/** The list that targets are chosen from. */
export interface Targets {
  readonly kind: TargetKind;
  /** Of this kind, the troubled first; null while they are being read for the first time. */
  readonly rows: readonly TargetRow[] | null;
  /** Those that the filter leaves. */
  readonly shown: readonly TargetRow[];
  readonly filter: string;
  /** The row that the cursor is on: by its key, so that a refresh moves the row, not the choice. */
  readonly key: string;
  readonly index: number;
  readonly top: number;
  readonly header: EngineHeader;
  /** Why the list could not be read; null while it could. */
  readonly trouble: string | null;
  /** The person has chosen a kind; until then, no engine means the recorded incidents. */
  readonly isKindChosen: boolean;
}

export function initialTargets(header: EngineHeader): Targets {
  return {
    kind: 'container',
    rows: null,
    shown: [],
    filter: '',
    key: '',
    index: 0,
    top: 0,
    header,
    trouble: null,
    isKindChosen: false,
  };
}

const textOf = (row: TargetRow): string =>
  `${row.name} ${row.image} ${row.status} ${row.group} ${row.node ?? ''} ${row.libc} ${row.key.slice(0, 80)}`;
const keyOf = (row: TargetRow): string => row.key;
const HEALTH_ORDER: Readonly<Record<TargetRow['health'], number>> = { troubled: 0, ok: 1, idle: 2 };

/** New rows of the list: the cursor stays on its row. The same rows again give the same object. */
export function withRows(targets: Targets, rows: readonly TargetRow[], height: number): Targets {
  const sorted = ordered(rows);
  if (targets.rows !== null && targets.trouble === null && sameRows(targets.rows, sorted)) return targets;
  return refiltered({ ...targets, rows: sorted, trouble: null }, height);
}

/** The troubled first, and with each the others of its group: a sick one stands beside its healthy siblings. */
function ordered(rows: readonly TargetRow[]): readonly TargetRow[] {
  const byHealth = rows.toSorted((a, b) => HEALTH_ORDER[a.health] - HEALTH_ORDER[b.health]);
  const groups = new Map<string, TargetRow[]>();
  for (const row of byHealth) {
    const group = row.group === '' ? row.key : `\n${row.group}`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [row]);
    else members.push(row);
  }
  return [...groups.values()].flat();
}

export function withFilter(targets: Targets, filter: string, height: number): Targets {
  // What is being typed names what is wanted: the first that fits is chosen.
  return refiltered({ ...targets, filter, key: '', index: 0, top: 0 }, height);
}

export function withKind(targets: Targets, kind: TargetKind): Targets {
  return { ...initialTargets(targets.header), kind, isKindChosen: true };
}

export function movedTargets(targets: Targets, move: Move, height: number): Targets {
  const index = moved(targets.index, targets.shown.length, move, height);
  return placed(targets, index, height);
}

/** The same list in a window of another height. */
export function resizedTargets(targets: Targets, height: number): Targets {
  return placed(targets, targets.index, height);
}

function refiltered(targets: Targets, height: number): Targets {
  const shown = filtered(targets.rows ?? [], textOf, targets.filter);
  // While the cursor stands at the top untouched, it stays there: the first row is the advised one.
  const index = targets.key === '' ? 0 : followKey(shown, keyOf, targets.key, targets.index);
  return placed({ ...targets, shown }, index, height);
}

function placed(targets: Targets, index: number, height: number): Targets {
  const { shown } = targets;
  const at = Math.max(0, Math.min(index, shown.length - 1));
  return {
    ...targets,
    index: at,
    key: shown[at]?.key ?? '',
    top: windowTop(targets.top, at, shown.length, height),
  };
}

function sameRows(a: readonly TargetRow[], b: readonly TargetRow[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        row.key === other.key &&
        row.name === other.name &&
        row.status === other.status &&
        row.age === other.age &&
        row.health === other.health &&
        row.image === other.image &&
        row.libc === other.libc &&
        row.group === other.group &&
        row.node === other.node
      );
    })
  );
}
