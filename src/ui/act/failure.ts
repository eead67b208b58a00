const MOST_CHARACTERS = 400;

/** An error as one line for a person. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, MOST_CHARACTERS) || 'it failed without saying why';
}

/** The exit status that an error asks for; 4 (no such target) where it says nothing. */
export function statusOf(error: unknown): number {
  const status = (error as { readonly exitStatus?: unknown } | null)?.exitStatus;
  return typeof status === 'number' ? status : 4;
}
