/** What a team's configuration and the command line say about debug images. */
export interface DebugConfig {
  /** `--debug-image`. */
  readonly askedFor: string | null;
  /** The team's rule: references with placeholders, tried in order. See `expandRule` for the placeholders. */
  readonly rules: readonly string[];
  /** Images on the engine that may serve as debug images; `*` stands for any characters. Order is preference. */
  readonly patterns: readonly string[];
}

/** The tag beside the target's own that many teams already build. */
export const SIBLING_RULES: readonly string[] = ['{repository}:{tag}-debug'];

/**
 * Small general images that are often on an engine already. A pattern without a colon stands for any tag; one without
 * a slash is compared with the last component of the repository, so that mirrors of an image count as it.
 */
const DEFAULT_PATTERNS: readonly string[] = [
  'nicolaka/netshoot',
  '*:*-debug',
  'alpine',
  'alpine-*',
  'debian',
  'debian-*',
  'ubuntu',
  'busybox',
  'buildpack-deps',
  'fedora',
  'rockylinux',
  'almalinux',
  'amazonlinux',
];

export const DEFAULT_DEBUG_CONFIG: DebugConfig = { askedFor: null, rules: [], patterns: DEFAULT_PATTERNS };
