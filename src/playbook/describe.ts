import type { Action, Playbook, Rule, Step } from './playbook.ts';

/** A playbook as text for reading: phases, steps, what each runs, and its rules in order. */
export function describePlaybook(playbook: Playbook): string {
  const head = [`${playbook.id} ${playbook.version}: ${playbook.title}`, oneLine(playbook.about), playbook.file];
  const limits = Object.entries(playbook.limits).map(
    ([name, value]) => `  ${name} = ${value}: ${oneLine(playbook.limitReasons[name] ?? '')}`,
  );
  const phases = playbook.phases.flatMap((phase) => {
    const steps = playbook.steps.filter((step) => step.phase === phase.id);
    return ['', `── ${phase.title} ──`, ...steps.flatMap(describeStep)];
  });
  const limitLines = limits.length === 0 ? [] : ['', 'limits', ...limits];
  return `${[...head, ...limitLines, ...phases].join('\n')}\n`;
}

function describeStep(step: Step): string[] {
  const marks = [
    step.kind === 'hygiene' ? 'hygiene' : '',
    step.essential ? 'essential' : '',
    step.timing ? (step.waits ? 'runs alone until waits take seconds' : 'runs alone') : '',
    step.each === null ? '' : `for each of the ${step.each}`,
  ].filter((mark) => mark !== '');
  return [
    '',
    `${step.id}: ${oneLine(step.title)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`,
    `  ${oneLine(step.why)}`,
    `  ${describeAction(step.action)}`,
    ...(step.when === null
      ? []
      : [`  only when ${step.when.source}; otherwise: ${oneLine(reasonsOf(step).join('; or '))}`]),
    ...(step.after.length === 0 ? [] : [`  after ${step.after.join(', ')}`]),
    ...step.rules.map(describeRule),
  ];
}

function reasonsOf({ reasons = [], otherwise }: Step): string[] {
  return [...reasons.map(({ say }) => say), otherwise];
}

function describeRule(rule: Rule): string {
  const next = rule.next === '' ? '' : `, next ${rule.next}`;
  return `  ${rule.line}: ${rule.when?.source ?? 'else'} → ${rule.is} ${rule.code}${next}: ${oneLine(rule.say)}`;
}

function describeAction(action: Action): string {
  switch (action.kind) {
    case 'run': {
      const where = action.in.map(({ view, tier }) => `${view} at ${tier}`).join(', or ');
      return `$ ${action.argv.join(' ')}   in ${where}${action.repeat > 1 ? `, ${action.repeat} times` : ''}`;
    }
    case 'read':
      return `reads ${action.source}${action.path === null ? '' : ` ${action.path}`}`;
    case 'exchange':
      return `talks ${action.exchange} through ${action.in.map(({ view, tier }) => `${view} at ${tier}`).join(', or ')}`;
    case 'ask':
      return `asks: ${oneLine(action.question)} [${action.choices.map((choice) => choice.id).join(' / ')}]`;
    case 'derive':
      return 'from the facts of earlier steps';
  }
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
