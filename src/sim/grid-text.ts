/** Turns what a grid file says into the grid as the simulator takes it, and remembers what came from where. */
import { plainTraits, slotsOf, type Slot } from '../model/grid.js'
import type { Place } from './grid-faults.js'
import { type GridText, type LinkText, networkSchema, type NetworkText, type QueueText } from './grid-schema.js'
import {
  type GridSpec,
  type LinkSpec,
  type NetworkSpec,
  openQueue,
  type QueueSpec,
  type SiteSpec,
} from './grid-spec.js'
import { outagesOf } from './world-schema.js'

/** A declared grid whose parts may stand elsewhere in the file than in the grid. */
export interface TextualGrid {
  readonly spec: GridSpec
  /** Where the file says what stands at a place of the grid. */
  placeInFile(place: Place): Place
}

/** @param table links from the table beside the file; undefined when there is none */
export function gridOfText(text: GridText, table: readonly LinkSpec[] | undefined): TextualGrid {
  const listed = text.queues?.map((queue, k) => ({ queue, place: ['queues', k] }))
  const sites = text.sites.map((site, i) => {
    const nested = site.queues?.map((queue, j) => ({ queue, place: ['sites', i, 'queues', j] }))
    const elsewhere = listed?.filter(({ queue }) => queue.site === site.name)
    // A site that nobody gave queues has one that takes anything.
    const all = nested || elsewhere ? [...(nested ?? []), ...(elsewhere ?? [])] : undefined
    return {
      spec: siteOf(
        site,
        all?.map(({ queue }) => queueOf(queue)),
      ),
      places: all?.map(({ place }) => place),
    }
  })
  const { network, linkPlaces } = networkWithPlaces(text.network)
  const spec: GridSpec = {
    name: text.name,
    assumptions: text.assumptions,
    sites: sites.map((site) => site.spec),
    network: table === undefined ? network : { ...network, links: [...network.links, ...table], isMatrix: true },
    outages: outagesOf(text.outages),
  }
  return {
    spec,
    placeInFile(place) {
      const [head, first, part, second, ...field] = place
      if (head === 'sites' && part === 'queues' && second !== undefined) {
        return [...(sites[Number(first)].places?.[Number(second)] ?? ['sites', first]), ...field]
      }
      return head === 'network' && first === 'links' ? ['network', 'links', linkPlaces[Number(part)]] : place
    },
  }
}

/** The network as the simulator takes it; the default one when none is declared. */
export function networkOf(declared: NetworkText | undefined): NetworkSpec {
  return networkWithPlaces(declared ?? networkSchema.parse({})).network
}

/** A link between two sites stands for both directions. */
function networkWithPlaces({ latency, rate, links }: NetworkText): { network: NetworkSpec; linkPlaces: number[] } {
  const oneWay = links.flatMap((link, i) => linksOf(link).map((one) => ({ link: one, i })))
  return {
    network: { latencySeconds: latency, bytesPerSecond: rate, links: oneWay.map(({ link }) => link) },
    linkPlaces: oneWay.map(({ i }) => i),
  }
}

function linksOf(text: LinkText): LinkSpec[] {
  const { rate, closeness, MBps, capacity } = text
  const facts = {
    bytesPerSecond: rate,
    closeness,
    measured: MBps && { hourMBps: MBps.hour ?? NaN, dayMBps: MBps.day ?? NaN, weekMBps: MBps.week ?? NaN },
    capacityBytesPerSecond: capacity,
  }
  if (!('between' in text)) return [{ from: text.from, to: text.to, ...facts }]
  const [one, other] = text.between
  return [
    { from: one, to: other, ...facts },
    { from: other, to: one, ...facts },
  ]
}

function siteOf(text: GridText['sites'][number], queues: QueueSpec[] | undefined): SiteSpec {
  const { name, tier, nucleus, inNetwork, cores, corePower, network, storage } = text
  return {
    name,
    tier,
    ...(nucleus !== undefined && { isNucleus: nucleus }),
    isInNetwork: inNetwork,
    cores,
    corePower,
    ingressBytesPerSecond: network.ingress,
    egressBytesPerSecond: network.egress,
    storage: storage && { totalBytes: storage.size, usedBytes: storage.used },
    queues: queues ?? [openQueue(name, [1])],
  }
}

function queueOf(text: QueueText): QueueSpec {
  const KBps = (rate: number | undefined) => (rate ?? 0) / 1000
  return {
    ...plainTraits,
    name: text.name,
    status: text.status,
    slots: slotsOfText(text),
    isUnified: text.unified,
    cores: text.usualCores ?? 0,
    maxWalltimeSeconds: text.maxWalltime,
    minWalltimeSeconds: text.minWalltime,
    maxScratchMB: text.maxScratch,
    corePower: text.corePower,
    vos: text.vos,
    labels: text.labels,
    fairSharePolicy: text.fairSharePolicy,
    directIoLan: text.directIo.includes('lan'),
    directIoWan: text.directIo.includes('wan'),
    alwaysDirectIo: text.directIo.includes('always'),
    maxDiskIoKBps: KBps(text.maxDiskIo),
    maxIoIntensityKBps: KBps(text.maxIoIntensity),
    transferringLimitJobs: text.transferringLimit,
    pledgedCores: text.pledgedCores,
    localDataOnly: text.localDataOnly,
    jobSeed: text.jobSeed,
    connectivity: text.connectivity ?? '',
    serverControlled: text.serverControlled,
    standbySlots: text.standbySlots,
    bunchJobs: text.bunchJobs,
    nucleus: text.nucleus,
    readsFrom: text.readsFrom,
  }
}

function slotsOfText({ slots, cores = [1], maxMemoryPerCore, minMemoryPerCore }: QueueText): Slot[] {
  return (
    slots?.map((slot) => ({ cores: slot.cores, maxMemoryMB: slot.maxMemory, minMemoryMB: slot.minMemory })) ??
    slotsOf(cores, maxMemoryPerCore, minMemoryPerCore)
  )
}
