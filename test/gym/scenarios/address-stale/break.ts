import { nameHasMoved } from '../../parts/check-names.ts';
import { holding } from '../../parts/held-connection.ts';

export const make = holding(true);

export const check = nameHasMoved;
