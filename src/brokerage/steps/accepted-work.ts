import { eachFace } from '../policy.js'

/** A queue serves the virtual organisations and source labels it names, or all when it names none. */
export const acceptedWork = eachFace({
  name: 'notincluded',
  about: 'the queue serves this virtual organisation and source label',
  lasting: true,
  accepts: ({ kind }, { queue }) => serves(queue.vos, kind.vo) && serves(queue.labels, kind.label),
  because: ({ kind }, { queue }) =>
    serves(queue.vos, kind.vo)
      ? {
          text: `label ${kind.label}, the queue serves ${queue.labels.join(', ')}`,
          change: `the queue served label ${kind.label}`,
        }
      : { text: `vo ${kind.vo}, the queue serves ${queue.vos.join(', ')}`, change: `the queue served vo ${kind.vo}` },
})

function serves(served: readonly string[], wanted: string): boolean {
  return served.length === 0 || served.includes(wanted)
}
