const numeral = /\d+(?:[.,]\d+)*/g

/**
 * What all runs of a study assume, each sentence once: one that runs tell with other numbers is one sentence with their
 * ranges. Sentences that stand together in one run stay apart, however alike.
 * @param runs the assumptions of each run
 */
export function foldedAssumptions(runs: readonly (readonly string[])[]): string[] {
  const apart = new Set(runs.flatMap((sentences) => repeatedFrames([...new Set(sentences)])))
  const folded = new Map<string, string[]>()
  for (const sentence of new Set(runs.flat())) {
    const frame = frameOf(sentence)
    const key = apart.has(frame) ? sentence : frame
    folded.set(key, [...(folded.get(key) ?? []), sentence])
  }
  return [...folded.values()].map(ranged)
}

function repeatedFrames(sentences: readonly string[]): string[] {
  const frames = sentences.map(frameOf)
  return frames.filter((frame, i) => frames.indexOf(frame) !== i)
}

/** A sentence without its numbers. */
function frameOf(sentence: string): string {
  return sentence.replace(numeral, '#')
}

/** Sentences that differ in nothing but numbers as one, with `least–most` where they differ. */
function ranged(sentences: readonly string[]): string {
  const numbers = sentences.map((sentence) => sentence.match(numeral) ?? [])
  let place = 0
  return sentences[0].replace(numeral, () => {
    const sorted = numbers.map((row) => row[place]).sort((one, other) => valueOf(one) - valueOf(other))
    place += 1
    const [least, most] = [sorted[0], sorted[sorted.length - 1]]
    return valueOf(least) === valueOf(most) ? least : `${least}–${most}`
  })
}

function valueOf(written: string): number {
  return Number(written.replaceAll(',', ''))
}
