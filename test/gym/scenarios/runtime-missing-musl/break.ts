import { withoutRuntime } from '../../parts/missing-runtime.ts';

export const make = withoutRuntime('musl', ['java', '-jar', '/app/server.jar']);
