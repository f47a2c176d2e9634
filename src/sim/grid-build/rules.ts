/** What the built grid assumes where nothing is public. Each of these is said in the file that is built. */

/** HS06 per core that the queue table gives when nobody measured. */
export const UNMEASURED_CORE_POWER = 10

/** Cores that every site of a tier has, before the others are shared out. */
export const leastCoresOfTier = [1000, 1000, 200, 100] as const
/** So many of a site's widest slots fit into it. */
export const WIDEST_SLOTS = 4

/** Memory per core that a queue's limit must at least leave to be believed, MB. */
export const LEAST_MEMORY_MB = 900

/** Part of a site's disk that is taken by data that stay. */
export const USED_FRACTION = 0.75
/** Disk that makes a T2 a nucleus, TB. */
export const NUCLEUS_DISK_TB = 2000

/** What sites of a tier can at least take in, and give out, GB/s. */
export const leastDoorOfTierGBps = [25, 12.5, 2.5, 0.5] as const
/** A site can carry so many times what monitors saw of all its links together. */
export const DOOR_OVER_MEASURED = 2

/** Rate of one transfer where nothing is known and at least, and at most where much was measured, MB/s. */
export const PLAIN_TRANSFER_MBPS = 10
export const FASTEST_TRANSFER_MBPS = 100
export const LATENCY_SECONDS = 10

/** Part of the resources for one service that must be down for the site to be. */
export const DOWN_FRACTION = 0.5
/** Days of the downtime calendar that a grid takes over. */
export const CALENDAR_DAYS = 7
