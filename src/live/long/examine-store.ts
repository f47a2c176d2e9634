import { type SavedCore, type SavedKind, type SavedKinds, savedKinds } from '../../brokerage/saved/saved-rows.js'
import { Hearing } from '../hearing.js'
import { openStore } from '../store/open-store.js'
import type { Store } from '../store/store.js'
import { type Archive, archiveFaults, readArchive, type Witness } from './archive-oracle.js'
import { type Past, readPast } from './facts-oracle.js'
import { longCore } from './long-core.js'

/** What a store holds in the end, and all that is wrong with it. */
export interface Examination {
  readonly facts: number
  readonly tasks: number
  readonly jobs: number
  readonly faults: readonly string[]
}

/** Looks at a store from all sides, once its server has ended and all work is done. */
export async function examineStore(place: string, witness: Witness): Promise<Examination> {
  return withStore(place, async (store, facts) => {
    const { past, archive, faults } = await soundness(store, facts)
    const workers = await workerFaults(store, witness.others.workers)
    const all = [...faults, ...past.unended, ...archiveFaults(archive, witness), ...workers]
    return { facts: past.facts, tasks: archive.tasks.size, jobs: archive.jobs.size, faults: all }
  })
}

/** What is wrong with a store whose server has ended, whatever work is left. */
export async function storeFaults(place: string): Promise<readonly string[]> {
  return withStore(place, async (store, facts) => (await soundness(store, facts)).faults)
}

async function withStore<T>(place: string, look: (store: Store, facts: number) => Promise<T>): Promise<T> {
  const store = openStore(place)
  try {
    const { facts } = await store.open()
    return await look(store, facts)
  } finally {
    await store.close()
  }
}

/** Whether the store, the journal, the archive and the core agree. */
async function soundness(store: Store, facts: number): Promise<{ past: Past; archive: Archive; faults: string[] }> {
  const found = await store.check()
  const past = await readPast(store)
  const archive = await readArchive(store)
  const faults = [
    ...found.map((words) => `the store's check: ${words}`),
    ...past.faults,
    ...(past.facts === facts ? [] : [`${past.facts} facts are there, ${facts} were written`]),
    ...(await coreFaults(store, past)),
    ...endingsFaults(archive, past.endings),
  ]
  return { past, archive, faults }
}

/** What was said of Harvester's workers is kept. */
async function workerFaults(store: Store, words: readonly string[]): Promise<string[]> {
  const bodies: string[] = []
  await store.rows(['worker'], (rows) => bodies.push(...rows.map(({ body }) => body)))
  const all = bodies.join('\n')
  return words.filter((word) => !all.includes(word)).map((word) => `no row of a worker says ${word}`)
}

/** The core as a server would read it back: it must add up, and have the hash of all facts. */
async function coreFaults(store: Store, past: { facts: number; hash: string }): Promise<string[]> {
  const { core } = new Hearing((orders) => longCore(orders))
  const restorer = core.restorer()
  const faults: string[] = []
  try {
    await store.rows(savedKinds, (rows) => {
      for (const { kind, key, body } of rows) {
        const row = JSON.parse(body) as SavedKinds[SavedKind]
        restorer.read(kind as SavedKind, key, row as never)
        if (kind !== 'core') continue
        const { facts, hash } = row as SavedCore
        if (facts !== past.facts || hash !== past.hash)
          faults.push(`the core kept hash ${hash} of ${facts} facts; the facts give ${past.hash} of ${past.facts}`)
      }
    })
    restorer.done()
    core.check()
  } catch (error) {
    faults.push(`the core cannot be read back: ${(error as Error).message}`)
  }
  return faults
}

/** Journal and archive tell the same ends of the same jobs. */
function endingsFaults({ jobs }: Archive, endings: ReadonlyMap<number, string>): string[] {
  const told = [...endings].flatMap(([id, state]) => {
    const found = jobs.get(id)?.state
    return found === state ? [] : [`job ${id} is ${state} in the journal, ${found ?? 'missing'} in the archive`]
  })
  const untold = [...jobs.keys()].filter((id) => !endings.has(id))
  return [...told, ...untold.map((id) => `job ${id} is in the archive, and not in the journal`)]
}
