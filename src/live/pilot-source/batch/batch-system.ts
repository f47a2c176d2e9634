/** How a job of the batch system stands. `held`: it will not begin unless a person does something. */
export type BatchState = 'queued' | 'held' | 'running' | 'ended'

/** A job of the batch system. */
export interface BatchJob {
  /** The batch system's own number. */
  readonly id: string
  /** What it was submitted under. */
  readonly tag: string
  readonly state: BatchState
  /** More of how it stands, for people. */
  readonly words: string
}

/** A pilot that is to be submitted. */
export interface Submission {
  /** Under which its job is found again: of this submission alone. */
  readonly tag: string
  /** File that the batch system is told it by. */
  readonly file: string
  /** Settings in the batch system's own words, beyond those of the file. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * A batch system, spoken to by its commands. What goes wrong rejects with `CommandFailed`: after a submission that failed its job may
 * be there nevertheless.
 */
export interface BatchSystem {
  readonly name: string
  /** What a setting's name may look like, and which are not to be had, since the source itself says them. */
  readonly settingForm: RegExp
  readonly ownSettings: readonly string[]
  /** @returns the number of its job */
  submit(submission: Submission, signal: AbortSignal): Promise<string>
  /** All jobs that are there or have ended lately, whose tags begin so: one question for all. */
  jobs(prefix: string, signal: AbortSignal): Promise<BatchJob[]>
  /** How jobs ended that are no longer among `jobs`, in words by number; those that nothing is known of are left out. */
  ends(ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>>
  /** Cancels those of these jobs that have not begun; others, and those that have gone, stay as they are. */
  cancelQueued(ids: readonly string[], signal: AbortSignal): Promise<void>
}
