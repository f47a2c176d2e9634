import seedrandom from 'seedrandom'
import type { Seed } from '../model/draws.js'

/** Turns a seed text into the two words that key all draws of a run. */
export function seedOf(text: string): Seed {
  const random = seedrandom(text)
  return { a: random.int32(), b: random.int32() }
}
