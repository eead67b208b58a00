import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Make, Scenario } from '../lab/scenario.ts';
import { SCENARIOS } from './scenario-folders.ts';

/** What a scenario's `break.ts` exports. */
interface Break {
  /** Sets the container up, broken in its known way. */
  readonly make: Make;
  /** Sees that the fault is really there, before walkdown looks; throws when it is not. */
  readonly check?: (scenario: Scenario) => Promise<void>;
}

/** The set-up of the scenario in this folder of `scenarios/`, its own check included. Throws when there is none. */
export function setUp(name: string): Make {
  if (!existsSync(join(SCENARIOS, name, 'break.ts'))) throw new Error(`test/gym/scenarios has no "${name}"`);
  return async (bench) => {
    const { make, check } = (await import(`./scenarios/${name}/break.ts`)) as Break;
    const scenario = await make(bench);
    await check?.(scenario);
    return scenario;
  };
}
