import type { Step } from '../policy.js'

/** Work goes where all of its input is; when no candidate holds it, anywhere. */
export const inputHere: Step = {
  name: 'non_local',
  about: 'the site holds all of the input; off when no candidate does',
  lasting: false,
  judge(_, candidates) {
    for (let i = 0; i < candidates.count; i++) if (!candidates.hasInput(i)) candidates.refuse(i)
    if (candidates.refusedNow === candidates.count) candidates.pardon()
  },
  looksAtAll: ({ inputBytes }) => inputBytes > 0,
  because: ({ dataset }, { queue }, position, { datasets, grid }) => {
    const [input, site] = [datasets.nameOf(dataset), grid.sites[grid.queues[queue[position]].siteIndex].name]
    return { text: `${input} is not at ${site}`, change: `${site} held all of ${input}` }
  },
}
