import { measureNames } from './measures.js'

const shownNames = 5

/** What is allowed for a measure, in words: the names nearest to a text that is none. */
export function measuresNear(text: string): string {
  const wanted = text.toLowerCase()
  const distances = measureNames.map((name) => [name, distance(wanted, name.toLowerCase())] as const)
  const nearest = distances.sort(([, one], [, other]) => one - other).slice(0, shownNames)
  const names = nearest.map(([name]) => name).join(', ')
  return `one of ${measureNames.length} measures, of which ${names} are nearest (all: ailuro compare --help)`
}

/** Letters to add, drop or change to make one text of another (Levenshtein); what only follows a beginning weighs little. */
function distance(text: string, name: string): number {
  if (name.startsWith(text)) return (name.length - text.length) / 100
  let row = Array.from({ length: name.length + 1 }, (_, j) => j)
  for (let i = 1; i <= text.length; i++) {
    const next = [i]
    for (let j = 1; j <= name.length; j++) {
      const changed = row[j - 1] + (text[i - 1] === name[j - 1] ? 0 : 1)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, changed))
    }
    row = next
  }
  return row[name.length]
}
