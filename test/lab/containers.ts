import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { dockerBuild, removeImage } from './docker-build.ts';
import { labEngine } from './engine.ts';
import { dockerfileFor, type ImageSpec } from './image-spec.ts';
import { type LabNetwork, type NetworkOptions, openNetwork } from './networks.ts';
import { Target } from './target.ts';

/** Carried by everything a test makes, with the run's name as its value. */
export const TEST_LABEL = 'io.walkdown.test';

/** A container that a test wants. */
export interface ContainerOptions {
  /** An image's reference or id. */
  image: string;
  /** What it is called, after the run's own prefix; `service` when left out. */
  name?: string;
  entrypoint?: string[];
  cmd?: string[];
  env?: Record<string, string>;
  user?: string;
  workdir?: string;
  labels?: Record<string, string>;
  /** Where it is attached, at the address with this number, under these further names. */
  network?: LabNetwork;
  address?: number;
  aliases?: string[];
  /** Host path → path in the container, read-only. */
  mounts?: Record<string, string>;
  /** Files put into its writable layer before it starts; they show in `docker diff`. */
  files?: Record<string, { content: string | Buffer; mode?: number }>;
  /** Anything else of the engine's HostConfig. */
  host?: Docker.HostConfig;
  /** `false`: created only. A start that the engine refuses is no error here: see `Target.startError`. */
  start?: boolean;
}

/** What a test made, and how it makes more; `close` removes all of it. */
export interface Bench {
  docker: Docker;
  /** The run's name: in names, and the value of `io.walkdown.test`. */
  run: string;
  container(options: ContainerOptions): Promise<Target>;
  network(options?: NetworkOptions): Promise<LabNetwork>;
  /** Builds an image of the test's own and returns its reference, for example `walkdown-test-ab12/api:1.4.2`. */
  image(spec: ImageSpec): Promise<string>;
  /** Writes a file on this machine, for mounting, and returns its path. */
  file(name: string, content: string): string;
  /** Something to be done on `close`, after the containers are gone, last in first out. */
  onClose(undo: () => unknown): void;
  close(): Promise<void>;
}

function hostConfig(options: ContainerOptions): Docker.HostConfig {
  const binds = Object.entries(options.mounts ?? {}).map(([from, to]) => `${from}:${to}:ro`);
  return { NetworkMode: options.network?.name ?? 'none', Binds: binds, ...options.host };
}

/** Opens a bench on the lab's engine. Everything made on it is labelled with its run and removed by `close`. */
export async function openBench(): Promise<Bench> {
  const { docker } = await labEngine();
  const run = randomBytes(3).toString('hex');
  const undo: (() => unknown)[] = [];
  const targets: Target[] = [];
  let folder: string | undefined;

  const bench: Bench = {
    docker,
    run,
    async container(options) {
      const endpoint = options.network?.endpoint(options.address, options.aliases);
      const name = `wt-${run}-${options.name ?? 'service'}`;
      // Of an earlier attempt at the same test: it would hold the name, and hide why that attempt failed.
      await targets.find((target) => target.name === name)?.remove();
      const created = await docker.createContainer({
        name,
        Image: options.image,
        Entrypoint: options.entrypoint,
        Cmd: options.cmd,
        Env: Object.entries(options.env ?? {}).map(([key, value]) => `${key}=${value}`),
        User: options.user,
        WorkingDir: options.workdir,
        Labels: { ...options.labels, [TEST_LABEL]: run },
        HostConfig: hostConfig(options),
        ...(endpoint &&
          options.network && { NetworkingConfig: { EndpointsConfig: { [options.network.name]: endpoint } } }),
      });
      const target = new Target(docker, created.id, name);
      targets.push(target);
      if (options.files) await target.put(options.files);
      if (options.start !== false) await target.start();
      return target;
    },
    async network(options = {}) {
      const network = await openNetwork(docker, `wt-${run}-net${undo.length}`, { [TEST_LABEL]: run }, options);
      undo.push(() => network.remove());
      return network;
    },
    async image(spec) {
      const tag = `walkdown-test-${run}/${spec.name}`;
      const id = await dockerBuild(docker, tag, dockerfileFor(spec));
      // By its id too: a test may have moved the tag on.
      undo.push(() => removeImage(docker, tag).then(() => removeImage(docker, id)));
      return tag;
    },
    file(name, content) {
      if (!folder) {
        const made = mkdtempSync(join(tmpdir(), 'walkdown-bench-'));
        undo.push(() => rmSync(made, { recursive: true, force: true }));
        folder = made;
      }
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    onClose(action) {
      undo.push(action);
    },
    async close() {
      const failures: unknown[] = [];
      const gone = await Promise.allSettled(targets.splice(0).map((target) => target.remove()));
      failures.push(...gone.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
      for (const action of undo.splice(0).reverse()) {
        try {
          await action();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, `the bench ${run} left something behind`);
    },
  };
  return bench;
}
