import { fairShareFault } from '../fair-share-fault.js'
import type { PublishedQueue } from './queue-table.js'
import { LEAST_MEMORY_MB } from './rules.js'
import { writtenDuration } from './written-units.js'

/** Labels that the pilots of a queue serve, by its type (brokerage.md §F.2); unified queues serve all. */
const labelsOfType: Readonly<Record<string, readonly string[]>> = {
  production: ['managed', 'test', 'prod_test', 'install'],
  analysis: ['user', 'panda', 'install'],
}

/** A queue's entry in a grid file, without what is as usual. */
export type QueueEntry = Readonly<Record<string, unknown>>

/**
 * The entry of a published queue. Its memory limits hold for a slot of all its cores; narrower slots get their part.
 * @param storageSite site that its storage stands at, when it is another one of the grid
 */
export function entryOf(
  queue: PublishedQueue,
  siteCorePower: number,
  storageSite: { readonly name: string; readonly isNucleus: boolean } | undefined,
): QueueEntry {
  const widths = queue.capability === 'mcore' || queue.cores === 1 ? [queue.cores] : [1, queue.cores]
  const directIo = [
    ...(queue.directLan ? ['lan'] : []),
    ...(queue.directWan ? ['wan'] : []),
    ...(queue.maxInputMB === -1 ? ['always'] : []),
  ]
  return withoutNothing({
    name: queue.name,
    status: queue.status === 'online' ? undefined : queue.status,
    cores: queue.capability === 'score' ? [1] : widths,
    unified: queue.capability === 'ucore' || undefined,
    maxMemoryPerCore: hasNonsenseMemory(queue) ? undefined : megabytes(Math.floor(queue.maxMemoryMB / queue.cores)),
    minMemoryPerCore: megabytes(Math.ceil(queue.minMemoryMB / queue.cores)),
    maxWalltime: queue.maxWalltimeSeconds > 0 ? writtenDuration(queue.maxWalltimeSeconds) : undefined,
    minWalltime: queue.minWalltimeSeconds > 0 ? writtenDuration(queue.minWalltimeSeconds) : undefined,
    maxScratch: megabytes(queue.scratchMB),
    corePower: queue.corePower === siteCorePower ? undefined : queue.corePower,
    vos: ['atlas'],
    labels: labelsOfType[queue.type],
    fairSharePolicy: readablePolicy(queue.fairSharePolicy),
    directIo: directIo.length > 0 ? directIo : undefined,
    maxDiskIo: queue.maxDiskIoKBps > 0 ? `${queue.maxDiskIoKBps} kB/s` : undefined,
    transferringLimit: queue.transferringLimit > 0 ? queue.transferringLimit : undefined,
    pledgedCores: queue.isOpportunistic ? -1 : undefined,
    localDataOnly: queue.flags.includes('use_only_local_data') || undefined,
    jobSeed: queue.jobSeed,
    connectivity: queue.connectivity || undefined,
    serverControlled: queue.workflow === 'pull_ups' || undefined,
    nucleus: storageSite?.isNucleus === true ? storageSite.name : undefined,
    readsFrom: storageSite && [storageSite.name],
  })
}

/** Whether a memory limit is too low to be one of a slot of all the queue's cores. */
export function hasNonsenseMemory({ maxMemoryMB, cores }: PublishedQueue): boolean {
  return maxMemoryMB > 0 && maxMemoryMB < LEAST_MEMORY_MB * cores
}

/** A policy whose entries lack a key or a colon is written as it was meant; one that cannot be read is dropped. */
export function readablePolicy(policy: string): string | undefined {
  if (policy === '') return undefined
  const mended = policy
    .split(',')
    .map((entry) => entry.replace(/^(\w+)=(\d+%)$/, 'type=$1:$2').replace(/^any:/, 'type=any:'))
    .join(',')
  return fairShareFault(mended) === undefined ? mended : undefined
}

function megabytes(amount: number): string | undefined {
  return amount > 0 ? `${amount} MB` : undefined
}

function withoutNothing(entry: Record<string, unknown>): QueueEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))
}
