import { join } from 'node:path';
import type { DebugPlan } from '../debug/views.ts';
import { type BoardEntry, board } from '../diagnose/board.ts';
import type { Diagnosis } from '../diagnose/diagnose.ts';
import type { NotesFormat } from '../notes/render.ts';
import { buildReport, type Report } from '../notes/report.ts';
import { renderUpdate } from '../notes/update.ts';
import type { Tier } from '../session/evidence.ts';
import type { Redactor } from '../session/redact.ts';
import type { Conductor } from './conductor.ts';
import { diagnosisInput, diagnosisOf } from './diagnosis-of-state.ts';
import type { Rulebook } from './rulebook.ts';

/** Where the notes of a session are written, by format. */
const NOTES_FILES: Readonly<Record<NotesFormat, string>> = {
  md: 'notes.md',
  slack: 'notes.slack.txt',
  jira: 'notes.jira.txt',
  html: 'notes.html',
  json: 'report.json',
  junit: 'junit.xml',
  sarif: 'report.sarif',
};

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
  /** Where its journal is, and its notes go. */
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
    return diagnosisOf(this.conductor.state, this.rulebook);
  }

  board(): BoardEntry[] {
    const input = diagnosisInput(this.conductor.state, this.rulebook);
    return input === null ? [] : board(input);
  }

  report(): Report {
    return buildReport(this.conductor.state, this.diagnosis(), this.rulebook.playbook);
  }

  /** The five-line update for the incident channel. */
  update(): string {
    const [next] = this.conductor.remaining();
    return renderUpdate(this.report(), this.conductor.state, {
      next: next ? titleOf(this, next.step, next.subject) : null,
    });
  }

  /** Writes the notes beside the journal, readable by their owner only; an empty path: they could not be written. */
  async exportNotes(format: NotesFormat): Promise<{ path: string; text: string }> {
    const [{ renderReport }, { mkdir, writeFile }] = await Promise.all([
      import('../notes/render.ts'),
      import('node:fs/promises'),
    ]);
    const text = await renderReport(format, this.report(), this.conductor.state);
    const path = join(this.dir, NOTES_FILES[format]);
    try {
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      await writeFile(path, text, { mode: 0o600 });
      return { path, text };
    } catch {
      return { path: '', text };
    }
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

function titleOf(session: WalkSession, step: string, subject: string): string {
  const title = session.conductor.step(step)?.title ?? step;
  return subject === '' ? title : `${title} ${subject}`;
}
