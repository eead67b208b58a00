/** One thing that was looked at: ready, worth a look, or in the way. */
export interface Check {
  readonly id: string;
  readonly state: 'ok' | 'warning' | 'bad';
  /** One line: what was found. */
  readonly text: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly todo: string;
}

export function ok(id: string, text: string): Check {
  return { id, state: 'ok', text, todo: '' };
}

export function warning(id: string, text: string, todo: string): Check {
  return { id, state: 'warning', text, todo };
}

export function bad(id: string, text: string, todo: string): Check {
  return { id, state: 'bad', text, todo };
}
