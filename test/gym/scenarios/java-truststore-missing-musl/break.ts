import { javaWithout } from '../../parts/java.ts';

export const make = javaWithout('musl');
