/** How a virtual world misbehaves; parts of 1 unless told otherwise. */
export interface FaultPlan {
  /** Crashes of the host at any of its steps; of these, how many are failures of the power. */
  readonly crashes: number
  readonly powerFails: number
  readonly lost: number
  readonly doubled: number
  /** Requests whose body breaks off, where the wire has such. */
  readonly cut: number
  /** Of messages that are late, by up to so many seconds, and so come out of order. */
  readonly late: number
  readonly latestSeconds: number
  readonly writeFails: number
  readonly syncFails: number
  /** Times in which the disk has no room, in a history. */
  readonly diskFull: number
  /** Suspensions of the host and leaps of its clock in a history. */
  readonly suspensions: number
  readonly clockLeaps: number
  /** A second host takes over while the first one lives, so often in a history. */
  readonly takeovers: number
  /** Decent restarts in a history. */
  readonly restarts: number
  /** Pilots that die without a word, and that never come. */
  readonly pilotsDie: number
  readonly pilotsLost: number
  /** Transfers whose end nobody tells, and those that fail. */
  readonly transfersForgotten: number
  readonly transfersFail: number
}

/** Nothing fails but what fails on any day: jobs, pilots and transfers. */
const fairDays: FaultPlan = {
  crashes: 0,
  powerFails: 0.5,
  lost: 0,
  doubled: 0,
  cut: 0,
  late: 0,
  latestSeconds: 60,
  writeFails: 0,
  syncFails: 0,
  diskFull: 0,
  suspensions: 0,
  clockLeaps: 0,
  takeovers: 0,
  restarts: 0,
  pilotsDie: 0.05,
  pilotsLost: 0.1,
  transfersForgotten: 0,
  transfersFail: 0.1,
}

/** What goes wrong, by theme. */
export const faultPlans = {
  crashes: { ...fairDays, crashes: 4 },
  network: { ...fairDays, crashes: 0.5, lost: 0.15, doubled: 0.25, cut: 0.05, late: 0.2, latestSeconds: 700 },
  disk: { ...fairDays, crashes: 1, powerFails: 1, writeFails: 0.01, syncFails: 0.01, diskFull: 1 },
  clock: { ...fairDays, crashes: 1, suspensions: 2, clockLeaps: 2, late: 0.1 },
  takeover: { ...fairDays, crashes: 1, takeovers: 1, restarts: 1, doubled: 0.1 },
  everything: {
    crashes: 3,
    powerFails: 0.6,
    lost: 0.1,
    doubled: 0.15,
    cut: 0.03,
    late: 0.1,
    latestSeconds: 400,
    writeFails: 0.005,
    syncFails: 0.005,
    diskFull: 0.5,
    suspensions: 0.7,
    clockLeaps: 0.7,
    takeovers: 0.5,
    restarts: 0.5,
    pilotsDie: 0.1,
    pilotsLost: 0.15,
    transfersForgotten: 0.1,
    transfersFail: 0.15,
  },
} satisfies Record<string, FaultPlan>
