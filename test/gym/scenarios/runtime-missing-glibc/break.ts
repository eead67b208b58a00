import { withoutRuntime } from '../../parts/missing-runtime.ts';

export const make = withoutRuntime('glibc', ['node', '/app/server.js']);
