import type { EngineHeader, OpenWalk, TargetRow, Workbench } from '../../src/ui/ports.ts';
import { type FakeOptions, FakeWalk } from './fake-walk.ts';

export function targetRow(name: string, rest: Partial<TargetRow> = {}): TargetRow {
  return {
    key: `id-${name}`,
    kind: 'container',
    name,
    image: 'registry.example/app:1.0',
    health: 'ok',
    status: 'up 3 hours',
    age: '3 h',
    libc: '',
    group: '',
    ...rest,
  };
}

export const ROWS: readonly TargetRow[] = [
  targetRow('frontend', { image: 'nginx:1.27' }),
  targetRow('payments-api', {
    health: 'troubled',
    status: 'restarting, last exit 127 (not found)',
    image: 'registry.example/payments:1.4.2',
    age: '4 min',
    libc: 'musl 1.2.5',
    group: 'compose payments',
  }),
  targetRow('old-job', { health: 'idle', status: 'exited 0, 2 days ago', age: '2 d' }),
];

export interface BenchOptions {
  readonly header?: Partial<EngineHeader>;
  readonly lists?: Partial<Record<TargetRow['kind'], readonly TargetRow[]>>;
  readonly walk?: FakeOptions;
  /** How long opening takes, milliseconds. */
  readonly openMs?: number;
  readonly openFails?: Error;
  /** What is said of a walk that was not finished. */
  readonly unfinished?: string;
}

/** A double of what the target screen works on: lists and walks in memory. */
export class FakeWorkbench implements Workbench {
  lists: Partial<Record<TargetRow['kind'], readonly TargetRow[]>>;
  engine: EngineHeader;
  readonly opened: FakeWalk[] = [];
  readonly #options: BenchOptions;

  constructor(options: BenchOptions = {}) {
    this.#options = options;
    this.lists = options.lists ?? { container: ROWS };
    this.engine = { engine: 'docker 27.0', where: 'prod-eu-1', trouble: null, ...options.header };
  }

  header(): EngineHeader {
    return this.engine;
  }

  async unfinished(): Promise<string | null> {
    return this.#options.unfinished ?? null;
  }

  async list(kind: TargetRow['kind']): Promise<readonly TargetRow[]> {
    return this.lists[kind] ?? [];
  }

  async open(
    _key: string,
    { progress, signal }: { signal: AbortSignal; progress: (text: string) => void },
  ): Promise<OpenWalk> {
    progress('what the engine says of it');
    if (this.#options.openMs !== undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#options.openMs);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    progress('its libc');
    if (this.#options.openFails !== undefined) throw this.#options.openFails;
    const walk = new FakeWalk(this.#options.walk);
    this.opened.push(walk);
    return walk;
  }
}
