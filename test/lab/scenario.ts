import { type Bench, openBench } from './containers.ts';
import type { Target } from './target.ts';

/** A container with a known trouble, or with none, as a live test walks it. */
export interface Scenario {
  target: Target;
  /** What `walkdown run TARGET` is to be given besides, for example `--expect-image ID`. */
  args?: string[];
  /** What a person would answer to the steps that ask, by the step's id; `run` itself asks nobody. */
  answers?: Record<string, string>;
}

/** Sets a scenario up on a bench. */
export type Make = (bench: Bench) => Promise<Scenario>;

/** A scenario that stands, with what takes it away again. */
export interface Standing extends Scenario {
  bench: Bench;
  /** The target's name, for the command line. */
  name: string;
  args: string[];
  cleanup(): Promise<void>;
}

/** Opens a bench and sets the scenario up on it; what a failed set-up made is removed. */
export async function stand(make: Make): Promise<Standing> {
  const bench = await openBench();
  try {
    const scenario = await make(bench);
    return { ...scenario, args: scenario.args ?? [], bench, name: scenario.target.name, cleanup: () => bench.close() };
  } catch (error) {
    await bench.close();
    throw error;
  }
}
