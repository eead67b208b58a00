import { says } from '../../parts/check-inside.ts';
import { withoutSymbol } from '../../parts/missing-symbol.ts';

export const make = withoutSymbol('musl');

export const check = says('payments_version: symbol not found', 127);
