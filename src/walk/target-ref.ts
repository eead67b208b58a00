/** What TARGET on the command line names (contract.md, "Commands"). */
export type TargetRef =
  | { readonly kind: 'container'; readonly name: string; readonly context: string | null }
  | { readonly kind: 'image'; readonly ref: string }
  | { readonly kind: 'incident'; readonly id: string };

/** A slash separates a context from a container's name; container names hold none. */
export function parseTargetRef(text: string): TargetRef {
  if (text.startsWith('image:')) return { kind: 'image', ref: text.slice('image:'.length) };
  if (text.startsWith('incident:')) return { kind: 'incident', id: text.slice('incident:'.length) };
  const at = text.indexOf('/');
  if (at > 0) return { kind: 'container', context: text.slice(0, at), name: text.slice(at + 1) };
  return { kind: 'container', context: null, name: at === 0 ? text.slice(1) : text };
}
