import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../../src/session/read-journal.ts';
import { stand } from '../lab/scenario.ts';
import { withOwnNeighbours } from './own-neighbours.ts';
import { forPublication } from './publish-recording.ts';
import { type Story, stories } from './stories.ts';

/**
 * Stands each story up on the lab's engine, walks it with the built walkdown as anybody would, and writes the journal
 * into playbooks/incidents, made fit for publication. Returns the exit status: 1 when a walk did not name the cause.
 */
export async function recordIncidents(ids: readonly string[], root: string, cli: string): Promise<number> {
  const wanted = ids.length === 0 ? Object.keys(stories) : ids;
  let status = 0;
  for (const id of wanted) {
    const story = stories[id];
    if (!story) throw new Error(`There is no story "${id}"; there are ${Object.keys(stories).join(', ')}.`);
    const causes = await record(id, story, root, cli);
    const right = causes[0] === story.cause;
    if (!right) status = 1;
    process.stdout.write(`${right ? 'ok   ' : 'WRONG'} ${id}: ${causes.join(', ') || 'no root cause'}\n`);
  }
  return status;
}

async function record(id: string, story: Story, root: string, cli: string): Promise<(string | undefined)[]> {
  const standing = await stand(story.make);
  const home = mkdtempSync(join(tmpdir(), 'walkdown-record-'));
  try {
    const args = ['run', standing.name, '--format', 'json', ...standing.args, ...story.args];
    const report = JSON.parse(await walk(cli, args, home)) as { rootCauses: { id: string }[] };
    const [session = ''] = readdirSync(join(home, 'sessions'));
    const { events } = readJournal(join(home, 'sessions', session));
    const { run } = standing.bench;
    const text = forPublication(withOwnNeighbours(events, `wt-${run}-`), {
      argv: ['run', standing.name, ...story.args],
      // A lab's names, as the story's people would have called them.
      rename: [[`walkdown-test-${run}/`, ''], [`wt-${run}-`, ''], ...story.rename],
      forbidden: [
        root,
        home,
        hostname(),
        `${homedir()}/`,
        join(tmpdir(), 'walkdown-'),
        run,
        'walkdown-lab/',
        'partner.test',
      ],
    });
    const folder = join(root, 'playbooks', 'incidents');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${id}.jsonl`), text);
    writeFileSync(join(folder, `${id}.txt`), `${story.title}\n\n${story.text.trim()}\n`);
    return report.rootCauses.map((one) => one.id);
  } finally {
    rmSync(home, { recursive: true, force: true });
    await standing.cleanup();
  }
}

const LIMIT_MS = 180_000;

function walk(cli: string, args: string[], home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: home,
      env: { ...process.env, WALKDOWN_HOME: home, XDG_CONFIG_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 || code === 1 || code === 5) resolve(Buffer.concat(parts).toString('utf8'));
      else reject(new Error(`walkdown ${args.join(' ')} ended with ${code}`));
    });
  });
}
