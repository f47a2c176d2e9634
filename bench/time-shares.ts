import { Session, type Profiler } from 'node:inspector'

/** Parts of the CPU time by where the code stands: a room's file, `node`, `gc`; those above 1 %, largest first. */
export type TimeShares = Record<string, number>

/** Runs the work under V8's sampling profiler. The work's own figures must be taken without it. */
export async function timeShares(work: () => Promise<unknown>): Promise<TimeShares> {
  const session = new Session()
  session.connect()
  const post = (method: 'Profiler.enable' | 'Profiler.start'): Promise<void> =>
    new Promise((resolve, reject) => session.post(method, (error) => (error === null ? resolve() : reject(error))))
  await post('Profiler.enable')
  await post('Profiler.start')
  await work()
  const profile = await new Promise<Profiler.Profile>((resolve, reject) =>
    session.post('Profiler.stop', (error, answer) => (error === null ? resolve(answer.profile) : reject(error))),
  )
  session.disconnect()
  return sharesOf(profile)
}

function sharesOf({ nodes, samples = [] }: Profiler.Profile): TimeShares {
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, place(callFrame)]))
  const counts = new Map<string, number>()
  let busy = 0
  for (const sample of samples) {
    const where = placeOf.get(sample) ?? 'node'
    if (where === 'idle') continue
    busy++
    counts.set(where, (counts.get(where) ?? 0) + 1)
  }
  const shares = [...counts].map(([where, count]) => [where, Math.round((1000 * count) / busy) / 1000] as const)
  return Object.fromEntries(shares.filter(([, share]) => share >= 0.01).sort((a, b) => b[1] - a[1]))
}

function place({ url, functionName }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const [, file] = /dist\/src\/(.+)\.js$/.exec(url) ?? []
  if (file !== undefined) return file
  if (functionName === '(garbage collector)') return 'gc'
  return functionName === '(idle)' ? 'idle' : 'node'
}
