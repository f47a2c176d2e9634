/** What was found, in quotes and cut to a length that fits a message. */
export function quoted(found: unknown): string {
  const text = JSON.stringify(found) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
