import { readFileSync } from 'node:fs';
import type { ContextFile } from './docker-build.ts';

/** A file of an image: bytes, or a file of this machine, or a symlink's target; 0644 unless told otherwise. */
export type ImageFile = { mode?: number } & ({ content: string | Buffer } | { from: string } | { link: string });

/** An image that a test wants: a base, files on it, and its configuration. */
export interface ImageSpec {
  /** Name and tag, for example `api:1.4.2`; what stands before is the run's. */
  name: string;
  /** The base; `scratch` for none. */
  from: string;
  /** Absolute paths in the image. */
  files?: Record<string, ImageFile>;
  /** Shell commands run while building, after the files are there; the base must have a shell. */
  run?: string[];
  env?: Record<string, string>;
  entrypoint?: string[];
  cmd?: string[];
  user?: string;
  workdir?: string;
  labels?: Record<string, string>;
}

/** The build context of a spec: its Dockerfile and its files. */
export function dockerfileFor(spec: ImageSpec): ContextFile[] {
  const lines = [`FROM ${spec.from}`];
  const files: ContextFile[] = [];
  for (const [path, file] of Object.entries(spec.files ?? {})) {
    const at = { path: `root${path}`, mode: file.mode };
    if ('link' in file) files.push({ ...at, link: file.link });
    else files.push({ ...at, content: 'from' in file ? readFileSync(file.from) : file.content });
  }
  if (files.length > 0) lines.push('COPY root/ /');
  for (const command of spec.run ?? []) lines.push(`RUN ${command}`);
  for (const [key, value] of Object.entries(spec.env ?? {})) lines.push(`ENV ${key}=${JSON.stringify(value)}`);
  for (const [key, value] of Object.entries(spec.labels ?? {})) lines.push(`LABEL ${key}=${JSON.stringify(value)}`);
  if (spec.workdir) lines.push(`WORKDIR ${spec.workdir}`);
  if (spec.user) lines.push(`USER ${spec.user}`);
  if (spec.entrypoint) lines.push(`ENTRYPOINT ${JSON.stringify(spec.entrypoint)}`);
  if (spec.cmd) lines.push(`CMD ${JSON.stringify(spec.cmd)}`);
  return [{ path: 'Dockerfile', content: `${lines.join('\n')}\n` }, ...files];
}
