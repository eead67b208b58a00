import { says } from '../../parts/check-inside.ts';
import { withoutSymbol } from '../../parts/missing-symbol.ts';

export const make = withoutSymbol('glibc');

export const check = says('undefined symbol: payments_version', 127);
