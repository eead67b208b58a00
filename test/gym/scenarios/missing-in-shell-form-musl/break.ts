import { says } from '../../parts/check-inside.ts';
import { shellForm } from '../../parts/shell-form.ts';

export const make = shellForm('musl');

export const check = says('/app/bin/checkout: not found', 127);
