/** How much one caller, and all of them, may ask of the server. */
export interface ApiLimits {
  /** Largest body in bytes: of usual requests, of bulk work, of a job's log. */
  readonly usualBytes: number
  readonly bulkBytes: number
  readonly logBytes: number
  /** Levels of objects and lists in JSON. */
  readonly jsonDepth: number
  /** Time for the head of a request, for all of it, and for a connection that asks nothing. */
  readonly headSeconds: number
  readonly requestSeconds: number
  readonly idleSeconds: number
  readonly connections: number
  /** Requests a second, and at once, of one token; pilots' calls apart; of one address without a token. */
  readonly requestsPerSecond: number
  readonly requestsAtOnce: number
  readonly pilotRequestsPerSecond: number
  readonly pilotRequestsAtOnce: number
  readonly strangerRequestsPerSecond: number
  readonly strangerRequestsAtOnce: number
  /** Fetches of files that jobs need, by whomever, of one address: all pilots of a site may share it. */
  readonly fileRequestsPerSecond: number
  readonly fileRequestsAtOnce: number
  /** Streams of facts that are followed at a time. */
  readonly followers: number
}

export const defaultApiLimits: ApiLimits = {
  usualBytes: 1 << 20,
  bulkBytes: 32 << 20,
  logBytes: 10 << 20,
  jsonDepth: 32,
  headSeconds: 10,
  requestSeconds: 60,
  idleSeconds: 75,
  connections: 5_000,
  requestsPerSecond: 50,
  requestsAtOnce: 200,
  pilotRequestsPerSecond: 10_000,
  pilotRequestsAtOnce: 20_000,
  strangerRequestsPerSecond: 20,
  strangerRequestsAtOnce: 100,
  fileRequestsPerSecond: 1_000,
  fileRequestsAtOnce: 5_000,
  followers: 50,
}
