import { fails } from '../../parts/check-inside.ts';
import { javaWithout } from '../../parts/java.ts';

export const make = javaWithout('glibc');

export const check = fails('test', '-e', '/opt/java/openjdk/lib/security/cacerts');
