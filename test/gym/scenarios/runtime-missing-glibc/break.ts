import { says } from '../../parts/check-inside.ts';
import { withoutRuntime } from '../../parts/missing-runtime.ts';

export const make = withoutRuntime('glibc', ['node', '/app/server.js']);

export const check = says('exec: "node": executable file not found', 127);
