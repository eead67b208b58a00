/** 1 step, 2 steps; 1 library, 2 libraries. */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** How many steps a walk has (one a subject, follow-ups too), and what became of them: the parts make up the whole. */
export function stepsCounted(coverage: {
  readonly steps: number;
  readonly judged: number;
  readonly inconclusive: number;
  readonly notChecked: number;
}): string {
  const { steps, judged, inconclusive, notChecked } = coverage;
  if (inconclusive + notChecked === 0) return steps === 1 ? '1 step judged' : `all ${steps} steps judged`;
  const rest = [
    inconclusive > 0 ? `${inconclusive} inconclusive` : '',
    notChecked > 0 ? `${notChecked} not checked` : '',
  ];
  return `${counted(steps, 'step')}: ${[`${judged} judged`, ...rest].filter(Boolean).join(', ')}`;
}
