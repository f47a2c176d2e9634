import { normalQuantile, uniform } from '../../../model/draws.js'

const seed = { a: 20, b: 14 }

/** A number in [0, 1) of a planted truth. */
export function plantedUniform(study: number, index: number, purpose = 0): number {
  return uniform(seed, purpose, study, index, 0)
}

/** A sample whose true mean and standard deviation are known. */
export function plantedNormal(study: number, size: number, mean: number, deviation: number, purpose = 0): number[] {
  return Array.from(
    { length: size },
    (_, index) => mean + deviation * normalQuantile(plantedUniform(study, index, purpose)),
  )
}

/** In which part of many made-up studies something happens. */
export function rateOf(studies: number, happens: (study: number) => boolean): number {
  let times = 0
  for (let study = 0; study < studies; study++) if (happens(study)) times += 1
  return times / studies
}
