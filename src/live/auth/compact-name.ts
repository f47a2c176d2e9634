/** The name that a person's work counts for, so that all certificates of one person are one user (brokerage.md §L). */

/** Common names that are no names of people. */
const NO_NAMES = /^(?:\d+|proxy|limited proxy|Robot:.*|nickname:.*)$/

/**
 * The compact name of a distinguished name with slashes: its last common name that is one of a person, without trailing numbers,
 * e-mail, parentheses and apostrophes.
 */
export function compactName(subject: string): string {
  const names = commonNames(subject).filter((name) => !NO_NAMES.test(name))
  const name = names.at(-1) ?? subject
  const plain = name
    .replace(/\/email.*$/i, '')
    .replace(/[ _]\d+/g, '')
    .replace(/[()']/g, '')
  const withoutMail = plain.replace(/ [a-z][\w.-]+@[\w.-]+(?:\.\w+)+/g, '').trim()
  return withoutMail.includes(' ') ? withoutMail : plain.trim()
}

/** The user that is meant: PanDA's clients say a name, or a whole distinguished name as they were told it. */
export function userMeant(words: string): string {
  return words.startsWith('/') ? compactName(words) : words
}

/** What stands behind `/CN=`, up to the next component. */
function commonNames(subject: string): string[] {
  return [...subject.matchAll(/\/CN=(.*?)(?=\/[\w.]+=|$)/g)].map(([, name]) => name)
}
