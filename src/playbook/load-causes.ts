import { type Cause, type Clause, DEFAULT_RANK } from './causes.ts';
import { causeTexts, checkCauseGraph } from './check-causes.ts';
import { checkShape } from './check-shape.ts';
import { type ClauseWork, compileClause } from './compile-clause.ts';
import { checkTexts } from './compile-step.ts';
import { type Problem, sortProblems } from './problem.ts';
import type { Loaded } from './written.ts';
import type { CauseOptions, WrittenCause } from './written-causes.ts';
import { readYaml, type YamlPath, type YamlSource } from './yaml-source.ts';

/** Reads and checks root causes as loadPlaybook does playbooks. Never throws. */
export async function loadCauses(text: string, options: CauseOptions): Promise<Loaded<readonly Cause[]>> {
  const { source, problems: syntax } = await readYaml(text, options.file);
  if (source === null) return { value: null, problems: syntax };
  const schemas = await import('./causes-schema.ts');
  const { openCel } = await import('./cel.ts');
  const problems: Problem[] = [];
  checkShape(source, [], source.value, schemas.looseCausesSchema, problems);
  const raw = (source.value as { causes?: unknown } | null)?.causes;
  const written: WrittenCause[] = [];
  for (const [index, value] of (Array.isArray(raw) ? raw : []).slice(0, 400).entries()) {
    const cause = checkShape(source, ['causes', index], value, schemas.looseCauseSchema, problems);
    if (cause !== null) written.push({ index, cause });
  }
  const work: ClauseWork = { source, options, schemas, cel: await openCel(), problems };
  const compiled = written.map((one) => compileCause(work, one));
  checkCauseGraph({ source, options, written, ids: idsOf(raw), compiled, problems });
  const value = compiled.filter((cause) => cause !== null);
  for (const [index, cause] of compiled.entries()) {
    const place = written[index]?.index ?? 0;
    if (cause !== null)
      checkCauseTexts(source, ['causes', place], cause, [...value, ...(options.others ?? [])], options, problems);
  }
  if (problems.length > 0) return { value: null, problems: sortProblems(problems) };
  return { value, problems: [] };
}

function idsOf(raw: unknown): string[] {
  const list = Array.isArray(raw) ? raw : [];
  return list.map((cause) => String((cause as { id?: unknown } | null)?.id ?? ''));
}

function compileCause(work: ClauseWork, { index, cause }: WrittenCause): Cause | null {
  const before = work.problems.length;
  const path = ['causes', index];
  const level = (name: 'confirmed' | 'likely' | 'possible' | 'ruledOut'): Clause[] =>
    (cause[name] ?? []).flatMap((clause, place) => {
      const compiled = compileClause(work, [...path, name, place], clause, name === 'confirmed' || name === 'ruledOut');
      return compiled === null ? [] : [compiled.clause];
    });
  const [confirmed, likely, possible, ruledOut] = [
    level('confirmed'),
    level('likely'),
    level('possible'),
    level('ruledOut'),
  ];
  const unless = (cause.unless ?? []).flatMap((clause, place) => {
    const compiled = compileClause(work, [...path, 'unless', place], clause, false, true);
    return compiled === null ? [] : [compiled];
  });
  if (work.problems.length > before) return null;
  return {
    id: cause.id,
    area: cause.area,
    kind: cause.kind ?? 'diagnosis',
    title: cause.title.trim(),
    confirmed,
    likely,
    possible,
    ruledOut,
    unless,
    subsumes: cause.subsumes ?? [],
    rank: cause.rank ?? DEFAULT_RANK,
    symptoms: cause.symptoms ?? [],
    sharedBy: typeof cause.sharedBy === 'string' ? { what: cause.sharedBy, at: null } : (cause.sharedBy ?? null),
    mitigate: cause.mitigate ?? [],
    fix: cause.fix ?? [],
    verify: cause.verify ?? [],
    followUp: cause.followUp ?? [],
    file: work.source.file,
    line: work.source.line(path),
  };
}

function checkCauseTexts(
  source: YamlSource,
  path: YamlPath,
  cause: Cause,
  all: readonly Cause[],
  options: CauseOptions,
  problems: Problem[],
): void {
  const declarations = causeTexts(cause, all, options.playbooks);
  const fix = cause.fix.flatMap((one) => (typeof one === 'string' ? [one] : [one.alpine, one.debian, one.other]));
  checkTexts({ source, problems }, path, ['title', 'fix', 'verify', 'followUp'], { ...cause, fix }, declarations);
  for (const [index, mitigation] of cause.mitigate.entries()) {
    checkTexts({ source, problems }, [...path, 'mitigate', index], ['do', 'risk', 'undo'], mitigation, declarations);
  }
}
