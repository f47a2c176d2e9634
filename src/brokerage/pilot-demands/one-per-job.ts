import type { PilotDemandKind } from './pilot-demand-rule.js'

/** As many pilots as there are activated jobs that none is under way for. Which job a pilot gets is decided when it asks. */
export const onePerJob: PilotDemandKind = {
  name: 'one-per-job',
  about: 'one pilot for each activated job that none is under way for',
  usual: { numbers: {}, chain: [] },
  plugins: [],
  make: () => ({
    name: 'one-per-job',
    cycleSeconds: undefined,
    namedQueues: [],
    newPilots: (queue, figures, tell) =>
      queue.faces.map((face) => {
        const activated = figures.activated(face.index)
        const missing = Math.max(0, activated - figures.pending(face.index))
        tell(face, 'activated', activated)
        tell(face, 'less those under way', missing)
        return missing
      }),
  }),
}
