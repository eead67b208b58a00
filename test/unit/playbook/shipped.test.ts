import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../src/playbook/check-file.ts';
import { jsonSchema } from '../../../src/playbook/json-schema.ts';
import { bundledDir, playbookPlaces } from '../../../src/playbook/places.ts';
import { libraryParts } from '../../../src/walk/rulebook.ts';

const folder = bundledDir();
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.tests.yaml'));

describe('the data that comes with walkdown', () => {
  it('holds the spine and the three checklists', () => {
    expect(files).toEqual(
      expect.arrayContaining(['fast-diagnosis.yaml', 'choose-base.yaml', 'build-pipeline.yaml', 'before-alpine.yaml']),
    );
  });

  it.each(files)('%s loads without a problem', async (name) => {
    const places = playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' });
    const { problems } = await checkFile(join(folder, name), places, await libraryParts());
    expect(problems).toEqual([]);
  });

  it.each(['playbook', 'causes'] as const)(
    'the JSON schema of %s is the one that the program checks by',
    async (what) => {
      // Written by: walkdown playbook schema WHAT > playbooks/WHAT.schema.json
      const shipped: unknown = JSON.parse(readFileSync(join(folder, `${what}.schema.json`), 'utf8'));
      expect(shipped).toEqual(JSON.parse(JSON.stringify(await jsonSchema(what))));
    },
  );
});
