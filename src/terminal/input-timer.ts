/** Starts a timer and returns what stops it. Injected, so that tests decide when time passes. */
export type StartTimer = (run: () => void, milliseconds: number) => () => void;

/** 50 ms, the usual; 100 ms over ssh, where the two halves of an arrow key may come in two packets. */
export function escapeTimeout(env: Readonly<Record<string, string | undefined>>): number {
  return env.SSH_CONNECTION || env.SSH_TTY ? 100 : 50;
}

/**
 * A timer that lets waiting input go first: when the event loop was busy, the rest of a sequence is already in the
 * kernel, but Node runs due timers before it reads.
 */
export const startInputTimer: StartTimer = (run, milliseconds) => {
  let hop: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    hop = setImmediate(run);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    if (hop !== undefined) clearImmediate(hop);
  };
};
