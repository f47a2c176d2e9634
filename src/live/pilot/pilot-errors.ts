/** Error codes that the pilot reports, those of PanDA's pilot with its meanings (panda-protocol.md §7.1). */
export const PilotError = {
  none: 0,
  /** The machine's disk is full. */
  noLocalSpace: 1098,
  stageInFailed: 1099,
  /** The job's directory outgrew its limit. */
  directoryTooLarge: 1104,
  /** The specification cannot be understood. */
  setupFailed: 1110,
  stageOutFailed: 1137,
  /** The server does not count the job as the pilot's any more. */
  killedByServer: 1144,
  /** Nothing in the job's directory changed for too long. */
  looping: 1150,
  outputMissing: 1165,
  inputAdlerMismatch: 1171,
  /** The pilot itself was killed while the payload ran. */
  killSignal: 1200,
  sigterm: 1201,
  sigquit: 1202,
  sigxcpu: 1204,
  sigint: 1208,
  /** The wall time of the job, or the life of the slot, is over. */
  reachedMaxTime: 1213,
  /** The payload's processes took more memory than the slot has, and were ended. */
  exceededMemory: 1235,
  payloadFailed: 1305,
  /** The server was away for longer than the pilot waits. */
  communicationFailure: 1318,
  internalProblem: 1319,
  payloadSegfault: 1328,
  inputMissing: 1331,
  noStorageSpace: 1333,
  imageNotFound: 1360,
  badOutputName: 1371,
  apptainerMissing: 1372,
} as const

/** Code for a signal that ended the pilot. */
export function codeOfSignal(signal: string): number {
  const codes: Record<string, number> = {
    SIGTERM: PilotError.sigterm,
    SIGINT: PilotError.sigint,
    SIGQUIT: PilotError.sigquit,
    SIGXCPU: PilotError.sigxcpu,
  }
  return codes[signal] ?? PilotError.killSignal
}

/** Ends a job as failed: a code and words for people. */
export class JobFailure extends Error {
  constructor(
    readonly code: number,
    words: string,
  ) {
    super(words)
  }
}

/** The server has no use for the job any more: nothing is reported. */
export class JobUnknown extends Error {}
