import type { Evidence, Facts } from './evidence.ts';
import { type Redactor, redactObserved } from './redact.ts';
import { isPlaceholder } from './redaction-rules.ts';

/** A secret that secretlint's recommended rules see, and by which. */
export interface FoundSecret {
  readonly rule: string;
  /** The secret alone: of a URL with credentials, the password. */
  readonly secret: string;
}

type Config = Parameters<typeof import('@secretlint/core').lintSource>[0]['options']['config'];

/** What is looked at in one go (UTF-16 units): a few milliseconds. */
const CHUNK = 128 * 1024;
/** Chunks overlap by more than any key is long. */
const OVERLAP = 4 * 1024;

let loaded: Promise<((text: string) => Promise<FoundSecret[]>) | null> | null = null;

/** Begins to load the rules (70 ms, once); resolves when they are there, or cannot be. Never throws. */
export async function loadSecretRules(): Promise<void> {
  loaded ??= load().catch(() => null);
  await loaded;
}

/**
 * The well-kept rules of secretlint over a text: a second pass under our own rules. Loaded at first need (70 ms, once);
 * then 2 to 5 ms for 64 KB. Never throws: where it fails, our own rules stand.
 */
async function findSecrets(text: string): Promise<FoundSecret[]> {
  await loadSecretRules();
  const find = await loaded;
  if (!find) return [];
  try {
    const found: FoundSecret[] = [];
    for (let at = 0; at < text.length; at += CHUNK - OVERLAP) found.push(...(await find(text.slice(at, at + CHUNK))));
    return found;
  } catch {
    return [];
  }
}

async function load(): Promise<(text: string) => Promise<FoundSecret[]>> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const id = '@secretlint/secretlint-rule-preset-recommend';
  const config: Config = { rules: [{ id, rule: creator, rules: [] }] };
  return async (text) => {
    const source = { content: text, filePath: 'output.txt', ext: '.txt', contentType: 'text' as const };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    return messages.flatMap((message): FoundSecret[] => {
      const secret = secretIn(text.slice(message.range[0], message.range[1]));
      const rule = message.ruleId.replace(/^.*secretlint-rule-/, 'secretlint-');
      return secret === null ? [] : [{ rule, secret }];
    });
  };
}

/** What of a finding is secret; null for nothing, or when our own rules masked it before. */
function secretIn(found: string): string | null {
  if (found.includes('‹secret-')) return null;
  const inUrl = /:\/\/[^\s:@/]{0,200}:([^\s@/]{1,500})@/.exec(found)?.[1];
  const secret = inUrl ?? found.replace(/^.{0,80}[=:]\s{0,3}["']?(?=[^\s"']{16,}["']?$)/s, '').trim();
  return secret === '' || isPlaceholder(secret) ? null : secret;
}

/** Has the redactor know what secretlint's rules see in these texts, so that it is masked wherever it stands. Never throws. */
export async function learnSecretsIn(redactor: Redactor, texts: readonly string[]): Promise<void> {
  for (const { rule, secret } of await findSecrets(texts.join('\n\n'))) redactor.learn([secret], rule);
}

/**
 * A text that is shown and not kept, masked as evidence is before it is journalled; counts nothing. What was found is
 * known from then on.
 */
export async function maskShown(redactor: Redactor, text: string): Promise<string> {
  await learnSecretsIn(redactor, [redactor.uncounted(() => redactor.text(text))]);
  return redactor.uncounted(() => redactor.text(text));
}

/**
 * As redactObserved, with secretlint's rules under ours. What they find is known from then on: it is masked in the
 * facts, too, and in all that follows.
 */
export async function redactObservedDeep(
  redactor: Redactor,
  evidence: readonly Evidence[],
  facts: Facts,
): Promise<{ evidence: Evidence[]; facts: Facts; rules: Record<string, number> }> {
  const first = redactObserved(redactor, evidence, facts);
  const texts = first.evidence.flatMap((one) => [
    one.stdout,
    one.stderr,
    one.byHand,
    one.argv.join(' '),
    one.data === undefined ? '' : JSON.stringify(one.data),
  ]);
  const found = await findSecrets([...texts, JSON.stringify(first.facts)].filter(Boolean).join('\n\n'));
  if (found.length === 0) return first;
  for (const { rule, secret } of found) redactor.learn([secret], rule);
  const second = redactObserved(redactor, first.evidence, first.facts);
  const rules = { ...first.rules };
  for (const [rule, count] of Object.entries(second.rules)) rules[rule] = (rules[rule] ?? 0) + count;
  return { ...second, rules };
}
