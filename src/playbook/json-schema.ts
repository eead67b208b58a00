/** The formats as JSON Schema (draft-07) for editors, by the file that they are of. */
export async function jsonSchema(of: 'playbook' | 'causes' | 'symptoms' | 'tests'): Promise<Record<string, unknown>> {
  const { z } = await import('zod');
  const schema = await schemaOf(of);
  const exported = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as Record<string, unknown>;
  if (of === 'playbook') requireOneAction(exported);
  return { ...exported, title: `walkdown ${of}` };
}

async function schemaOf(of: string): Promise<import('zod').ZodType> {
  if (of === 'causes') return (await import('./causes-schema.ts')).causesSchema;
  if (of === 'symptoms') return (await import('./load-symptoms.ts')).symptomsSchema;
  if (of === 'tests') return (await import('./playbook-tests.ts')).testsSchema;
  return (await import('./schema.ts')).playbookSchema;
}

/** "Exactly one of run, read, …", which the schema's source can't say. */
function requireOneAction(schema: Record<string, unknown>): void {
  const steps = (schema as { properties?: { steps?: { items?: Record<string, unknown> } } }).properties?.steps;
  if (steps?.items === undefined) return;
  steps.items.oneOf = ['run', 'read', 'exchange', 'ask', 'derive'].map((key) => ({ required: [key] }));
}
