import type { Diagnosis } from '../diagnose/diagnose.ts';
import { buildReport, type Report } from '../notes/report.ts';
import type { PlaybookPlaces } from '../playbook/places.ts';
import { type ReadJournal, readJournal } from '../session/read-journal.ts';
import { foldAll, type WalkState } from '../session/state.ts';
import { diagnosisOf } from './diagnosis-of-state.ts';
import { loadRulebook, type Rulebook, RulebookError } from './rulebook.ts';

/** A stored session, read and diagnosed. */
export interface StoredWalk {
  readonly state: WalkState;
  readonly diagnosis: Diagnosis;
  readonly report: Report;
  readonly rulebook: Rulebook;
  /** What of the journal could not be read, and what it was judged by if not by what it was walked with. */
  readonly warnings: readonly string[];
}

/**
 * Reads a session's folder and diagnoses its evidence as it was judged then, by the playbook it was walked with; where
 * that is not here, by the one that comes with walkdown. Throws in one line when there is no journal to read.
 */
export async function openStored(dir: string, places: PlaybookPlaces): Promise<StoredWalk> {
  return storedWalk(readJournal(dir), places);
}

/** The same for a journal that was read already: an incident that comes with walkdown. */
export async function storedWalk({ events, warnings }: ReadJournal, places: PlaybookPlaces): Promise<StoredWalk> {
  const state = foldAll(events);
  const { rulebook, notes } = await rulesOf(state, places);
  const diagnosis = diagnosisOf(state, rulebook, { ended: true });
  return {
    state,
    diagnosis,
    report: buildReport(state, diagnosis, rulebook.playbook),
    rulebook,
    warnings: [...warnings, ...notes],
  };
}

const FALLBACK = 'fast-diagnosis';

async function rulesOf(state: WalkState, places: PlaybookPlaces): Promise<{ rulebook: Rulebook; notes: string[] }> {
  const walked = state.session?.playbook;
  if (walked === undefined) return { rulebook: await loadRulebook(FALLBACK, places), notes: [] };
  try {
    // By its name only: a journal from elsewhere must not name a file of this machine.
    const rulebook = await loadRulebook(/^[a-z0-9-]{1,64}$/.test(walked.id) ? walked.id : FALLBACK, places);
    const { id, version, sha256 } = rulebook.playbook;
    if (id !== walked.id) return { rulebook, notes: [notHere(walked.id)] };
    const changed = sha256 !== walked.sha256;
    const words = `The playbook ${id} has changed since (version ${walked.version} then, ${version} now); titles and causes are today’s.`;
    return { rulebook, notes: changed ? [words] : [] };
  } catch (error) {
    if (!(error instanceof RulebookError) || walked.id === FALLBACK) throw error;
    return { rulebook: await loadRulebook(FALLBACK, places), notes: [notHere(walked.id)] };
  }
}

function notHere(id: string): string {
  return `The playbook ${id.slice(0, 64)} is not here; titles and causes are those of ${FALLBACK}.`;
}
