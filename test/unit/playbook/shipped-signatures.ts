import { readFileSync } from 'node:fs';
import { compileSignatures, type SignatureSet } from '../../../src/diagnose/compile-signatures.ts';
import { renderProblem } from '../../../src/playbook/problem.ts';
import { loadSignatures, type Signature } from '../../../src/playbook/signatures.ts';
import { ROOT_CAUSE_IDS } from './signature-ids.ts';

const SIGNATURES_TEXT = readFileSync(new URL('../../../playbooks/signatures.yaml', import.meta.url), 'utf8');

/** The signatures that are shipped; throws with every problem of the file. */
export async function shippedSignatures(): Promise<readonly Signature[]> {
  const options = { file: 'playbooks/signatures.yaml', rootCauses: ROOT_CAUSE_IDS };
  const { value, problems } = await loadSignatures(SIGNATURES_TEXT, options);
  if (value === null) throw new Error(problems.map(renderProblem).join('\n'));
  return value;
}

export async function shippedSet(): Promise<SignatureSet> {
  return compileSignatures(await shippedSignatures());
}
