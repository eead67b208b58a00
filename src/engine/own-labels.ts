/** Labels of everything that walkdown makes on an engine; part of the contract. */
export const LABEL = {
  session: 'io.walkdown.session',
  role: 'io.walkdown.role',
  expires: 'io.walkdown.expires',
  operator: 'io.walkdown.operator',
  incident: 'io.walkdown.incident',
  target: 'io.walkdown.target',
} as const;

/** Whose containers these are. Given when connecting; without it nothing can be made. */
export interface SessionLabels {
  readonly session: string;
  readonly operator: string;
  readonly incident: string | null;
  /** Id of the target, where it is known before connecting; else a container's own labels name it. */
  readonly target: string | null;
  /** How long a container may stay when nothing removes it, in seconds; a spec may ask for less. */
  readonly lifeSeconds: number;
}

/** The labels of a container of ours. `engineNowMs` is the engine's clock: its machine is where they expire. */
export function ownLabels(
  session: SessionLabels,
  role: string,
  lifeSeconds: number,
  engineNowMs: number,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const target = session.target ?? more[LABEL.target];
  const fixed: Record<string, string> = {
    [LABEL.session]: session.session,
    [LABEL.role]: role,
    [LABEL.expires]: new Date(engineNowMs + lifeSeconds * 1000).toISOString(),
    [LABEL.operator]: session.operator,
  };
  if (session.incident !== null) fixed[LABEL.incident] = session.incident;
  if (target !== undefined) fixed[LABEL.target] = target;
  return { ...more, ...fixed };
}
