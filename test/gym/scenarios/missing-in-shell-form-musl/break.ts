import { shellForm } from '../../parts/shell-form.ts';

export const make = shellForm('musl');
