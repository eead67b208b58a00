/** The items whose text holds every word of the filter, in their order. Letters match in either case. */
export function filtered<T>(items: readonly T[], textOf: (item: T) => string, filter: string): readonly T[] {
  const words = filter.toLowerCase().split(' ').filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
