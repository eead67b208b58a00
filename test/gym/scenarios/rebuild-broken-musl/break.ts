import { untidy } from '../../parts/untidy.ts';

/** `run` asks nobody: the answer is put into what was recorded, as a person would have given it in the terminal. */
export const make = untidy({
  libc: 'musl',
  symptom: 'slow-builds',
  answers: { rebuild: 'no' },
});
