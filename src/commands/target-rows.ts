import type { ContainerSummary } from '../engine/engine.ts';
import type { TargetRow } from '../ui/ports.ts';

/** A container of the list, the trouble it is in said in words. Pure. */
export function containerRow(one: ContainerSummary): TargetRow {
  return {
    key: one.id,
    kind: 'container',
    name: one.name,
    image: one.imageRef,
    health: healthOf(one),
    status: statusOf(one),
    age: ageText(one.createdAt),
    libc: '',
    group: groupOf(one.labels),
  };
}

/** The Compose project or Swarm service that it belongs to. */
function groupOf(labels: ContainerSummary['labels']): string {
  const [project, service] = [labels['com.docker.compose.project'], labels['com.docker.swarm.service.name']];
  return project ? `compose ${project}` : service ? `swarm ${service}` : '';
}

function healthOf(one: ContainerSummary): TargetRow['health'] {
  if (one.state === 'restarting' || one.state === 'dead' || one.health === 'unhealthy') return 'troubled';
  if (one.state === 'exited') return exitCode(one) === 0 ? 'idle' : 'troubled';
  if (one.state === 'created' || one.state === 'paused') return 'troubled';
  return 'ok';
}

const EXIT_WORDS: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'wrong usage or syntax',
  126: 'may not be executed',
  127: 'not found, or its loader',
  137: 'killed',
  139: 'crashed (SEGV)',
  143: 'asked to end (TERM)',
  255: 'failed to start',
};

function statusOf(one: ContainerSummary): string {
  const code = exitCode(one);
  if (one.state === 'restarting') return code === null ? 'restarting' : `restarting, last exit ${withWords(code)}`;
  if (one.state === 'exited') return code === null ? 'exited' : `exited ${withWords(code)}`;
  if (one.state === 'created') return 'never started';
  if (one.state === 'running') return one.status.toLowerCase();
  return one.state;
}

function withWords(code: number): string {
  const words = code === 0 ? 'done' : EXIT_WORDS[code];
  return words ? `${code} (${words})` : String(code);
}

/** The engine says it in its own words: "Exited (127) 3 minutes ago", "Restarting (1) 5 seconds ago". */
function exitCode(one: ContainerSummary): number | null {
  const found = /^(?:Exited|Restarting) \((\d{1,3})\)/.exec(one.status);
  return found ? Number(found[1]) : null;
}

/** "3 min", "2 d"; empty for a date that cannot be read. */
export function ageText(since: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(since)) / 1000;
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
