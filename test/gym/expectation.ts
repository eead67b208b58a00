/** What a verdict on a gym's container must say; pure data, so that recordings are judged without an engine. */
export interface Expectation {
  /** The root causes that must be named, the first of them first; empty: it is healthy. */
  readonly causes: readonly string[];
  /** Causes that may be named after those, being true there too. */
  readonly accepted?: readonly string[];
  /** What a naive walk says of it: named apart in the table when it is said. */
  readonly forbidden?: readonly string[];
  /** The step whose evidence must be cited for the first cause; more than one where either will do. */
  readonly cited: readonly string[];
  /** The libc of the debug image that the walk is given. */
  readonly tools: 'glibc' | 'musl';
  /** 1 for a broken one, 0 for a healthy one, unless said here. */
  readonly exit?: 0 | 1 | 5;
}

/** The libc of the image that a scenario's program is in. */
type Libc = Expectation['tools'];

/** One with this cause, proven by one of these steps. */
export function broken(
  cause: string,
  tools: Libc,
  cited: string | string[],
  more: Partial<Expectation> = {},
): Expectation {
  return { causes: [cause], tools, cited: typeof cited === 'string' ? [cited] : cited, ...more };
}

/** One that nothing is to be said of; above all none of these. */
export function healthy(tools: Libc, forbidden: readonly string[] = []): Expectation {
  return { causes: [], tools, cited: [], forbidden };
}
