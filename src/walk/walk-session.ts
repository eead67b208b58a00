import type { DebugPlan } from '../debug/views.ts';
import { type BoardEntry, board } from '../diagnose/board.ts';
import { type Diagnosis, diagnose } from '../diagnose/diagnose.ts';
import { buildReport, type Report } from '../notes/report.ts';
import type { Tier } from '../session/evidence.ts';
import type { Redactor } from '../session/redact.ts';
import type { Conductor } from './conductor.ts';
import { diagnosisInput } from './diagnosis-of-state.ts';
import type { Rulebook } from './rulebook.ts';

/** What a walk needs of the world beside its conductor; a recording has next to none of it. */
export interface Surroundings {
  /** What would be made for these tiers; null where nothing ever is. */
  plan(tiers: readonly Tier[]): Promise<DebugPlan | null>;
  /** Removes what is ours, compares the target with before. Never throws. */
  close(): Promise<{ changed: boolean; details: string[]; leftBehind: string[] } | null>;
  /** The target's last log lines, for symptoms. */
  readonly log: readonly string[];
  /** Masks what a person types or we compose. */
  readonly redactor: Redactor;
}

/** A walk that is open, with all that the two skins (screens, unattended) do with it. */
export class WalkSession {
  readonly conductor: Conductor;
  readonly rulebook: Rulebook;
  readonly surroundings: Surroundings;
  /** Where its journal is; empty for one that is not kept. */
  readonly dir: string;
  readonly recorded: boolean;
  #closing: Promise<void> | null = null;

  constructor(parts: {
    conductor: Conductor;
    rulebook: Rulebook;
    surroundings: Surroundings;
    dir: string;
    recorded: boolean;
  }) {
    this.conductor = parts.conductor;
    this.rulebook = parts.rulebook;
    this.surroundings = parts.surroundings;
    this.dir = parts.dir;
    this.recorded = parts.recorded;
  }

  diagnosis(): Diagnosis {
    return diagnose(diagnosisInput(this.conductor.state, this.rulebook));
  }

  board(): BoardEntry[] {
    return board(diagnosisInput(this.conductor.state, this.rulebook));
  }

  report(): Report {
    return buildReport(this.conductor.state, this.diagnosis(), this.rulebook.playbook);
  }

  /** Ends the walk: cancels, removes what is ours, checks the target, closes the journal. Once; never throws. */
  finish(reason: 'complete' | 'left' | 'interrupted'): Promise<void> {
    this.#closing ??= this.#finish(reason);
    return this.#closing;
  }

  async #finish(reason: 'complete' | 'left' | 'interrupted'): Promise<void> {
    const { conductor, surroundings } = this;
    conductor.cancel();
    const check = await surroundings.close();
    if (check) conductor.record({ type: 'target.checked', ...check });
    conductor.record({ type: 'session.finished', reason });
    conductor.close();
  }
}
