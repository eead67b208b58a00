import { withoutSymbol } from '../../parts/missing-symbol.ts';

export const make = withoutSymbol('musl');
