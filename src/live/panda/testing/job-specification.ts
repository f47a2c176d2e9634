/** A job as panda-client writes it: a list, whose items are told by their place; the files come last of all. */
export function specification(
  fields: Readonly<Record<number, string | number>>,
  files: readonly unknown[] = [],
): unknown[] {
  const list: unknown[] = Array.from({ length: 126 }, (_, place) => fields[place] ?? 'NULL')
  return [...list, files]
}
