import { fuzz } from './run.ts';

// What `npm run fuzz` starts: [INPUTS, default 1000000] [SEED, default 1] [TARGET]. 0 when nothing was found.

const [inputs = '1000000', seed = '1', target = ''] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const began = Date.now();
const { counts, findings, slowestMs } = await fuzz(Number(inputs), Number(seed), target, say);
for (const [name, count] of counts) {
  say(`${String(count).padStart(8)}  ${name} (slowest ${(slowestMs.get(name) ?? 0).toFixed(0)} ms)`);
}
for (const finding of findings) say(finding);
const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
say(`${total} inputs from seed ${seed} in ${Math.round((Date.now() - began) / 1000)} s: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
