import type { Dispatch } from '../door.js'
import { expandedPart } from './expanded-part.js'
import { type PandaPart, pandaPartSchema } from './panda-part.js'

/** How a pilot of our own runs a program of PanDA's: it fetches it, and gives it its arguments as a shell reads them. */
const FETCH_AND_RUN = 'curl -fsS -o transformation "$0" && chmod +x transformation && eval "exec ./transformation $1"'

/** Programs that are no address are there already, as where an experiment's software is set up. */
const RUN = 'eval "exec $0 $1"'

/** What PanDA's client said of a job: that of its own before that of its task; undefined: it was submitted otherwise. */
export function pandaPartOf({ specs: { common, own } }: Pick<Dispatch, 'specs'>): PandaPart | undefined {
  for (const body of [own, common]) {
    // Only few bodies have one, and they may be long.
    if (body === undefined || !body.includes('"panda"')) continue
    const { panda } = JSON.parse(body) as { readonly panda?: unknown }
    if (panda !== undefined) return pandaPartSchema.parse(panda)
  }
  return undefined
}

/** Number that a job's files bear: one that is submitted once more keeps that which it had first. */
export function numberInFiles({ ordinal, specs: { own } }: Pick<Dispatch, 'ordinal' | 'specs'>): number {
  const { ordinal: first } = own === undefined ? {} : (JSON.parse(own) as { readonly ordinal?: number })
  return first ?? ordinal
}

/** A job as pilots of our own are told of it: what PanDA's client said of it as a command of theirs. */
export function inNativeWords(dispatch: Dispatch, serverUrl: string): Dispatch {
  const part = pandaPartOf(dispatch)
  if (part === undefined) return dispatch
  const { task, attempt, id } = dispatch
  const ordinal = numberInFiles(dispatch)
  const { transformation, jobPars, outputs } = expandedPart(part, { task, ordinal, attempt, id }, serverUrl)
  const files = outputs.filter(({ isLog }) => !isLog).map(({ lfn }) => ({ name: lfn }))
  const inputs = part.inputs.map(({ lfn, bytes, checksum }) => ({
    name: lfn,
    ...(bytes > 0 && { bytes }),
    ...(checksum.startsWith('ad:') && { checksum: `adler32:${checksum.slice(3)}` }),
  }))
  const script = /^https?:/.test(transformation) ? FETCH_AND_RUN : RUN
  const command = ['sh', '-c', script, transformation, jobPars]
  const specification = { command, inputs, outputs: files, ordinal }
  return { ...dispatch, specs: { own: JSON.stringify(specification) } }
}
