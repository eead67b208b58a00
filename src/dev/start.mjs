import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install } from './fresh.mjs';
import { root } from './root.mjs';

install();
await build();
const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + ({ SIGINT: 2, SIGHUP: 1 }[signal] ?? 15) : (code ?? 1)));
