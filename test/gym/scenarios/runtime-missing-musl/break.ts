import { says } from '../../parts/check-inside.ts';
import { withoutRuntime } from '../../parts/missing-runtime.ts';

export const make = withoutRuntime('musl', ['java', '-jar', '/app/server.jar']);

export const check = says('exec: "java": executable file not found', 127);
