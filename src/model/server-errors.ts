/** Error codes that the server itself gives to jobs (panda-protocol.md §7.2); each belongs to the field of its source. */

/** jobDispatcherErrorCode: what the watcher of pilots and reports found. */
export const enum DispatcherError {
  lostHeartbeat = 100,
  noReply = 102,
  holding = 103,
  transferring = 104,
}

/** taskBufferErrorCode: what the keeper of the job tables did. */
export const enum TaskBufferError {
  transferTimeout = 101,
  expired = 102,
  rebrokered = 105,
  fastRebrokerage = 130,
}
