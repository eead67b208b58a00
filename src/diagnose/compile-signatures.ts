import { patternLiterals } from '../playbook/pattern-literal.ts';
import type { Signature, TextPlace } from '../playbook/signatures.ts';
import { LiteralScan } from './literal-scan.ts';

/** One pattern of a signature, ready to be tried. */
interface CompiledPattern {
  /** Index of its signature. */
  readonly signature: number;
  readonly place: TextPlace;
  /** Its own, or else the signature's. */
  readonly rootCauses: readonly string[];
  /** Weight first, then how much literal text it asks for: 101 to 1099. */
  readonly specificity: number;
  /** In time linear in the line. Compiles the pattern when it is first asked. */
  test(line: string): boolean;
}

/** Signatures with a prefilter: only patterns whose literal is in a line are tried on it. */
export interface SignatureSet {
  readonly signatures: readonly Signature[];
  readonly patterns: readonly CompiledPattern[];
  readonly scan: LiteralScan;
  /** By literal of the scan: the patterns to try. */
  readonly patternsOf: readonly (readonly number[])[];
}

/** Makes checked signatures ready to match. Patterns are compiled by RE2 at first need, so this takes a few ms. */
export async function compileSignatures(signatures: readonly Signature[]): Promise<SignatureSet> {
  const { RE2JS } = await import('re2js');
  const patterns: CompiledPattern[] = [];
  const literals = new Map<string, number[]>();
  for (const [index, signature] of signatures.entries()) {
    for (const pattern of signature.patterns) {
      const needed = patternLiterals(pattern);
      for (const literal of needed) {
        const users = literals.get(literal.toLowerCase()) ?? [];
        users.push(patterns.length);
        literals.set(literal.toLowerCase(), users);
      }
      let compiled: { test(line: string): boolean } | undefined;
      patterns.push({
        signature: index,
        place: pattern.in,
        rootCauses: pattern.causes ?? signature.rootCauses,
        specificity: pattern.weight * 100 + Math.min(99, literalLength(pattern.re)),
        test(line) {
          compiled ??= RE2JS.compile(pattern.re);
          return compiled.test(line);
        },
      });
    }
  }
  return {
    signatures,
    patterns,
    scan: new LiteralScan([...literals.keys()]),
    patternsOf: [...literals.values()],
  };
}

/** How much of a pattern is text rather than notation. */
function literalLength(re: string): number {
  return re.replaceAll(/\\[a-zA-Z]|\[[^\]]*\]|[\\()[\]{}|*+?.^$:]/g, '').length;
}
