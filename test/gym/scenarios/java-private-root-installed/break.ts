import { javaPrivate } from '../../parts/java.ts';

export const make = javaPrivate(true);
