import type { FamilyResult } from './run-families.js'

/** Differences that are told of each family. */
const TOLD = 3

/** The results as text: a line for each family, the first differences below it, and a sum. */
export function resultText(results: readonly FamilyResult[]): string {
  const width = Math.max(...results.map(({ family }) => family.length))
  const lines = results.flatMap((result) => [familyLine(result, width), ...differenceLines(result)])
  return [...lines, '', sumLine(results)].join('\n')
}

function familyLine({ family, matched, total, quirks, notYet }: FamilyResult, width: number): string {
  const name = family.padEnd(width)
  if (notYet) return `${name}  no rule yet (${total} cases)`
  const verdict = matched === total ? 'all' : 'BAD'
  const apart = quirks.total === 0 ? '' : `, of them quirks ${quirks.matched} of ${quirks.total}`
  return `${name}  ${verdict}  ${matched} of ${total}${apart}`
}

function differenceLines({ differences }: FamilyResult): string[] {
  const lines = differences
    .slice(0, TOLD)
    .map(({ id, quirk, difference }) => `    ${id}${quirk === undefined ? '' : ` (quirk: ${quirk})`}: ${difference}`)
  return differences.length > TOLD ? [...lines, `    and ${differences.length - TOLD} more`] : lines
}

function sumLine(results: readonly FamilyResult[]): string {
  const compared = results.filter(({ notYet }) => !notYet)
  const matched = compared.reduce((sum, result) => sum + result.matched, 0)
  const total = compared.reduce((sum, result) => sum + result.total, 0)
  const ruleless = results.length - compared.length
  const left = ruleless === 0 ? '' : `; no rule yet for ${ruleless} of ${results.length} families`
  return `${matched} of ${total} cases answered as recorded${left}`
}
