import seedrandom from 'seedrandom'
import type { Seed } from '../model/draws.js'

/** Turns a seed text into the two words that key all draws of a run. Different texts give different words. */
export function seedOf(text: string): Seed {
  // seedrandom reads a text over and over, so `11` would be `1` again.
  const random = seedrandom(repeatsItself(text) ? `${text}\0` : text)
  return { a: random.int32(), b: random.int32() }
}

/** Whether a text is a shorter one written several times. */
function repeatsItself(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length
}
