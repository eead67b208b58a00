import { visible } from '../notes/prose.ts';
import type { ReportStep } from '../notes/report.ts';
import { type Advice, type Answers, observedAnswers } from '../playbook/advice.ts';
import type { CommandIo } from './io.ts';
import { interruptible } from './unattended.ts';

/** What an image tells of itself. */
export interface ImageSeen {
  readonly answers: Answers;
  /** For a person, a line each. */
  readonly lines: readonly string[];
  readonly steps: readonly { readonly id: string; readonly code: string; readonly summary: string }[];
}

/** Walks the part of the playbook choose-base that needs nobody. Nothing of the image is run; status 3 or 4 as for a walk. */
export async function readImage(
  target: string,
  values: { readonly context?: string; readonly host?: string },
  advice: Advice,
  io: CommandIo,
): Promise<ImageSeen> {
  const { openWalk } = await import('../walk/open-walk.ts');
  const steps = await interruptible(async (signal): Promise<ReportStep[]> => {
    const session = await openWalk({
      target,
      playbook: 'choose-base',
      symptom: 'unknown',
      endpoints: [],
      binary: null,
      expectImage: null,
      referenceCaPem: null,
      debugImage: null,
      context: values.context ?? null,
      host: values.host ?? null,
      timeoutSeconds: null,
      incident: null,
      argv: ['advise', target],
      env: io.env,
      cwd: process.cwd(),
      ask: null,
      consentFirst: false,
      signal,
    });
    try {
      session.conductor.allow(['engine', 'image'], 'advise: reading the image');
      for (const step of session.rulebook.playbook.steps) {
        if (step.action.kind === 'read' && !signal.aborted) await session.conductor.take(step.id);
      }
    } finally {
      await session.finish(signal.aborted ? 'interrupted' : 'complete');
    }
    return session.report().steps;
  });
  const told = steps.filter(({ outcome }) => outcome === 'ok' || outcome === 'suspect' || outcome === 'fault');
  return {
    answers: observedAnswers(advice, told),
    lines: told.map(({ title, summary, advice: todo, outcome }) =>
      visible(`${title}: ${summary}${outcome !== 'ok' && todo ? ` (${todo})` : ''}`),
    ),
    steps: told.map(({ id, code, summary }) => ({ id, code, summary })),
  };
}
