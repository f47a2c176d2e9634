import { eachFace } from '../policy.js'

/** A slot of the pseudo-queue has as many cores as the job asks for (brokerage.md §B.2-9). */
export const cores = eachFace({
  name: 'cpucore',
  about: 'a slot has the cores the job asks for',
  lasting: true,
  accepts: ({ kind }, face) => face.cores === kind.cores,
  because: ({ kind }, face) => `needs ${kind.cores} cores, slots of the queue have ${face.cores}`,
})
