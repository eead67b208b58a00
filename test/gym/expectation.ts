import { parse } from 'yaml';
import { z } from 'zod';

const causeIds = z.array(z.string().min(1));
const schema = z
  .strictObject({
    what: z
      .string()
      .regex(/^[^\n]{20,160}$/, 'must be one line of 20 to 160 characters: what is broken, and how a person meets it'),
    causes: causeIds,
    accepted: causeIds.optional(),
    forbidden: causeIds.optional(),
    cited: z.array(z.string().min(1)).default([]),
    libc: z.enum(['glibc', 'musl']),
    exit: z.union([z.literal(0), z.literal(1), z.literal(5)]).optional(),
  })
  .refine(({ causes, cited }) => causes.length > 0 === cited.length > 0, {
    path: ['cited'],
    message: 'names a step that must be cited where there is a cause, and none where there is none',
  })
  .refine(
    ({ causes, accepted = [], forbidden = [] }) => !forbidden.some((id) => [...causes, ...accepted].includes(id)),
    {
      path: ['forbidden'],
      message: 'holds a cause that is expected or accepted',
    },
  );

/** What a verdict on a gym's container must say; pure data, so that recordings are judged without an engine. */
export interface Expectation {
  /** A line: what is broken, and how a person would meet it. */
  readonly what: string;
  /** The root causes that must be named, the first of them first; empty: it is healthy. */
  readonly causes: readonly string[];
  /** Causes that may be named after those, being true there too. */
  readonly accepted?: readonly string[] | undefined;
  /** What a naive walk says of it: named apart in the table when it is said. */
  readonly forbidden?: readonly string[] | undefined;
  /** The step whose evidence must be cited for the first cause; more than one where either will do. */
  readonly cited: readonly string[];
  /** The libc of the image that the program is in, and so of the debug image that the walk is given. */
  readonly libc: 'glibc' | 'musl';
  /** 1 for a broken one, 0 for a healthy one, unless said here. */
  readonly exit?: 0 | 1 | 5 | undefined;
}

/** Reads an `expected.yaml`; throws with `file` and what is wrong in it. */
export function parseExpectation(text: string, file: string): Expectation {
  const read = schema.safeParse(parsed(text, file));
  if (read.success) return read.data;
  const said = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new Error(`${file}: ${said.join('; ')}`);
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : 'no YAML'}`);
  }
}
