/** What a target is, as facts that may be journalled: secrets masked, everything bounded. */

export type LibcFamily = 'glibc' | 'musl' | 'static' | 'uclibc' | 'bionic' | 'unknown';

export interface Libc {
  family: LibcFamily;
  /** 2.36, 1.2.5; null when it could not be read. */
  version: string | null;
  /** In words: what told us. */
  because: string;
}

export interface Endpoint {
  host: string;
  port: number;
  /** Where it was found: "environment API_URL", "--endpoint", "log line", … */
  foundIn: string;
  /** option: asked for · used: environment, configuration, live connection · logged: log lines only (looked up, not
   *  connected to unless ticked). */
  source: 'option' | 'used' | 'logged';
  /** https, http, tcp, postgres, …; tells whether TLS is spoken on it. */
  scheme: string;
  tls: boolean;
  /** Its settings ask for TLS and take any certificate: `sslmode=require` of libpq, `tlsInsecure=true`. */
  unverified?: boolean;
  /** The path that its URL names, where it is a plain one (src/target/endpoints/plain-path.ts). */
  path?: string;
}

/** The facts of the target that conditions, extractors and screens may use. */
export interface TargetFacts {
  kind: 'container' | 'image';
  id: string;
  name: string;
  /** created, running, paused, restarting, exited, dead; image for an image. */
  state: string;
  running: boolean;
  exitCode: number | null;
  oomKilled: boolean;
  image: {
    id: string;
    ref: string;
    tags: string[];
    digests: string[];
    created: string;
    architecture: string;
  };
  engineArchitecture: string;
  libc: Libc;
  os: { id: string; version: string; name: string };
  user: string;
  /** The file that really runs after PATH, working directory, symlinks and shebangs; empty when it could not be found. */
  binary: string;
  endpoints: Endpoint[];
  startedAt: string | null;
  restartCount: number;
}
