/** What `StatusCode` says in answers of the classic family, and in data of v1 (panda-protocol.md §1.4). */
export const StatusCode = {
  success: 0,
  timeout: 10,
  noJobs: 20,
  failed: 30,
  invalidToken: 50,
  invalidRole: 60,
  permissionDenied: 70,
  keyMissing: 80,
} as const

export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode]
