import type { Capabilities, Environment } from '../terminal/capabilities.ts';
import type { Cleanup } from '../terminal/cleanup.ts';
import type { Workbench } from './ports.ts';

export interface AppOptions {
  readonly workbench: Workbench;
  /** What `Workbench.open` takes; opened at once. When that fails, the list of targets says why. */
  readonly initialTarget?: string | undefined;
  /** Id of a symptom: the question is then not asked. */
  readonly initialSymptom?: string | undefined;
  readonly capabilities: Capabilities;
  /** Installed by the caller. */
  readonly cleanup: Cleanup;
  readonly env: Environment;
}

export interface AppResult {
  /** The exit status that the contract gives to what was found. */
  readonly status: number;
  /** Already printed. */
  readonly lastLines: readonly string[];
}
