/**
 * Variables that make a program load or run something else than itself, or read other configuration. None of the
 * target's, and none of an image's own, may reach a tool: a library of another libc would break it, and a planted one
 * would run in a joined namespace.
 */
const STEERS_PROGRAMS =
  /^(LD_.{1,60}|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.{1,60}|BASH_ENV|ENV|SHELLOPTS|BASHOPTS|PERL5.{1,20}|PYTHON.{1,40}|NODE_OPTIONS|OPENSSL_CONF|OPENSSL_MODULES|OPENSSL_ENGINES)$/;

/** What changes how the target's libc looks names up, and holds no secret: it belongs to the same look-up made by us. */
const RESOLVER_VARIABLES: ReadonlySet<string> = new Set(['RES_OPTIONS', 'LOCALDOMAIN']);

function nameOf(entry: string): string {
  const equals = entry.indexOf('=');
  return equals < 0 ? entry : entry.slice(0, equals);
}

/** Whether a variable may be given to a tool of ours. */
export function mayPass(entry: string): boolean {
  return !STEERS_PROGRAMS.test(nameOf(entry));
}

/** The target's own variables that a look-up on its behalf needs: RES_OPTIONS and LOCALDOMAIN. */
export function resolverEnvironment(targetEnv: readonly string[]): string[] {
  return targetEnv.filter((entry) => entry.includes('=') && RESOLVER_VARIABLES.has(nameOf(entry)));
}

/**
 * The environment of a container of ours: what was asked for, without what steers programs; and the image's own
 * steering variables emptied, for an engine adds an image's environment to every container of it. Those of the loader
 * (LD_*) the engine adapter leaves out itself: some count even when empty.
 */
export function safeEnvironment(asked: readonly string[], imageEnv: readonly string[]): string[] {
  const kept = asked.filter(mayPass);
  const emptied = imageEnv.filter((entry) => !mayPass(entry) && !entry.startsWith('LD_'));
  return [...kept, ...emptied.map((entry) => `${nameOf(entry)}=`)];
}
